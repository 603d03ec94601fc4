"""What a form offers to choose from, where that is rows of the database: read for all its fields together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import CharField, Expression, QuerySet, UUIDField, Value, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.choices import BaseChoiceIterator

Rows = dict[str, list[tuple[str, str]]]


def in_one_query(
    form: forms.BaseForm,
    labels: Mapping[str, str | Expression],
    keep: Callable[[Callable[[], Rows]], Rows] = lambda read: read(),
) -> None:
    """Have these fields offer their querysets out of one query, each row under the label named beside the field.

    ``keep`` is given what reads the rows, and returns them: where they are the same for many, those that it has kept.
    """
    offer = Offer(form, labels, keep)
    for name in labels:
        widget: Any = form.fields[name].widget
        widget.choices = OfferedTo(offer, name)


class Offer:
    """The choices of several fields of a form, read in one query as soon as one of them is shown."""

    def __init__(self, form: forms.BaseForm, labels: Mapping[str, str | Expression], keep: Callable):
        self.form, self.labels, self.keep = form, labels, keep

    @cached_property
    def rows(self) -> Rows:
        return self.keep(self.read)

    def read(self) -> Rows:
        parts = [self.part(name, label) for name, label in self.labels.items()]
        found: Rows = {name: [] for name in self.labels}
        for name, key, label, _ in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[3]):
            found[name].append((self.written(name, key), label))
        return found

    def part(self, name: str, label: str | Expression) -> QuerySet:
        """Return name, key, label and place of each row that a field offers, in the order in which it offers them."""
        rows = self.queryset(name)
        order: Any = rows.query.order_by or rows.model._meta.ordering
        place = Window(RowNumber(), order_by=list(order))
        named = Value(name, output_field=CharField())
        key = Cast("pk", CharField(max_length=36))
        label = Cast(label, CharField(max_length=400))
        return rows.order_by().values_list(named, key, label, place)

    def written(self, name: str, key: str) -> str:
        # SQLite keeps an identifier without its hyphens.
        return str(UUID(key)) if isinstance(self.queryset(name).model._meta.pk, UUIDField) else key

    def queryset(self, name: str) -> QuerySet:
        field: Any = self.form.fields[name]
        return field.queryset


class OfferedTo(BaseChoiceIterator):
    """The choices of one field, the empty one first where it has one."""

    def __init__(self, offer: Offer, name: str):
        self.offer, self.name = offer, name

    def __iter__(self) -> Iterator[tuple[str, str]]:
        empty = getattr(self.offer.form.fields[self.name], "empty_label", None)
        yield from [] if empty is None else [("", empty)]
        yield from self.offer.rows[self.name]
