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
            return typst.compile(TEMPLATE, **options(data))
        except typst.TypstError as problem:
            found = UNSHOWN.search(str(problem))
            if found is None:
                raise
            data = without(data, found["text"])
    return typst.compile(TEMPLATE, **options(data))


def options(data: str) -> dict[str, Any]:
    """Return what typst compiles with: our own fonts only, so that every machine makes the same file."""
    return {
        "format": "pdf",
        "pdf_standards": ["ua-1"],
        "font_paths": [FONTS],
        "ignore_system_fonts": True,
        "sys_inputs": {"newsletter": data, "picture": PICTURE.read_text(), "site": settings.SITE_URL.rstrip("/")},
    }


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
