"""How periods are read: as whole months, and as the fewest days that are put to these or taken off them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from vru_portal.quarters import Period, end_of_month, month_after

Signs = tuple[int, ...]  # for each period: 1 where it holds what is read, -1 where it lacks it, 0 where neither


class Reading(NamedTuple):
    """Whole months, or days of one month, and how they count in each of the periods."""

    days: Period
    signs: Signs
    is_of_months: bool


def readings_of(periods: Sequence[Period]) -> list[Reading]:
    """Return what to read for the sums of some periods, each day and each month at most once.

    Of a month that a period cuts, the days are read that it holds, or, where these are more than half of the month, the
    whole month and the days that it lacks.
    """
    months: dict[date, list[int]] = defaultdict(lambda: [0] * len(periods))
    days: dict[date, list[int]] = defaultdict(lambda: [0] * len(periods))
    for place, period in enumerate(periods):
        for first in period.months:
            month = Period(first, end_of_month(first))
            part = Period(max(first, period.start), min(month.end, period.end))
            is_most = 2 * part.days > month.days
            if is_most:
                months[first][place] += 1
            for day in each_day(month) if part != month else ():
                if part.holds(day) != is_most:
                    days[day][place] += -1 if is_most else 1
    return [
        *(Reading(Period(first, end_of_month(last)), signs, True) for first, last, signs in runs(months, month_after)),
        *(Reading(Period(first, last), signs, False) for first, last, signs in runs(days, next_day_of_month)),
    ]


def each_day(period: Period) -> list[date]:
    return [period.start + timedelta(days=number) for number in range(period.days)]


def next_day_of_month(day: date) -> date | None:
    return day + timedelta(days=1) if day != end_of_month(day) else None


def runs(
    signed: Mapping[date, Sequence[int]], following: Callable[[date], date | None]
) -> list[tuple[date, date, Signs]]:
    """Return the first and the last of those that follow on each other and count alike."""
    found: list[tuple[date, date, Signs]] = []
    for day, signs in sorted((day, tuple(signs)) for day, signs in signed.items()):
        joins = found and (following(found[-1][1]), found[-1][2]) == (day, signs)
        found.append((found.pop()[0] if joins else day, day, signs))
    return found
