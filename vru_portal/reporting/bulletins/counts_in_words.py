"""The counts of a bulletin in words, such as anybody may read them."""

from __future__ import annotations

from typing import Any

from pilots.models import RegionalWork

from ..disclosure import Shown, in_words
from .numbers import numbers_in
from .sources import Reached
from .words import why_too_small

UNITS = {"views": "views by", "items": "items given out to"}


def words_of(shown: Shown, rows: list[Reached], number: int | None) -> str:
    """Return such as "385 young people" or, in the wording of the source where it is one figure, "over 20 …"."""
    noun = noun_of(rows[0])
    if is_one_figure(rows) and may_be_said(rows[0].wording, number, shown):
        return f"{rows[0].wording} {noun}"
    return f"{how_exact(rows) if shown.value else ''}{in_words(shown, noun)}"


def may_be_said(wording: str, number: int | None, shown: Shown) -> bool:
    """Say whether the words of a source may stand for a number: it is shown as it is, and they count no other people.

    A part that a source names beside the whole may be hidden elsewhere, or tell what is left.
    """
    if not wording or shown.is_hidden or shown.value != number or why_too_small(wording, []):
        return False
    return all(one.is_harmless or one.value == number for one in numbers_in(wording))


def how_exact(rows: list[Reached]) -> str:
    """Return what stands before a sum: no sum is exact of which a source gives a part in words, such as "over 20"."""
    inexact = sum(row.inexact for row in rows)
    if not inexact:
        return ""
    return "over " if inexact == sum(row.at_least for row in rows) else "about "


def is_one_figure(rows: list[Reached]) -> bool:
    return len(rows) == 1 and rows[0].rows == 1


def noun_of(row: Reached) -> str:
    audience = row.audience.lower()
    if row.unit in UNITS:
        return f"{UNITS[row.unit]} {audience}"
    return f"attendances by {audience}" if row.counts == "attendances" else audience


def members_in_words(number: int, wording: str, shown: Shown) -> str:
    """Return how many members were counted as anybody may read it, in the words of who counted where they are safe."""
    if may_be_said(wording, number, shown):
        return f"{wording} members"
    return in_words(shown, "members")


def reached_in_words(work: RegionalWork, shown: Shown) -> str:
    """Return whom regional work reached, as anybody may read it."""
    return wording_of(work, shown) or in_words(
        Shown(None, is_hidden=True) if is_untold(work, shown) else shown, "people"
    )


def is_untold(work: RegionalWork, shown: Shown) -> bool:
    """Say whether a source tells in words alone whom the work reached, and in none that may be said."""
    return bool(work.reached_wording) and shown.value is None and not wording_of(work, shown)


def wording_of(work: RegionalWork, shown: Shown | None) -> str:
    """Return the source's own words for whom regional work reached, "" where they may not be said."""
    is_safe = shown is not None and may_be_said(work.reached_wording, work.reached, shown)
    return work.reached_wording if is_safe else ""


def note_on(network: Any) -> str:
    """Return whose members they are, how often they meet, and who says so."""
    counted = network.counted
    rhythm = network.rhythm_wording
    meets = f"meets {rhythm}" if rhythm and not why_too_small(rhythm, []) else ""
    source = f"source: {counted['source'].partition(' (')[0]}" if counted and counted["source"] else ""
    return ", ".join(filter(None, [network.name, meets, source]))
