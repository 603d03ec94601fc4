"""What comes before what in a region file: periods, phases, ages, and what cannot lie in the future."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from vru_portal.dates import first_day, last_day

from .naming import Faults
from .reading import DataFile

PERIODS = (
    ("authorities[].schools[]", "engaged_since", "engaged_until"),
    ("pilots[]", "started", "ended"),
    ("pilots[].sites[]", "since", "until"),
    ("pilots[].phases[]", "since", "until"),
    ("pilots[].interventions[]", "started", "ended"),
    ("pilots[].interventions[].phases[]", "since", "until"),
    ("pilots[].highlights[]", "from", "until"),
)
PHASES = ("pilots[].phases", "pilots[].interventions[].phases")
# What a source can only report when it has come.
PAST = (
    "authorities[].networks[].established",
    "authorities[].networks[].headcounts[].as_at",
    "pilots[].networks[].established",
    "pilots[].networks[].headcounts[].as_at",
)


def day(value: Any, edge: Callable[[str], date]) -> date | None:
    """Return the first or last day that a date of the file can mean; None where it is no date."""
    try:
        return edge(str(value)) if value else None
    except ValueError:
        return None


def periods(file: DataFile) -> Faults:
    for pattern, start, end in PERIODS:
        for path, item in file.each(pattern):
            if not isinstance(item, dict):
                continue
            first, last = day(item.get(start), first_day), day(item.get(end), last_day)
            if first and last and last < first:
                yield (*path, end), f"{item[end]} is before {start}: {item[start]}"


def order_of_phases(file: DataFile) -> Faults:
    for pattern in PHASES:
        for path, phases in file.each(pattern):
            latest = None
            for index, phase in enumerate(phases if isinstance(phases, list) else []):
                since = phase.get("since") if isinstance(phase, dict) else None
                if latest and (last := day(since, last_day)) and last < latest:
                    yield (*path, index, "since"), f"{since} is before the phase above it: list phases from old to new"
                latest = day(since, first_day) or latest


def ages(file: DataFile) -> Faults:
    for path, item in file.each("pilots[].interventions[]"):
        youngest, oldest = (item.get(name) for name in ("youngest", "oldest")) if isinstance(item, dict) else (0, 0)
        if isinstance(youngest, int) and isinstance(oldest, int) and oldest < youngest:
            yield (*path, "oldest"), f"{oldest} is below youngest: {youngest}"


def future(file: DataFile) -> Faults:
    for path, highlight in file.each("pilots[].highlights[]"):
        if not isinstance(highlight, dict) or highlight.get("status") == "planned":
            continue
        key = "until" if highlight.get("until") else "from"
        end = day(highlight.get(key), last_day)
        if end and end > timezone.localdate():
            yield (*path, key), f"{highlight[key]} ends in the future: only a planned highlight may"


def past(file: DataFile) -> Faults:
    """Yield the days that have not come yet, of what can only be told afterwards."""
    for pattern in PAST:
        for path, value in file.each(pattern):
            if (start := day(value, first_day)) and start > timezone.localdate():
                yield path, f"{value} lies in the future"
