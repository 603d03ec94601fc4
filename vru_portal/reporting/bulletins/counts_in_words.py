"""The counts of a bulletin in words, such as anybody may read them."""

from __future__ import annotations

from typing import Any

from pilots.models import RegionalWork

from ..disclosure import Shown, in_words
from .sources import Reached
from .words import why_too_small

UNITS = {"views": "views by", "items": "items for"}


def words_of(shown: Shown, rows: list[Reached], number: int | None) -> str:
    """Return such as "385 young people" or, in the wording of the source where it is one figure, "over 20 …"."""
    noun = noun_of(rows[0])
    wording = rows[0].wording if is_one_figure(rows) and not why_too_small(rows[0].wording, []) else ""
    if wording and shown.value == number:
        return f"{wording} {noun}"
    return f"{how_exact(rows) if shown.value else ''}{in_words(shown, noun)}"


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
    if wording and shown.value == number and not why_too_small(wording, []):
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
    wording = work.reached_wording
    is_safe = (
        shown is not None and not shown.is_hidden and shown.value == work.reached and not why_too_small(wording, [])
    )
    return wording if is_safe else ""


def note_on(network: Any) -> str:
    """Return whose members they are, how often they meet, and who says so."""
    counted = network.counted
    meets = f"meets {network.rhythm_wording}" if network.rhythm_wording else ""
    source = f"source: {counted['source'].partition(' (')[0]}" if counted and counted["source"] else ""
    return ", ".join(filter(None, [network.name, meets, source]))
