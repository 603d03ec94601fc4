"""The columns in which somebody may be named, as every field declares them, and reading or clearing all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import itemgetter, or_
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import F, Model, Q, QuerySet

from pilots.models import Region
from vru_portal import together
from vru_portal.access.models import User
from vru_portal.privacy import OF_HISTORY, declaration, followed

from ..models import Network
from .traces import Traces

# In one statement, and in several put together.
MOST_CONDITIONS, MOST_CONDITIONS_TOGETHER = 300, 2_000
WITH_NAMES = {"free_text", "contact"}
TEXTS = (models.CharField, models.TextField, models.JSONField)
# The log of Django admin quotes the names of records; the number to ring for a role may be a contact's.
ALSO = {"admin.LogEntry": ["object_repr", "change_message"], "stakeholders.PlanRole": ["telephone"]}
# Another contact may have the same name, and a shared telephone: theirs stay. So does what others say of themselves.
ONLY = {"stakeholders.Contact": {"role"}, "stakeholders.JoinRequest": {"organisation_name", "message"}}
# Where words would be rung: what is taken out leaves nothing behind.
NUMBERS = {"telephone"}
CLEARED = "A contact was erased"


@dataclass(frozen=True)
class Table:
    """A model with the fields in which somebody may be named."""

    model: type[Model]
    fields: tuple[models.Field, ...]

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def leader(self) -> type[Model]:
        """The model itself, or the one whose history it keeps."""
        return followed(self.model) or self.model

    @property
    def has_version(self) -> bool:
        """Whether an open form of the row must be told that it has changed."""
        return self.leader is self.model and "version" in {field.name for field in self.model._meta.concrete_fields}

    @property
    def counts_history(self) -> bool:
        """Whether the number of versions kept tells an open form that the row has changed."""
        return not self.has_version and hasattr(self.model._meta, "simple_history_manager_attribute")


Item = TypeVar("Item")
# A table, what to look for in it, and in which of its rows.
Search = tuple[Table, Traces, Q]


@cache
def tables() -> list[Table]:
    """Return every table with text in which somebody may be named, histories too."""
    found = [Table(model, tuple(fields_of(model))) for model in apps.get_models()]
    return [table for table in found if table.fields]


def fields_of(model: type[Model]) -> Iterator[models.Field]:
    names = set(ALSO.get(model._meta.label, []))
    leader = followed(model) or model
    if declared := declaration(leader):
        names |= {name for name, kind in declared.classes().items() if kind in WITH_NAMES}
    names &= ONLY.get(leader._meta.label, names)
    if leader is not model:
        names |= {name for name, kind in OF_HISTORY.classes().items() if kind in WITH_NAMES}
    return (field for field in model._meta.concrete_fields if field.name in names and isinstance(field, TEXTS))


# Whose region a row is in ----------------------------------------------------------------------------------------


@cache
def ways(model: type[Model], target: type[Model], seen: tuple[type[Model], ...] = ()) -> list[str]:
    """Return the paths from a model to another one: one that every row has, else all that a row may have."""
    if model is target:
        return ["pk"] if not seen else [""]
    sure: list[list[str]] = []
    perhaps: list[list[str]] = []
    for key in model._meta.concrete_fields:
        other = key.related_model
        if not isinstance(other, type) or other in (*seen, model, User):
            continue
        onwards = [f"{key.name}__{rest}".rstrip("_") for rest in ways(other, target, (*seen, model))]
        if onwards:
            (perhaps if key.null or len(onwards) > 1 else sure).append(onwards)
    if sure:
        return min(sure, key=lambda paths: len(paths[0]))
    return [path for paths in perhaps for path in paths]


def with_region(model: type[Model], region_id: int) -> Q:
    """Return the condition that a row is in a region, or says of none that it is."""
    condition = Q()
    for way in ways(model, Region):
        condition &= Q(**{way: region_id}) | Q(**{way: None})
    return condition


def of_networks(model: type[Model], networks: list[int]) -> Q | None:
    """Return the condition that a row belongs to one of the networks; None where rows of this model never do."""
    paths = ways(model, Network)
    condition = Q()
    for way in paths:
        condition |= Q(**{f"{way}__in": networks})
    return condition if paths else None


# Clearing --------------------------------------------------------------------------------------------------------


def take_out(traces: Traces, region_id: int) -> int:
    """Put "Former member" for every trace in every text of a region, and in what is kept unsaved; say in how many."""
    return sum(take_out_of(table, traces, with_region(table.leader, region_id)) for table in tables())


def take_out_of_networks(traces: Traces, networks: list[int]) -> int:
    """Put "Former member" for every trace in what some networks have written; say in how many texts."""
    of_them = [(table, of_networks(table.leader, networks)) for table in tables()]
    return sum(take_out_of(table, traces, theirs) for table, theirs in of_them if theirs)


def take_out_of(table: Table, traces: Traces, within: Q) -> int:
    changes = {}
    for pk, values in rows_with(table, traces, within):
        cleared = {field.name: without(field, traces, values[field.name]) for field in table.fields}
        if different := {name: value for name, value in cleared.items() if value != values[name]}:
            changes[pk] = different
    for pk, different in changes.items():
        more = {"version": F("version") + 1} if table.has_version else {}
        table.model._base_manager.filter(pk=pk).update(**different, **more)
    if changes and table.counts_history:
        rows: list[Any] = list(table.model._base_manager.in_bulk(list(changes)).values())
        history_of(table.model).bulk_history_create(rows, update=True, default_change_reason=CLEARED)
    return len(changes)


def history_of(model: Any) -> Any:
    """Return the manager of the versions that are kept of a model's rows."""
    return getattr(model, model._meta.simple_history_manager_attribute)


