"""Charts that set the authorities of a region beside each other, always on one scale and in the order of names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from vru_portal.charts import INK, NARROW, WIDE, Spec, room

from .charts import EDGE, LABEL, ROW, TEAL, frame

PANEL_HIGH, BETWEEN, NUMBERS = 90, 18, 34
HEADING = {"labelFontSize": 14, "labelFontWeight": "bold", "labelAnchor": "start"}
UNKNOWN = "residents not recorded"


class Panel(NamedTuple):
    """An authority, and how many there were in each stretch of time."""

    name: str
    counts: Sequence[tuple[str, int]]

    @property
    def heading(self) -> str:
        return f"{self.name}: {sum(number for _, number in self.counts):,}"


class Rate(NamedTuple):
    """An authority, and how many there were per 10,000 residents; None where nobody knows how many live there."""

    name: str
    rate: float | None


def multiples_spec(title: str, description: str, panels: Sequence[Panel], width: int = WIDE) -> Spec:
    """Return a small chart of columns for each panel, all of them on one scale and in the order given."""
    columns = 2 if width == NARROW else 4
    values = [
        {"panel": number_of, "place": place, "label": label, "number": number}
        for number_of, panel in enumerate(panels)
        for place, (label, number) in enumerate(panel.counts)
    ]
    across = (width - 2 * EDGE - NUMBERS - BETWEEN * (columns - 1)) // columns
    rows = -(-len(panels) // columns)
    labels = [label for label, _ in panels[0].counts] if panels else []
    headings = [panel.heading for panel in panels]
    return {
        "usermeta": {"title": title},
        "description": description,
        "padding": EDGE,
        "height": rows * PANEL_HIGH,  # panels have a height each: this is for who looks how high the chart is
        "data": {"values": values},
        "columns": columns,
        "spacing": BETWEEN,
        # Else a last row that is not full has an axis below nothing.
        "resolve": {"axis": {"x": "independent"}},
        "facet": {
            "field": "panel",
            "type": "nominal",
            "title": None,
            "header": {"labelExpr": one_of(headings, "datum.value"), "labelLimit": across, **HEADING},
        },
        "spec": {
            "width": across,
            "height": PANEL_HIGH,
            "mark": {"type": "bar", "fill": TEAL},
            "encoding": {"x": ends_of(labels), "y": counted_up_to(values)},
        },
    }


def one_of(words: Sequence[str], number: str) -> str:
    """Return the expression of a chart for one of some words, by its number."""
    return f"{json.dumps(list(words))}[{number}]"


def ends_of(labels: Sequence[str]) -> Spec:
    """Name the first and the last stretch only: the panels are narrow, and alike."""
    last = len(labels) - 1
    align = {"condition": {"test": "datum.value == 0", "value": "left"}, "value": "right"}
    axis = {
        "values": sorted({0, max(last, 0)}),
        "labelExpr": one_of(labels, "datum.value"),
        "labelAngle": 0,
        "labelAlign": align if last > 3 else "center",  # a label is wider than a narrow column
        "labelFontSize": 12,
        "labelOverlap": False,
        "ticks": False,
        "title": None,
    }
    return {"field": "place", "type": "ordinal", "axis": axis, "scale": {"paddingInner": 0.2}}


def counted_up_to(values: Sequence[dict]) -> Spec:
    highest = max((value["number"] for value in values), default=0)
    axis = {"tickMinStep": 1, "tickCount": 3, "format": "d", "labelFontSize": 12, "title": None}
    scale = {"domain": [0, max(highest, 1)], "nice": 3}
    return {"field": "number", "type": "quantitative", "axis": axis, "scale": scale}


def rates_spec(title: str, description: str, rates: Sequence[Rate], width: int = WIDE) -> Spec:
    """Return a bar for each rate with its number; where it is not known, words instead of a bar."""
    values = [
        {"name": one.name, "rate": one.rate or 0, "text": UNKNOWN if one.rate is None else f"{one.rate:,.1f}"}
        for one in rates
    ]
    narrow = width == NARROW
    highest = max((one.rate or 0 for one in rates), default=0) or 1
    scale = {"domain": [0, highest * (1.3 if narrow else 1.15)], "nice": False}
    x = {"field": "rate", "type": "quantitative", "axis": None, "scale": scale}
    axis = {"title": None, "domain": False, "ticks": False, "labelLimit": LABEL // (2 if narrow else 1)}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": axis, "scale": {"padding": 0.25}}
    words = {"type": "text", "align": "left", "baseline": "middle", "dx": 5, "fill": INK}
    return {
        **frame(title, description, width, len(values) * (ROW + 8) + 2 * EDGE, left=room(one.name for one in rates)),
        "data": {"values": values},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "fill": TEAL}},
            {"mark": words, "encoding": {"text": {"field": "text"}}},
        ],
    }
