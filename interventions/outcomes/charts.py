"""The charts of outcomes, as specifications for ``vru_portal.charts``. Each page has the table of figures beside it."""

from collections.abc import Sequence

from vru_portal.charts import WIDE, Spec

from .forest import ForestRow, forest_spec
from .marks import EDGE, NO_CHANGE_LINE, TEAL, no_change_named

__all__ = ["ForestRow", "forest_spec", "histogram_spec"]


def histogram_spec(bins: Sequence[Sequence[float]], title: str, unit: str, width: int = WIDE) -> Spec:
    """Return how many people changed by how much, from the bins of ``statistics.histogram``.

    ``title`` is its name for who cannot see it, ``unit`` a word in the plural ("points").
    """
    values = [{"from": low, "to": high, "middle": (low + high) / 2, "count": count} for low, high, count in bins]
    people = sum(value["count"] for value in values)
    edges = sorted({0, *(value[end] for value in values for end in ("from", "to"))})
    share = -edges[0] / (edges[-1] - edges[0] or 1)
    return {
        "usermeta": {"title": title},
        "description": f"The change of {people:,} people in {unit}, in {len(values)} bars. The table has the figures.",
        "width": width,
        "height": 320,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": EDGE,
        "data": {"values": values},
        "encoding": {"x": _changes(edges, unit)},
        "layer": [
            {
                "mark": {"type": "rect", "fill": TEAL, "stroke": "white", "strokeWidth": 2},
                "encoding": {"x": {"field": "from"}, "x2": {"field": "to"}, "y": PEOPLE, "y2": {"datum": 0}},
            },
            {
                "mark": {"type": "text", "dy": -10},
                "encoding": {"x": {"field": "middle"}, "y": PEOPLE, "text": {"field": "count"}},
            },
            {
                "data": {"values": [{}]},
                "mark": {**NO_CHANGE_LINE, "strokeDash": [5, 3]},
                "encoding": {"x": {"datum": 0}, "y": {"value": -20}, "y2": {"value": "height"}},
            },
            no_change_named(share, -30),
        ],
    }


PEOPLE = {
    "field": "count",
    "type": "quantitative",
    "title": "People",
    "scale": {"zero": True},
    "axis": {"labels": False, "ticks": False, "grid": False},  # each bar has its number
}


def _changes(edges: list[float], unit: str) -> dict:
    return {
        "type": "quantitative",
        "title": f"Change ({unit})",
        "scale": {"domain": [edges[0], edges[-1]], "nice": False, "zero": False},
        "axis": {"values": edges, "grid": False, "labelOverlap": True},
    }
