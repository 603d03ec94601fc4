"""The rows of the list of activities, written without a template, in which the page would spend most of its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from vru_portal.form_parts import escaped
from vru_portal.templatetags.portal import short_day, tag_colour

from .models import Reach
from .models.activity import Status

NOBODY = UUID(int=0)
LABELS = dict(Status.choices)
DUE = '<br><strong class="govuk-tag govuk-tag--orange">Due</strong>'


def rows_of(entries: Sequence[Any]) -> SafeString:
    """Return activities, with the names that ``for_rows`` adds, as rows: date, activity, where, reach and status."""
    address, reached = reverse("activity", args=[NOBODY]), Reach.of([entry.pk for entry in entries])
    rows = (row(one, address.replace(str(NOBODY), str(one.pk)), reached[one.pk]) for one in entries)
    return mark_safe("".join(rows))  # noqa: S308 (see row)


def row(entry: Any, address: str, reached: list[str]) -> str:
    """Return the row of one entry out of escaped parts."""
    cells = (f'<td role="cell" class="govuk-table__cell">{cell}</td>' for cell in cells_after_title(entry, reached))
    return (
        '<tr class="govuk-table__row" role="row">'
        f'<td role="cell" class="govuk-table__cell">{short_day(entry.starts_on)}</td>'
        '<th scope="row" role="rowheader" class="govuk-table__header portal-text">'
        f'<a class="govuk-link" href="{address}">{escaped(entry.title)}</a>{detail(kind_and_author(entry))}</th>'
        f"{''.join(cells)}</tr>\n"
    )


def cells_after_title(entry: Any, reached: list[str]) -> Iterator[str]:
    """Yield where it took place, what it reached, and how far it is."""
    yield f"{escaped(entry.place_name)}{detail(entry.authority_name)}"
    yield "<br>".join(map(escaped, reached))
    due = DUE if entry.is_due else ""
    made_up = detail("Demonstration") if entry.is_demonstration else ""
    yield f'<strong class="govuk-tag{tag_colour(entry.status)}">{LABELS[entry.status]}</strong>{due}{made_up}'


def kind_and_author(entry: Any) -> str:
    return f"{entry.kind_name}, {entry.author_name}" if entry.author_name else entry.kind_name


def detail(text: str) -> str:
    return f'<span class="portal-list__detail">{escaped(text)}</span>'
