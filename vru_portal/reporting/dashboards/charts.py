"""The specifications of the charts of a dashboard: few marks, and letters that can be read on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

from vru_portal.charts import INK, NARROW, WIDE, Spec, room

TEAL, PALE, ORANGE, PLUM, GREEN, GREY = "#0b4f58", "#5f999f", "#cf7f0e", "#7a4b78", "#5b8c3e", "#8f9497"
STACK = [TEAL, ORANGE, PALE, PLUM, GREEN, GREY]
NOW, BEFORE = "This period", "The period before"
EDGE, ROW, LABEL = 4, 24, 280
# As many letters of a name as stand in a line beside its bar.
LETTERS = 34
# How many pixels a digit of 14 pixels is wide, at most.
DIGIT = 9
LETTERS_OF_NOTE = 90
NAMES = {"title": None, "domain": False, "ticks": False, "labelExpr": r"split(datum.label, '\n')"}
MONTHS_HIGH, MOST_NUMBERS = 280, 13
# A stack of more kinds cannot be told apart: the least frequent are put together.
MOST_KINDS, OTHERS = 5, "Other kinds"


class Bar(NamedTuple):
    """What a bar is about, its number and that of the period before; None is not recorded, and never 0."""

    label: str
    now: int | None
    before: int | None = None


class Column(NamedTuple):
    """A stretch of time and what was counted in it, kind by kind."""

    label: str
    parts: dict[str, int]


def frame(title: str, description: str, width: int, height: int, left: int = 0, right: int = 0) -> Spec:
    """Return what every chart has; ``left`` and ``right`` are room beside it, in pixels."""
    return {
        "usermeta": {"title": title},
        "description": description,
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": EDGE + left, "top": EDGE, "bottom": EDGE, "right": EDGE + right},
    }


def with_heading(spec: Spec, area: str, period: str, note: str = "") -> Spec:
    """Return the chart with its title in it, for who takes it away from the page that says what it is.

    ``note`` says which of its numbers must not leave the team.
    """
    below = wrap(note, LETTERS_OF_NOTE)
    heading = {
        "text": spec["usermeta"]["title"],
        "subtitle": [f"{area}, {period}", *below],
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 20,
        "subtitleFontSize": 15,
        "subtitlePadding": 6,
        "offset": 14,
        "color": INK,
        "subtitleColor": INK,
    }
    return {**spec, "height": spec["height"] + 70 + ROW * len(below), "title": heading}


def legend(width: int, names: Sequence[str]) -> Spec:
    """A legend beside a wide chart and above a narrow one."""
    beside, above = {"orient": "right", "offset": 20, "labelLimit": 240}, {"orient": "top", "columns": 1, "offset": 8}
    place = beside if width > NARROW else {**above, "labelLimit": 200}
    return {"title": None, "labelFontSize": 14, "symbolType": "square", "values": names, **place}


def bars_spec(title: str, description: str, bars: Sequence[Bar], width: int = WIDE) -> Spec:
    """Bars across, in the order given; below each a pale one for the period before, where there is one to compare."""
    compared = any(bar.before is not None for bar in bars)
    narrow = width == NARROW
    names = [NOW, BEFORE] if compared else [NOW]
    rows = [
        {"label": label, "period": period, "number": number or 0, "text": said(number)}
        for bar in bars
        for label in [bar.label if narrow else in_lines(bar.label)]
        for period, number in zip(names, (bar.now, bar.before), strict=False)
    ]
    is_long = not narrow and any("\n" in in_lines(bar.label) for bar in bars)
    lines = max(1 + compared + narrow, 1 + is_long)
    highest = max((number or 0 for bar in bars for number in (bar.now, bar.before)), default=0)
    offsets = ["words", *names] if narrow else names
    y = {"field": "label", "type": "nominal", "sort": None, "scale": {"paddingInner": 0.25, "paddingOuter": 0.1}}
    offset = {"field": "period", "type": "nominal", "scale": {"domain": offsets}}
    x = {
        "field": "number",
        "type": "quantitative",
        "axis": None,
        "scale": {
            "domain": [0, max(highest, 1) * room_behind([str(row["text"]) for row in rows], narrow)],
            "nice": False,
        },
    }
    colour = {
        "field": "period",
        "type": "nominal",
        "scale": {"domain": names, "range": [TEAL, PALE][: len(names)]},
        "legend": {**legend(NARROW, names), "columns": 2} if compared else None,
    }
    axis = None if narrow else {**NAMES, "labelLimit": LABEL, "labelPadding": 8}
    layers: list[Spec] = [
        {"mark": {"type": "bar"}, "encoding": {"x": x, "yOffset": offset, "color": colour}},
        {
            "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 5},
            "encoding": {"x": x, "yOffset": offset, "text": {"field": "text"}},
        },
    ]
    if narrow:
        words = {"type": "text", "align": "left", "baseline": "middle", "limit": width * 5 // 6, "x": 0}
        layers.append(
            {
                "transform": [{"filter": {"field": "period", "equal": NOW}}],
                "mark": words,
                "encoding": {"yOffset": {"datum": "words"}, "text": {"field": "label"}},
            }
        )
    height = len(bars) * (lines * ROW + 8) + 20 + (30 if compared else 0)
    return {
        **frame(title, description, width, height, left=0 if narrow else room(lines_of(bars))),
        "data": {"values": rows},
        "encoding": {"y": {**y, "axis": axis}},
        "layer": layers,
    }


def in_lines(label: str) -> str:
    """Return a name in two lines where it is too long for one; the table has it in full."""
    return "\n".join(wrap(label, LETTERS, max_lines=2, placeholder="…"))


def room_behind(numbers: Sequence[str], narrow: bool) -> float:
    """Return how much longer than the longest bar a chart is, for the number behind that."""
    longest = max((len(number) for number in numbers if number[0].isdigit()), default=0)
    return 1.05 + longest * DIGIT / (NARROW - 20 if narrow else WIDE - LABEL)


def lines_of(bars: Iterable[Bar]) -> list[str]:
    return [line for bar in bars for line in in_lines(bar.label).split("\n")]


def said(number: int | None) -> str:
    return "not recorded" if number is None else f"{number:,}"


def columns_spec(title: str, description: str, columns: Sequence[Column], width: int = WIDE) -> Spec:
    """Columns upright, one for each stretch of time, each a stack of kinds with the total on top."""
    kinds = kinds_of(columns)
    rows, totals = [], []
    for column in columns:
        counted = together(column.parts, kinds)
        rows += [
            {"label": column.label, "kind": kind, "number": number, "order": place}
            for place, kind in enumerate(kinds)
            if (number := counted.get(kind))
        ]
        totals.append({"label": column.label, "number": sum(column.parts.values())})
    order = [column.label for column in columns]
    highest = max((sum(column.parts.values()) for column in columns), default=0)
    thin = len(columns) > (MOST_NUMBERS if width > NARROW else 8)
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": order,
        "scale": {"domain": order, "paddingInner": 0.35},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": "parity", "ticks": False, "labelExpr": LINES_OF_LABEL},
    }
    y = {
        "field": "number",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, max(highest, 4) * 1.1], "nice": True},
        "axis": {"tickMinStep": 1, "tickCount": 4, "format": ",d", "domain": False, "ticks": False},
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": STACK[: len(kinds)]},
        "legend": legend(width, kinds) if len(kinds) > 1 else None,
    }
    bars = {"type": "bar", "stroke": "white", "strokeWidth": 1}
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": bars,
            "encoding": {"x": x, "y": {**y, "stack": True}, "color": colour, "order": {"field": "order"}},
        }
    ]
    if not thin:
        layers.append(
            {
                "data": {"values": [total for total in totals if total["number"]]},
                "mark": {"type": "text", "dy": -9},
                "encoding": {"x": x, "y": y, "text": {"field": "number", "format": ",d"}},
            }
        )
    has_legend, is_beside = len(kinds) > 1, width > NARROW
    above = 22 * len(kinds) if has_legend and not is_beside else 0
    beside = {"left": room([said(highest)]), "right": room(kinds) if has_legend and is_beside else 0}
    return {**frame(title, description, width, MONTHS_HIGH + above, **beside), "layer": layers}


# "Apr 2021" stands in two lines.
LINES_OF_LABEL = "split(datum.label, ' ')"


def kinds_of(columns: Sequence[Column]) -> list[str]:
    """Return the kinds of a stack, the most frequent first; all but the first few are put together."""
    totals: dict[str, int] = {}
    for column in columns:
        for kind, number in column.parts.items():
            totals[kind] = totals.get(kind, 0) + number
    kinds = sorted((kind for kind in totals if totals[kind]), key=lambda kind: (-totals[kind], kind))
    return kinds if len(kinds) <= MOST_KINDS + 1 else [*kinds[:MOST_KINDS], OTHERS]


def together(parts: dict[str, int], kinds: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for kind, number in parts.items():
        name = kind if kind in kinds else OTHERS
        counted[name] = counted.get(name, 0) + number
    return counted
