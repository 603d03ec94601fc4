"""Keeps the figures beside the log equal to it: in the transaction that approves or reopens an entry, or all at once.

Whoever changes cells holds the row of their authority first, then that of the entry: in any other order two people who
decide at the same time would wait for each other for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import groupby
from operator import itemgetter, or_
from typing import Any, NamedTuple

import structlog
from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from pilots.models import LocalAuthority

from .models import Activity, DeliveredActivity, DeliveredReach, MonthlyActivity, MonthlyReach, Reach

BATCH = 1_000
logger = structlog.get_logger(__name__)


def hold(authority_ids: Iterable[int]) -> None:
    """Lock the monthly figures of these authorities until the transaction ends."""
    rows = LocalAuthority.objects.filter(pk__in=set(authority_ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def hold_that_of(entries: QuerySet[Activity]) -> int | None:
    """Lock the monthly figures of the authority of an entry; return its key, or None where there is no entry."""
    rows = LocalAuthority.objects.filter(pk__in=entries.order_by().values("authority"))
    return rows.select_for_update(no_key=True).values_list("pk", flat=True).first()


def count_in(entry: Activity) -> None:
    """Add an entry that has just been approved; its authority is held already."""
    for model, cells in groupby(cells_of(entry), key=itemgetter(0)):
        add(model, [(cell, sums) for _, cell, sums in cells])


def add(model: Any, cells: list[tuple[dict[str, Any], dict[str, int]]]) -> None:
    """Add these numbers to the cells of one model: in one statement, unless some of them are new."""
    rows = model.objects.filter(reduce(or_, (Q(**cell) for cell, _ in cells)))
    stored = rows.update(**{name: F(name) + added(name, cells) for name in cells[0][1]})
    if stored < len(cells):
        known = list(rows.values(*cells[0][0])) if stored else []
        model.objects.bulk_create(model(**cell, **sums) for cell, sums in cells if cell not in known)


def added(name: str, cells: list[tuple[dict[str, Any], dict[str, int]]]) -> Any:
    """Return the number that each cell adds to a sum."""
    if len(cells) == 1:
        return cells[0][1][name]
    return Case(*(When(**cell, then=Value(sums[name])) for cell, sums in cells))


def count_out(entry: Activity) -> None:
    """Take away an entry that is about to be no longer approved, or changed; its authority is held already.

    Where the figures do not hold it, they have come apart from the log, and are made anew before.
    """
    if not all(take_away(*cell) for cell in cells_of(entry)):
        logger.error("monthly_figures_made_anew", authority=entry.authority_id)
        rebuild(LocalAuthority.objects.filter(pk=entry.authority_id))
        for cell in cells_of(entry):
            take_away(*cell)


def take_away(model: Any, cell: dict[str, Any], sums: dict[str, int]) -> bool:
    """Take these numbers from one cell, which is deleted where no entry is left; return whether it held as much."""
    holding = {f"{name}__gte": number for name, number in sums.items()}
    less = {name: F(name) - number for name, number in sums.items()}
    found = model.objects.filter(**cell, **holding).update(**less)
    model.objects.filter(**cell, entries=0).delete()
    return bool(found)


def cells_of(entry: Activity) -> Iterator[tuple[Any, dict[str, Any], dict[str, int]]]:
    """Yield what an entry as it is stored adds to the figures: model, cell and the numbers added to it."""
    authority = {"authority_id": entry.authority_id}
    month = {"month": entry.starts_on.replace(day=1), "pilot_id": entry.pilot_id, "locality_id": entry.locality_id}
    reach = list(entry.reach.all())
    timed, minutes = (0, 0) if entry.minutes is None else (1, entry.minutes)
    sums = {"entries": 1, "timed": timed, "minutes": minutes}
    yield MonthlyActivity, {**authority, **month, "kind_id": entry.kind_id}, {**sums, "with_reach": 1 if reach else 0}
    yield from reach_cells(MonthlyReach, {**authority, **month}, reach)
    if entry.intervention_id:
        towards = {**authority, "intervention_id": entry.intervention_id}
        yield DeliveredActivity, towards, sums
        yield from reach_cells(DeliveredReach, towards, reach)


def reach_cells(model: Any, where: dict[str, Any], rows: Iterable[Reach]) -> Iterator[tuple[Any, dict, dict[str, int]]]:
    for row in rows:
        cell = {**where, "audience_id": row.audience_id, "unit": row.unit, "counts": row.counts}
        yield model, cell, {"entries": 1, "number": row.number}


# All at once ------------------------------------------------------------------------------------------------------


@transaction.atomic
def rebuild(authorities: QuerySet[LocalAuthority] | None = None) -> None:
    """Make the monthly figures of these authorities, or of all, anew from the log."""
    chosen = list(
        (authorities if authorities is not None else LocalAuthority.objects.all()).values_list("pk", flat=True)
    )
    hold(chosen)
    for model, from_log in FROM_LOG.items():
        model.objects.filter(authority__in=chosen).delete()
        model.objects.bulk_create((model(**cell) for cell in from_log(Q(authority__in=chosen))), BATCH)


def count_again(interventions: Iterable[int], authorities: Iterable[int]) -> None:
    """Make what entries of these authorities, held already, count towards these interventions anew from the log."""
    chosen = Q(intervention__in=list(interventions), authority__in=list(authorities))
    models: list[Any] = [DeliveredActivity, DeliveredReach]
    for model in models:
        model.objects.filter(chosen).delete()
        model.objects.bulk_create((model(**cell) for cell in FROM_LOG[model](chosen)), BATCH)


def activity_from_log(which: Q) -> Iterator[dict[str, Any]]:
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


def reach_from_log(which: Q) -> Iterator[dict[str, Any]]:
    """Yield the cells of MonthlyReach as the log has them, of the entries that fulfil the condition."""
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", "pilot", "locality")}
    yield from reach_by({"month": TruncMonth("activity__starts_on"), **places}, which)


def delivered_from_log(which: Q) -> Iterator[dict[str, Any]]:
    """Yield the cells of DeliveredActivity as the log has them, of the entries that fulfil the condition."""
    entries = Activity.objects.approved().filter(which, intervention__isnull=False).order_by()
    cells = entries.values("authority_id", "intervention_id")
    sums = {"entries": Count("pk"), "timed": Count("minutes"), "minutes": Coalesce(Sum("minutes"), 0)}
    yield from cells.annotate(**sums).iterator(BATCH)


def delivered_reach_from_log(which: Q) -> Iterator[dict[str, Any]]:
    """Yield the cells of DeliveredReach as the log has them, of the entries that fulfil the condition."""
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", "intervention")}
    yield from reach_by(places, which & Q(intervention__isnull=False))


def reach_by(columns: dict[str, Any], which: Q) -> Iterator[dict[str, Any]]:
    """Yield the reach of the approved entries that fulfil a condition, summed by these columns."""
    entries = Activity.objects.approved().filter(which).order_by()
    cells = Reach.objects.filter(activity__in=entries).order_by().annotate(**columns)
    cells = cells.values(*columns, "audience_id", "unit", "counts")
    # Not called "number": that is the column which is summed.
    for row in cells.annotate(entries=Count("pk"), total=Sum("number")).iterator(BATCH):
        number = row.pop("total")
        yield {**row, "number": number}


FROM_LOG: dict[Any, Callable[[Q], Iterator[dict[str, Any]]]] = {
    MonthlyActivity: activity_from_log,
    MonthlyReach: reach_from_log,
    DeliveredActivity: delivered_from_log,
    DeliveredReach: delivered_reach_from_log,
}


# What has come apart ---------------------------------------------------------------------------------------------

SUMS: dict[Any, tuple[str, ...]] = {
    MonthlyActivity: ("entries", "with_reach", "timed", "minutes"),
    MonthlyReach: ("entries", "number"),
    DeliveredActivity: ("entries", "timed", "minutes"),
    DeliveredReach: ("entries", "number"),
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
        rows = model.objects.filter(authority__in=chosen)
        kept = by_cell(model, rows.values(*names_of_cell(model), *SUMS[model]).iterator(BATCH))
        logged = by_cell(model, from_log(Q(authority__in=chosen)))
        for cell in sorted(kept.keys() | logged.keys(), key=str):
            if kept.get(cell) != logged.get(cell):
                yield Difference(model, cell, kept.get(cell, {}), logged.get(cell, {}))


def names_of_cell(model: Any) -> list[str]:
    fields = [field.attname for field in model._meta.concrete_fields]
    return [name for name in fields if name not in {"id", *SUMS[model]}]


def by_cell(model: Any, rows: Iterable[dict[str, Any]]) -> dict[Cell, dict[str, int]]:
    names = names_of_cell(model)
    return {tuple((name, row[name]) for name in names): {name: row[name] for name in SUMS[model]} for row in rows}
