"""The forest plot of the results of several pilots. Results of too few people are hollow and dashed."""

from collections.abc import Sequence
from dataclasses import dataclass

from vru_portal.charts import INK, NARROW, WIDE, Spec

from .marks import EDGE, GREY, NO_CHANGE_LINE, TEAL, at, no_change_named, pixels, text
from .statistics import TOO_FEW_TO_SAY, Pooled

SIDE = {NARROW: (EDGE, EDGE), WIDE: (250, 80)}  # what is left and right of the plot
ROW_HEIGHT = {NARROW: 48, WIDE: 34}
TOP, BELOW_AXIS, KEY_LINE = 30, 78, 24
# Of the domain, so that no mark touches its ends.
MARGIN = 0.05


@dataclass(frozen=True)
class ForestRow:
    """One result: of how many people, their mean change, and its 95% interval where it is known."""

    label: str
    n: int
    estimate: float
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        return self.n >= TOO_FEW_TO_SAY


def forest_spec(
    rows: Sequence[ForestRow],
    pooled: Pooled | None,
    measure_name: str,
    unit: str,
    higher_is_better: bool,
    width: int = WIDE,
) -> Spec:
    """Return a forest plot: the change of each row with its interval, and what they say together, if anything.

    ``unit`` is a word in the plural ("points"), ``width`` is NARROW or WIDE. An interval of too few people may be far
    wider than the others: where it leaves the plot, an arrow says so.
    """
    left, right = SIDE[width]
    lines = len(rows) + bool(pooled)
    height = ROW_HEIGHT[width] * lines
    low, high = _domain(rows, pooled)
    key = _key(rows, pooled)
    plot = width - left - right
    return {
        "usermeta": {"title": f"Mean change in {measure_name}, by pilot"},
        "description": _in_words(rows, pooled, measure_name, unit, higher_is_better),
        "width": plot,
        "height": height,
        "autosize": "none",
        "padding": {"left": left, "right": right, "top": TOP, "bottom": BELOW_AXIS + KEY_LINE * len(key)},
        "layer": [
            *_no_change(-low / (high - low), lines, width),
            *_directions(higher_is_better, plot, height),
            *_results(rows, low, high, width),
            *_labels(rows, plot, width),
            *(_together(pooled, len(rows), plot, width) if pooled else []),
            *_key_lines(key, height, left),
        ],
        "encoding": {
            "x": {
                "type": "quantitative",
                "scale": {"domain": [low, high], "nice": False, "zero": False},
                "axis": {
                    "title": f"Mean change in {measure_name} ({unit})",
                    "titleLimit": plot + 2 * right - 2 * EDGE,
                    "titlePadding": 28,
                    "tickCount": 4 if width == NARROW else 6,
                    **({"titleAnchor": "start"} if width == NARROW else {}),
                },
            }
        },
    }


def _domain(rows: Sequence[ForestRow], pooled: Pooled | None) -> tuple[float, float]:
    """Return what the axis shows: no change, each estimate, and the intervals of those that say something."""
    told = [row for row in rows if row.is_enough] or rows
    ends = [end for row in told for end in (row.low, row.high) if end is not None]
    ends += [0, *(row.estimate for row in rows), *((pooled.low, pooled.high) if pooled else ())]
    margin = MARGIN * (max(ends) - min(ends)) or 1
    return min(ends) - margin, max(ends) + margin


def _in_words(rows: Sequence[ForestRow], pooled: Pooled | None, measure_name: str, unit: str, higher: bool) -> str:
    few = sum(not row.is_enough for row in rows)
    results = "1 result" if len(rows) == 1 else f"{len(rows)} results"
    return (
        f"{results} on {measure_name}, each with its 95% interval around the mean change in {unit}. "
        f"{'Higher' if higher else 'Lower'} is better."
        + (f" {few} of them from fewer than {TOO_FEW_TO_SAY} people: too few to say." if few else "")
        + (f" Together {_signed(pooled.estimate)} ({_signed(pooled.low)} to {_signed(pooled.high)})." if pooled else "")
        + " The table has the figures."
    )


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−")


# What is drawn ---------------------------------------------------------------------------------------------------


def _no_change(share: float, rows: int, width: int) -> list[Spec]:
    """Return the line at no change, which leaves out the labels in a narrow chart, and its name."""
    bottom = ROW_HEIGHT[width] * rows
    parts: list[tuple[float, float]] = [(-8, bottom)]
    if width == NARROW:
        parts = [(-8, 2), *((y - 8, y + 10) for y in _middles(rows, width))]
    line = {
        "data": {"values": [{"top": top, "bottom": min(end, bottom)} for top, end in parts]},
        "mark": NO_CHANGE_LINE,
        "encoding": {"x": {"datum": 0}, "y": pixels("top"), "y2": {"field": "bottom"}},
    }
    return [line, no_change_named(share, -18)]


def _directions(higher_is_better: bool, plot: int, height: int) -> list[Spec]:
    below, above = ("worse", "better") if higher_is_better else ("better", "worse")
    return [
        text(at(0, height + 38), f"← {below}"),
        text(at(plot, height + 38), f"{above} →", "right"),
    ]


def _middle(place: int, width: int) -> float:
    """Return how far down the interval of a row is: in a narrow chart, its label is above it."""
    return ROW_HEIGHT[width] * (place + (0.5 if width == WIDE else 0.7))


def _middles(rows: int, width: int) -> list[float]:
    return [_middle(place, width) for place in range(rows)]


