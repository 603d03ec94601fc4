"""Periods within periods: what a quarter and the year around it tell together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import permutations

from vru_portal.quarters import Period, Year, period_from

from .earlier import Cells, Total


def within_each_other(numbers: Mapping[str, int], before: Iterable[Cells]) -> tuple[dict[str, int], list[Total]]:
    """Return the numbers, those of the rest of each period beside another one that lies in it, and their totals.

    Nobody is shown such a rest; but whoever knows both periods, now or from before, knows it.
    """
    known = {key: number for cells in before for key, number in cells.items() if number is not None} | dict(numbers)
    values = dict(numbers)
    totals: list[Total] = []
    for start, periods in periods_of(known).items():
        if not any(f"{start}|{slug}" in numbers for slug in periods):
            continue
        for outer, inner in permutations(sorted(periods), 2):
            if lies_within(periods[inner], periods[outer]):
                whole, part = f"{start}|{outer}", f"{start}|{inner}"
                rest = f"{whole} without {inner}"
                values[rest] = known[whole] - known[part]
                totals.append((whole, [part, rest]))
        totals += years_of(start, periods)
    return values, totals


def periods_of(keys: Iterable[str]) -> dict[str, dict[str, Period]]:
    """Return the periods by their slugs, for each measure and place ("measure|place")."""
    found: dict[str, dict[str, Period]] = defaultdict(dict)
    for key in keys:
        start, _, slug = key.rpartition("|")
        if period := period_called(slug):
            found[start][slug] = period
    return found


@lru_cache
def period_called(slug: str) -> Period | None:
    try:
        return period_from(slug)
    except ValueError:
        return None


def lies_within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner.days < outer.days


def years_of(start: str, periods: Mapping[str, Period]) -> list[Total]:
    """Return each year among the periods as the total of its quarters."""
    years = [period for period in periods.values() if isinstance(period, Year)]
    return [(f"{start}|{year.slug}", [f"{start}|{quarter.slug}" for quarter in year.quarters]) for year in years]
