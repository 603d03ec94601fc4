"""Puts months together where a long period has more of them than a chart can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format

from vru_portal.quarters import Quarter, Year

MOST_MONTHS, MOST_QUARTERS = 15, 45


@dataclass(frozen=True)
class Stretch:
    """A month, a quarter or a year (``unit``), and what was counted in the part of it that the period holds."""

    unit: str
    label: str  # as short as a chart needs it
    name: str  # as a sentence says it
    counts: dict[str, int]


def stretches(months: Sequence[tuple[date, dict[str, int]]]) -> list[Stretch]:
    """Return the months as they are or, of a long period, put together by quarter or by year."""
    if len(months) <= MOST_MONTHS:
        return [of_month(month, counts) for month, counts in months]
    unit, of = ("quarter", quarter_of) if len(months) <= MOST_QUARTERS else ("year", year_of)
    return [
        Stretch(unit, label, label, added(counts for _, counts in group))
        for label, group in groupby(months, key=lambda one: of(one[0]))
    ]


def of_month(month: date, counts: dict[str, int]) -> Stretch:
    return Stretch("month", date_format(month, "M Y"), date_format(month, "F Y"), counts)


def quarter_of(month: date) -> str:
    return Quarter.of(month).name


def year_of(month: date) -> str:
    return Year.of(month).label


def added(several: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in several:
        for name, number in counts.items():
            total[name] = total.get(name, 0) + number
    return total
