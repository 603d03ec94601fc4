"""The figures of a dashboard as they may leave the team."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from pilots.models import Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.charts import keep, kept
from vru_portal.quarters import Period, Quarter, Year

from .areas import Area
from .cube import Cube, cube_of
from .dashboards.blocks import Block, Cell
from .dashboards.figures import Figures
from .dashboards.lines import name_of, names_of
from .dashboards.sections import PLACES, Section
from .disclosure import HIDDEN, SENTENCES, Shown, counts_people, earlier_releases, protect, release
from .models import Release

HEADER = ["Area", "First day", "Last day", "What", "Number"]
MARK = "not for sharing"
WAYS = ("individuals", "attendances")
MONTHS = "reach-by-month"
PEOPLE_OF_PLACES = 4  # the column of the people reached, in the tables of places


def can_be_shared(period: Period) -> bool:
    """Say whether figures of a period may leave the team: closed quarters and VRU years do.

    Periods that cut each other, by a day or by a month, would tell in their differences what none of them shows.
    """
    return isinstance(period, Quarter | Year) and period.is_closed()


def may_share(user: User, area: Area) -> bool:
    """Say whether a person gives figures of an area out: whoever draws up the bulletins of it."""
    if area.kind == "region":
        return user.may_in_region(Capability.DRAW_UP_BULLETINS, area.region)
    return user.may_in(Capability.DRAW_UP_BULLETINS, area.authority)


def keys_of(figures: Figures, cube: Cube) -> dict[str, str]:
    """Return the cell of the region's cube, "measure|place|period", for each key of figures that counts people."""
    return {key: cell_of(key, figures, cube) for key in figures.flat() if counts_people(key)}


def cell_of(key: str, figures: Figures, cube: Cube) -> str:
    measure, _, part = key.partition("|")
    if part and measure != "reach":
        return f"{measure}|{cube.part(figures.area, part)}|{figures.period.slug}"
    return f"{key}|{cube.place(figures.area)}|{figures.period.slug}"


@transaction.atomic
def for_sharing(read: Callable[[], Figures], region: Region, by: User) -> list[list[Any]]:
    """Return the rows of a table that may leave the team, and store that they were given out.

    What is given out of a region goes one after the other, so that each knows of those before it.
    """
    Region.objects.visible_to(by).select_for_update(of=("self",)).get(pk=region.pk)
    figures = read()
    cube = cube_of(region, figures.period)
    cells = keys_of(figures, cube)
    safe = protect(cube.cells, cube.totals, earlier_releases(region))
    # What the cube does not hold changed this moment, and is hidden.
    given_out = {cell: safe.get(cell, Shown(None, is_hidden=True)) for cell in cells.values()}
    release(region, Release.Kind.EXPORT, given_out, by, cube.totals_about(given_out.keys()))
    names, where = names_of(figures), [figures.area.name, figures.period.start, figures.period.end]
    shown = {key: given_out[cells[key]] if key in cells else Shown(number) for key, number in figures.flat().items()}
    rows = [[*where, name_of(key, names), in_table(key, one)] for key, one in shown.items()]
    return [*rows, [*where, f"{HIDDEN}: {SENTENCES[settings.DISCLOSURE_RULE]}", None]]


def in_table(key: str, shown: Shown) -> str | int | float | None:
    if shown.is_hidden or shown.value is None:
        return shown.words
    return round(shown.value / 60, 1) if key == "minutes" else shown.value


# Marks on the team's own pages ------------------------------------------------------------------------------------


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


def rows_for_the_team(block: Block) -> list[list[Any]]:
    """Return the true numbers of a table as a spreadsheet holds them; the last row says which must not leave the team.

    Those of single months never do.
    """
    marked = [row[0].shown for row in block.cells if any(cell.note == MARK for cell in row)]
    if block.name == MONTHS and block.rows:
        marked = ["all numbers of single months"]
    return [*block.values, [f"{MARK}: {', '.join(marked)}"]] if marked else block.values
