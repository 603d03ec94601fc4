"""A meeting counts in the activity log once: its entry is made from what the meeting knows, and found again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from interventions.models import Activity
from tests import builders
from tests.interventions.forms import typed_entry
from vru_portal.access.roles import Role

DAY = datetime(2026, 1, 12, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_day(time_machine):
    time_machine.move_to(DAY + timedelta(hours=4), tick=False)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


@pytest.fixture
def held(network):
    """Return a meeting to which two members of one body, one of another and two guests came."""
    meeting = builders.meeting(network, DAY, status="held", guests=2, place="Community hall")
    for person, body in [("Ann Able", "Spark"), ("Ben Best", "Spark"), ("Cat Cole", "Police"), ("Dan Dawn", "Absent")]:
        contact = builders.contact(person, organisation=builders.organisation(body))
        answer = "apologies" if body == "Absent" else "came"
        meeting.attendances.create(membership=builders.member(network, contact), answer=answer)
    return meeting


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def log(client, meeting, **fields):
    return client.post(reverse("meeting_log", args=[meeting.pk]), fields)


def test_a_meeting_that_was_held_becomes_a_draft_with_what_is_known_of_it(client, held, hillfields, navigator):
    response = log(client, held)
    entry = Activity.objects.get()
    assert response.url == reverse("activity_edit", args=[entry.pk])
    assert (entry.status, entry.author, entry.meeting, entry.pilot) == ("draft", navigator, held, hillfields)
    assert (entry.kind.name, entry.title, entry.venue) == (
        "Meeting",
        "Meeting: Hillfields stakeholder network",
        "Community hall",
    )
    assert (entry.starts_on, entry.minutes, entry.locality) == (DAY.date(), 90, hillfields.localities.get())
    assert sorted(map(str, entry.partners.all())) == ["Police", "Spark"]
    assert [str(row) for row in entry.reach.all()] == ["5 professionals"]
    assert client.get(response.url).status_code == 200


def test_a_second_tap_opens_the_same_entry(client, held):
    first, second = log(client, held), log(client, held)
    assert first.url == second.url == client.get(reverse("meeting_log", args=[held.pk])).url
    assert Activity.objects.count() == 1


def test_a_register_that_goes_on_after_the_entry_was_made_says_what_the_entry_says(client, held, network):
    log(client, held)
    said = "The entry in the log says 5"
    assert said not in client.get(held.get_absolute_url()).content.decode()
    held.attendances.create(membership=builders.member(network, builders.contact("Eve East")), answer="came")
    assert f"6 came. {said}" in client.get(held.get_absolute_url()).content.decode()


def test_opening_the_address_alone_stores_nothing(client, held):
    assert b"Continue to the entry" in client.get(reverse("meeting_log", args=[held.pk])).content
    assert not Activity.objects.exists()


def test_a_submitted_entry_opens_as_it_is(client, as_user, manager, held):
    log(client, held)
    Activity.objects.update(status="submitted")
    assert log(as_user(manager), held).url == Activity.objects.get().get_absolute_url()


def test_the_draft_of_somebody_else_is_named_and_not_shown(client, as_user, adviser, held):
    log(client, held)
    response = as_user(adviser).post(reverse("meeting_log", args=[held.pk]), follow=True)
    assert response.redirect_chain[-1][0] == held.get_absolute_url()
    page = response.content.decode()
    assert "Nadia Navigator has begun the entry of this meeting" in page
    assert Activity.objects.get().get_absolute_url() not in page


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "returned"])
def test_the_meetings_page_shows_where_its_entry_stands(client, held, status):
    assert b"Not in the log yet" in client.get(held.get_absolute_url()).content
    log(client, held)
    Activity.objects.update(status=status)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "Not in the log yet" not in page
    assert status.capitalize() in page
    assert Activity.objects.get().get_absolute_url() in page


def test_a_cancelled_entry_leaves_the_meeting_to_another(client, held):
    log(client, held)
    cancelled = Activity.objects.get()
    Activity.objects.update(status="cancelled")
    page = client.get(held.get_absolute_url()).content.decode()
    assert "Not in the log yet" in page
    assert cancelled.get_absolute_url() in page
    log(client, held)
    cancelled.refresh_from_db()
    assert cancelled.meeting is None
    assert cancelled.history.first().meeting_id is None
    assert Activity.objects.get(meeting=held).status == "draft"


@pytest.mark.parametrize("status", ["scheduled", "cancelled"])
def test_only_a_meeting_that_was_held_can_be_logged(client, network, status):
    meeting = builders.meeting(network, DAY, status=status)
    assert log(client, meeting).url == meeting.get_absolute_url()
    assert not Activity.objects.exists()


def test_a_meeting_where_nobody_was_counted_counts_nobody(client, network):
    log(client, builders.meeting(network, DAY, status="held"))
    assert not Activity.objects.get().reach.exists()


def test_a_place_with_a_postcode_stays_out_of_the_log(client, network):
    log(client, builders.meeting(network, DAY, status="held", place="Hall, CV1 5GX"))
    assert Activity.objects.get().venue == ""


def test_the_pilot_is_asked_where_the_network_is_the_authoritys(client, coventry, hillfields, st_james):
    forum = builders.network("Coventry forum", pilot=None, authority=coventry)
    meeting = builders.meeting(forum, DAY, status="held")
    assert b"Choose the pilot that the meeting counts for" in log(client, meeting).content
    assert b"Choose pilot from the list" in log(client, meeting, pilot=st_james.pk).content
    assert not Activity.objects.exists()
    log(client, meeting, pilot=hillfields.pk)
    assert Activity.objects.get().pilot == hillfields


def test_an_archived_pilot_takes_no_more_entries(client, held, hillfields):
    hillfields.archived_at = DAY
    hillfields.save()
    assert b"There is no current pilot here" in log(client, held).content
    assert not Activity.objects.exists()


def test_another_authority_and_other_roles_log_nothing(as_user, held, dudley_navigator, analyst, communications):
    assert log(as_user(dudley_navigator), held).status_code == 404
    assert [log(as_user(user), held).status_code for user in (analyst, communications)] == [403, 403]
    assert not Activity.objects.exists()


# Logged by hand --------------------------------------------------------------------------------------------------


def by_hand(client, pilot, kind="Meeting", **fields):
    data = typed_entry(pilot, on=DAY.date(), kind=builders.kind(kind).pk, **fields)
    return client.post(reverse("activity_new"), data)


def test_who_logs_a_meeting_by_hand_is_shown_the_one_it_may_be(client, held, hillfields):
    response = by_hand(client, hillfields)
    page = response.content.decode()
    assert "Is it this meeting?" in page
    assert reverse("meeting_log", args=[held.pk]) in page
    assert not Activity.objects.exists()
    assert by_hand(client, hillfields, confirmed="1").status_code == 302
    assert Activity.objects.get().meeting is None


def test_a_scheduled_meeting_leads_to_its_page_and_a_logged_one_to_its_entry(client, network, hillfields):
    meeting = builders.meeting(network, DAY)
    assert meeting.get_absolute_url() + '"' in by_hand(client, hillfields).content.decode()
    meeting.status = "held"
    meeting.save()
    log(client, meeting)
    assert "It is in the log already" in by_hand(client, hillfields).content.decode()


def test_a_meeting_of_the_authoritys_network_is_asked_about_too(client, coventry, hillfields):
    builders.meeting(builders.network("Coventry forum", pilot=None, authority=coventry), DAY, status="held")
    assert "Coventry forum" in by_hand(client, hillfields).content.decode()


@pytest.mark.parametrize("other", ["kind", "day", "pilot", "cancelled"])
def test_what_cannot_be_the_meeting_is_not_asked_about(client, held, hillfields, coventry, other):
    pilot, fields = hillfields, {}
    if other == "pilot":
        pilot = builders.pilot("Wood End", "wood-end", of=coventry)
    if other == "day":
        fields = {"starts_on_day": DAY.day - 1}
    if other == "cancelled":
        held.status = "cancelled"
        held.save()
    assert by_hand(client, pilot, "Session" if other == "kind" else "Meeting", **fields).status_code == 302


def test_a_period_over_the_day_is_asked_about(client, held, hillfields):
    days = {"starts_on_day": DAY.day - 2, "ends_on_day": DAY.day, "ends_on_month": 1, "ends_on_year": 2026}
    assert "Is it this meeting?" in by_hand(client, hillfields, **days).content.decode()


def test_meetings_that_a_person_may_not_see_are_not_told(as_user, region, held, dudley):
    elsewhere = builders.posted("Wide Reader", Role.NAVIGATOR, dudley)
    pilot = builders.pilot("St James", "st-james", of=dudley)
    assert by_hand(as_user(elsewhere), pilot).status_code == 302
