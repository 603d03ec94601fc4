"""What a pilot anticipates: its page, and how it is kept up to date."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.models import AnticipatedOutcome
from tests import builders
from vru_portal.access.roles import Role

PILOT = "/authorities/E08000026/pilots/hillfields/"
PAGE = f"{PILOT}outcomes/"
EVERYBODY = ("navigator", "adviser", "manager", "analyst", "communications", "administrator")
KEEPERS = ("navigator", "adviser", "manager")


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def scale(db):
    """SWEMWBS, shortened: raw scores 7 to 9, which are converted to 7 to 11.25."""
    table = {"7": "7.00", "8": "9.51", "9": "11.25"}
    return builders.measure("SWEMWBS", slug="swemwbs", lowest=7, highest=9, conversion=table)


@pytest.fixture
def outcome(hillfields):
    return builders.anticipated_outcome(hillfields, "Higher level of wellbeing")


@pytest.fixture
def typed(hillfields, scale):
    """What a browser sends for a new one."""
    return {
        "statement": "Higher level of wellbeing",
        "measure": scale.pk,
        "measured_by": "Self-report",
        "baseline": "8",
        "target": "9.5",
        **day("baseline_on", date(2021, 4, 1)),
        **day("due_on", date(2022, 3, 31)),
        "version": 0,
    }


def day(name: str, value: date) -> dict:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def no_day(name: str) -> dict:
    return dict.fromkeys((f"{name}_day", f"{name}_month", f"{name}_year"), "")


def page(client, address=PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_posted_there_reads_the_page(as_user, request, outcome, role):
    assert "Higher level of wellbeing" in page(as_user(request.getfixturevalue(role)))


def test_another_authoritys_pilot_is_404_and_a_stranger_signs_in(as_user, outcome, dudley_manager):
    assert as_user(dudley_manager).get(PAGE).status_code == 404
    assert Client().get(PAGE).url.startswith(reverse("account_login"))
    assert as_user(builders.user()).get(PAGE).status_code == 403


def test_a_pilot_that_anticipates_nothing_says_so(client, hillfields):
    assert "No anticipated outcomes are recorded." in page(client)
    assert "No outcome records yet" in page(client)


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_those_who_may_are_offered_to_change_and_to_record(as_user, request, hillfields, scale, role):
    made = builders.anticipated_outcome(hillfields, measure=scale)
    text = page(as_user(request.getfixturevalue(role)))
    assert (f"{PAGE}add/" in text) is (role in KEEPERS)
    assert (f"{PAGE}{made.pk}/" in text) is (role in KEEPERS)
    assert (f"{PAGE}record/?anticipated={made.pk}" in text) is (role in KEEPERS)
    assert (f"{PAGE}upload/" in text) is (role in KEEPERS)


def test_an_archived_pilot_takes_no_more_records(client, hillfields):
    hillfields.archived_at = timezone.now()
    hillfields.save()
    assert f"{PAGE}record/" not in page(client)


def test_the_page_shows_only_the_pilots_own_and_links_measure_and_intervention(client, hillfields, scale, coventry):
    other = builders.pilot("Foleshill", "foleshill", of=coventry)
    builders.anticipated_outcome(other, "Of another pilot")
    mentoring = builders.intervention(hillfields)
    builders.anticipated_outcome(hillfields, "More confidence", measure=scale, intervention=mentoring, target=9)
    text = page(client)
    assert "Of another pilot" not in text
    assert '<a class="govuk-link" href="/interventions/measures/swemwbs/">SWEMWBS</a>' in text
    assert f'href="{mentoring.get_absolute_url()}"' in text
    assert "Baseline: not recorded" in text
    assert "Target: 9" in text


def test_the_records_are_those_that_the_person_may_see(as_user, client, hillfields, navigator, manager):
    builders.outcome_record(hillfields, by=navigator, status="draft", group_label="My draft")
    builders.outcome_record(hillfields, status="approved", group_label="Approved group")
    assert "My draft" in page(client)
    assert "My draft" not in page(as_user(manager))
    assert "Approved group" in page(as_user(manager))


def test_only_the_latest_records_are_listed_with_a_way_to_all(client, hillfields):
    for _ in range(10):
        builders.outcome_record(hillfields, status="approved")
    assert "All outcome records of this pilot" not in page(client)
    builders.outcome_record(hillfields, status="approved")
    response = client.get(PAGE)
    assert len(response.context["results"]) == 10
    assert f"{reverse('outcomes')}?pilot={hillfields.pk}" in response.content.decode()


@pytest.mark.parametrize("address", [PILOT, PAGE])
def test_the_page_costs_the_same_with_many_as_with_few(client, hillfields, address):
    counts = []
    for start in (0, 3):
        for number in range(start, start + 3):
            measure, mentoring = builders.measure(f"Scale {number}"), builders.intervention(hillfields)
            builders.anticipated_outcome(hillfields, measure=measure, intervention=mentoring, baseline=1, target=9)
            builders.outcome_record(hillfields, status="approved", measure=measure, intervention=mentoring)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_pilots_page_shows_how_its_anticipated_outcomes_stand(client, hillfields, scale):
    builders.anticipated_outcome(hillfields, "Higher level of wellbeing", measure=scale, target=9)
    text = page(client, PILOT)
    assert "Higher level of wellbeing" in text
    assert "There is no approved outcome record yet." in text
    assert f'href="{PAGE}"' in text


# Changing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", KEEPERS)
def test_navigators_advisers_and_managers_add_one(as_user, request, hillfields, scale, typed, role):
    person = request.getfixturevalue(role)
    response = as_user(person).post(f"{PAGE}add/", typed)
    assert (response.status_code, response.url) == (302, PAGE)
    made = hillfields.anticipated_outcomes.get()
    assert (made.statement, made.measure, made.measured_by) == ("Higher level of wellbeing", scale, "Self-report")
    assert (made.baseline, made.target, made.intervention) == (8, 9.5, None)
    assert (made.baseline_on, made.due_on) == (date(2021, 4, 1), date(2022, 3, 31))
    assert made.history.get().history_user == person


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
@pytest.mark.parametrize("what", ["add/", "{}/", "{}/withdraw/"])
def test_other_roles_are_refused(as_user, request, outcome, typed, role, what):
    client = as_user(request.getfixturevalue(role))
    assert client.post(PAGE + what.format(outcome.pk), typed | {"statement": "Mine"}).status_code == 403
    assert AnticipatedOutcome.objects.get().history.count() == 1


@pytest.mark.parametrize("what", ["add/", "{}/", "{}/withdraw/"])
def test_people_of_elsewhere_find_nothing_to_change(as_user, outcome, typed, dudley_manager, coventry, what):
    reader_here = builders.posted("Both", Role.ANALYST, coventry)
    builders.posting(reader_here, Role.NAVIGATOR, dudley_manager.postings.get().authority)
    for person in (dudley_manager, reader_here):
        assert as_user(person).post(PAGE + what.format(outcome.pk), typed).status_code == 404
    assert AnticipatedOutcome.objects.get().history.count() == 1


@pytest.mark.parametrize("what", ["{}/", "{}/withdraw/"])
def test_one_of_another_pilot_is_not_found_under_this_one(client, coventry, hillfields, typed, what):
    theirs = builders.anticipated_outcome(builders.pilot("Foleshill", "foleshill", of=coventry))
    assert client.post(PAGE + what.format(theirs.pk), typed | {"version": 1}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_a_statement_alone_is_enough(client, hillfields):
    client.post(f"{PAGE}add/", {"statement": "More confidence", "version": 0})
    made = hillfields.anticipated_outcomes.get()
    assert (made.measure, made.baseline, made.target, made.due_on) == (None, None, None, None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"statement": ""}, "Enter what will change"),
        ({"statement": "\u200b"}, "Enter what will change"),
        ({"statement": "x" * 251}, "must be 250 characters or fewer"),
        ({"statement": "Ring 07700 900123"}, "“07700 900123” looks like a telephone number. Take it out"),
        ({"measured_by": "Ask a@example.org"}, "“a@example.org” looks like an e-mail address. Take it out"),
        ({"statement": "Help Jordan (14)"}, "looks like a name with an age. Take it out"),
        ({"measure": "", "baseline": ""}, "Choose the measure that the target is on"),
        ({"measure": "999999"}, "Choose measure from the list"),
        ({"measure": ""}, "Choose the measure that the baseline is on"),
        ({"baseline": "some"}, "Baseline must be a number, like 23.5"),
        ({"target": "NaN"}, "Target must be a number, like 23.5"),
        ({"target": "9.125"}, "Target must have no more than 2 decimal places"),
        ({"target": "1e9"}, "Target must be less than 10 million"),
        ({"baseline": "6.99"}, "The baseline on SWEMWBS must be a score from 7 to 11.25"),
        ({"target": "11.26"}, "The target on SWEMWBS must be a score from 7 to 11.25"),
        ({"target": "8"}, "The target must differ from the baseline"),
        ({"target": "7.5"}, "The target must be above the baseline: on SWEMWBS, higher is better"),
        (day("due_on", date(2021, 4, 1)), "The target must be due after the date of the baseline"),
        (no_day("due_on") | {"due_on_month": "3"}, "The date to reach the target by must include a day and a year"),
        (day("baseline_on", date(2199, 1, 1)), "The year must be from 2000 to"),
        (day("due_on", date(1999, 1, 1)), "The year must be from 2000 to"),
        ({"version": "newest"}, "Reload the page and try again"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_nothing_typed_is_lost(client, hillfields, typed, wrong, message):
    response = client.post(f"{PAGE}add/", {"measured_by": "Typed by me"} | typed | wrong)
    text = response.content.decode()
    assert response.status_code == 200
    assert message in text
    assert "<title>Error: Add an anticipated outcome: Hillfields" in text
    assert wrong.get("measured_by", "Self-report") in text
    assert not hillfields.anticipated_outcomes.exists()


def test_a_baseline_of_tomorrow_is_refused(client, hillfields, typed):
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = {**day("baseline_on", tomorrow), **day("due_on", tomorrow + timedelta(days=9))}
    assert "must be today or in the past" in client.post(f"{PAGE}add/", typed | late).content.decode()


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "message"),
    [
        ("proportion", "0", "100", ""),
        ("proportion", "45.5", "100.01", "must be a percentage from 0 to 100"),
        ("proportion", "-1", "50", "must be a percentage from 0 to 100"),
        ("count", "0", "1200", ""),
        ("count", "12", "13.5", "must be a whole number, 0 or more"),
        ("count", "-1", "13", "must be a whole number, 0 or more"),
    ],
)
def test_figures_are_those_of_the_kind_of_measure(client, hillfields, typed, kind, baseline, target, message):
    measure = builders.measure(f"A {kind}", kind=kind)
    response = client.post(f"{PAGE}add/", typed | {"measure": measure.pk, "baseline": baseline, "target": target})
    assert response.status_code == (200 if message else 302)
    assert message in response.content.decode()


@pytest.mark.parametrize(("target", "is_taken"), [("7.5", True), ("9", False)])
def test_where_lower_is_better_the_target_lies_below(client, hillfields, scale, typed, target, is_taken):
    scale.higher_is_better = False
    scale.save()
    response = client.post(f"{PAGE}add/", typed | {"target": target})
    assert (response.status_code == 302) is is_taken
    assert ("must be below the baseline: on SWEMWBS, lower is better" in response.content.decode()) is not is_taken


def test_the_form_says_what_figures_each_measure_has_and_offers_the_pilots_own(client, hillfields, st_james, scale):
    builders.measure("Old scale", archived_at=timezone.now())
    builders.intervention(hillfields, name="Mentoring here")
    builders.intervention(st_james, name="Mentoring there")
    text = page(client, f"{PAGE}add/")
    assert "SWEMWBS: a score from 7 to 11.25, higher is better" in text
    assert "the percentage of a proportion, such as 45" in text
    assert "Mentoring here" in text
    assert "Old scale" not in text
    assert "Mentoring there" not in text


def test_another_pilots_intervention_is_neither_preset_nor_taken(client, hillfields, st_james, typed):
    ours, theirs = builders.intervention(hillfields), builders.intervention(st_james)
    for query, preset in ((f"?intervention={ours.pk}", ours), ("?intervention=", None), ("", None)):
        assert client.get(f"{PAGE}add/{query}").context["form"].instance.intervention == preset
    for pk in (theirs.pk, "9" * 30, "9" * 9, "x", "٣", "0"):
        assert client.get(f"{PAGE}add/?intervention={pk}").status_code == 404
    assert client.post(f"{PAGE}add/", typed | {"intervention": theirs.pk}).status_code == 200
    assert client.post(f"{PAGE}add/", typed | {"intervention": ours.pk}).status_code == 302
    assert hillfields.anticipated_outcomes.get().intervention == ours


def test_the_same_one_sent_twice_is_stored_once(client, hillfields, typed):
    answers = [client.post(f"{PAGE}add/", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert hillfields.anticipated_outcomes.get().history.count() == 1


def test_it_may_be_anticipated_again_after_it_was_withdrawn(client, hillfields, typed):
    client.post(f"{PAGE}add/", typed)
    client.post(f"{PAGE}{hillfields.anticipated_outcomes.get().pk}/withdraw/")
    client.post(f"{PAGE}add/", typed)
    assert hillfields.anticipated_outcomes.count() == 2


def test_the_second_editor_sees_both_versions_and_chooses(client, as_user, manager, outcome, typed):
    address = f"{PAGE}{outcome.pk}/"
    theirs, mine = (typed | {"statement": words, "version": 1} for words in ("The manager's", "The navigator's"))
    assert as_user(manager).post(address, theirs).status_code == 302
    response = client.post(address, mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "The manager&#x27;s" in text
    assert '<input type="hidden" name="version" value="2"' in text
    outcome.refresh_from_db()
    assert outcome.statement == "The manager's"
    assert client.post(address, mine | {"version": 2}).status_code == 302
    outcome.refresh_from_db()
    assert outcome.statement == "The navigator's"


def test_figures_and_dates_are_shown_and_compared_as_somebody_types_them(client, hillfields, typed, scale):
    made = builders.anticipated_outcome(hillfields, measure=scale, baseline=8, target="9.50", due_on=date(2022, 3, 31))
    form = client.get(f"{PAGE}{made.pk}/").content.decode()
    assert 'name="baseline" value="8"' in form
    assert 'name="target" value="9.5"' in form
    AnticipatedOutcome.objects.get().save()
    response = client.post(
        f"{PAGE}{made.pk}/", typed | {"baseline": "7", **day("due_on", date(2022, 4, 1)), "version": 1}
    )
    rows = {(row.label, row.stored, row.typed) for row in response.context["differences"]}
    assert {("Baseline", "8", "7"), ("Reach the target by", "31 March 2022", "1 April 2022")} < rows
    assert "Target" not in {label for label, _, _ in rows}


def test_a_figure_of_nought_is_a_figure(client, hillfields, typed):
    measure = builders.measure("Calls", kind="count")
    made = builders.anticipated_outcome(hillfields, measure=measure, baseline=0, target=10)
    made.save()
    change = typed | {"measure": measure.pk, "baseline": "5", "target": "10", "version": 1}
    rows = client.post(f"{PAGE}{made.pk}/", change).context["differences"]
    assert ("Baseline", "0", "5") in {(row.label, row.stored, row.typed) for row in rows}


def test_the_measure_is_kept_once_records_name_it(client, hillfields, typed, scale):
    other = builders.measure("Self-esteem scale", lowest=0, highest=30)
    made = builders.anticipated_outcome(hillfields, measure=scale)
    change = typed | {"measure": other.pk, "version": 1}
    builders.outcome_record(hillfields, measure=scale, anticipated=made)
    text = client.post(f"{PAGE}{made.pk}/", change).content.decode()
    assert "Outcome records on SWEMWBS name this anticipated outcome: withdraw it and add another" in text
    made.outcome_records.all().delete()
    assert client.post(f"{PAGE}{made.pk}/", change).status_code == 302


def test_an_archived_measure_stays_chosen(client, hillfields, typed, scale):
    made = builders.anticipated_outcome(hillfields, measure=scale)
    scale.archived_at = timezone.now()
    scale.save()
    assert client.post(f"{PAGE}{made.pk}/", typed | {"version": 1}).status_code == 302
    assert "Choose measure from the list" in client.post(f"{PAGE}add/", typed).content.decode()


def test_it_is_withdrawn_once_and_stays_in_the_history(client, navigator, outcome):
    for _ in range(2):
        assert client.post(f"{PAGE}{outcome.pk}/withdraw/").url == PAGE
    outcome.refresh_from_db()
    assert outcome.withdrawn_at
    assert outcome.history.count() == 2
    assert outcome.history.first().history_user == navigator
    response = client.get(PAGE)
    assert response.context["progress"] == []
    assert "Higher level of wellbeing, withdrawn" in response.content.decode()
    assert "Higher level of wellbeing" not in page(client, PILOT)
    assert client.get(f"{PAGE}{outcome.pk}/").status_code == 404


def test_a_withdrawal_is_posted(client, outcome):
    assert client.get(f"{PAGE}{outcome.pk}/withdraw/").status_code == 405
