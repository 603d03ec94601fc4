"""Texts as lines that fit a box: measured in a font like the page's, since nothing on a server draws them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from PIL import ImageFont

MEASURED_AT = 100
# The browser's font may be wider than the measuring one, and bold text is.
MARGIN = 1.07
BOLD = 1.1
# Widths, in ems, of characters that the measuring font does not have.
WIDE, OTHER = 1.35, 0.85


@lru_cache(maxsize=1)
def font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(MEASURED_AT)


@lru_cache(maxsize=20_000)
def ems(text: str) -> float:
    """Return an upper estimate of the width of a text, as a multiple of its font size."""
    latin = "".join(character for character in text if is_latin(character))
    others = sum(ems_of(character) for character in text if not is_latin(character))
    return font().getlength(latin) / MEASURED_AT * MARGIN + others


def is_latin(character: str) -> bool:
    return character < "\u0180" or "\u2010" <= character <= "\u2027"


def ems_of(character: str) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    is_wide = unicodedata.east_asian_width(character) in "WF" or unicodedata.category(character) == "So"
    return WIDE if is_wide else OTHER


def width(text: str, size: int) -> float:
    """Return an upper estimate of the width of a text in pixels."""
    return ems(text) * size


def wrapped(text: str, room: float, size: int) -> list[str]:
    """Return the lines of a text, none wider than the room; a word that is wider than that is broken."""
    lines, line, used = [], "", 0.0
    for gap, word in pieces(text):
        gap = gap if line else ""
        wide = width(gap, size) + width(word, size)
        if used + wide <= room:
            line, used = f"{line}{gap}{word}", used + wide
            continue
        if line:
            lines.append(line)
        *whole, line = broken(word, room, size)
        lines += whole
        used = width(line, size)
    return [*lines, line] if line else lines


def pieces(text: str) -> list[tuple[str, str]]:
    """Return what may stand on a line by itself, each with what separates it from the one before."""
    found = []
    for word in text.split():
        parts = re.split(r"(?<=\w[-/–])(?=\w)", word)
        found += [(" ", parts[0]), *(("", part) for part in parts[1:])]
    return found


def broken(word: str, room: float, size: int) -> list[str]:
    """Return a word in parts that fit, broken only before a character that stands by itself."""
    parts = [""]
    for character in word:
        belongs = unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}
        if parts[-1] and not belongs and width(parts[-1] + character, size) > room:
            parts.append("")
        parts[-1] += character
    return parts


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter of a text that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((each in {"R", "AL"} for each in directions if each in {"L", "R", "AL"}), False)
