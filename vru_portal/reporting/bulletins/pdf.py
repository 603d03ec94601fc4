"""The bulletin as a tagged PDF, set by typst and exported as PDF/UA-1."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from .content import Content
from .layout import laid_out

TEMPLATE = Path(__file__).with_name("bulletin.typ")
PICTURE = settings.BASE_DIR / "static/images/streets.svg"
FONTS = settings.BASE_DIR / "node_modules/@expo-google-fonts/arimo"
# Each try takes out one script or one sign that the fonts do not have.
MOST_TRIES = 50
PDF: dict[str, Any] = {"format": "pdf", "pdf_standards": ["ua-1"]}
# In points: the sizes of text, how short the columns of the last page may be, and how exactly that is found.
SIZES = (11.5, 11, 10.5, 10)
SHORTEST, STEP = 80, 14
UNSHOWN = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_of(content: Content) -> bytes:
    """Return the bulletin as a PDF/UA-1 file: tagged, with its title and language, en-GB.

    Letters that the fonts do not have are replaced by words that say so: the web page shows them. Raises
    FileNotFoundError where the fonts are not installed.
    """
    if not FONTS.is_dir():
        raise FileNotFoundError(f"The font of the PDF is not in {FONTS}: make build installs it")
    data = json.dumps(laid_out(content), ensure_ascii=False)
    for _ in range(MOST_TRIES):
        try:
            typst.compile(TEMPLATE, **PDF, **options(data))
            break
        except typst.TypstError as problem:
            found = UNSHOWN.search(str(problem))
            if found is None:
                raise
            data = without(data, found["text"])
    size = largest_size(data)
    return typst.compile(TEMPLATE, **PDF, **options(data, size, room_below(data, size)))


def largest_size(data: str) -> float:
    """Return the largest size of text that takes no more pages than the smallest: so the last page fills."""
    pages = end_of(data, SIZES[-1])["pages"]
    return next((size for size in SIZES[:-1] if end_of(data, size)["pages"] == pages), SIZES[-1])


def room_below(data: str, size: float) -> int:
    """Return how many points the columns of the last page can be shortened by and still hold what stands in them.

    Typst fills the left one first: a page would end with a column that is empty.
    """
    found = end_of(data, size)
    enough, too_much = 0, max(found["free"] - SHORTEST, 0)
    while too_much - enough > STEP:
        room = (enough + too_much) // 2
        holds = end_of(data, size, room)["pages"] == found["pages"]
        enough, too_much = (room, too_much) if holds else (enough, room)
    return enough


def end_of(data: str, size: float, room: int = 0) -> dict[str, int]:
    """Return the number of ``pages``, and how many points are ``free`` for the columns of the last one."""
    return json.loads(typst.query(TEMPLATE, "<end>", field="value", one=True, **options(data, size, room)))


def options(data: str, size: float = 10, room: int = 0) -> dict[str, Any]:
    """Return what typst sets the pages with: our own fonts only, so that every machine makes the same file."""
    inputs = {"newsletter": data, "picture": PICTURE.read_text(), "site": settings.SITE_URL.rstrip("/")}
    inputs |= {"size": str(size), "room": str(room)}
    return {"font_paths": [FONTS], "ignore_system_fonts": True, "sys_inputs": inputs}


def without(data: str, shown: str) -> str:
    """Return the data without the letters of the script that a text, as typst writes it, begins in."""
    letter = ESCAPED.sub(lambda found: chr(int(found[1], 16)), shown)[0]
    if not letter.isalpha():
        return data.replace(letter, "")
    script = script_of(letter)
    letters = "[" + "".join(re.escape(other) for other in sorted(set(data)) if script_of(other) == script) + "]"
    written = rf"{letters}(?:[{letters[1:-1]}\s]*{letters})?"
    return re.sub(written, f"[{script.title()} letters: see the web page]", data)


def script_of(letter: str) -> str:
    """Return the first word of a character's name, which is its script: "GURMUKHI"."""
    return unicodedata.name(letter, "OTHER").split()[0]
