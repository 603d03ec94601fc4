"""Maps as specifications for ``vru_portal.charts``. What they say stands on them in words; shades only repeat it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from pilots.models import LocalAuthority
from vru_portal.charts import INK, NARROW, WIDE, Spec

from .outlines import Geometry, box, height_of, middle, room, turned
from .schematic import tiles

TEAL, ACCENT = "#0b4f58", "#8a4b00"
# Every shade is light enough for words in ink: 7 to 1 and more.
SHADES, NO_SHADE = ["#eef5f5", "#8cbcc1"], "#ffffff"
EDGE, GAP = 6, 3
TILE_HIGH, CREDIT_HIGH = 84, 16
LETTER = 0.6  # how wide a letter is on average where there is no Arial, as a share of its size
LARGEST, SMALLEST = 15, 10
LAND = {"type": "geoshape", "stroke": TEAL, "strokeWidth": 1.5, "strokeJoin": "round"}


@dataclass(frozen=True)
class Marked:
    """What a map says of an authority: a few words, and the number that shades it; None leaves it white."""

    words: str
    number: float | None = None


@dataclass(frozen=True)
class Spot:
    """A locality on a map of outlines: its sign there, such as a number that a table explains, and where it lies."""

    sign: str
    centre: tuple[float, float] | None = None  # longitude and latitude
    geometry: Geometry | None = None

    @property
    def place(self) -> tuple[float, float] | None:
        return middle(self.geometry) if self.geometry else self.centre


def map_spec(
    authorities: Sequence[LocalAuthority],
    values: Mapping[int, Marked],
    title: str,
    description: str,
    width: int = WIDE,
    *,
    outlines: Mapping[int, Geometry] | None = None,
    spots: Sequence[Spot] = (),
    source: str = "",
) -> Spec:
    """Return the map of the authorities of a region: by their outlines where all of them have one, else schematic.

    ``values`` says what stands on each authority, by its key; ``title`` and ``description`` are for who cannot see the
    map. ``source`` names who drew the outlines, and ``spots`` are localities; a schematic map has neither.
    """
    known = outlines or {}
    if authorities and all(authority.pk in known for authority in authorities):
        body = by_outlines(authorities, values, known, spots, source, width)
    else:
        body = schematic(authorities, values, width)
    return {
        "usermeta": {"title": title},
        "description": description,
        "width": width,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": EDGE,
        **body,
    }


def shade(values: Mapping[int, Marked]) -> Spec:
    """Shade by number, from 0 to the highest: the shade of an area without one is white."""
    highest = max((value.number or 0 for value in values.values()), default=0)
    scale = {"domain": [0, highest or 1], "range": SHADES, "interpolate": "rgb"}
    shaded = {"field": "number", "type": "quantitative", "scale": scale, "legend": None}
    return {"condition": {"test": "datum.is_known", **shaded}, "value": NO_SHADE}


def marked(authority: LocalAuthority, values: Mapping[int, Marked]) -> dict[str, Any]:
    value = values.get(authority.pk, Marked(""))
    # A chart leaves out what has no number at all.
    number, is_known = value.number or 0, value.number is not None
    return {"name": authority.name, "words": value.words, "number": number, "is_known": is_known}


# Schematic --------------------------------------------------------------------------------------------------------


def schematic(authorities: Sequence[LocalAuthority], values: Mapping[int, Marked], width: int) -> Spec:
    placed = tiles(authorities)
    columns = max((tile.column for tile in placed), default=0) + 1
    rows = max((tile.row for tile in placed), default=0) + 1
    wide = (width - 2 * EDGE) / columns - 2 * GAP
    size = letters(wide, [tile.authority.name for tile in placed])
    drawn = [
        {
            **marked(tile.authority, values),
            "x": tile.column,
            "y": tile.row,
            "lines": lines(tile.authority.name, wide, size),
        }
        for tile in placed
    ]
    return {
        "height": rows * TILE_HIGH + 2 * EDGE,
        "data": {"values": drawn},
        "encoding": {"x": axis("x", columns), "y": axis("y", rows)},
        "layer": [
            {
                "mark": {
                    "type": "rect",
                    "stroke": TEAL,
                    "width": wide,
                    "height": TILE_HIGH - 2 * GAP,
                    "cornerRadius": 2,
                },
                "encoding": {"fill": shade(values)},
            },
            text("lines", dy=-26, fontSize=size, baseline="top", limit=wide - GAP),
            text("words", dy=22, fontSize=LARGEST + 2, fontWeight="bold", limit=wide - GAP),
        ],
    }


def axis(field: str, number: int) -> Spec:
    """Count the middles of the tiles from the edge, so that each column, and each row, is as wide."""
    scale = {"domain": [-0.5, number - 0.5], "nice": False, "zero": False, "reverse": field == "y"}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def letters(wide: float, names: Sequence[str]) -> float:
    """Return the size of letters at which the longest word of the names fits; beyond a limit, words are cut instead."""
    longest = max((len(word) for name in names for word in name.split()), default=1)
    return round(max(min((wide - GAP) / (longest * LETTER), LARGEST), SMALLEST), 1)


def lines(name: str, wide: float, size: float) -> list[str]:
    """Return a name in at most two lines; the chart ends a line that is too long with dots."""
    found = wrap(name, max(int(wide / (size * LETTER)), 1), break_long_words=False, break_on_hyphens=False)
    return [found[0], " ".join(found[1:])] if len(found) > 1 else found


def text(field: str, **options: Any) -> Spec:
    return {"mark": {"type": "text", "fill": INK, **options}, "encoding": {"text": {"field": field}}}


# By outlines ------------------------------------------------------------------------------------------------------


def by_outlines(
    authorities: Sequence[LocalAuthority],
    values: Mapping[int, Marked],
    outlines: Mapping[int, Geometry],
    spots: Sequence[Spot],
    source: str,
    width: int,
) -> Spec:
    land = [outlines[one.pk] for one in authorities]
    shapes = [feature(outlines[one.pk], **marked(one, values)) for one in authorities]
    taken = [spot.place for spot in spots if spot.place]
    names = [{**at(room(outlines[one.pk], taken)), **marked(one, values)} for one in authorities]
    drawn = [feature(spot.geometry) for spot in spots if spot.geometry]
    signs = [{**at(spot.place), "sign": spot.sign} for spot in spots if spot.place]
    size = LARGEST - 2 if width > NARROW else SMALLEST
    return {
        "height": height_of(land, width) + CREDIT_HIGH * len(source) * 7 // width + 2 * EDGE,
        "projection": {"type": "mercator"},
        "layer": [
            {"data": {"values": shapes}, "mark": LAND, "encoding": {"fill": shade(values)}},
            {"data": {"values": drawn}, "mark": {**LAND, "fill": None, "stroke": ACCENT, "strokeWidth": 2}},
            *labels("name", names, dy=-9, fontSize=size),
            *labels("words", names, dy=8, fontSize=size + 2, fontWeight="bold"),
            *(pins(signs, size) if signs else []),
            *credited(source, land, width),
        ],
    }


def feature(geometry: Geometry, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": turned(geometry), **properties}


def at(place: tuple[float, float] | None) -> dict[str, float]:
    return dict(zip(("longitude", "latitude"), place or (), strict=False))


WHERE = {
    "longitude": {"field": "longitude", "type": "quantitative"},
    "latitude": {"field": "latitude", "type": "quantitative"},
}


def labels(field: str, values: list[dict[str, Any]], **options: Any) -> list[Spec]:
    """Write words on a map, with white behind them, so that they can be read where they cross a border."""
    encoding = {**WHERE, "text": {"field": field}}
    behind = {"fill": "white", "stroke": "white", "strokeWidth": 4, "strokeJoin": "round", "opacity": 0.8}
    marks = [{"type": "text", **options, **looks} for looks in (behind, {"fill": INK})]
    return [{"data": {"values": values}, "mark": mark, "encoding": encoding} for mark in marks]


def pins(signs: list[dict[str, Any]], size: int) -> list[Spec]:
    circle = {"type": "circle", "size": 2 * size**2, "fill": "white", "stroke": ACCENT, "strokeWidth": 2, "opacity": 1}
    return [
        {"data": {"values": signs}, "mark": circle, "encoding": WHERE},
        {
            "data": {"values": signs},
            "mark": {"type": "text", "fill": INK, "fontWeight": "bold", "fontSize": size},
            "encoding": {**WHERE, "text": {"field": "sign"}},
        },
    ]


CREDIT = {"fontSize": 12, "lineHeight": CREDIT_HIGH}


def credited(source: str, outlines: Collection[Geometry], width: int) -> list[Spec]:
    """Say below a map who drew its outlines, as their licence wants. An unseen line in the south makes room for it."""
    told = wrap(f"Boundaries: {source}", width // 7) if source else []
    west, south, east, north = box(outlines)
    below = south - (north - south) * (len(told) + 1) * CREDIT_HIGH / height_of(outlines, width)
    unseen = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[west, below], [east, below]]}}
    words = {"type": "text", "align": "left", "baseline": "bottom", "fill": INK, **CREDIT}
    room_for_it = {"data": {"values": [unseen]}, "mark": {"type": "geoshape", "fill": None, "stroke": None}}
    placed = {"x": {"value": 0}, "y": {"value": "height"}, "text": {"value": told}}
    return [room_for_it, {"data": {"values": [{}]}, "mark": words, "encoding": placed}] if told else []