def _results(rows: Sequence[ForestRow], low: float, high: float, width: int) -> list[Spec]:
    values = [_value(row, _middle(place, width), low, high) for place, row in enumerate(rows)]
    layers = []
    for is_enough in (True, False):
        shown = [value for value in values if value["enough"] == is_enough]
        known = [value for value in shown if "low" in value]
        layers += [_intervals(known, is_enough)] if known else []
        layers += [_arrows(known, is_enough, *end) for end in ENDS if any(value[end[0]] for value in known)]
        layers += [_points(shown, is_enough)] if shown else []
    return layers


def _value(row: ForestRow, y: float, low: float, high: float) -> dict:
    value = {"estimate": row.estimate, "y": y, "enough": row.is_enough}
    if row.low is None or row.high is None:
        return value
    return value | {
        "low": max(row.low, low),
        "high": min(row.high, high),
        "goes_below": row.low < low,
        "goes_above": row.high > high,
    }


ENDS = [("goes_below", "low", "triangle-left"), ("goes_above", "high", "triangle-right")]


def _intervals(values: list[dict], is_enough: bool) -> Spec:
    dashed = {} if is_enough else {"strokeDash": [5, 3]}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "stroke": TEAL if is_enough else GREY, "strokeWidth": 2, **dashed},
        "encoding": {"x": {"field": "low"}, "x2": {"field": "high"}, "y": pixels("y")},
    }


def _arrows(values: list[dict], is_enough: bool, goes: str, end: str, shape: str) -> Spec:
    colour = TEAL if is_enough else GREY
    return {
        "data": {"values": [value for value in values if value[goes]]},
        "mark": {"type": "point", "shape": shape, "size": 90, "filled": True, "fill": colour, "opacity": 1},
        "encoding": {"x": {"field": end}, "y": pixels("y")},
    }


def _points(values: list[dict], is_enough: bool) -> Spec:
    return {
        "data": {"values": values},
        "mark": _point(is_enough),
        "encoding": {"x": {"field": "estimate"}, "y": pixels("y")},
    }


def _point(is_enough: bool) -> dict:
    colour = TEAL if is_enough else GREY
    fill = colour if is_enough else "white"
    return {"type": "point", "size": 110, "fill": fill, "stroke": colour, "strokeWidth": 2, "opacity": 1}


def _labels(rows: Sequence[ForestRow], plot: int, width: int) -> list[Spec]:
    """Return the name of each row, cut where it is too long, and how many people it is about."""
    layers = [] if width == NARROW else [text(at(plot + SIDE[WIDE][1] - EDGE, -18), "People", "right")]
    for place, row in enumerate(rows):
        people = f"{row.n:,} people" if width == NARROW else f"{row.n:,}"
        layers += _label(row.label, people, place, plot, width)
    return layers


def _label(label: str, people: str, place: int, plot: int, width: int) -> list[Spec]:
    if width == NARROW:
        y = ROW_HEIGHT[NARROW] * (place + 0.28)
        return [text(at(0, y), label, limit=plot - 90), text(at(plot, y), people, "right")]
    left, right = SIDE[WIDE]
    y = _middle(place, WIDE)
    return [
        text(at(EDGE - left, y), label, limit=left - 3 * EDGE),
        text(at(plot + right - EDGE, y), people, "right"),
    ]


def _together(pooled: Pooled, place: int, plot: int, width: int) -> list[Spec]:
    """Return the diamond of what the results say together: its middle is the estimate, its ends are the interval."""
    y = _middle(place, width)
    corners = [(pooled.low, 0), (pooled.estimate, 8), (pooled.high, 0)]
    diamond = {
        "data": {"values": [{"x": x, "top": y - half, "bottom": y + half} for x, half in corners]},
        "mark": {"type": "area", "fill": INK, "opacity": 1},
        "encoding": {"x": {"field": "x"}, "y": pixels("top"), "y2": {"field": "bottom"}},
    }
    return [diamond, *_label(f"{pooled.k} results together", "", place, plot, width)]


# The key ---------------------------------------------------------------------------------------------------------


def _key(rows: Sequence[ForestRow], pooled: Pooled | None) -> list[tuple[dict, str]]:
    """Return the marks that are in the chart, and what each means."""
    diamond = {"type": "point", "shape": "diamond", "size": 150, "fill": INK, "stroke": INK, "opacity": 1}
    line = {"type": "point", "shape": "stroke", "size": 300, "stroke": INK, "strokeWidth": 2, "opacity": 1}
    key = [
        (_point(True), f"{TOO_FEW_TO_SAY} people or more", any(row.is_enough for row in rows)),
        (_point(False), f"Fewer than {TOO_FEW_TO_SAY}: too few to say", any(not row.is_enough for row in rows)),
        (line, "95% interval", any(row.low is not None for row in rows)),
        (diamond, "Together (random effects)", bool(pooled)),
    ]
    return [(mark, words) for mark, words, is_shown in key if is_shown]


def _key_lines(key: list[tuple[dict, str]], height: int, left: int) -> list[Spec]:
    layers = []
    for place, (mark, words) in enumerate(key):
        y = height + BELOW_AXIS + KEY_LINE * (place + 0.3)
        symbol = {"data": {"values": [{}]}, "mark": mark, "encoding": at(EDGE + 7 - left, y)}
        layers += [symbol, text(at(EDGE + 22 - left, y), words)]
    return layers
