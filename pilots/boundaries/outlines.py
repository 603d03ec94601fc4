"""The outline of one area: what is wrong with it, and how it is stored: on a grid, its rings turned as GeoJSON asks.

Points are moved to a grid, instead of each outline being simplified by itself, so that neighbours still meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import Any

from ..region_file.messages import shown
from .reading import EXPORT, SMALLER

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]

# West, south, east and north of the United Kingdom, in degrees, with some sea.
UNITED_KINGDOM = (-9.0, 49.0, 3.0, 61.5)
# Widths of the grid in degrees: 0.0001 is about 10 metres, and 0.001 a pixel on the map of a region.
GRIDS = (0.0001, 0.0002, 0.0005, 0.001, 0.002)
MOST_POINTS = 1_000
TOO_DETAILED = f"it has too many points to draw. {SMALLER}"


def faults_of(geometry: Any) -> list[str]:
    """Return what is wrong with the outline of an area, nothing where it can be stored."""
    if not isinstance(geometry, dict):
        return ["it has no outline"]
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return [f"its geometry is {shown(kind)}: an outline is a Polygon or a MultiPolygon"]
    polygons: Any = [coordinates] if kind == "Polygon" else coordinates
    if not is_list(polygons) or not all(is_list(polygon) for polygon in polygons):
        return ["its outline has no points"]
    faults = (fault for ring in chain.from_iterable(polygons) for fault in faults_of_ring(ring))
    return sorted(set(faults))


def is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def faults_of_ring(ring: Any) -> Iterator[str]:
    if not isinstance(ring, list) or not all(is_point(point) for point in ring):
        yield "its outline holds something that is no pair of numbers"
    elif beyond := next((point for point in ring if not on_earth(*point[:2])), None):
        yield f"{beyond[0]:.8g}, {beyond[1]:.8g} is no longitude and latitude: {EXPORT}"
    elif not all(in_the_kingdom(*point[:2]) for point in ring):
        yield "it lies outside the United Kingdom. Each pair has to be the longitude, then the latitude"
    elif len(ring) < 4 or ring[0][:2] != ring[-1][:2]:
        yield "its outline is not closed: it needs four points or more, the last one the same as the first"
    elif not area([(point[0], point[1]) for point in ring]):
        yield "its outline encloses nothing"


def is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) >= 2 and all(is_number(value) for value in point[:2])


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def on_earth(longitude: float, latitude: float) -> bool:
    return abs(longitude) <= 180 and abs(latitude) <= 90


def in_the_kingdom(longitude: float, latitude: float) -> bool:
    west, south, east, north = UNITED_KINGDOM
    return west <= longitude <= east and south <= latitude <= north


def area(ring: Sequence[Point]) -> float:
    """Return what a closed ring encloses, in square degrees: positive where it runs against the clock."""
    return sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairwise(ring)) / 2


def polygons_of(geometry: dict[str, Any]) -> list[Polygon]:
    """Return the polygons of an outline without faults, whichever of the two kinds it is."""
    found = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[(point[0], point[1]) for point in ring] for ring in polygon] for polygon in found]


def on_one_grid(outlines: Sequence[list[Polygon]]) -> list[list[Polygon]]:
    """Return the outlines of a file on the finest grid on which each of them can be drawn quickly.

    An outline that has too many points, or none left, even on the widest comes back as it is on that grid.
    """
    for grid in GRIDS:
        found = [on_grid(polygons, grid) for polygons in outlines]
        if all(points_of(polygons) <= MOST_POINTS for polygons in found):
            break
    return found


def on_grid(polygons: Iterable[Polygon], grid: float) -> list[Polygon]:
    """Return polygons on a grid, without the islands and lakes that are smaller than it."""
    moved = [[turned(ring_on_grid(ring, grid), outer=not index) for index, ring in enumerate(one)] for one in polygons]
    return [[outer, *filter(area, holes)] for outer, *holes in moved if area(outer)]


def ring_on_grid(ring: Ring, grid: float) -> Ring:
    points = ((round(round(x / grid) * grid, 4), round(round(y / grid) * grid, 4)) for x, y in ring)
    return [point for point, _ in groupby(points)]


def turned(ring: Ring, *, outer: bool) -> Ring:
    """Return a ring as RFC 7946 asks: the outer one against the clock, holes with it."""
    return ring if (area(ring) > 0) == outer else ring[::-1]


def points_of(polygons: Iterable[Polygon]) -> int:
    return sum(len(ring) for polygon in polygons for ring in polygon)


def geometry_of(polygons: Sequence[Polygon]) -> dict[str, Any]:
    """Return polygons as GeoJSON, in the shape in which the database gives them back."""
    coordinates = [[[list(point) for point in ring] for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": coordinates}
