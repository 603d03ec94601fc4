"""Meetings as iCalendar (RFC 5545): one invitation as a file, and a calendar to subscribe to. No person is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from icalendar import Calendar, Event

from stakeholders.models import Meeting

CONTENT_TYPE = "text/calendar; charset=utf-8"
ASKED_AGAIN_AFTER = timedelta(hours=1)
STATUSES = {Meeting.Status.CANCELLED: "CANCELLED"}


def invitation(meeting: Meeting) -> bytes:
    """Return one meeting as a file that people open in their calendars.

    Published, not a request: a request names those whom it asks to answer, and no person is to be in the file.
    """
    calendar = empty_calendar()
    calendar.add("method", "PUBLISH")
    calendar.add_component(event(meeting))
    return calendar.to_ical()


def feed(meetings: Iterable[Meeting]) -> bytes:
    """Return meetings as a calendar that a program asks for again and again."""
    calendar = empty_calendar()
    for name in ("name", "x-wr-calname"):
        calendar.add(name, f"{settings.PORTAL_NAME} meetings")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", ASKED_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for meeting in meetings:
        calendar.add_component(event(meeting))
    return calendar.to_ical()


def empty_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PORTAL_NAME}//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def event(meeting: Meeting) -> Event:
    """Return a meeting, which needs ``changed_at``, as an event. Its times are in UTC, which every program reads."""
    told = Event()
    told.add("uid", str(meeting.pk))
    told.add("sequence", meeting.sequence)
    told.add("dtstamp", in_utc(meeting.changed_at))
    told.add("last-modified", in_utc(meeting.changed_at))
    told.add("dtstart", in_utc(meeting.starts_at))
    told.add("dtend", in_utc(meeting.ends_at))
    told.add("status", STATUSES.get(Meeting.Status(meeting.status), "CONFIRMED"))
    told.add("summary", f"Cancelled: {meeting.network}" if meeting.is_cancelled else str(meeting.network))
    told.add("url", urljoin(settings.SITE_URL, meeting.get_absolute_url()))
    for name, text in (("location", meeting.place), ("description", description(meeting))):
        if text:
            told.add(name, text)
    return told


def description(meeting: Meeting) -> str:
    """Return why it is cancelled, and the agenda."""
    why = [f"Cancelled: {meeting.why_cancelled}"] if meeting.is_cancelled else []
    items = [f"{number}. {item}" for number, item in enumerate(meeting.agenda_items, start=1)]
    return "\n".join([*why, *(["Agenda", *items] if items else [])])


def in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
