"""How a network has grown: who joined, left and stayed, and how many were listed by name in each month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from vru_portal.dates import first_day

from ..models import Headcount, Network

# Said where turnover is shown.
TURNOVER_RULE = (
    "Joined: listed today, or for a time in between, and not a year ago. Left: left in the year and not come back. "
    "Stayed: listed on both days. Everybody counts once, so that members a year ago, plus joined, less left, are the "
    "members of today."
)


class Stay(NamedTuple):
    """One time that somebody was a member: who, by a key, from a day until before another."""

    who: tuple[str, int]
    joined: date
    left: date | None

    def holds(self, day: date) -> bool:
        return self.joined <= day and (self.left is None or self.left > day)


class Point(NamedTuple):
    """How many were listed by name at the end of a month, or today in the present one."""

    month: date
    until: date
    members: int


class Turnover(NamedTuple):
    """What became of the members within a year. Who came and went in between joined and left."""

    since: date
    before: int
    joined: int
    left: int
    stayed: int


def stays_of(network: Network) -> list[Stay]:
    """Return every time that somebody was a member of the network. One query, naming nobody."""
    rows = network.memberships.order_by("joined_on", "pk").values_list(
        "contact", "organisation", "joined_on", "left_on"
    )
    return [
        Stay(("person", contact) if contact else ("organisation", organisation), joined, left)
        for contact, organisation, joined, left in rows
    ]


def members_on(stays: Iterable[Stay], day: date) -> set[tuple[str, int]]:
    return {stay.who for stay in stays if stay.holds(day)}


def growth(stays: Sequence[Stay], today: date) -> list[Point]:
    """Return a point for each month since the first member joined, the present month last."""
    begun = [stay.joined for stay in stays if stay.joined <= today]
    if not begun:
        return []
    points, month = [], min(begun).replace(day=1)
    while month <= today:
        until = min(end_of(month), today)
        points.append(Point(month, until, len(members_on(stays, until))))
        month = end_of(month) + timedelta(days=1)
    return points


def began_after(points: Sequence[Point], headcounts: Sequence[Headcount]) -> date | None:
    """Return the month when listing by name began, where a headcount is older: the line does not go on from it."""
    if not points or not headcounts or points[0].month <= first_day(headcounts[0].as_at):
        return None
    return points[0].month


def end_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def turnover(stays: Sequence[Stay], today: date) -> Turnover:
    """Return what the last 12 months changed."""
    since = a_year_before(today)
    before, now = members_on(stays, since), members_on(stays, today)
    since_then = [stay for stay in stays if stay.joined <= today and (stay.left is None or stay.left > since)]
    joined = {stay.who for stay in since_then if stay.left != stay.joined} - before
    return Turnover(since, len(before), len(joined), len((before | joined) - now), len(before & now))


def a_year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