def without(field: models.Field, traces: Traces, value: Any) -> Any:
    """Return what stays in a column: a number that is a trace leaves nothing, anything else is cut to fit."""
    if field.name in NUMBERS:
        return "" if traces.found_in(value) else value
    return fitting(field, traces.without(value))


def rows_with(table: Table, traces: Traces, within: Q) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the key and the texts of each row that may hold a trace, once or, where there are many traces, again."""
    for rows, _ in likely_rows(table, traces, within):
        for values in rows.order_by().values("pk", *table.names).iterator():
            yield values["pk"], values


def rows_with_each(searches: Sequence[Search]) -> list[dict[Any, dict[str, Any]]]:
    """Return for each search the texts of the rows that may hold a trace, by key: mostly of all in one query."""
    found: list[dict[Any, dict[str, Any]]] = [{} for _ in searches]
    asked = [(place, *each) for place, search in enumerate(searches) for each in likely_rows(*search)]
    for some in batches(asked, MOST_CONDITIONS_TOGETHER, itemgetter(2)):
        read = together.read(**{str(number): rows for number, (_, rows, _) in enumerate(some)})
        for number, (place, _, _) in enumerate(some):
            names = searches[place][0].names
            found[place] |= {row.pk: {name: getattr(row, name) for name in names} for row in read[str(number)]}
    return found


def likely_rows(table: Table, traces: Traces, within: Q) -> Iterator[tuple[QuerySet, int]]:
    """Yield the texts of the rows that may hold a trace as querysets, each with the number of its conditions."""
    plain = [field.name for field in table.fields if not isinstance(field, models.JSONField)]
    # JSON writes letters with accents in its own way: those few rows are all read.
    likely = traces.may_stand_in(plain) if len(plain) == len(table.fields) else [Q()]
    for some in batches(likely, MOST_CONDITIONS) if traces else []:
        rows = table.model._base_manager.filter(reduce(or_, some) & within)
        yield rows.only(*table.names).order_by("pk"), len(some)


def batches(items: list[Item], most: int, weight: Callable[[Item], int] = lambda item: 1) -> Iterator[list[Item]]:
    """Yield as many items at a time as one query of SQLite takes: of no more weight together, or a single one."""
    batch: list[Item] = []
    for item in items:
        if batch and sum(map(weight, batch)) + weight(item) > most:
            yield batch
            batch = []
        batch.append(item)
    yield from [batch] if batch else []


def fitting(field: models.Field, value: Any) -> Any:
    """Cut what would not fit into its column any more."""
    return value[: field.max_length] if isinstance(value, str) and field.max_length else value
