"""The map on the dashboard of a region: how many approved entries start in each authority, and in its localities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilots.models import LocalAuthority

from ..areas import Area
from ..maps import Marked, Spot, map_spec
from ..maps.known import Known, KnownLocality
from .blocks import Block, Cell
from .figures import Figures
from .numbers import Row
from .sentences import several

NONE_STARTS = "No approved entry starts in this period."
SCHEMATIC = "A schematic map: each tile is a local authority, roughly where it lies. Its size says nothing."
SIGNS = "A number in a circle is a locality. The table names it."
Listed = tuple[LocalAuthority, KnownLocality]


def map_of(area: Area, figures: Figures, known: dict[int, Known]) -> Block:
    is_drawn = all(one.pk in known and known[one.pk].outline for one in area.authorities)
    localities = listed_localities(area, figures, known)
    spots = spots_of(localities) if is_drawn else {}
    title = f"Where approved activity took place: {'a map' if is_drawn else 'a schematic map'} of {area.name}"
    words = told_by_places(figures.places)
    values = {row.pk: Marked(f"{row.value:,}", row.value) for row in figures.places if row.pk}
    outlines = {pk: one.outline for pk, one in known.items() if one.outline} if is_drawn else {}
    source = "; ".join(sorted({one.drawn_by for one in known.values() if one.drawn_by})) if is_drawn else ""
    drawn: dict[str, Any] = {"outlines": outlines, "spots": list(spots.values()), "source": source}
    return Block(
        "map",
        title,
        words,
        ["Place", "Approved entries", *(["On the map"] if spots else [])],
        [] if figures.is_empty else map_rows(area, figures, localities, spots),
        lambda width: map_spec(area.authorities, values, title, words, width, **drawn),
        data=[outlines, [vars(spot) for spot in drawn["spots"]], source, [tile_of(one) for one in area.authorities]],
        note=(SIGNS if spots else "") if is_drawn else SCHEMATIC,
        empty=NONE_STARTS,
    )


def tile_of(authority: LocalAuthority) -> tuple[int | None, int | None]:
    return authority.tile_column, authority.tile_row


def told_by_places(rows: Sequence[Row]) -> str:
    """Return what the map shows, in words: each authority with its number."""
    numbers = [f"{row.name} {row.value:,}" for row in rows]
    return f"Approved entries that start in the period: {several(numbers)}." if numbers else ""


def listed_localities(
    area: Area, figures: Figures, known: dict[int, Known]
) -> list[tuple[LocalAuthority, KnownLocality]]:
    """Return the localities of each authority, but for archived ones without an entry."""
    counted_in = {row.pk for row in figures.localities if row.value}
    return [
        (authority, locality)
        for authority in area.authorities
        if authority.pk in known
        for locality in known[authority.pk].localities.values()
        if not locality.is_archived or locality.pk in counted_in
    ]


def spots_of(localities: Sequence[Listed]) -> dict[int, Spot]:
    """Return a numbered sign for each locality of which is known where it lies."""
    placed = [locality for _, locality in localities if locality.centre or locality.outline]
    return {one.pk: Spot(str(number), one.centre, one.outline) for number, one in enumerate(placed, start=1)}


def map_rows(
    area: Area,
    figures: Figures,
    localities: Sequence[Listed],
    spots: dict[int, Spot],
) -> list[list[Cell]]:
    """Return a row for each authority, and below it one for each of its localities."""
    at = {row.pk: row for row in figures.localities}
    rows = []
    for authority in figures.places:
        rows.append([Cell(authority.name), Cell(authority.value, authority.href), *([Cell("")] if spots else [])])
        for one in (locality for within, locality in localities if within.pk == authority.pk):
            number = Cell(at[one.pk].value, at[one.pk].href) if one.pk in at else Cell(0)
            sign = [Cell(spots[one.pk].sign if one.pk in spots else "")] if spots else []
            rows.append([Cell(one.name, note=f"Locality in {authority.name}"), number, *sign])
    return rows
