"""The curve of a network's growth: a step line of those listed by name, and counted figures as marks of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vru_portal.charts import INK, NARROW, WIDE, Spec
from vru_portal.dates import first_day, in_words, last_day

from ..models import Headcount
from .growth import Point

TEAL, GREY, ACCENT = "#0b4f58", "#505a5f", "#8a4b00"
HEIGHT = 260
EDGE = 10


def growth_spec(points: Sequence[Point], headcounts: Sequence[Headcount], name: str, width: int = WIDE) -> Spec:
    """Return the specification of the chart; ``name`` is the network's, ``width`` NARROW or WIDE.

    A headcount stands where its period is, under the words of its source, and never touches the line.
    """
    values: list[dict] = [{"day": point.month.isoformat(), "members": point.members} for point in points]
    if points and points[-1].until != points[-1].month:
        values.append({"day": points[-1].until.isoformat(), "members": points[-1].members})
    counted = [value_of(headcount, points, headcounts) for headcount in headcounts]
    highest = max([value["members"] for value in values] + [value["number"] for value in counted], default=0)
    return {
        "usermeta": {"title": f"Members of {name} by month"},
        "description": description(points, headcounts),
        "width": width,
        "height": HEIGHT,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": EDGE, "top": EDGE, "bottom": EDGE, "right": EDGE},
        "encoding": {"x": time_axis(points, headcounts, width)},
        "layer": [*line(values, highest), *(marks(counted, highest) if counted else [])],
    }


def value_of(headcount: Headcount, points: Sequence[Point], headcounts: Sequence[Headcount]) -> dict:
    """Return where a headcount stands, in the middle of the period that its date means, and to which side its words."""
    start, end = span(points, headcounts)
    day = middle(headcount.as_at)
    share = (day - start) / (end - start) if end > start else 0.5
    side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
    return {
        "day": day.isoformat(),
        "number": headcount.number,
        "words": f"{headcount}, {how_known(headcount).lower()}",
        "side": side,
    }


def how_known(headcount: Headcount) -> str:
    return "Published" if headcount.source_id else "Counted"


def middle(as_at: str) -> date:
    start = first_day(as_at)
    return start + (last_day(as_at) - start) / 2


def span(points: Sequence[Point], headcounts: Sequence[Headcount]) -> tuple[date, date]:
    """Return the first and the last day that the chart shows."""
    days = [*(point.month for point in points[:1]), *(middle(headcount.as_at) for headcount in headcounts)]
    days += [point.until for point in points[-1:]]
    return min(days), max(days)


def time_axis(points: Sequence[Point], headcounts: Sequence[Headcount], width: int) -> Spec:
    start, end = span(points, headcounts)
    months = (end - start).days / 30
    return {
        "type": "temporal",
        "title": None,
        "scale": {"padding": 14},  # a diamond at the end does not stand on the axis
        "axis": {
            "format": "%Y" if months > 36 else "%b %Y",
            "tickCount": "year" if months > 36 else (3 if width == NARROW else 6),
            "labelOverlap": True,
            "labelBound": True,
            "labelFlush": False,
            "labelSeparation": 8,
            "grid": False,
        },
    }


def members_axis(highest: int) -> Spec:
    """Leave room for the words above the highest mark, and count people in whole numbers."""
    return {
        "type": "quantitative",
        "title": "Members",
        "scale": {"domain": [0, max(round(highest * 1.2), 5)], "nice": True},
        "axis": {"tickMinStep": 1, "format": "d"},
    }


def line(values: list[dict], highest: int) -> list[Spec]:
    if not values:
        return []
    y = {"field": "members", **members_axis(highest)}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "line", "interpolate": "step-after", "stroke": TEAL, "strokeWidth": 3},
            "encoding": {"x": {"field": "day"}, "y": y},
        },
        {
            "data": {"values": values[-1:]},
            "mark": {"type": "point", "shape": "circle", "size": 90, "filled": True, "fill": TEAL, "opacity": 1},
            "encoding": {"x": {"field": "day"}, "y": y},
        },
    ]


def marks(counted: list[dict], highest: int) -> list[Spec]:
    """Draw each counted figure as a hollow diamond, which no line joins, with the words of its source."""
    where = {"x": {"field": "day"}, "y": {"field": "number", **members_axis(highest)}}
    diamond = {"type": "point", "shape": "diamond", "size": 200, "fill": "white", "stroke": ACCENT}
    layers: list[Spec] = [
        {"data": {"values": counted}, "mark": {**diamond, "strokeWidth": 2.5, "opacity": 1}, "encoding": where}
    ]
    for side in ("left", "center", "right"):
        here = {"data": {"values": [value for value in counted if value["side"] == side]}}
        words = {"type": "text", "dy": -18, "dx": {"left": -6, "right": 6}.get(side, 0), "align": side}
        named = {**where, "text": {"field": "words"}}
        # White behind the words, so that they can be read where they cross the line.
        behind = {**words, "fill": "white", "stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}
        layers += [
            {**here, "mark": behind, "encoding": named},
            {**here, "mark": {**words, "fill": INK}, "encoding": named},
        ]
    return [layer for layer in layers if layer["data"]["values"]]


def description(points: Sequence[Point], headcounts: Sequence[Headcount]) -> str:
    """Return what there is to be seen, in words."""
    told = [in_a_sentence(points)] if points else ["Nobody is listed by name yet."]
    told += [f"{how_known(headcount)}: {headcount}, {in_words(headcount.as_at)}." for headcount in headcounts]
    return " ".join(told)


def in_a_sentence(points: Sequence[Point]) -> str:
    """Return how the number of those listed by name went, from the first month to today."""
    first, last = points[0], points[-1]
    most = max(points, key=lambda point: (point.members, point.month))
    start = f"{first.members} listed by name at the end of {in_words(f'{first.month:%Y-%m}')}" if first != last else ""
    peak = f"at most {most.members} in {in_words(f'{most.month:%Y-%m}')}" if most.members > last.members else ""
    now = f"{last.members} today" if start or peak else f"{last.members} listed by name today"
    return ", ".join(filter(None, [start, peak, now])) + "."
