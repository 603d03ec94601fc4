"""Keeping a pilot up to date in the portal."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from pilots.models import ContextEntry, Phase, Site, Source, Theme
from tests import builders
from vru_portal.access.roles import Role

PILOT = "/authorities/E08000026/pilots/hillfields/"
PAGES = ("edit/", "status/", "context/add/", "sites/add/")


@pytest.fixture
def details(hillfields):
    """What the browser sends when nothing was changed."""
    return {"name": "Hillfields", "localities": [hillfields.localities.get().pk], "version": 1}


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def claim(hillfields):
    return ContextEntry.objects.create(pilot=hillfields, claim="A claim", cited="A report (2015)")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["navigator", "manager"])
def test_navigators_and_managers_edit_the_pilots_of_their_authority(as_user, request, hillfields, role, address):
    assert as_user(request.getfixturevalue(role)).get(PILOT + address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["adviser", "analyst", "communications", "administrator"])
def test_other_roles_are_refused(as_user, request, hillfields, role, address):
    client = as_user(request.getfixturevalue(role))
    assert client.get(PILOT + address).status_code == 403
    assert client.post(PILOT + address, {"name": "Mine"}).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_another_authoritys_pilot_cannot_be_found(as_user, hillfields, dudley_manager, address):
    assert as_user(dudley_manager).get(PILOT + address).status_code == 404
    assert as_user(dudley_manager).post(PILOT + address, {"name": "Mine"}).status_code == 404
    hillfields.refresh_from_db()
    assert hillfields.name == "Hillfields"


def test_an_analyst_here_who_is_navigator_elsewhere_does_not_edit_here(as_user, hillfields, coventry, dudley):
    person = builders.posted("Both", Role.ANALYST, coventry)
    builders.posting(person, Role.NAVIGATOR, dudley)
    assert as_user(person).get(PILOT).status_code == 200
    assert as_user(person).get(f"{PILOT}edit/").status_code == 404


def test_details_are_saved_with_who_changed_them(client, navigator, hillfields, details):
    region = hillfields.authority.region
    partner, theme = builders.organisation("Positive Youth"), Theme.objects.create(region=region, name="Sports")
    details |= {
        "name": "Hillfields and Foleshill",
        "lead_navigator": navigator.pk,
        "partners": [partner.pk],
        "themes": [theme.pk],
        "aims": "First\nSecond",
        "starts_on": "October 2020",
        "ends_on": "12/3/2022",
    }
    response = client.post(f"{PILOT}edit/", details)
    assert response.status_code == 302
    assert response.url == PILOT
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved"]
    hillfields.refresh_from_db()
    assert (hillfields.name, hillfields.lead_navigator) == ("Hillfields and Foleshill", navigator)
    assert (hillfields.starts_on, hillfields.ends_on, hillfields.version) == ("2020-10", "2022-03-12", 2)
    assert list(hillfields.partners.all()) == [partner]
    assert list(hillfields.themes.all()) == [theme]
    record = hillfields.history.first()
    assert record.history_user == navigator
    assert record.name == "Hillfields and Foleshill"


def test_the_form_offers_only_what_belongs_to_the_authority_and_region(
    client, hillfields, st_james, navigator, dudley_navigator, manager
):
    builders.organisation("Elsewhere", in_region=builders.region("Northshire", "northshire"))
    builders.organisation("Archived body", archived_at=timezone.now())
    text = client.get(f"{PILOT}edit/").content.decode()
    assert "Nadia Navigator" in text
    for absent in ("Dora Dudley", "Elsewhere", "Archived body", "St James", ">Maya Manager<"):
        assert absent not in text


@pytest.mark.parametrize("field", ["lead_navigator", "localities", "partners"])
def test_what_is_not_offered_is_not_taken(client, hillfields, st_james, dudley_navigator, details, field):
    other = builders.organisation("Elsewhere", in_region=builders.region("Northshire", "northshire"))
    foreign = {"lead_navigator": dudley_navigator, "localities": st_james.localities.get(), "partners": other}
    response = client.post(f"{PILOT}edit/", details | {field: [foreign[field].pk]})
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    hillfields.refresh_from_db()
    assert hillfields.version == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter the name of the pilot"),
        ({"name": "x" * 151}, "must be 150 characters or fewer"),
        ({"name": "A\0B"}, "contains a character that cannot be saved"),
        ({"localities": []}, "Choose at least one locality"),
        ({"starts_on": "soon"}, "Enter a real date, such as 2021, March 2021 or 12 March 2021"),
        ({"starts_on": "30 February 2021"}, "Enter a real date"),
        ({"starts_on": "13 2021"}, "Enter a real date"),
        ({"starts_on": "2021", "ends_on": "2020-12"}, "This must be the same as or after 2021"),
        ({"aims": "x" * 5001}, "must be 5000 characters or fewer"),
        ({"version": "newest"}, "Reload the page and try again"),
    ],
)
def test_bad_input_gets_a_message_and_nothing_typed_is_lost(client, hillfields, details, wrong, message):
    response = client.post(f"{PILOT}edit/", details | {"focus": "Typed by me"} | wrong)
    text = response.content.decode()
    assert response.status_code == 200
    assert message in text
    assert "<title>Error: Change the details: Hillfields" in text
    assert "Typed by me" in text
    hillfields.refresh_from_db()
    assert (hillfields.version, hillfields.focus) == (1, "")


def test_emoji_and_right_to_left_text_are_kept(client, hillfields, details):
    client.post(f"{PILOT}edit/", details | {"focus": "🕊️ سلام"})
    hillfields.refresh_from_db()
    assert hillfields.focus == "🕊️ سلام"


def test_the_second_editor_sees_both_versions_and_chooses(client, as_user, manager, hillfields, details):
    as_user(manager).post(f"{PILOT}edit/", details | {"focus": "The manager's focus"})
    mine = details | {"focus": "The navigator's focus"}
    response = client.post(f"{PILOT}edit/", mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "The manager&#x27;s focus" in text
    assert text.count("The navigator&#x27;s focus") == 2
    for heading in ("Part", "Stored version", "Your version"):
        assert f'<th scope="col" class="govuk-table__header">{heading}</th>' in text
    assert '<input type="hidden" name="version" value="2"' in text
    hillfields.refresh_from_db()
    assert hillfields.focus == "The manager's focus"
    assert client.post(f"{PILOT}edit/", mine | {"version": 2}).status_code == 302
    hillfields.refresh_from_db()
    assert (hillfields.focus, hillfields.version) == ("The navigator's focus", 3)


def test_the_ends_of_lines_are_no_difference_between_versions(client, hillfields, details):
    hillfields.aims, hillfields.version = "First\nSecond", 2
    hillfields.save()
    response = client.post(f"{PILOT}edit/", details | {"aims": "First\r\nSecond", "focus": "Mine"})
    assert [row.label for row in response.context["differences"]] == ["Focus"]


def test_localities_are_not_called_optional_where_one_is_needed(client, hillfields):
    form = client.get(f"{PILOT}edit/").context["form"]
    assert form["localities"].label_text == "Localities"


def test_a_pilot_of_another_basis_has_no_localities_to_choose(client, hillfields):
    hillfields.basis = "cohort"
    hillfields.save()
    assert 'name="localities"' not in client.get(f"{PILOT}edit/").content.decode()
    assert client.post(f"{PILOT}edit/", {"name": "Children in care", "version": 1}).status_code == 302
    assert hillfields.localities.count() == 1


def test_a_pause_closes_the_phase_before_it(client, navigator, hillfields):
    Phase.objects.create(pilot=hillfields, position=1, status="operational", since="2020-10")
    fields = {"status": "paused", "since": "March 2021", "reason": "Lockdown"}
    assert client.post(f"{PILOT}status/", fields).status_code == 302
    before, now = hillfields.phases.all()
    assert before.until == "2021-03"
    assert (now.status, now.since, now.reason, now.position) == ("paused", "2021-03", "Lockdown", 2)
    assert now.history.get().history_user == navigator
    text = client.get(PILOT).content.decode()
    assert "Hillfields is now paused" in text
    assert "October 2020 to March 2021" in text


def test_the_first_status_of_a_pilot_may_have_no_date(client, hillfields):
    assert client.post(f"{PILOT}status/", {"status": "in_development"}).status_code == 302
    assert hillfields.phases.get().since == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Choose the new status"),
        ({"status": "paused", "since": "2021-03"}, "Enter why the pilot is paused"),
        ({"status": "completed", "since": "2020-09"}, "The date must be the same as or after October 2020"),
        ({"status": "completed", "since": "2199"}, "The date must be today or in the past"),
        ({"status": "operational"}, "Choose one of the statuses in the list"),
        ({"status": "closed"}, "Choose one of the statuses in the list"),
        ({"status": "paused", "reason": "x" * 501}, "must be 500 characters or fewer"),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(client, hillfields, fields, message):
    Phase.objects.create(pilot=hillfields, position=1, status="operational", since="2020-10")
    response = client.post(f"{PILOT}status/", fields)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert hillfields.phases.count() == 1


def test_the_same_status_sent_twice_is_stored_once_and_is_no_error(client, hillfields):
    Phase.objects.create(pilot=hillfields, position=1, status="operational", since="2020-10")
    fields = {"status": "paused", "since": "March 2021", "reason": "Lockdown"}
    answers = [client.post(f"{PILOT}status/", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [(phase.status, phase.since, phase.until) for phase in hillfields.phases.all()] == [
        ("operational", "2020-10", "2021-03"),
        ("paused", "2021-03", ""),
    ]


def test_the_present_status_with_another_date_is_refused(client, hillfields):
    for since in ("2021", "2022"):
        response = client.post(f"{PILOT}status/", {"status": "completed", "since": since})
    assert "the pilot may have this one already" in response.content.decode()
    assert hillfields.phases.get().since == "2021"


def test_the_present_status_is_not_offered(client, hillfields):
    Phase.objects.create(pilot=hillfields, position=1, status="operational")
    text = client.get(f"{PILOT}status/").content.decode()
    assert 'value="operational"' not in text
    assert 'value="paused"' in text


def test_details_sent_twice_are_saved_once_and_are_no_conflict(client, hillfields, details):
    answers = [client.post(f"{PILOT}edit/", details | {"focus": "Mine"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    hillfields.refresh_from_db()
    assert (hillfields.focus, hillfields.version) == ("Mine", 2)


@pytest.mark.parametrize(
    ("address", "fields", "rows"),
    [
        ("context/add/", {"claim": "First\r\nSecond", "cited": "A report (2015)"}, "context_entries"),
        ("sites/add/", {"name": "Blue Coat Academy", "since": "September 2020"}, "sites"),
    ],
)
def test_what_is_added_twice_with_the_same_words_is_stored_once(client, hillfields, address, fields, rows):
    answers = [client.post(PILOT + address, fields | {"version": 0}) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, PILOT), (302, PILOT)]
    assert getattr(hillfields, rows).get().history.count() == 1


def test_the_same_claim_may_rest_on_another_publication_and_come_back_after_it_was_withdrawn(client, hillfields, claim):
    again = {"claim": claim.claim, "cited": claim.cited, "version": 0}
    client.post(f"{PILOT}context/add/", again | {"cited": "Another report"})
    assert hillfields.context_entries.count() == 2
    client.post(f"{PILOT}context/{claim.pk}/withdraw/")
    client.post(f"{PILOT}context/add/", again)
    assert hillfields.context_entries.filter(withdrawn_at=None).count() == 2


def test_context_is_added_with_a_publication_or_a_source(client, navigator, hillfields):
    source = Source.objects.create(region=hillfields.authority.region, key="news", title="VRU News")
    client.post(f"{PILOT}context/add/", {"claim": "First", "cited": "A report (2015)", "version": 0})
    client.post(f"{PILOT}context/add/", {"claim": "Second", "source": source.pk, "version": 0})
    first, second = hillfields.context_entries.all()
    assert (first.claim, first.cited, second.source) == ("First", "A report (2015)", source)
    assert first.history.get().history_user == navigator


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cited": "X"}, "Enter what is claimed"),
        ({"claim": "A claim"}, "Enter the publication, or choose a source"),
        ({"claim": "x" * 2001, "cited": "X"}, "must be 2000 characters or fewer"),
    ],
)
def test_context_without_claim_or_source_is_refused(client, hillfields, fields, message):
    response = client.post(f"{PILOT}context/add/", fields | {"version": 0})
    assert message in response.content.decode()
    assert not hillfields.context_entries.exists()


def test_another_regions_source_is_not_taken(client, hillfields):
    source = Source.objects.create(region=builders.region("Northshire", "northshire"), key="news", title="News")
    client.post(f"{PILOT}context/add/", {"claim": "A claim", "source": source.pk, "version": 0})
    assert not hillfields.context_entries.exists()


def test_context_is_changed_and_two_editors_do_not_overwrite_each_other(client, claim):
    address = f"{PILOT}context/{claim.pk}/"
    assert client.post(address, {"claim": "Better", "cited": "X", "version": 1}).status_code == 302
    response = client.post(address, {"claim": "Mine", "cited": "X", "version": 1})
    assert response.status_code == 409
    assert "Better" in response.content.decode()
    claim.refresh_from_db()
    assert claim.claim == "Better"


def test_context_is_withdrawn_and_kept_in_the_history(client, navigator, claim):
    assert client.post(f"{PILOT}context/{claim.pk}/withdraw/").status_code == 302
    claim.refresh_from_db()
    assert claim.withdrawn_at
    assert claim.history.first().history_user == navigator
    assert "A claim" not in client.get(PILOT).content.decode()
    assert client.get(f"{PILOT}context/{claim.pk}/").status_code == 404
    withdrawn_at = claim.withdrawn_at
    assert client.post(f"{PILOT}context/{claim.pk}/withdraw/").url == PILOT
    claim.refresh_from_db()
    assert (claim.withdrawn_at, claim.history.count()) == (withdrawn_at, 2)


def test_a_withdrawal_is_posted(client, claim):
    assert client.get(f"{PILOT}context/{claim.pk}/withdraw/").status_code == 405


@pytest.mark.parametrize("what", ["", "withdraw/"])
def test_context_of_another_pilot_or_for_another_role_is_not_changed(
    client, as_user, claim, st_james, dudley_manager, analyst, what
):
    theirs = ContextEntry.objects.create(pilot=st_james, claim="Theirs", cited="X")
    assert client.post(f"{PILOT}context/{theirs.pk}/{what}").status_code == 404
    assert as_user(dudley_manager).post(f"{PILOT}context/{claim.pk}/{what}").status_code == 404
    assert as_user(analyst).post(f"{PILOT}context/{claim.pk}/{what}").status_code == 403
    claim.refresh_from_db()
    assert claim.withdrawn_at is None


def test_a_site_is_added_once_and_changed(client, hillfields):
    fields = {"name": "Blue Coat Academy", "since": "September 2020", "version": 0}
    assert client.post(f"{PILOT}sites/add/", fields).status_code == 302
    site = hillfields.sites.get()
    assert site.since == "2020-09"
    other = fields | {"name": "BLUE COAT academy"}
    assert "This site is in the list already" in client.post(f"{PILOT}sites/add/", other).content.decode()
    assert hillfields.sites.count() == 1
    changed = {"name": "Blue Coat Academy", "since": "2020-09", "until": "2019", "version": 1}
    address = f"{PILOT}sites/{site.pk}/"
    assert "the same as or after September 2020" in client.post(address, changed).content.decode()
    assert client.post(address, changed | {"until": "2021"}).status_code == 302
    assert hillfields.sites.get().until == "2021"


def test_a_site_of_another_pilot_cannot_be_found(client, hillfields, st_james):
    site = Site.objects.create(pilot=st_james, name="Theirs")
    assert client.get(f"{PILOT}sites/{site.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("until", "has_ended"),
    [("", False), ("2199", False), ("2021", True), ("2021-03", True), ("2021-03-12", True)],
)
def test_a_site_has_ended_when_the_last_day_that_its_end_can_mean_has_passed(client, hillfields, until, has_ended):
    site = Site.objects.create(pilot=hillfields, name="Blue Coat Academy")
    client.post(f"{PILOT}sites/{site.pk}/", {"name": site.name, "until": until, "version": 1})
    site.refresh_from_db()
    assert (site.until, site.has_ended) == (until, has_ended)


def test_a_site_that_ends_this_year_this_month_or_today_has_not_ended_yet(hillfields):
    today = timezone.localdate().isoformat()
    assert not any(Site(pilot=hillfields, name="School", until=today[:length]).has_ended for length in (4, 7, 10))
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert Site(pilot=hillfields, name="School", until=yesterday).has_ended
