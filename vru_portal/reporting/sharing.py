"""The figures of a dashboard as they may leave the team."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.conf import settings

from vru_portal.access.models import User
from vru_portal.charts import keep, kept

from .dashboards.blocks import Block, Cell
from .dashboards.figures import Figures
from .dashboards.lines import name_of, names_of
from .dashboards.sections import PLACES, Section
from .disclosure import HIDDEN, SENTENCES, Shown, Total, counts_people, earlier_releases, protect, release
from .models import Release

HEADER = ["Area", "First day", "Last day", "What", "Number"]
MARK = "not for sharing"
WAYS = ("individuals", "attendances")
REST = "elsewhere"
PEOPLE_OF_PLACES = 4  # the column of the people reached, in the tables of places


def table_of(figures: Figures) -> tuple[dict[str, int], list[Total]]:
    """Return the figures as cells of disclosure control, and which are the sums of which."""
    flat = figures.flat()
    cells = {cell_of(key, figures): number for key, number in flat.items()}
    totals: list[Total] = []
    for way in WAYS:
        audiences = [f"reach|{row.key}" for row in figures.reach if row.key.startswith(f"people|{way}|")]
        if way in flat:
            totals.append((cell_of(way, figures), [cell_of(key, figures) for key in audiences if key in flat]))
    for group, rows in groupby(figures.places, key=lambda row: row.group):
        parts = [cell_of(f"individuals|{row.key}", figures) for row in rows if row.individuals is not None]
        if "individuals" in flat and parts:
            rest = cell_of(f"individuals|{REST}:{group}", figures)
            cells[rest] = flat["individuals"] - sum(cells[part] for part in parts)
            totals.append((cell_of("individuals", figures), [*parts, rest]))
    return cells, totals


def cell_of(key: str, figures: Figures) -> str:
    """Return the key of a cell, "measure|place|period": the figures' own keys leave out their area and period."""
    area = figures.area
    is_of_part = ":" in key.rpartition("|")[2] and not key.startswith(("reach|", "kind|"))
    where = "" if is_of_part else f"|{area.kind}:{area.place.pk}"
    return f"{key}{where}|{figures.period.slug}"


def for_sharing(figures: Figures, by: User) -> Iterator[list[Any]]:
    """Yield the rows of a table that may leave the team, and store that they were given out."""
    cells, totals = table_of(figures)
    safe = protect(cells, totals, earlier_releases(figures.area.region))
    shown = {key: safe[cell_of(key, figures)] for key in figures.flat()}
    given_out = {cell_of(key, figures): one for key, one in shown.items() if counts_people(key)}
    release(figures.area.region, Release.Kind.EXPORT, given_out, by, totals)
    names, where = names_of(figures), [figures.area.name, figures.period.start, figures.period.end]
    rows = [[*where, name_of(key, names), in_table(key, one)] for key, one in shown.items()]
    return iter([*rows, [*where, f"{HIDDEN}: {SENTENCES[settings.DISCLOSURE_RULE]}", None]])


def in_table(key: str, shown: Shown) -> str | int | float | None:
    if shown.is_hidden or shown.value is None:
        return shown.words
    return shown.value / 60 if key == "minutes" else shown.value


# Marks on the team's own pages ------------------------------------------------------------------------------------


def not_for_sharing(figures: Figures) -> set[str]:
    """Return the keys of ``figures.flat()`` whose numbers are hidden outside the team; kept while nothing changes."""
    cells, totals = table_of(figures)
    told = json.dumps([settings.DISCLOSURE_RULE, figures.area.latest_release, cells, totals])
    kept_as = f"not-for-sharing-{sha256(told.encode()).hexdigest()}"
    found = kept([kept_as]).get(kept_as)
    if found is None:
        safe = protect(cells, totals, earlier_releases(figures.area.region))
        found = json.dumps([key for key in figures.flat() if safe[cell_of(key, figures)].is_hidden])
        keep(kept_as, found)
    return set(json.loads(found))


def with_marked(sections: Sequence[Section], figures: Figures) -> list[Section]:
    """Return the sections of a dashboard with a mark on each number that is hidden outside the team."""
    hidden = not_for_sharing(figures)
    of_places = {f"individuals|{row.key}": (PLACES[row.group][0], row.name) for row in figures.places}
    marks = {of_places[key] for key in hidden if key in of_places}
    marks |= {(way, audience) for way, audience in (key.split("|")[-2:] for key in hidden if key.startswith("reach|"))}
    if not marks:
        return list(sections)
    return [replace(one, blocks=[with_marks(block, marks) for block in one.blocks]) for one in sections]


def with_marks(block: Block, marks: Set[tuple[str, str]]) -> Block:
    column = 1 if block.name in WAYS else PEOPLE_OF_PLACES
    rows = [mark(row, column) if (block.name, row[0]) in marks else row for row in block.rows]
    return replace(block, rows=rows)


def mark(row: Sequence[Any], column: int) -> list[Any]:
    cell = row[column] if isinstance(row[column], Cell) else Cell(row[column])
    return [*row[:column], cell._replace(note=MARK), *row[column + 1 :]]
