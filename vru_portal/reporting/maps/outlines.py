"""The outlines of places, as a map wants them. They are stored as RFC 7946 asks: outer rings against the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from django.db.models import prefetch_related_objects

from pilots.models import LocalAuthority

Geometry = dict[str, Any]
Ring = Sequence[Sequence[float]]
Place = tuple[float, float]  # longitude and latitude
# The highest and the lowest that a map is, as shares of its width.
HIGHEST, LOWEST = 1.4, 0.4
# How finely room for words is looked for, and from how many points of a border it keeps away.
STEPS, MOST_NEAR = 14, 80


def outlines_of(authorities: Sequence[LocalAuthority]) -> dict[int, Geometry]:
    """Return the outlines of those authorities that have one, by their keys. One query."""
    prefetch_related_objects(list(authorities), "boundaries")
    return {
        authority.pk: boundary.geometry
        for authority in authorities
        for boundary in authority.boundaries.all()
        if boundary.locality_id is None
    }


def rings_of(geometry: Geometry) -> list[Ring]:
    """Return the outer rings of an outline, which lakes do not change."""
    return [polygon[0] for polygon in geometry["coordinates"]]


def turned(geometry: Geometry) -> Geometry:
    """Return an outline with its rings turned: for d3, which draws maps, land lies to the right of a ring.

    As stored, d3 would draw the whole world without the place.
    """
    coordinates = [[ring[::-1] for ring in polygon] for polygon in geometry["coordinates"]]
    return {**geometry, "coordinates": coordinates}


def area(ring: Ring) -> float:
    return sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairwise(ring)) / 2


def middle(geometry: Geometry) -> Place:
    """Return the centroid of the largest part of an outline.

    The centroid of a polygon is that of https://en.wikipedia.org/wiki/Centroid#Of_a_polygon, counted from its first
    point, so that little is lost to rounding.
    """
    ring = max(rings_of(geometry), key=lambda one: abs(area(one)))
    west, south = ring[0]
    moved = [(x - west, y - south) for x, y in ring]
    whole = area(moved) * 6
    crossed = [((x, y), (more_x, more_y), x * more_y - more_x * y) for (x, y), (more_x, more_y) in pairwise(moved)]
    return (
        west + sum((one[0] + other[0]) * product for one, other, product in crossed) / whole,
        south + sum((one[1] + other[1]) * product for one, other, product in crossed) / whole,
    )


def room(geometry: Geometry, taken: Sequence[Place]) -> Place:
    """Return where on a place there is room for words: far from its border, and from what is drawn on it already."""
    ring = max(rings_of(geometry), key=lambda one: abs(area(one)))
    west, south, east, north = box([geometry])
    across, up = (east - west) / STEPS, (north - south) / STEPS
    grid = [(west + across * (i + 0.5), south + up * (j + 0.5)) for i in range(STEPS) for j in range(STEPS)]
    near = [(point[0], point[1]) for point in ring[:: len(ring) // MOST_NEAR + 1]] + list(taken)
    inside = [place for place in grid if holds(ring, place)]
    return max(inside, key=lambda place: min(distance(place, other) for other in near), default=middle(geometry))


def holds(ring: Ring, place: Place) -> bool:
    """Say whether a place lies within a ring: a line from it to the east crosses the ring an odd number of times."""
    x, y = place
    return (
        sum(
            (south > y) != (north > y) and x < (east - west) * (y - south) / (north - south) + west
            for (west, south), (east, north) in pairwise(ring)
        )
        % 2
        == 1
    )


def distance(place: Place, other: Place) -> float:
    """Return how far two places are apart for words, which are wider than high."""
    return hypot((place[0] - other[0]) / 4, place[1] - other[1])


def box(geometries: Iterable[Geometry]) -> tuple[float, float, float, float]:
    """Return how far some outlines reach to the west, south, east and north."""
    points = [point for geometry in geometries for ring in rings_of(geometry) for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def height_of(geometries: Iterable[Geometry], width: int) -> int:
    """Return how high a map of some outlines is: a degree of longitude is shorter than one of latitude."""
    west, south, east, north = box(geometries)
    share = (north - south) / ((east - west) * cos(radians((south + north) / 2)))
    return round(width * min(max(share, LOWEST), HIGHEST))
