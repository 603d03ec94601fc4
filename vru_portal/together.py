"""Reads short lists of several models in one query, for pages that show a little of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Field, JSONField, Model, QuerySet, Value, Window
from django.db.models.expressions import Col
from django.db.models.functions import JSONArray, RowNumber


def read(**asked: QuerySet) -> dict[str, list[Any]]:
    """Return the records of each queryset by its name: in its order, with what it joins and annotates.

    A queryset may leave fields out, and be cut off, but not both cut off and annotated; it prefetches nothing.
    """
    lists = {name: List(name, rows) for name, rows in asked.items()}
    first, *others = [each.part() for each in lists.values()]
    found: dict[str, list[tuple[int, Any]]] = {name: [] for name in lists}
    for name, place, values in first.union(*others, all=True):
        found[name].append((place, values))
    return {name: lists[name].records(sorted(rows, key=lambda row: row[0])) for name, rows in found.items()}


class Table(NamedTuple):
    """A model that a queryset reads at a path, "" for its own, with the fields that it does not leave out."""

    path: str
    model: type[Model]
    fields: list[Field]


class List:
    """One of the lists: how it is asked for, and how records are made of what is found."""

    def __init__(self, name: str, rows: QuerySet):
        self.name, self.rows = name, limited(rows) if rows.query.is_sliced else rows
        joined = rows.query.select_related
        self.tables = list(tables_of(rows, rows.model, joined if isinstance(joined, dict) else {}))
        self.annotated: dict[str, Any] = {name: each.output_field for name, each in rows.query.annotations.items()}

    def part(self) -> QuerySet:
        """Return the name, the place and the values of each row."""
        order: Any = self.rows.query.order_by or self.rows.model._meta.ordering or ["pk"]
        values = [JSONArray(*[f"{table.path}{field.attname}" for field in table.fields]) for table in self.tables]
        named = Value(self.name, output_field=CharField())
        place = Window(RowNumber(), order_by=list(order))
        return self.rows.order_by().values_list(named, place, JSONArray(*values, JSONArray(*self.annotated)))

    def records(self, rows: list[tuple[int, Any]]) -> list[Any]:
        convert = [[Converter(field) for field in table.fields] for table in self.tables]
        added = [(name, Converter(field)) for name, field in self.annotated.items()]
        return [self.record(values, convert, added) for _, values in rows]

    def record(self, values: list, convert: list, added: list) -> Any:
        made: dict[str, Any] = {}
        for table, converters, row in zip(self.tables, convert, values, strict=False):
            made[table.path] = made_of(table, [each(value) for each, value in zip(converters, row, strict=True)])
            if table.path and (holder := made[parent_of(table.path)]):
                setattr(holder, table.path.removesuffix("__").split("__")[-1], made[table.path])
        for (name, converter), value in zip(added, values[-1], strict=True):
            setattr(made[""], name, converter(value))
        return made[""]


def limited(rows: QuerySet) -> QuerySet:
    """Return the same rows by their keys: no part of a union may be cut off by itself."""
    whole = rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by(*rows.query.order_by)
    whole.query.select_related, whole.query.deferred_loading = rows.query.select_related, rows.query.deferred_loading
    return whole


def tables_of(rows: QuerySet, model: type[Model], joined: dict, path: str = "") -> Iterator[Table]:
    names, leaves_out = rows.query.deferred_loading
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.primary_key or ((f"{path}{field.name}" in names) != leaves_out)
    ]
    yield Table(path, model, fields)
    for name, further in joined.items():
        related: Any = model._meta.get_field(name).related_model
        yield from tables_of(rows, related, further, f"{path}{name}__")


def parent_of(path: str) -> str:
    return path[: path.removesuffix("__").rfind("__") + 2] if "__" in path.removesuffix("__") else ""


def made_of(table: Table, values: list) -> Any:
    """Return the record, None where nothing was joined."""
    names = [field.attname for field in table.fields]
    key = values[[field.primary_key for field in table.fields].index(True)]
    return None if key is None else table.model.from_db(connection.alias, names, values)


class Converter:
    """Makes of a value in JSON what the field would have made of the value in its own column."""

    def __init__(self, field: Field):
        column = Col("", field)
        self.field, self.column = field, column
        self.steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def __call__(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(self.field, JSONField):
            return json.loads(value) if isinstance(value, str) else value
        for step in self.steps:
            value = step(value, self.column, connection)
        value = self.field.to_python(value)
        # JSON knows no decimal places.
        places = getattr(self.field, "decimal_places", None)
        return value if places is None else value.quantize(Decimal(1).scaleb(-places))
