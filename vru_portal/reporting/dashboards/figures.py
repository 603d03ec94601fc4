"""The one set of figures of a place and a period: dashboards, charts, downloads and frozen figures are made from it.

Only approved entries count, each in the period in which it starts. Individuals, attendances, views and items are never
added up, and what is not recorded is None, never 0. The number of queries is the same for every place and any data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from vru_portal.access.models import User
from vru_portal.quarters import Period

from ..areas import Area
from .activity import Activities
from .asked import answers
from .cells import cut_of
from .counts import counts_asked, counts_of, numbers_from
from .delivery import delivery_asked, delivery_of
from .numbers import (
    MonthRow,
    NetworkRow,
    Number,
    OutcomeRow,
    PlanRow,
    Queue,
    ReachMonth,
    ReachRow,
    Row,
    SilentPilot,
)
from .people import networks_of, outcomes_of
from .quality import Places, places_asked, places_of, silent_number

__all__ = [
    "Figures",
    "MonthRow",
    "NetworkRow",
    "Number",
    "OutcomeRow",
    "PlanRow",
    "Queue",
    "ReachMonth",
    "ReachRow",
    "Row",
    "SilentPilot",
    "figures_for",
    "period_before",
]
# The numbers of work done, which are frozen: not how the portal's own work stands today.
OF_WORK = (
    *("activities", "individuals", "attendances", "views", "items", "hours", "without_reach", "meetings", "schools"),
    *("interventions_running", "interventions_starting", "interventions_ending"),
)


@dataclass(frozen=True)
class Figures:
    """What is counted of an area in a period, beside the period before."""

    area: Area
    period: Period
    before: Period
    compared: str  # what the figures are compared with, in words
    numbers: dict[str, Number]
    by_month: list[MonthRow]
    kinds: list[Row]
    places: list[Row]  # authorities of a region; pilots, then localities, of an authority; localities of a pilot
    localities: list[Row]
    reach: list[ReachRow]
    reach_by_month: list[ReachMonth]
    outcomes: list[OutcomeRow] = field(default_factory=list)
    networks: list[NetworkRow] = field(default_factory=list)
    silent_pilots: list[SilentPilot] = field(default_factory=list)
    ready: list[PlanRow] | None = None  # None where the reader does not run networks in all of the area
    by_authority: dict[tuple[int, date], int] = field(default_factory=dict)  # and month
    newest: date | None = None  # the last month in which an approved entry of the area starts, whatever the period
    queue: Queue | None = None  # None where the reader does not read the log of all of the area

    @property
    def is_empty(self) -> bool:
        """Say whether no approved entry starts in the period."""
        return not self.numbers["activities"].value

    def flat(self) -> dict[str, int]:
        """Return the numbers of the work under keys that stay the same: "activities", "reach|people|individuals|Young
        people", "kind|Session", "activities|pilot:12". Hours are in minutes: "minutes".
        """
        return dict(self.keyed())

    def keyed(self) -> Iterator[tuple[str, int]]:
        for number in (self.numbers[key] for key in OF_WORK):
            if number.value is not None and number.key != "hours":
                yield number.key, int(number.value)
        if (hours := self.numbers["hours"].value) is not None:
            yield "minutes", round(hours * 60)
        yield from ((f"kind|{row.name}", row.value) for row in self.kinds if row.value)
        yield from ((f"reach|{row.key}", row.number) for row in self.reach if row.number is not None)
        for row in self.places:
            yield f"activities|{row.key}", row.value
            if row.individuals is not None:
                yield f"individuals|{row.key}", row.individuals


def figures_for(user: User, area: Area, period: Period, today: date) -> Figures:
    """Return the figures of an area, which was fetched as visible to the person, in 5 queries at most."""
    area, before = area.shown_in(period), period_before(period, today)
    done = Activities(area, period, before, today, cut_of(user, area, period, before))
    beside = counts_asked(user, area, period, before, today), places_asked(user, area), delivery_asked(user, area)
    found = answers(chain(*beside))
    counts, places = counts_of(user, area, found), places_of(user, area, today, found)
    ends = min(period.end, today), min(before.end, today)
    numbers = [
        *done.numbers,
        *delivery_of(area, period, before, found),
        *numbers_from(counts, area, period),
        silent_number(places),
    ]
    return Figures(
        area,
        period,
        before,
        compared_with(before, period),
        numbers={number.key: number for number in numbers},
        by_month=done.by_month,
        kinds=done.kinds,
        places=place_rows(done, places),
        localities=[] if area.kind == "locality" else done.places("locality", places.localities),
        reach=done.reach,
        reach_by_month=done.reach_by_month,
        outcomes=outcomes_of(user, area, period, before, today),
        networks=networks_of(user, area, *ends),
        silent_pilots=places.silent,
        ready=places.plans,
        by_authority=done.by_authority,
        newest=counts.newest,
        queue=counts.queue,
    )


def place_rows(done: Activities, places: Places) -> list[Row]:
    """Return the parts of an area: always in the order of their names, never in that of a figure."""
    kind = done.area.kind
    if kind == "region":
        return done.places("authority", {one.pk: one.name for one in done.area.authorities})
    pilots = [] if kind == "pilot" else done.places("pilot", places.pilots)
    return pilots if kind == "locality" else pilots + done.places("locality", places.localities)


def period_before(period: Period, today: date) -> Period:
    """Return the period before; of one that still runs, as many days at the start of it as have gone of this one."""
    before, gone = period.before, period.until(today).days
    if not period.holds(today) or gone >= before.days:
        return before
    return Period(before.start, before.start + timedelta(days=gone - 1))


def compared_with(before: Period, period: Period) -> str:
    """Return such as "compared with 1 July to 22 August 2026, as many days of the period before"."""
    if before == period.before:
        return f"compared with {before.label}"
    return f"compared with {before.in_words}, as many days of the period before"
