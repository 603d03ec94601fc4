"""Narrowing lists: the words that somebody searches for, and the filters they set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import Expression, Model, Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django_filters import FilterSet, ModelChoiceFilter
from django_filters.fields import ModelChoiceField

from . import offers

SORT, WORDS = "sort", "q"


def holding(words: str, paths: tuple[str, ...]) -> Q:
    """Return the condition that each of the words stands in one of the fields, in capitals or not."""
    found = Q()
    for word in words.split():
        found &= reduce(or_, (Q(**{f"{path}__icontains": word}) for path in paths))
    return found


class Chosen(NamedTuple):
    """A filter that is set, in words, and the query of the address without it."""

    words: str
    without: str


class RowField(ModelChoiceField):
    """Chooses a row of the database; where it is known already what is chosen, nothing is read."""

    known: Model | None = None

    def to_python(self, value: Any) -> Any:
        return self.known or super().to_python(value)


class RowFilter(ModelChoiceFilter):
    """Keeps what belongs to a row. ``known`` is the row that the address names, where it is at hand."""

    field_class = RowField
    known: Model | None = None

    def get_queryset(self, request: Any) -> Any:
        return type(self.known)._default_manager.none() if self.known else super().get_queryset(request)

    @property
    def field(self) -> Any:
        field = super().field
        field.known = self.known
        return field


class FilterForm(forms.Form):
    """Filters are all optional: no label has to say so."""

    says_what_is_optional = False


class ListFilter(FilterSet):
    """What the filters of all lists have in common.

    ``in_one_query`` names the fields whose choices are rows, each with what labels a row: they are read together.
    ``known`` leaves out the filters that the address does not name, but for the search for words: to make the fields
    of all filters takes longer than to read the rows. It has the rows that those name, as ``rows`` returned them.
    """

    base_filters: dict[str, Any]
    filters: dict[str, Any]
    in_one_query: Mapping[str, str | Expression] = {}
    # What stands before a choice that does not speak for itself, such as "logged by" somebody.
    said_before: Mapping[str, str] = {}

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict, *args: Any, known: Mapping[str, Model] | None = None, **kwargs: Any):
        if known is not None:
            asked = {*data, *(name.rpartition("_")[0] for name in data), WORDS}
            self.base_filters = {name: one for name, one in self.base_filters.items() if name in asked}
        super().__init__(data, *args, **kwargs)
        for name, row in (known or {}).items():
            self.filters[name].known = row

    @property
    def form(self) -> forms.Form:
        is_new = not hasattr(self, "_form")
        form = super().form
        if is_new and (labels := {name: label for name, label in self.in_one_query.items() if name in form.fields}):
            offers.in_one_query(form, labels)
        return form

    @property
    def rows(self) -> dict[str, Model]:
        """The rows that the filters name, as far as they make sense."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if isinstance(value, Model)}

    @property
    def shown(self) -> Any:
        """The rows to show: none where a filter makes no sense, so that no figure is wrong."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    @cached_property
    def set_filters(self) -> list[str]:
        """The names of the filters that are set; the order of the rows is none."""
        return sorted(name for name in self.form.changed_data if name != SORT and self.form[name].value())

    @property
    def in_use(self) -> int:
        """How many filters are set."""
        return len(self.set_filters)

    @property
    def folded_in_use(self) -> int:
        """How many of those in the folded box are set: the search for words stands above it."""
        return len(set(self.set_filters) - {WORDS})

    @property
    def chosen(self) -> Iterator[Chosen]:
        """The filters that are set, in the order of the form; none where one makes no sense."""
        for name in self.form.fields if self.form.is_valid() else ():
            if name in self.set_filters:
                yield Chosen(self.in_words(name), without(self.data, name))

    def in_words(self, name: str) -> str:
        """Return what a filter asks for: "Coventry", "Approved", "until 30 September 2026" or "“football”"."""
        value, field, label = self.form.cleaned_data[name], self.form.fields[name], str(self.form.fields[name].label)
        if isinstance(value, bool):
            return label
        if isinstance(value, date):
            return f"{label[:1].lower()}{label[1:]} {date_format(value, 'j F Y')}"
        choices: Any = getattr(field, "choices", None)
        if choices is not None and isinstance(value, str):
            value = dict(choices).get(value, value)
        told = f"“{value}”" if choices is None else str(value)
        return f"{self.said_before.get(name, '')} {told}".strip()


def without(data: QueryDict, name: str) -> str:
    """Return the query of an address without a filter, and without its place in the list."""
    gone = {"page", name, *(f"{name}_{part}" for part in ("day", "month", "year"))}
    return urlencode([(key, values) for key, values in data.lists() if key not in gone], doseq=True)
