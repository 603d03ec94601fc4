"""Charts as pictures, drawn on the server: no script, no inline style, so that they pass the content security policy.

A chart is a Vega-Lite specification with its data in it, and says in ``usermeta`` what it shows: ``title`` is its name
for who cannot see it, and ``description`` (of the specification itself) what there is to be seen.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Spec = dict[str, Any]

# Widths, in pixels, at which a chart is drawn with letters of 14 pixels: for a telephone, and for anything wider.
NARROW, WIDE = 360, 720
# Counts the changes to how a specification is drawn: charts of another version are drawn anew.
VERSION = 3
KEPT_SECONDS = 7 * 24 * 60 * 60
# Kept in files: no query for each of a page's charts, and none of them pushes the limits of sign-in out of their cache.
PICTURES = FileBasedCache(str(settings.VAR_DIR / "pictures"), {"OPTIONS": {"MAX_ENTRIES": 5_000}})

DECIMALS = re.compile(r"(\.\d\d)\d+(?![\de])")
SVG = "http://www.w3.org/2000/svg"
INK, LINES = "#0b0c0c", "#cecece"
FONT = "Arial, Helvetica, sans-serif"
# By how many pixels a letter of 14 pixels is wider, at most, where a machine shows another font for want of Arial.
WIDER = 1.2
CONFIG = {
    "aria": False,  # the picture has one name, instead of one for each mark
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "text": {"fontSize": 14, "fill": INK},
    "axis": {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": LINES,
        "domainColor": INK,
        "tickColor": INK,
    },
}


def room(words: Iterable[str]) -> int:
    """Return how many pixels the longest of some words needs beyond its own width: charts are laid out for Arial."""
    return round(max((len(one) for one in words), default=0) * WIDER)


def svg(spec: Spec) -> SafeString:
    """Return the chart as an SVG element for a page, as wide as what it stands in. KeyError if it has no title."""
    return mark_safe(_kept("svg", spec, _draw_svg))  # noqa: S308 (written by an XML writer, which escapes what is in it)


def png(spec: Spec) -> bytes:
    """Return the chart as a PNG picture, at twice its size in pixels."""
    return b64decode(_kept("png", spec, _draw_png))


def svg_for_any_width(make: Callable[[int], Spec]) -> SafeString:
    """Return the chart twice, of which the style sheet shows the one that can be read at the width of its column.

    ``make`` takes the width in pixels, NARROW or WIDE, and returns the specification.
    """
    return format_html(
        '<div class="portal-chart"><div class="portal-chart__narrow">{}</div>'
        '<div class="portal-chart__wide">{}</div></div>',
        svg(make(NARROW)),
        svg(make(WIDE)),
    )


def _kept(kind: str, spec: Spec, draw: Callable[[Spec, str], str]) -> str:
    """Return what was drawn for the same specification before, else draw it."""
    digest = sha256(json.dumps([VERSION, spec], sort_keys=True).encode()).hexdigest()
    key = f"chart-{kind}-{digest}"
    if (drawn := PICTURES.get(key)) is None:
        drawn = draw(spec, digest[:12])
        keep(key, drawn)
    return drawn


def kept(keys: Iterable[str]) -> dict[str, str]:
    """Return what is kept under these keys."""
    return PICTURES.get_many(keys)


def keep(key: str, drawn: Any, seconds: int = KEPT_SECONDS) -> None:
    """Keep what was drawn; where the disk is full or cannot be written, it is drawn anew the next time."""
    with suppress(OSError):
        PICTURES.set(key, drawn, seconds)


def _draw_png(spec: Spec, _: str) -> str:
    import vl_convert

    # On white, since it goes into documents that may have any colour.
    white = {**CONFIG, "background": "white"}
    return b64encode(vl_convert.vegalite_to_png(spec, config=white, scale=2, allowed_base_urls=[])).decode()


def _draw_svg(spec: Spec, identifier: str) -> str:
    # The first chart of a process takes a second and 100 MB, most of them for the engine that draws it.
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, config=CONFIG, allowed_base_urls=[])
    root = ElementTree.fromstring(drawn)  # noqa: S314 (what we have just drawn)
    _remove_roles(root)
    _name(root, spec["usermeta"]["title"], spec.get("description", ""))
    _make_identifiers_unique(root, identifier)
    _make_small(root)
    root.set("width", "100%")
    root.attrib.pop("height")
    return _in_html(root)


def _remove_roles(root: ElementTree.Element) -> None:
    """Leave nothing inside the picture that screen readers would take for a thing of its own, but without a name."""
    for element in root.iter():
        for attribute in [name for name in element.attrib if name in {"role", "class"} or name.startswith("aria-")]:
            del element.attrib[attribute]


def _name(root: ElementTree.Element, title: str, description: str) -> None:
    """Give the picture its name and description, where screen readers look for them."""
    root.set("role", "img")
    root.set("aria-labelledby", "title description" if description else "title")
    for place, (tag, name, text) in enumerate([("title", "title", title), ("desc", "description", description)]):
        if text:
            element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": name})
            element.text = text
            root.insert(place, element)


def _make_small(root: ElementTree.Element) -> None:
    """Say once what each piece of text would say, and no more decimals than a screen has points."""
    root.set("font-family", FONT)
    for element in root.iter():
        if element.get("font-family") == FONT and element is not root:
            del element.attrib["font-family"]
        for attribute in {"d", "transform"} & element.attrib.keys():
            element.set(attribute, DECIMALS.sub(r"\1", element.attrib[attribute]))


def _in_html(root: ElementTree.Element) -> str:
    """Return the picture as an element that HTML knows: its names without a prefix, whoever else writes SVG here."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    root.set("xmlns", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _make_identifiers_unique(root: ElementTree.Element, identifier: str) -> None:
    """Let each identifier, and what refers to it, begin with the chart's own."""
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, f"chart-{identifier}-{value}")
            elif attribute == "aria-labelledby":
                element.set(attribute, " ".join(f"chart-{identifier}-{name}" for name in value.split()))
            elif "url(#" in value:
                element.set(attribute, value.replace("url(#", f"url(#chart-{identifier}-"))
