"""Matching what was typed as an intervention to what the pilot delivers."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.changes import changes_of
from interventions.delivered import delivered
from interventions.matching import fold, suggested, typed_names
from interventions.models import Activity, Intervention
from pilots.models import Theme
from tests import builders
from tests.interventions.forms import typed_entry


@pytest.fixture
def address(hillfields):
    return reverse("intervention_match", args=[hillfields.authority.gss_code, hillfields.slug])


@pytest.fixture
def mentoring(hillfields):
    return builders.intervention(hillfields, name="Mentoring by Spark")


def named(name, of, **fields):
    return builders.activity(of, intervention_name=name, **fields)


def shown(client, address):
    """Return name and hint of each choice on the page."""
    return [(field.label, field.help_text) for field in client.get(address).context["form"]]


def choices(client, address, **chosen):
    """Return a post that chooses interventions by the names on the page."""
    fields = {field.label: field.name for field in client.get(address).context["form"]}
    return {fields[name]: intervention.pk if intervention else "" for name, intervention in chosen.items()}


def test_each_name_is_shown_once_with_how_many_entries_and_when(as_user, adviser, hillfields, mentoring, address):
    named("Sport and mentoring", hillfields, starts_on=date(2026, 3, 1))
    named("sport  and Mentoring ", hillfields, starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9))
    named("Sport and mentoring", hillfields, starts_on=date(2026, 2, 1), ends_on=date(2026, 5, 9))
    named("Choir", hillfields, starts_on=date(2026, 3, 1))
    builders.activity(hillfields)
    named("Matched already", hillfields, intervention=mentoring)
    named("[removed]", hillfields)
    assert shown(as_user(adviser), address) == [
        ("Choir", "1 entry, 1 March 2026"),
        ("Sport and mentoring", "3 entries, 5 January 2026 to 9 May 2026"),
    ]


def test_the_pilots_page_leads_to_matching_while_a_name_is_to_be_matched(as_user, adviser, hillfields, address):
    named("[removed]", hillfields)
    client = as_user(adviser)
    assert address not in client.get(hillfields.get_absolute_url()).content.decode()
    named("Choir", hillfields)
    assert address in client.get(hillfields.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["navigator", "adviser", "manager"])
def test_all_chosen_names_are_matched_in_one_step_with_history(
    request, as_user, who, hillfields, mentoring, navigator, address
):
    user = request.getfixturevalue(who)
    choir = builders.intervention(hillfields, name="Choir of Hillfields")
    matched = [
        named(name, hillfields, by=navigator, status=status)
        for name, status in (("Mentoring", "submitted"), ("mentoring ", "approved"), ("MENTORING", "planned"))
    ]
    sung, left = named("Choir", hillfields), named("Film", hillfields)
    matched[0].themes.add(Theme.objects.create(region=hillfields.authority.region, name="Sports"))
    versions = {entry.pk: entry.version for entry in [*matched, sung, left]}
    client = as_user(user)
    names = [name for name, _ in shown(client, address)]
    data = choices(client, address, **{names[0]: choir, names[1]: None, names[2]: mentoring})
    assert client.post(address, data).url == address
    for entry in [*matched, sung]:
        entry.refresh_from_db()
        assert entry.intervention == (choir if entry == sung else mentoring)
        assert entry.version == versions[entry.pk] + 1
        assert entry.history.first().history_user == user
        assert changes_of(entry)[0].what == [f"Intervention: {entry.intervention}"]
    assert [entry.status for entry in matched] == ["submitted", "approved", "planned"]
    assert matched[1].intervention_name == "mentoring "
    assert delivered([mentoring])[mentoring.pk].entries == 1  # the approved one
    left.refresh_from_db()
    assert (left.intervention, left.version) == (None, versions[left.pk])
    assert "4 entries are matched." in client.get(address).content.decode()


def test_done_twice_it_is_done_once(as_user, adviser, hillfields, mentoring, address):
    entry, client = named("Mentoring", hillfields), as_user(adviser)
    data = choices(client, address, Mentoring=mentoring)
    client.post(address, data)
    assert "1 entry is matched." in client.get(address).content.decode()
    client.post(address, data)
    client.get(address)
    entry.refresh_from_db()
    assert (entry.version, entry.history.count()) == (2, 2)


def test_a_name_matched_meanwhile_stays_as_it_was_matched(as_user, adviser, hillfields, mentoring, address):
    other = builders.intervention(hillfields, name="Other")
    entry, client = named("Mentoring", hillfields), as_user(adviser)
    data = choices(client, address, Mentoring=mentoring)
    entry.intervention = other
    entry.save()
    client.post(address, data)
    entry.refresh_from_db()
    assert entry.intervention == other


def test_nothing_chosen_changes_nothing_and_says_so(as_user, adviser, hillfields, mentoring, address):
    entry, client = named("Film", hillfields), as_user(adviser)
    client.post(address, choices(client, address, Film=None))
    assert "Nothing was matched" in client.get(address).content.decode()
    entry.refresh_from_db()
    assert entry.version == 1


def test_somebody_elses_draft_is_neither_shown_nor_changed(as_user, navigator, adviser, hillfields, mentoring, address):
    draft = named("mentoring", hillfields, by=navigator, status="draft")
    secret = named("Only in a draft", hillfields, by=navigator, status="draft")
    named("Mentoring", hillfields, by=navigator)
    client = as_user(adviser)
    assert [name for name, _ in shown(client, address)] == ["Mentoring"]
    assert shown(client, address)[0][1].startswith("1 entry")
    client.post(address, choices(client, address, Mentoring=mentoring))
    assert set(Activity.objects.filter(intervention=None)) == {draft, secret}
    assert len(shown(as_user(navigator), address)) == 2


def test_another_pilots_entries_are_left_alone(as_user, adviser, coventry, hillfields, mentoring, address):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    theirs = named("Mentoring", other)
    named("Mentoring", hillfields)
    client = as_user(adviser)
    client.post(address, choices(client, address, Mentoring=mentoring))
    theirs.refresh_from_db()
    assert theirs.intervention is None


def test_a_choice_of_another_pilot_is_refused_and_nothing_is_matched(
    as_user, adviser, coventry, hillfields, mentoring, address
):
    named("Mentoring", hillfields)
    named("Choir", hillfields)
    other = builders.intervention(builders.pilot("Wood End", "wood-end", of=coventry))
    client = as_user(adviser)
    for wrong in (str(other.pk), "x", "9" * 400):
        data = choices(client, address, Mentoring=mentoring, Choir=None)
        name = next(key for key, value in data.items() if value == "")
        response = client.post(address, data | {name: wrong})
        assert response.status_code == 200
        assert response.context["form"].errors[name] == ["Choose choir from the list"]
    assert not Activity.objects.exclude(intervention=None).exists()


def test_an_open_form_does_not_overwrite_a_match(as_user, navigator, adviser, hillfields, mentoring, address):
    entry = named("Mentoring", hillfields, by=navigator, status="draft", title="Mine")
    client = as_user(navigator)
    client.post(address, choices(client, address, Mentoring=mentoring))
    late = typed_entry(hillfields, id=str(entry.pk), on=entry.starts_on, title="Mine", version=1, action="draft")
    response = client.post(reverse("activity_edit", args=[entry.pk]), late)
    assert response.status_code == 409
    assert [(row.label, row.stored, row.typed) for row in response.context["conflict"]] == [
        ("Intervention", "Mentoring by Spark", "Nothing")
    ]
    entry.refresh_from_db()
    assert entry.intervention == mentoring


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("mentoring  by spark", "Mentoring by Spark"),
        ("Mentoring by Sparc", "Mentoring by Spark"),
        ("Mentoring", None),
        ("Boxing", None),
        ("Choirs", "Choir"),
        ("youth club", "Youth club, Hillfields"),
        ("Youth clubs at night", None),
        ("Art", None),
    ],
)
def test_only_a_nearly_identical_name_is_suggested(name, suggestion):
    several = ("Boxing", "boxing", "Art, Monday", "Art, Friday")
    offered = [
        Intervention(name=known) for known in ("Mentoring by Spark", *several, "Choir", "Youth club, Hillfields")
    ]
    found = suggested(name, offered)
    assert (found.name if found else None) == suggestion


def test_a_suggestion_is_chosen_on_the_page_and_says_why(as_user, adviser, hillfields, mentoring, address):
    named("Mentoring by  spark", hillfields)
    (field,) = as_user(adviser).get(address).context["form"]
    assert field.value() == str(mentoring.pk)
    assert field.help_text.endswith("The names are nearly the same")


def test_a_pilot_without_interventions_leads_to_adding_one(as_user, adviser, hillfields, address):
    named("Boxing", hillfields)
    page = as_user(adviser).get(address).content.decode()
    assert "The pilot has no interventions yet" in page
    assert reverse("intervention_add", args=[hillfields.authority.gss_code, hillfields.slug]) in page
    assert "Boxing: 1 entry" in page


def test_nothing_to_match_says_so(as_user, adviser, hillfields, address):
    assert "Nothing to match" in as_user(adviser).get(address).content.decode()


def test_who_may_not_match(as_user, client, analyst, communications, dudley_navigator, hillfields, address):
    for user, code in ((analyst, 403), (communications, 403), (dudley_navigator, 404)):
        assert as_user(user).get(address).status_code == code
        assert as_user(user).post(address).status_code == code
    assert client.get(address).status_code == 302


def test_an_ended_posting_matches_nothing(as_user, adviser, hillfields, mentoring, address):
    named("Mentoring", hillfields)
    client = as_user(adviser)
    data = choices(client, address, Mentoring=mentoring)
    adviser.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.post(address, data).status_code == 403
    assert Activity.objects.get().intervention is None


def test_the_page_costs_the_same_with_one_name_and_with_many(as_user, adviser, hillfields, mentoring, address):
    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    client = as_user(adviser)
    named("Name", hillfields)
    one = queries()
    for number in range(30):
        named(f"Name {number}", hillfields)
    assert queries() == one


def test_five_thousand_entries_of_200_names_are_matched(as_user, adviser, navigator, hillfields, mentoring, address):
    kind, place = builders.kind(), hillfields.localities.get()
    entries = [
        Activity(
            pilot=hillfields,
            locality=place,
            kind=kind,
            author=navigator,
            status="approved",
            title=f"Session {number}",
            intervention_name=f"Programme number {number % 200}",
            starts_on=date(2026, 1, 1),
        )
        for number in range(5_000)
    ]
    for entry in entries:
        entry.fill_in()
    Activity.objects.bulk_create(entries)
    client = as_user(adviser)
    names = typed_names(adviser, hillfields)
    assert (len(names), {typed.entries for typed in names}) == (200, {25})
    with CaptureQueriesContext(connection) as caught:
        response = client.post(address, {typed.key: mentoring.pk for typed in names})
    assert response.status_code == 302
    assert mentoring.activities.count() == 5_000
    assert Activity.history.filter(history_user=adviser, version=2).count() == 5_000
    assert len(caught) < 500  # batches, of which SQLite needs many, and not entries


def test_names_fold_over_capitals_and_spaces_only():
    assert fold("  Sport\u00a0and\tMENTORING ") == "sport and mentoring"
    assert fold("Sport & mentoring") != fold("Sport and mentoring")
