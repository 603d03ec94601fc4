"""Invitations and calendars: read by a standard parser, without a person in them, behind a secret of their own."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from stakeholders.models import CalendarLink
from stakeholders.views.calendar import RATE
from tests import builders

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_summer(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


@pytest.fixture
def meeting(network):
    starts = datetime(2026, 6, 9, 9, 0, tzinfo=UTC)  # ten o'clock in summer
    return builders.meeting(
        network, starts, place="Hall, Hillfields; side door", agenda="Welcome\nThe summer, and after"
    )


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def events(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/calendar; charset=utf-8")
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def invitation(client, meeting):
    [event] = events(client.get(reverse("meeting_invitation", args=[meeting.pk])))
    return event


# Invitations -----------------------------------------------------------------------------------------------------


def test_an_invitation_says_when_where_and_what_about(client, meeting):
    response = client.get(reverse("meeting_invitation", args=[meeting.pk]))
    assert Calendar.from_ical(response.content)["METHOD"] == "PUBLISH"
    assert response.headers["Content-Disposition"] == 'attachment; filename="meeting-2026-06-09.ics"'
    [event] = events(response)
    assert event["UID"] == str(meeting.pk)
    assert event["SUMMARY"] == "Hillfields stakeholder network"
    assert event["DTSTART"].dt == meeting.starts_at
    assert f"{timezone.localtime(event['DTSTART'].dt):%H:%M}" == "10:00"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["LOCATION"] == "Hall, Hillfields; side door"
    assert event["DESCRIPTION"] == "Agenda\n1. Welcome\n2. The summer, and after"
    assert event["URL"].endswith(meeting.get_absolute_url())


def test_a_changed_and_a_cancelled_meeting_keep_their_identifier_in_a_later_revision(client, meeting):
    before = invitation(client, meeting)
    meeting.place, meeting.sequence = "Library", 1
    meeting.save()
    changed = invitation(client, meeting)
    meeting.cancel("The hall is closed")
    cancelled = invitation(client, meeting)
    assert before["UID"] == changed["UID"] == cancelled["UID"]
    assert [event["SEQUENCE"] for event in (before, changed, cancelled)] == [0, 1, 2]
    assert (changed["LOCATION"], cancelled["STATUS"]) == ("Library", "CANCELLED")
    assert cancelled["SUMMARY"].startswith("Cancelled: ")
    assert cancelled["DESCRIPTION"].startswith("Cancelled: The hall is closed\n")


def test_no_person_is_in_an_invitation(client, meeting, navigator):
    member = builders.member(meeting.network, builders.contact("Pat Example"))
    builders.action("Ask Pat", of=meeting, member=member)
    meeting.attendances.create(membership=member, answer="apologies")
    meeting.notes = "Pat Example spoke"
    meeting.save()
    text = client.get(reverse("meeting_invitation", args=[meeting.pk])).content.decode()
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert not [word for word in ("Pat", "example.org", navigator.full_name) if word in text.replace("\r\n ", "")]


# One's own link --------------------------------------------------------------------------------------------------


def make(client):
    """Make a link on the page and return the path of its calendar."""
    address = client.post(reverse("calendar"), {"action": "make"}).context["address"]
    return address.partition("/calendar/")[1] + address.partition("/calendar/")[2]


def test_a_link_is_shown_once_and_only_its_digest_is_stored(client, navigator, network, meeting):
    response = client.post(reverse("calendar"), {"action": "make"})
    address = response.context["address"]
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    link = CalendarLink.objects.get()
    assert (link.user, len(link.digest)) == (navigator, 64)
    assert token not in link.digest
    page = client.get(reverse("calendar")).content.decode()
    assert token not in page
    assert "You made a link on 1 June 2026, 10:00" in page


def test_the_calendar_needs_no_sign_in_and_sets_no_cookie(client, meeting):
    path = make(client)
    response = Client().get(path)
    [event] = events(response)
    assert event["UID"] == str(meeting.pk)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_the_calendar_holds_what_its_owner_runs_now(client, navigator, meeting, st_james):
    builders.meeting(builders.network("St James forum", of=st_james))
    past = builders.meeting(meeting.network, NOW - timedelta(days=30), status="held")
    builders.meeting(meeting.network, NOW - timedelta(days=120), status="held")
    meeting.cancel("Rain")
    told = {event["UID"]: event["STATUS"] for event in events(Client().get(make(client)))}
    assert told == {str(meeting.pk): "CANCELLED", str(past.pk): "CONFIRMED"}


def test_an_ended_posting_leaves_the_calendar_empty(client, navigator, meeting):
    path = make(client)
    navigator.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert events(Client().get(path)) == []


def test_a_person_who_may_not_sign_in_has_no_calendar(client, navigator, meeting):
    path = make(client)
    navigator.is_active = False
    navigator.save()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00"])
def test_an_unknown_token_is_not_found(client, meeting, token):
    make(client)
    assert Client().get(f"/calendar/{token}.ics").status_code in {400, 404}


def test_a_new_link_ends_the_one_before_and_a_link_can_be_ended(client, meeting):
    old, new = make(client), make(client)
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    client.post(reverse("calendar"), {"action": "end"})
    assert Client().get(new).status_code == 404
    assert not CalendarLink.objects.exists()


def test_each_person_has_a_link_of_their_own(client, as_user, adviser, dudley_navigator, meeting):
    own, theirs, elsewhere = make(client), make(as_user(adviser)), make(as_user(dudley_navigator))
    assert [len(events(Client().get(path))) for path in (own, theirs, elsewhere)] == [1, 1, 0]


def test_opening_the_page_makes_no_link(client):
    client.get(reverse("calendar") + "?action=make")
    assert not CalendarLink.objects.exists()


def test_an_unchanged_calendar_is_not_sent_again(client, meeting, time_machine):
    path = make(client)
    tag = Client().get(path).headers["ETag"]
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    again = Client().get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    meeting.place = "Library"
    meeting.save()
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 200


def test_too_many_questions_are_refused_for_a_while(client, meeting, monkeypatch):
    path = make(client)
    monkeypatch.setitem(RATE, "calendar_feed", "3/m/ip")
    codes = [Client().get(path).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert Client().get(path).headers["Retry-After"] == "60"


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_calendar_is_only_read(client, meeting, method):
    assert getattr(Client(), method)(make(client)).status_code == 405


def test_the_token_is_in_no_log(client, meeting, monkeypatch):
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    ours = (each for each in logging.getLogger().handlers if "structlog" in type(each.formatter).__module__)
    handler.setFormatter(next(ours).formatter)
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    logging.Logger.manager._clear_cache()
    path = make(client)
    logging.getLogger().addHandler(handler)
    for asked in (path, f"{path}x", path.replace(".ics", "/")):
        Client().get(asked)
    logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in text.getvalue().splitlines()]
    assert [line for line in lines if line.get("request") == "GET /calendar/…"]
    assert path.removeprefix("/calendar/").removesuffix(".ics") not in text.getvalue()


def questions(path):
    with CaptureQueriesContext(connection) as found:
        assert Client().get(path).status_code == 200
    return len(found)


def test_a_large_calendar_asks_no_more_questions_than_a_small_one(client, network):
    path = make(client)
    for _ in range(3):
        builders.meeting(network)
    few = questions(path)
    for place in range(60):
        builders.meeting(network, NOW + timedelta(days=place))
    assert questions(path) == few
