"""Scheduling: the days that a network's rhythm proposes, and storing meetings on some of them, each once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from stakeholders.models import Meeting, Network

from .days import days_after, fixes_the_day

LOOKED_BACK_AT = 12


def proposed_days(user, network: Network) -> list[date]:
    """Return the next days of the rhythm that have no meeting yet.

    "Every two weeks" is counted from a meeting of the network; before the first one there is nothing to propose.
    """
    today = timezone.localdate()
    meetings = meetings_of(user, network).taking_place().order_by("-starts_at")
    ahead = {meeting.day for meeting in meetings.filter(starts_at__gte=timezone.now())}
    days = [meeting.day for meeting in meetings[:LOOKED_BACK_AT]]
    if not days and not fixes_the_day(network.rhythm):
        return []
    return days_after(network.rhythm, counted_from(days, network.rhythm) if days else today, since=today, taken=ahead)


def counted_from(days: list[date], rhythm: str) -> date:
    """Return the day from which a rhythm goes on: the last one up to today, else the first one ahead.

    An extra meeting on another day of the week does not move the usual day. ``days``: the latest first.
    """
    if not fixes_the_day(rhythm):
        usual, _ = Counter(day.weekday() for day in days).most_common(1)[0]
        days = [day for day in days if day.weekday() == usual]
    return max((day for day in days if day <= timezone.localdate()), default=min(days))


def usual_details(user, network: Network) -> dict[str, Any]:
    """Return the time and place of the network's latest meeting, as the form starts with them."""
    last = meetings_of(user, network).taking_place().order_by("-starts_at").first()
    if last is None:
        return {}
    starts, ends = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    return {"starts": starts.time(), "ends": ends.time(), "place": last.place}


@transaction.atomic
def schedule(user, network: Network, found: list[tuple[datetime, datetime]], *, place: str, agenda: str) -> list:
    """Store the meetings that are not stored yet, and return them: the same form sent twice schedules nothing twice."""
    Network.objects.visible_to(user).select_for_update(of=("self",)).get(pk=network.pk)
    known = set(meetings_of(user, network).taking_place().values_list("starts_at", flat=True))
    added = [
        Meeting(network=network, starts_at=starts, ends_at=ends, place=place, agenda=agenda)
        for starts, ends in found
        if starts not in known
    ]
    for meeting in added:
        meeting.save()
    return added


def meetings_of(user, network: Network):
    return Meeting.objects.visible_to(user).filter(network=network)
