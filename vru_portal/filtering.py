"""Narrowing lists: the words that somebody searches for, and the filters they set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Expression, Q
from django_filters import FilterSet

from . import offers

SORT, WORDS = "sort", "q"


def holding(words: str, paths: tuple[str, ...]) -> Q:
    """Return the condition that each of the words stands in one of the fields, in capitals or not."""
    found = Q()
    for word in words.split():
        found &= reduce(or_, (Q(**{f"{path}__icontains": word}) for path in paths))
    return found


class FilterForm(forms.Form):
    """Filters are all optional: no label has to say so."""

    says_what_is_optional = False


class ListFilter(FilterSet):
    """What the filters of all lists have in common.

    ``in_one_query`` names the fields whose choices are rows, each with what labels a row: they are read together.
    """

    in_one_query: Mapping[str, str | Expression] = {}

    class Meta:
        form = FilterForm

    @property
    def form(self) -> forms.Form:
        is_new = not hasattr(self, "_form")
        form = super().form
        if is_new and self.in_one_query:
            offers.in_one_query(form, self.in_one_query)
        return form

    @property
    def shown(self) -> Any:
        """The rows to show: none where a filter makes no sense, so that no figure is wrong."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
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
