"""What the charts of outcomes are drawn with.

Nothing is told by colour alone, and the colours are dark enough to be told from white in black and white, too.
"""

from typing import Any

from vru_portal.charts import INK, Spec

TEAL, GREY = "#0b4f58", "#505a5f"
EDGE = 10
NO_CHANGE_LINE = {"type": "rule", "stroke": INK, "strokeWidth": 1.5}


def text(at: Spec, words: str, align: str = "left", **mark: Any) -> Spec:
    """Return a layer with one text; ``at`` places it in pixels, or along the axis."""
    return {
        "data": {"values": [{"text": words}]},
        "mark": {"type": "text", "align": align, "baseline": "middle", **mark},
        "encoding": {"text": {"field": "text", "type": "nominal"}, **at},
    }


def at(x: float, y: float) -> Spec:
    """Return a place in pixels from the upper left corner of the plot."""
    return {"x": {"value": x}, "y": {"value": y}}


def pixels(field: str) -> Spec:
    """Return the place down the plot that a field has in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def no_change_named(share: float, y: int) -> Spec:
    """Return the name of the line, which stays in the picture where the line is near its side."""
    align = "left" if share < 0.15 else "right" if share > 0.85 else "center"
    return text({"x": {"datum": 0}, "y": {"value": y}}, "No change", align)
