"""The figures of a dashboard as they may leave the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from pilots.models import Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period, Quarter, Year

from .areas import Area
from .cube import Cube, cube_of
from .dashboards.figures import Figures
from .dashboards.lines import name_of, names_of
from .disclosure import HIDDEN, SENTENCES, Shown, counts_people, earlier_releases, protect, release
from .models import Release

HEADER = ["Area", "First day", "Last day", "What", "Number"]


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
