"""The marks on figures of the team that may not leave it: on its own pages, and on what is downloaded from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings

from interventions.models import Reach
from vru_portal.charts import keep, kept

from .cube import Cube, cube_of
from .dashboards.blocks import Block, Cell
from .dashboards.figures import Figures
from .dashboards.sections import PLACES, Section
from .disclosure import earlier_releases, protect, rule_called
from .sharing import can_be_shared, keys_of

MARK = "not for sharing"
MONTHS = "reach-by-month"
WAYS = ("individuals", "attendances")
# The columns that count people, by the name of the table: in the period, and in the period before.
COLUMNS = dict.fromkeys([*WAYS, "networks"], (1, 2)) | {name: (4, 5) for name, *_ in PLACES.values()}


def not_for_sharing(figures: Figures) -> set[str]:
    """Return the keys of ``figures.flat()`` whose numbers are hidden outside the team.

    Of a period that is not given out, these are the small ones.
    """
    if not can_be_shared(figures.period):
        return {key for key, one in protect(figures.flat()).items() if one.is_hidden}
    cube = cube_of(figures.area.region, figures.period)
    hidden = hidden_in(cube, figures)
    return {key for key, cell in keys_of(figures, cube).items() if cell in hidden}


def hidden_in(cube: Cube, figures: Figures) -> set[str]:
    """Return which cells of a region are hidden; kept while nothing changes."""
    told = json.dumps([settings.DISCLOSURE_RULE, cube.latest_release, cube.cells, cube.totals])
    kept_as = f"not-for-sharing-{sha256(told.encode()).hexdigest()}"
    found = kept([kept_as]).get(kept_as)
    if found is None:
        safe = protect(cube.cells, cube.totals, earlier_releases(figures.area.region))
        found = json.dumps([key for key, one in safe.items() if one.is_hidden])
        keep(kept_as, found)
    return set(json.loads(found))


def with_marked(sections: Sequence[Section], figures: Figures, hidden: Set[str]) -> list[Section]:
    """Return the sections of a dashboard with a mark on each number that is hidden outside the team.

    Of the period before, and of the members of networks, these are the small ones.
    """
    of_places = {f"individuals|{row.key}": (PLACES[row.group][0], row.name) for row in figures.places}
    marks = {of_places[key] for key in hidden if key in of_places}
    marks |= {(way, audience) for way, audience in (key.split("|")[-2:] for key in hidden if key.startswith("reach|"))}
    return [replace(one, blocks=[with_marks(block, marks) for block in one.blocks]) for one in sections]


def with_marks(block: Block, marks: Set[tuple[str, str]]) -> Block:
    columns = COLUMNS.get(block.name, ())
    rows = [marked(row, columns, (block.name, value_of(row[0])) in marks) for row in block.rows]
    return replace(block, rows=rows) if columns else block


def marked(row: Sequence[Any], columns: Sequence[int], is_hidden: bool) -> list[Any]:
    """Return a row with a mark on the first of these columns if it is hidden, and on each that is small."""
    cells = list(row)
    for place in columns:
        if is_hidden and place == columns[0] or is_small(value_of(cells[place])):
            cells[place] = mark(cells[place])
    return cells


def value_of(cell: Any) -> Any:
    return cell.value if isinstance(cell, Cell) else cell


def is_small(number: float | None) -> bool:
    return number is not None and rule_called(None).is_small(int(number))


def mark(cell: Any) -> Cell:
    return (cell if isinstance(cell, Cell) else Cell(cell))._replace(note=MARK)


# What is taken away ------------------------------------------------------------------------------------------------


def note_of(block: Block) -> str:
    """Return which numbers of a table or chart with marks must not leave the team, "" where all may.

    Those of single months never do.
    """
    if block.name == MONTHS and block.rows:
        return said(["all numbers of single months"])
    return said([row[0].shown for row in block.cells if any(cell.note == MARK for cell in row)])


def said(names: Collection[str]) -> str:
    return f"{MARK}: {', '.join(names)}" if names else ""


def rows_for_the_team(block: Block) -> list[list[Any]]:
    """Return the true numbers of a table as a spreadsheet holds them; the last row says which are not for sharing."""
    note = note_of(block)
    return [*block.values, [note]] if note else block.values


def note_of_figures(figures: Figures, hidden: Set[str]) -> str:
    """Return which of all the figures of a dashboard must not leave the team, "" where all may."""
    names = [
        number.label
        for number in figures.numbers.values()
        if number.key in WAYS and (number.key in hidden or is_small(number.before))
    ]
    names += [
        f"{row.group}: {row.audience}"
        for row in figures.reach
        if f"reach|{row.key}" in hidden or row.unit == Reach.Unit.PEOPLE and is_small(row.before)
    ]
    names += [row.name for row in figures.networks if is_small(row.members) or is_small(row.before)]
    return said(names)
