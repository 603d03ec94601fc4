"""What approved entries count: whole months from the monthly figures, the days that these do not fit from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, or_
from typing import Any, NamedTuple

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from interventions.models import Activity, MonthlyActivity, MonthlyReach, Reach
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period

from ..areas import Area
from .readings import Reading, readings_of

NOTHING, NO_WORD = Value(0), Value("")

Sums = tuple[int, ...]  # of entries: how many, with reach, timed, minutes of these; of reach: how many, number
Place = tuple[int, int, int]  # the keys of authority, pilot and locality; 0 where no locality is named


class Name(NamedTuple):
    """A kind or an audience group, in the order of its list."""

    position: int
    name: str
    pk: int


class Audience(NamedTuple):
    """An audience group counted in one unit and way."""

    group: Name
    unit: str
    counts: str


@dataclass
class Cells:
    """The sums of one period. There is no cell for what no entry counts."""

    kinds: dict[tuple[date, Name], Sums] = field(default_factory=dict)
    reach: dict[tuple[date, Audience], Sums] = field(default_factory=dict)
    entries_at: dict[Place, Sums] = field(default_factory=dict)
    individuals_at: dict[Place, Sums] = field(default_factory=dict)
    by_authority: dict[tuple[int, date], Sums] = field(default_factory=dict)  # and month

    @property
    def entries(self) -> Sums:
        return total(self.kinds.values()) or (0, 0, 0, 0)

    def clear(self) -> None:
        """Drop the cells of a month from which all was taken off again."""
        every: Iterable[dict[Any, Sums]] = (
            self.kinds,
            self.reach,
            self.entries_at,
            self.individuals_at,
            self.by_authority,
        )
        for cells in every:
            for key in [key for key, sums in cells.items() if not sums[0]]:
                del cells[key]


@dataclass
class Cut:
    """What is counted of a period and of the one before it, and what the places are called that entries name."""

    now: Cells = field(default_factory=Cells)
    before: Cells = field(default_factory=Cells)
    pilots: dict[int, str] = field(default_factory=dict)
    localities: dict[int, str] = field(default_factory=dict)


def total(cells: Iterable[Sums]) -> Sums:
    """Return the sums of several cells; nothing of none."""
    return tuple(map(sum, zip(*cells, strict=True)))


def put(cells: dict[Any, Sums], key: Any, sums: Sums) -> None:
    """Add to a cell: the month that a period cuts comes from both sources."""
    cells[key] = tuple(map(add, cells[key], sums)) if key in cells else sums


# What is asked ---------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """One answer. Columns that its question does not ask for are 0 or empty."""

    what: str  # which question it answers
    reading: int  # the place of what was read for it in the list
    month: date
    position: int  # of a kind or an audience group, as its name and its key
    name: str
    pk: int
    unit: str
    counts: str
    pilot: int
    pilot_name: str
    locality: int
    locality_name: str
    authority: int
    entries: int
    more: int  # of entries: those with reach; of reach: the number
    timed: int
    minutes: int

    @property
    def place(self) -> Place:
        return self.authority, self.pilot, self.locality

    def signed(self, sign: int) -> Row:
        """Return the row as it is, or what takes its sums off."""
        return self if sign == 1 else self._replace(**{name: sign * getattr(self, name) for name in SUMS})


SUMS = ("entries", "more", "timed", "minutes")
KIND = ("kind__position", "kind__name", "kind_id", NO_WORD, NO_WORD)
NEITHER = (NOTHING, NO_WORD, NOTHING, NO_WORD, NO_WORD)
PLACE = ("pilot_id", "pilot__name", Coalesce("locality_id", 0), Coalesce("locality__name", NO_WORD), "authority_id")
UNNAMED = ("pilot_id", NO_WORD, Coalesce("locality_id", 0), NO_WORD, "authority_id")  # the entries tell the names
NOWHERE = (NOTHING, NO_WORD, NOTHING, NO_WORD, NOTHING)
HAS_REACH = Exists(Reach.objects.filter(activity=OuterRef("pk")))
# As many columns as the sums of entries, with which all others are asked at once.
NO_TIME = {"no_sum": NOTHING, "nor_this": NOTHING}


def audience(way: str = "") -> tuple[str, ...]:
    """Return the columns in the place of those of a kind; ``way`` leads to the reach."""
    return tuple(way + name for name in ("audience__position", "audience__name", "audience_id", "unit", "counts"))


def cut_of(user: User, area: Area, period: Period, before: Period) -> Cut:
    """Return what the approved entries of an area count that start in two periods. One query."""
    cut, readings = Cut(), dict(enumerate(readings_of((period, before))))
    for row in together([*of_months(user, area, readings), *of_days(user, area, readings)]):
        for cells, sign in zip((cut.now, cut.before), readings[row.reading].signs, strict=True):
            for add_to in ADDING[row.what] if sign else ():
                add_to(cut, cells, row.signed(sign))
    cut.now.clear()
    cut.before.clear()
    return cut


def of_months(user: User, area: Area, readings: Mapping[int, Reading]) -> list[QuerySet]:
    """Ask the monthly figures once for what is counted and once for where: for both, a year has too many cells."""
    readings = {place: reading for place, reading in readings.items() if reading.is_of_months}
    if not readings:
        return []
    entries, reach = (
        cells.objects.visible_to(user, Capability.READ_APPROVED).filter(any_of("month", readings), area.rows)
        for cells in (MonthlyActivity, MonthlyReach)
    )
    individuals = reach.filter(unit=Reach.Unit.PEOPLE, counts=Reach.Counts.INDIVIDUALS)
    when = (which_of("month", readings), F("month"))
    any_month = (which_of("month", readings), Value(readings[min(readings)].days.start))
    number_of = {"sum_entries": Sum("entries")}
    in_time = {"sum_with_reach": Sum("with_reach"), "sum_timed": Sum("timed"), "sum_minutes": Sum("minutes")}
    reached = number_of | {"sum_number": Sum("number")} | NO_TIME
    return [
        ask(entries, "kinds", *when, *KIND, *NOWHERE, **number_of, **in_time),
        ask(entries, "places", *when, *NEITHER, *PLACE, **number_of, nor_that=NOTHING, **NO_TIME),
        ask(reach, "audiences", *when, *audience(), *NOWHERE, **reached),
        ask(individuals, "individuals", *any_month, *NEITHER, *UNNAMED, **reached),
    ]


def of_days(user: User, area: Area, readings: Mapping[int, Reading]) -> list[QuerySet]:
    """Ask the log for what is counted where: many entries and few cells, so that each is read but once."""
    readings = {place: reading for place, reading in readings.items() if not reading.is_of_months}
    if not readings:
        return []
    entries = Activity.objects.visible_to(user).approved().filter(any_of("starts_on", readings), area.rows).order_by()
    when = (which_of("starts_on", readings), month_of("starts_on", readings))
    counted = {
        "sum_entries": Count("pk"),
        "sum_with_reach": Count("pk", filter=HAS_REACH),
        "sum_timed": Count("minutes"),
        "sum_minutes": Coalesce(Sum("minutes"), 0),
    }
    reached = {"sum_entries": Count("reach__pk"), "sum_number": Sum("reach__number"), **NO_TIME}
    return [
        ask(entries, "entries", *when, *KIND, *PLACE, **counted),
        ask(entries.filter(reach__isnull=False), "reach", *when, *audience("reach__"), *UNNAMED, **reached),
    ]


def within(day: str, reading: Reading) -> Q:
    return Q(**{f"{day}__range": (reading.days.start, reading.days.end)})


def any_of(day: str, readings: Mapping[int, Reading]) -> Q:
    return reduce(or_, [within(day, reading) for reading in readings.values()])


def which_of(day: str, readings: Mapping[int, Reading]) -> Case:
    """Return the place of the reading in which a day lies."""
    whens = [When(within(day, reading), then=Value(place)) for place, reading in readings.items()]
    return Case(*whens, output_field=IntegerField())


def month_of(day: str, readings: Mapping[int, Reading]) -> Case:
    """Return the month of a day; each reading is of one month alone. To cut the day itself costs PostgreSQL more."""
    whens = [When(within(day, one), then=Value(one.days.start.replace(day=1))) for one in readings.values()]
    return Case(*whens, output_field=DateField())


def ask(rows: QuerySet, what: str, *columns: Any, **sums: Any) -> QuerySet:
    """Return the question for a row of sums for each combination of the columns, in the order of ``Row``."""
    return rows.values_list(Value(what), *columns).annotate(**sums)


def together(asked: list[QuerySet]) -> Iterator[Row]:
    """Yield the answers to several questions, asked at once."""
    first, *others = asked
    yield from map(Row._make, first.union(*others, all=True))


# What is answered ------------------------------------------------------------------------------------------------


def add_kind(cut: Cut, cells: Cells, row: Row) -> None:
    kind = Name(row.position, row.name, row.pk)
    put(cells.kinds, (row.month, kind), (row.entries, row.more, row.timed, row.minutes))


def add_place(cut: Cut, cells: Cells, row: Row) -> None:
    """Of places and authorities, only the entries are counted."""
    cut.pilots[row.pilot] = row.pilot_name
    cut.localities[row.locality] = row.locality_name
    put(cells.entries_at, row.place, (row.entries,))
    put(cells.by_authority, (row.authority, row.month), (row.entries,))


def add_audience(cut: Cut, cells: Cells, row: Row) -> None:
    audience = Audience(Name(row.position, row.name, row.pk), row.unit, row.counts)
    put(cells.reach, (row.month, audience), (row.entries, row.more))


def add_individuals(cut: Cut, cells: Cells, row: Row) -> None:
    put(cells.individuals_at, row.place, (row.entries, row.more))


def add_reach(cut: Cut, cells: Cells, row: Row) -> None:
    """Of all that is reached, only individuals are summed at places."""
    add_audience(cut, cells, row)
    if (row.unit, row.counts) == (Reach.Unit.PEOPLE, Reach.Counts.INDIVIDUALS):
        add_individuals(cut, cells, row)


ADDING: dict[str, Sequence[Callable[[Cut, Cells, Row], None]]] = {
    "kinds": [add_kind],
    "places": [add_place],
    "audiences": [add_audience],
    "individuals": [add_individuals],
    "entries": [add_kind, add_place],
    "reach": [add_reach],
}
