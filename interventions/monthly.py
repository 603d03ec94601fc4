"""Keeps the figures beside the log equal to it: in the transaction that approves or reopens an entry, or all at once.

Whoever changes cells holds the row of their authority first, then that of the entry: in any other order two people who
decide at the same time would wait for each other for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from pilots.models import LocalAuthority

from .models import Activity, MonthlyActivity, MonthlyReach, Reach, Total

BATCH = 1_000
Row = dict[str, Any]
# A row of Total that is of nothing and counts nothing.
EMPTY: Row = dict.fromkeys(["pilot_id", "kind_id", "intervention_id", "audience_id"])
EMPTY |= {"unit": "", "counts": "", "timed": 0, "minutes": 0, "firsts": 0, "number": 0}
logger = structlog.get_logger(__name__)


def hold(authority_ids: Iterable[int]) -> None:
    """Lock the monthly figures of these authorities until the transaction ends."""
    rows = LocalAuthority.objects.filter(pk__in=set(authority_ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def count_in(entry: Activity) -> None:
    """Add an entry that has just been approved; its authority is held already."""
    for model, rows in rows_of(entry).items():
        add(model, rows)


def add(model: Any, rows: list[Row]) -> None:
    """Add these rows to the cells of a model in one statement; a cell that is not there begins with its row."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    table, sums = model._meta.db_table, SUMS[model]
    cell = (field for field in fields if field.name not in sums)
    target = (f"COALESCE({field.column}, 0)" if field.null else field.column for field in cell)
    statement = (
        f"INSERT INTO {table} ({', '.join(field.column for field in fields)})"  # noqa: S608 (the model's own names)
        f" VALUES {', '.join([marks(len(fields))] * len(rows))} ON CONFLICT ({', '.join(target)})"
        f" DO UPDATE SET {', '.join(f'{name} = {table}.{name} + EXCLUDED.{name}' for name in sums)}"
    )
    values = [field.get_db_prep_save(row[field.attname], connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def marks(number: int) -> str:
    return f"({', '.join(['%s'] * number)})"


def count_out(entry: Activity) -> None:
    """Take away an entry that is about to be no longer approved, or changed; its authority is held already.

    Where the figures do not hold it, they have come apart from the log, and are made anew before.
    """
    if not all(take_away(*each) for each in rows_of(entry).items()):
        logger.error("monthly_figures_made_anew", authority=entry.authority_id)
        rebuild(LocalAuthority.objects.filter(pk=entry.authority_id))
        for each in rows_of(entry).items():
            take_away(*each)


def take_away(model: Any, rows: list[Row]) -> bool:
    """Take these rows from the cells of a model in one statement; return whether all held as much."""
    names, sums = names_of_cell(model), SUMS[model]
    cells = [{name: row[name] for name in names} for row in rows]
    holding = [Q(**cell, **{f"{name}__gte": row[name] for name in sums}) for cell, row in zip(cells, rows, strict=True)]

    def part(name: str) -> Case:
        return Case(*(When(**cell, then=Value(row[name])) for cell, row in zip(cells, rows, strict=True)))

    enough = model.objects.filter(reduce(or_, holding))
    return enough.update(**{name: F(name) - part(name) for name in sums}) == len(rows)


def rows_of(entry: Activity) -> dict[Any, list[Row]]:
    """Return what an entry as it is stored adds to the figures: a row for each cell, by model."""
    authority = {"authority_id": entry.authority_id}
    month = {"month": entry.starts_on.replace(day=1), "pilot_id": entry.pilot_id, "locality_id": entry.locality_id}
    reach = list(reach_rows(entry.reach.all()))
    timed, minutes = (0, 0) if entry.minutes is None else (1, entry.minutes)
    own = {"entries": 1, "timed": timed, "minutes": minutes}
    activity = {**authority, **month, "kind_id": entry.kind_id, **own, "with_reach": 1 if reach else 0}
    totals = [{**EMPTY, **authority, **of, **row} for of in totals_of(entry) for row in (own, *reach)]
    rows = {MonthlyActivity: [activity], MonthlyReach: [{**authority, **month, **row} for row in reach], Total: totals}
    return {model: found for model, found in rows.items() if found}


def totals_of(entry: Activity) -> Iterator[Row]:
    """Yield what totals an entry is added to: that of its pilot and kind, and of its intervention if it has one."""
    yield {"pilot_id": entry.pilot_id, "kind_id": entry.kind_id}
    if entry.intervention_id:
        yield {"intervention_id": entry.intervention_id}


def reach_rows(reach: Iterable[Reach]) -> Iterator[Row]:
    """Yield what each count of reach, in their order, adds to its cell."""
    known = set()
    for row in reach:
        is_first = bool(row.number) and row.audience_id not in known
        known |= {row.audience_id} if row.number else set()
        cell = {"audience_id": row.audience_id, "unit": row.unit, "counts": row.counts}
        yield {**cell, "entries": 1, "firsts": int(is_first), "number": row.number}


# All at once ------------------------------------------------------------------------------------------------------


@transaction.atomic
def rebuild(authorities: QuerySet[LocalAuthority] | None = None) -> None:
    """Make the monthly figures of these authorities, or of all, anew from the log."""
    chosen = list(
        (authorities if authorities is not None else LocalAuthority.objects.all()).values_list("pk", flat=True)
    )
    hold(chosen)
    for model, from_log in FROM_LOG.items():
        model._base_manager.filter(authority__in=chosen).delete()
        model.objects.bulk_create((model(**cell) for cell in from_log(Q(authority__in=chosen))), BATCH)


def count_again(interventions: Iterable[int], authorities: Iterable[int]) -> None:
    """Make what entries of these authorities, held already, count towards these interventions anew from the log."""
    chosen = Q(intervention__in=list(interventions), authority__in=list(authorities))
    Total._base_manager.filter(chosen).delete()
    Total.objects.bulk_create((Total(**cell) for cell in totals_by(["intervention"], chosen)), BATCH)


def activity_from_log(which: Q) -> Iterator[Row]:
    """Yield the cells of MonthlyActivity as the log has them, of the entries that fulfil the condition."""
    entries = Activity.objects.approved().filter(which).order_by()
    has_reach = Exists(Reach.objects.filter(activity=OuterRef("pk")))
    cells = entries.annotate(month=TruncMonth("starts_on"), has_reach=has_reach).values(
        "month", "authority_id", "pilot_id", "locality_id", "kind_id"
    )
    yield from cells.annotate(
        entries=Count("pk"),
        with_reach=Count("pk", filter=Q(has_reach=True)),
        timed=Count("minutes"),
        minutes=Coalesce(Sum("minutes"), 0),
    ).iterator(BATCH)


def reach_from_log(which: Q) -> Iterator[Row]:
    """Yield the cells of MonthlyReach as the log has them, of the entries that fulfil the condition."""
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", "pilot", "locality")}
    for row in reach_by({"month": TruncMonth("activity__starts_on"), **places}, which):
        yield {name: value for name, value in row.items() if name != "firsts"}


def totals_from_log(which: Q) -> Iterator[Row]:
    """Yield the cells of Total as the log has them, of the entries that fulfil the condition."""
    yield from totals_by(["pilot", "kind"], which)
    yield from totals_by(["intervention"], which & Q(intervention__isnull=False))


def totals_by(names: list[str], which: Q) -> Iterator[Row]:
    """Yield the totals by these references of the approved entries that fulfil a condition."""
    columns = [f"{name}_id" for name in ("authority", *names)]
    entries = Activity.objects.approved().filter(which).order_by().values(*columns)
    sums = {"entries": Count("pk"), "timed": Count("minutes"), "minutes": Coalesce(Sum("minutes"), 0)}
    for row in entries.annotate(**sums).iterator(BATCH):
        yield {**EMPTY, **row}
    for row in reach_by({name: F(f"activity__{name.removesuffix('_id')}") for name in columns}, which):
        yield {**EMPTY, **row}


def reach_by(columns: dict[str, Any], which: Q) -> Iterator[Row]:
    """Yield the reach of the approved entries that fulfil a condition, summed by these columns."""
    entries = Activity.objects.approved().filter(which).order_by()
    same = Reach.objects.filter(activity=OuterRef("activity"), audience=OuterRef("audience"))
    is_first = Q(number__gt=0) & ~Exists(same.filter(number__gt=0, pk__lt=OuterRef("pk")))
    cells = Reach.objects.filter(activity__in=entries).order_by().annotate(**columns, is_first=is_first)
    cells = cells.values(*columns, "audience_id", "unit", "counts")
    # Not called "number": that is the column which is summed.
    sums = {"entries": Count("pk"), "firsts": Count("pk", filter=Q(is_first=True)), "total": Sum("number")}
    for row in cells.annotate(**sums).iterator(BATCH):
        number = row.pop("total")
        yield {**row, "number": number}


FROM_LOG: dict[Any, Callable[[Q], Iterator[Row]]] = {
    MonthlyActivity: activity_from_log,
    MonthlyReach: reach_from_log,
    Total: totals_from_log,
}


# What has come apart ---------------------------------------------------------------------------------------------

SUMS: dict[Any, tuple[str, ...]] = {
    MonthlyActivity: ("entries", "with_reach", "timed", "minutes"),
    MonthlyReach: ("entries", "number"),
    Total: ("entries", "timed", "minutes", "firsts", "number"),
}
Cell = tuple[tuple[str, Any], ...]


class Difference(NamedTuple):
    """A cell of which the monthly figures say something else than the log; a side without it has no sums."""

    model: Any
    cell: Cell
    kept: dict[str, int]
    logged: dict[str, int]

    def __str__(self) -> str:
        where = ", ".join(f"{name.removesuffix('_id')} {value}" for name, value in self.cell)
        return f"{self.model._meta.verbose_name}, {where}: kept {told(self.kept)}, the log has {told(self.logged)}"


def told(sums: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sums.items()) or "nothing"


def differences(authorities: QuerySet[LocalAuthority]) -> Iterator[Difference]:
    """Yield every cell of these authorities that is not as the log has it. Hold them before, while people work."""
    chosen = list(authorities.values_list("pk", flat=True))
    for model, from_log in FROM_LOG.items():
        rows = model._base_manager.filter(authority__in=chosen)
        kept = by_cell(model, rows.values(*names_of_cell(model), *SUMS[model]).iterator(BATCH))
        logged = by_cell(model, from_log(Q(authority__in=chosen)))
        for cell in sorted(kept.keys() | logged.keys(), key=str):
            if kept.get(cell) != logged.get(cell):
                yield Difference(model, cell, kept.get(cell, {}), logged.get(cell, {}))


def names_of_cell(model: Any) -> list[str]:
    fields = [field.attname for field in model._meta.concrete_fields]
    return [name for name in fields if name not in {"id", *SUMS[model]}]


def by_cell(model: Any, rows: Iterable[Row]) -> dict[Cell, dict[str, int]]:
    """Return the sums of each cell that has any."""
    names = names_of_cell(model)
    found = {tuple((name, row[name]) for name in names): {name: row[name] for name in SUMS[model]} for row in rows}
    return {cell: sums for cell, sums in found.items() if any(sums.values())}
