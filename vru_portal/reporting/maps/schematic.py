"""A schematic map: a tile for each authority, roughly where it lies, for regions whose outlines nobody has loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from pilots.models import LocalAuthority


@dataclass(frozen=True)
class Tile:
    """Where an authority stands: its column from the west and its row from the north, counted from 0."""

    authority: LocalAuthority
    column: int
    row: int


def tiles(authorities: Sequence[LocalAuthority]) -> list[Tile]:
    """Return a tile for each authority, in the order in which they come.

    Those without a place of their own, or with one that is taken, stand below the others.
    """
    taken = places_of(authorities)
    columns, first_free = extent(taken, len(authorities))
    free = cells_from(first_free, columns)
    places = {authority: taken.get(authority.pk) or next(free) for authority in authorities}
    west, north = (min(place[axis] for place in places.values()) if places else 0 for axis in (0, 1))
    return [Tile(authority, column - west, row - north) for authority, (column, row) in places.items()]


def places_of(authorities: Sequence[LocalAuthority]) -> dict[int, tuple[int, int]]:
    """Return the column and row of each authority that has a place to itself; of two in one place, the first has it."""
    places: dict[int, tuple[int, int]] = {}
    for authority in authorities:
        column, row = authority.tile_column, authority.tile_row
        if column and row and (column, row) not in places.values():
            places[authority.pk] = (column, row)
    return places


def extent(taken: dict[int, tuple[int, int]], number: int) -> tuple[range, int]:
    """Return the columns of the map, and the first row in which no tile stands."""
    if not taken:
        return range(ceil(sqrt(number))), 0
    columns, rows = zip(*taken.values(), strict=True)
    return range(min(columns), max(columns) + 1), max(rows) + 1


def cells_from(row: int, columns: range) -> Iterator[tuple[int, int]]:
    while True:
        yield from ((column, row) for column in columns)
        row += 1
