"""The arrows of the diagram: from the right side of one box to the left side of another, past the boxes between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .standing import Link

if TYPE_CHECKING:
    from .diagram import Box, Column

APART = 5
ROOM_FOR_HEAD = 2
ABOVE = 10


def arrows(columns: list[Column], links: Iterable[Link], bottom: int) -> list[str]:
    """Return the path of each link, as SVG has it."""
    boxes = {box.step.pk: (index, box) for index, column in enumerate(columns) for box in column.boxes}
    ends = [(*boxes[link.start], *boxes[link.end]) for link in links]
    leaving = ports([(start, end.middle) for _, start, _, end in ends])
    arriving = ports([(end, start.middle) for _, start, _, end in ends])
    lanes: dict[int, list[int]] = {}
    paths = []
    for (first, start, last, end), y, to in zip(ends, leaving, arriving, strict=True):
        if first >= last:
            paths.append(beside(start, end, y, to))
            continue
        points = [(start.right, y)]
        for index in range(first + 1, last):
            share = (index - first) / (last - first)
            lane = free_lane(columns[index], round(y + (to - y) * share), bottom, lanes.setdefault(index, []))
            points += [(columns[index].x, lane), (columns[index].right, lane)]
        paths.append(curve([*points, (end.x - ROOM_FOR_HEAD, to)]))
    return paths


def ports(ends: list[tuple[Box, int]]) -> list[int]:
    """Return where on the side of its box each arrow starts or ends, in the order of where they come from or go to."""
    of_box: dict[int, list[int]] = {}
    for index, (box, _) in enumerate(ends):
        of_box.setdefault(box.step.pk, []).append(index)
    found = [0] * len(ends)
    for indexes in of_box.values():
        indexes.sort(key=lambda index: ends[index][1])
        for place, index in enumerate(indexes, start=1):
            box = ends[index][0]
            found[index] = box.y + round(box.height * place / (len(indexes) + 1))
    return found


def free_lane(column: Column, y: int, bottom: int, taken: list[int]) -> int:
    """Return a height near ``y`` at which an arrow passes a column between its boxes, beside those that do already."""
    edges = [column.boxes[0].y - ABOVE, *(edge for box in column.boxes for edge in (box.y, box.bottom)), bottom + ABOVE]
    gaps = [(low + 2, max(high - 2, low + 2)) for low, high in zip(edges[::2], edges[1::2], strict=True)]
    low, high = min(gaps, key=lambda gap: abs(within(y, *gap) - y))
    near = within(y, low, high)
    heights = sorted(range(low, high + 1), key=lambda height: abs(height - near))
    free = [height for height in heights if all(abs(height - other) >= APART for other in taken)]
    taken.append(free[0] if free else near)
    return taken[-1]


def within(y: int, low: int, high: int) -> int:
    return min(max(y, low), high)


def curve(points: list[tuple[int, int]]) -> str:
    """Return a smooth path that is level at each point."""
    path = f"M{points[0][0]} {points[0][1]}"
    for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
        half = (x + to_x) // 2
        path += f" L{to_x} {to_y}" if y == to_y else f" C{half} {y} {half} {to_y} {to_x} {to_y}"
    return path


def beside(start: Box, end: Box, y: int, to: int) -> str:
    """Return the path between two steps of one stage: out to the right and back in; or back, where an end is before."""
    if start.x != end.x:
        return curve([(start.x, y), (end.right + ROOM_FOR_HEAD, to)])
    out = start.right + 22
    return f"M{start.right} {y} C{out} {y} {out} {to} {end.right + ROOM_FOR_HEAD} {to}"
