"""Keyset paging: page 1000 of a list costs what page 1 costs.

A page starts after the last row of the one before, found through the index, instead of counting off rows. Order by
columns that are never empty, end with one that is unique, and never order by free text: the address carries the values.
(django-cursor-pagination compares as text and orders NULLS LAST, so that indexes go unused and UUIDs fail on SQLite.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import FieldError
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25
COUNT_CAP = 1_000
NEWEST_FIRST = ("-starts_on", "-id")


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of the pages on either side; an empty cursor means that there is none.

    ``size`` is how many rows fit on a page.
    """

    items: list[Any] = field(default_factory=list)
    next_cursor: str = ""
    previous_cursor: str = ""
    next_url: str = ""
    previous_url: str = ""
    size: int = PAGE_SIZE

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def count(self) -> "Count":
        """How many rows there are, as far as this page tells: all of them, or more than are on a page."""
        is_whole = not self.next_cursor and not self.previous_cursor
        return Count(len(self), is_capped=False) if is_whole else Count(self.size, is_capped=True)


class Count(NamedTuple):
    """How many rows there are, or the cap where there are more."""

    number: int
    is_capped: bool

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_capped else f"{self.number:,}"


def page_for(
    request: HttpRequest, queryset: QuerySet, order: Sequence[str] = NEWEST_FIRST, size: int = PAGE_SIZE
) -> Page:
    """Return the page that the address asks for by ``?page=``, with addresses that keep its other parameters."""
    page = page_of(queryset, order, request.GET.get("page", ""), size)

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["page"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return replace(page, next_url=address(page.next_cursor), previous_url=address(page.previous_cursor))


def page_of(queryset: QuerySet, order: Sequence[str] = NEWEST_FIRST, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """Return the page at a cursor of an earlier page; the first one where the cursor is empty or not ours.

    ``order`` names columns as order_by does ("-starts_on", "kind__name", "id"). One query a page.
    """
    position = _read(cursor, queryset.model, order)
    if position is None:
        return _page(queryset, order, [], size, backwards=False)
    page = _page(queryset, order, position[1:], size, backwards=position[0] == "before")
    # Rows may have gone since: rather the first page than an empty or a short one.
    is_short = len(page) < size if position[0] == "before" else not page.items
    return page_of(queryset, order, "", size) if is_short else page


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> Count:
    """Count the rows, but never more than ``cap`` of them; as text it reads "385" or "more than 1,000"."""
    number = queryset.order_by()[: cap + 1].count()
    return Count(min(number, cap), number > cap)


def _page(queryset: QuerySet, order: Sequence[str], values: list[str], size: int, *, backwards: bool) -> Page:
    rows, directions = _with_keys(queryset, order, backwards)
    if values:
        typed = [_typed(rows, name, value) for name, value in zip(directions, values, strict=True)]
        rows = rows.filter(_within(directions[0], typed[0]) & _beyond(directions, typed))
    items = list(rows.order_by(*directions)[: size + 1])
    has_more = len(items) > size
    items = items[:size][::-1] if backwards else items[:size]
    return Page(
        items,
        next_cursor=_cursor("after", items[-1], order) if items and (has_more or backwards) else "",
        previous_cursor=_cursor("before", items[0], order) if items and (has_more if backwards else values) else "",
        size=size,
    )


def _with_keys(queryset: QuerySet, order: Sequence[str], backwards: bool) -> tuple[QuerySet, list[str]]:
    """Select the ordering columns as key_0, key_1 ... and return their order in the direction of travel."""
    keys = {f"key_{place}": F(name.lstrip("-")) for place, name in enumerate(order)}
    directions = [
        f"-{key}" if name.startswith("-") != backwards else key for key, name in zip(keys, order, strict=True)
    ]
    return queryset.annotate(**keys), directions


def _typed(rows: QuerySet, name: str, value: str) -> Any:
    return rows.query.annotations[name.lstrip("-")].output_field.to_python(value)


def _within(name: str, value: Any) -> Q:
    """Bound the first column alone, which is what lets the database enter the index at the right place."""
    return Q((f"{name[1:]}__lte" if name.startswith("-") else f"{name}__gte", value))


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Say that a row comes after these values: a < x OR (a = x AND (b < y OR ...))."""
    column = order[0].lstrip("-")
    condition = Q((f"{column}__lt" if order[0].startswith("-") else f"{column}__gt", values[0]))
    if len(order) > 1:
        condition |= Q((column, values[0])) & _beyond(order[1:], values[1:])
    return condition


def _salt(model: type[Model], order: Sequence[str]) -> str:
    return " ".join(["keyset", model._meta.label, *order])


def _cursor(side: str, row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, f"key_{place}") for place in range(len(order))]
    if None in values:
        raise FieldError(f"A list in the order {order} has an empty value: order by columns that are never empty")
    return signing.dumps([side, *map(str, values)], salt=_salt(type(row), order))


def _read(cursor: str, model: type[Model], order: Sequence[str]) -> list[str] | None:
    """Return what a cursor of this list in this order holds, or None. Its signature keeps strange values out."""
    try:
        return signing.loads(cursor, salt=_salt(model, order)) if cursor else None
    except (signing.BadSignature, ValueError):
        return None
