"""What approved entries count: whole months from the monthly figures, the rest of a period from the log itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, or_
from typing import Any, NamedTuple

from django.db.models import Case, Count, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, TruncMonth

from interventions.models import Activity, MonthlyActivity, MonthlyReach, Reach
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period

from ..areas import Area

NOTHING, NO_WORD = Value(0), Value("")
INDIVIDUALS = {"unit": Reach.Unit.PEOPLE, "counts": Reach.Counts.INDIVIDUALS}

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


# Where the sums are read -----------------------------------------------------------------------------------------


class Source(NamedTuple):
    """Rows to sum up: the monthly figures, or the entries that start on the days beside the whole months.

    ``day`` is the field by which a row lies in a period, ``month`` what gives its month, ``reach`` the way to a row's
    reach, ``entries`` and ``number`` what is summed.
    """

    rows: QuerySet
    day: str
    month: Any
    reach: str
    sums: Mapping[str, Any]


def any_of(day: str, parts: Iterable[Period | None]) -> Q | None:
    """Return the condition that a day lies in one of some periods; those that follow on each other are read as one."""
    joined: list[Period] = []
    for part in sorted(part for part in parts if part):
        is_next = joined and (part.start - joined[-1].end).days == 1
        joined.append(Period(joined.pop().start, part.end) if is_next else part)
    return reduce(or_, [Q(**{f"{day}__range": (part.start, part.end)}) for part in joined]) if joined else None


def sources(user: User, area: Area, periods: tuple[Period, ...], *, of_reach: bool) -> list[Source]:
    """Return where the sums of some periods are read: mostly the monthly figures alone."""
    months = any_of("month", [period.whole_months for period in periods])
    days = any_of("starts_on", [edge for period in periods for edge in period.edges])
    found = []
    if months:
        cells: Any = MonthlyReach if of_reach else MonthlyActivity
        rows = cells.objects.visible_to(user, Capability.READ_APPROVED).filter(months, area.rows)
        found.append(Source(rows, "month", "month", "", REACH_OF_MONTHS if of_reach else SUMS_OF_MONTHS))
    if days:
        entries = Activity.objects.visible_to(user).approved().filter(days, area.rows).order_by()
        entries = entries if of_reach else entries.alias(has_reach=HAS_REACH)
        sums = REACH_OF_DAYS if of_reach else SUMS_OF_DAYS
        # Cast: a union with the monthly figures would leave PostgreSQL with a time.
        found.append(Source(entries, "starts_on", Cast(TruncMonth("starts_on"), DateField()), "reach__", sums))
    return found


HAS_REACH = Exists(Reach.objects.filter(activity=OuterRef("pk")))
SUMS_OF_MONTHS = {
    "sum_entries": Sum("entries"),
    "sum_with_reach": Sum("with_reach"),
    "sum_timed": Sum("timed"),
    "sum_minutes": Sum("minutes"),
}
SUMS_OF_DAYS = {
    "sum_entries": Count("pk"),
    "sum_with_reach": Count("pk", filter=Q(has_reach=True)),
    "sum_timed": Count("minutes"),
    "sum_minutes": Coalesce(Sum("minutes"), 0),
}
# As many columns as the sums of entries, with which they are asked at once.
NO_SUMS = {"no_sum": NOTHING, "nor_this": NOTHING}
REACH_OF_MONTHS = {"sum_entries": Sum("entries"), "sum_number": Sum("number"), **NO_SUMS}
REACH_OF_DAYS = {"sum_entries": Count("reach__pk"), "sum_number": Sum("reach__number"), **NO_SUMS}


def is_before(source: Source, period: Period) -> Case:
    """Return 1 where a row lies in the period before, else 0."""
    before = When(**{f"{source.day}__lt": period.start}, then=Value(1))
    return Case(before, default=Value(0), output_field=IntegerField())


# What is summed --------------------------------------------------------------------------------------------------


def cut_of(user: User, area: Area, period: Period, before: Period) -> Cut:
    """Return what the approved entries of an area count that start in two periods. One query."""
    cut, periods = Cut(), (period, before)
    entries, reach = (sources(user, area, periods, of_reach=of_reach) for of_reach in (False, True))
    asked = [of_part(source, period) for source in entries for of_part in (by_kind, by_place)]
    asked += [of_part(source, period) for source in reach for of_part in (by_audience, by_place_reached)]
    for what, is_before, *row in together(asked):
        ADDING[what](cut, cut.before if is_before else cut.now, *row)
    return cut


def together(asked: list[QuerySet]) -> Iterator[tuple]:
    """Yield the rows of several questions, asked at once; each says in its first column which one it answers."""
    first, *others = asked
    yield from first.union(*others, all=True)


def ask(source: Source, period: Period, what: str, month: Any, columns: Iterable[Any]) -> QuerySet:
    """Return sums by period and by columns that stand in the same order, and are of the same types, in all of them:
    two numbers with their words, and a number and words more.
    """
    rows = source.rows.values_list(Value(what), is_before(source, period), month, *columns)
    return rows.annotate(**source.sums)


def by_kind(source: Source, period: Period) -> QuerySet:
    columns = ("kind__position", "kind__name", "kind_id", NO_WORD, NOTHING, NO_WORD)
    return ask(source, period, "kind", source.month, columns)


def by_place(source: Source, period: Period) -> QuerySet:
    """Of places and authorities, only the entries are counted."""
    locality = (Coalesce("locality_id", 0), Coalesce("locality__name", NO_WORD))
    columns = ("pilot_id", "pilot__name", *locality, "authority_id", NO_WORD)
    entries = {"sum_entries": source.sums["sum_entries"], "nor_that": NOTHING, **NO_SUMS}
    return ask(source._replace(sums=entries), period, "place", source.month, columns)


def by_audience(source: Source, period: Period) -> QuerySet:
    way = source.reach
    names = (f"{way}audience__position", f"{way}audience__name", f"{way}audience_id")
    columns = (*names, f"{way}unit", NOTHING, f"{way}counts")
    return ask(with_reach(source, audience__isnull=False), period, "audience", source.month, columns)


def by_place_reached(source: Source, period: Period) -> QuerySet:
    """Of all that is reached, only individuals are summed at places."""
    columns = ("pilot_id", NO_WORD, Coalesce("locality_id", 0), NO_WORD, "authority_id", NO_WORD)
    return ask(with_reach(source, **INDIVIDUALS), period, "reached", Value(period.start), columns)


def with_reach(source: Source, **which: Any) -> Source:
    """Return the source with the reach that fulfils all of this; asked once, for each further filter of a way to many
    rows would join them anew, and the sums count some of them twice.
    """
    return source._replace(rows=source.rows.filter(**{f"{source.reach}{name}": value for name, value in which.items()}))


# The rest of a row, in the order of its columns: two numbers with their words, a number, a word more, and four sums.


def add_kind(cut: Cut, cells: Cells, month: date, position: int, name: str, pk: int, *rest: Any) -> None:
    put(cells.kinds, (month, Name(position, name, pk)), rest[3:])


def add_place(
    cut: Cut, cells: Cells, month: date, pilot: int, name: str, locality: int, its_name: str, authority: int, *rest: Any
) -> None:
    cut.pilots[pilot] = name
    cut.localities[locality] = its_name
    put(cells.entries_at, (authority, pilot, locality), rest[1:2])
    put(cells.by_authority, (authority, month), rest[1:2])


def add_audience(
    cut: Cut, cells: Cells, month: date, position: int, name: str, pk: int, unit: str, number: int, *rest: Any
) -> None:
    counts, *sums = rest
    put(cells.reach, (month, Audience(Name(position, name, pk), unit, counts)), tuple(sums[:2]))


def add_reached(
    cut: Cut, cells: Cells, day: date, pilot: int, word: str, locality: int, more: str, authority: int, *rest: Any
) -> None:
    put(cells.individuals_at, (authority, pilot, locality), rest[1:3])


ADDING: dict[str, Callable[..., None]] = {
    "kind": add_kind,
    "place": add_place,
    "audience": add_audience,
    "reached": add_reached,
}
