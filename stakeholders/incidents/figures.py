"""How quickly incidents were answered, and what support was given. For those who run networks, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import QuerySet

from vru_portal import together

from ..models import IncidentEntry
from ..models.plan import Support
from .standing import Kind, Standing, what_stands

TIMES = ("known_at", "opened_at")
COUNTED = ("incident", "position", "kind", "corrects", "takes_back", "support", "people", "happened_at")
RESPONSES = {Kind.CONTACTED, Kind.OFFERED, Kind.TAKEN_UP}


@dataclass(frozen=True)
class SupportFigure:
    """One kind of support: how often it was offered and taken up, and by how many people, each time counted anew.

    ``people`` leaves out where the number is not known; None where it is known of none.
    """

    label: str
    offered: int
    taken_up: int
    people: int | None


@dataclass(frozen=True)
class ResponseFigures:
    """The response to some incidents. Minutes are medians; None where no incident has any."""

    number: int
    minutes_to_open: int | None = None
    minutes_to_response: int | None = None
    responded: int = 0
    support: list[SupportFigure] = field(default_factory=list)


def response_figures(incidents) -> ResponseFigures:
    """Return the figures of some incidents, a QuerySet of those that the person may see. One query.

    Minutes run from when an incident became known, to when it was opened here, and to when somebody was first
    contacted or support first offered or taken up. Corrected lines count as they were last told.
    """
    times = incidents.order_by().select_related(None).only(*TIMES)
    found = together.read(incidents=times, lines=counted_lines(incidents))
    rows = found["incidents"]
    known = {row.pk: row.known_at for row in rows}
    standing = what_stands(found["lines"])
    first = first_responses(standing)
    return ResponseFigures(
        number=len(rows),
        minutes_to_open=middle(minutes(row.known_at, row.opened_at) for row in rows),
        minutes_to_response=middle(minutes(known[pk], at) for pk, at in first.items()),
        responded=len(first),
        support=support_figures(standing),
    )


def counted_lines(incidents: QuerySet) -> QuerySet:
    """Return the lines that may count, without their words: no notes and the like, but every correction."""
    kinds = [*RESPONSES, Kind.CORRECTION]
    lines = IncidentEntry.objects.filter(incident__in=incidents.order_by().values("pk"), kind__in=kinds)
    return lines.only(*COUNTED).order_by("position")


def first_responses(standing: Iterable[Standing]) -> dict[Any, datetime]:
    """Return when each incident was first answered, by its key."""
    first: dict[Any, datetime] = {}
    for kind, told in standing:
        if kind in RESPONSES:
            first[told.incident_id] = min(told.happened_at, first.get(told.incident_id, told.happened_at))
    return first


def support_figures(standing: Iterable[Standing]) -> list[SupportFigure]:
    """Return a figure for each kind of support that was offered or taken up, in the order of the plan."""
    told = defaultdict(list)
    for kind, line in standing:
        if kind in {Kind.OFFERED, Kind.TAKEN_UP} and line.support:
            told[line.support, kind].append(line.people)
    return [
        SupportFigure(
            label,
            offered=len(told[value, Kind.OFFERED]),
            taken_up=len(told[value, Kind.TAKEN_UP]),
            people=known_sum(told[value, Kind.TAKEN_UP]),
        )
        for value, label in Support.choices
        if (value, Kind.OFFERED) in told or (value, Kind.TAKEN_UP) in told
    ]


def known_sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def minutes(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 60)


def middle(values: Iterable[float]) -> int | None:
    """Return the median in whole minutes, None where there is nothing."""
    found = list(values)
    return round(median(found)) if found else None
