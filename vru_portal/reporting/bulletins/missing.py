"""What a draft still lacks, in the order of reading: what stops it from being published, and what is only advice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse

from interventions.models import Activity
from interventions.redaction import REDACTED
from pilots.models import Pilot
from vru_portal.free_text import why_refused
from vru_portal.wording import counted

from ..models import Bulletin, BulletinEntry, Section
from .composing import Composed
from .content import Content, PilotPart
from .counts import place_of_entry
from .sources import Material
from .words import said_in, texts_of, texts_of_pilot, why_not

LABELS = {
    "opening": "Opening line",
    "together": "When communities came together",
    "to_come": "Work to come, beside what is ticked",
    "how_to_join": "How to join in",
}


@dataclass(frozen=True)
class Missing:
    """Something to see to: of what, in words, and where. ``stops``: the bulletin cannot be published before it is."""

    about: str
    text: str
    href: str
    stops: bool = False


def missing_from(bulletin: Bulletin, composed: Composed) -> list[Missing]:
    """Return what is still to be seen to, sign-offs left out."""
    material = composed.material
    found = list(of_whole(bulletin, composed))
    for section in material.included:
        found += of_theme(bulletin, section, material) if section.theme else of_pilot(bulletin, section, composed)
    return found


def of_whole(bulletin: Bulletin, composed: Composed) -> Iterator[Missing]:
    words = reverse("bulletin_words", args=[bulletin.pk])
    if not composed.content["authorities"] and not composed.content["themes"]:
        yield Missing("Whole bulletin", "No section goes into it: it would be empty.", words, stops=True)
    if not bulletin.introduction:
        yield Missing("Introduction", "There is none. One or two sentences say what stood out.", words)
    if why := wrong_in_front(bulletin, composed):
        yield Missing("Introduction", f"{why}.", words, stops=True)
    if not bulletin.region.contact:
        yield Missing(
            "Contact",
            "Nothing says whom to contact: an administrator enters it for the region.",
            bulletin.region.get_absolute_url(),
        )


def wrong_in_front(bulletin: Bulletin, composed: Composed) -> str:
    """Say what may not stand in the words of the whole bulletin, "" where all may."""
    sources = sources_in_front(composed.content)
    texts = [bulletin.title, bulletin.introduction]
    found = [why_refused(text) or why_not(text, sources) for text in texts]
    return next(filter(None, [*found, why_refused(bulletin.correction_note)]), "")


def sources_in_front(content: Content) -> list[str]:
    """Return what the introduction may draw its numbers from: all that is printed below it."""
    return [content["period"], *said_in([content["figures"], content["authorities"], content["themes"]])]


def of_theme(bulletin: Bulletin, section: Section, material: Material) -> Iterator[Missing]:
    if not material.entries_of(section):
        yield Missing(str(section), "Nothing was chosen: the theme is left out.", address(bulletin, section))
    yield from of_words(bulletin, section, material.entries_of(section), None)


def of_pilot(bulletin: Bulletin, section: Section, composed: Composed) -> Iterator[Missing]:
    material, href = composed.material, address(bulletin, section)
    part = part_of(section, composed.content)
    for text in lacking(section, part):
        yield Missing(str(section), text, href)
    for text in wrong_texts(section, part):
        yield Missing(str(section), text, href, stops=True)
    for entry in material.dropped_of(section):
        title = entry.activity.title if entry.activity else str(entry)
        yield Missing(str(section), f"“{title}” was chosen, but is no longer approved or planned: left out.", href)
    yield from of_words(bulletin, section, material.entries_of(section), composed)


def part_of(section: Section, content: Content) -> PilotPart:
    """Return what a bulletin says of the pilot of a section that goes into it."""
    parts = [part for authority in content["authorities"] for part in authority["pilots"]]
    pilot = cast(Pilot, section.pilot)
    return next(part for part in parts if (part["slug"], part["name"]) == (pilot.slug, pilot.name))


def lacking(section: Section, part: PilotPart) -> Iterator[str]:
    """Yield what a pilot's section has none of."""
    if not part["highlights"]:
        yield without_highlights(section)
    told = {
        "an opening line": part["opening"],
        "reach in the quarter": part["reach"],
        "a number of members": part["network"],
        "work to come": part["to_come"] or part["to_come_words"],
        "how to join in": part["how_to_join"] or part["join"],
    }
    if without := [what for what, said in told.items() if not said]:
        yield f"Without {', '.join(without)}."


def without_highlights(section: Any) -> str:
    if not section.approved:
        return "No highlights: no entry of the quarter was approved."
    entries = counted(section.approved, "entry was approved", "entries were approved")
    return f"No highlights: {entries}, {section.put_forward} put forward, none chosen."


def wrong_texts(section: Section, part: PilotPart) -> Iterator[str]:
    sources = sources_beside(section, part)
    for name in LABELS:
        text = getattr(section, name)
        if why := why_refused(text) or why_not(text, sources):
            yield f"{LABELS[name]}: {why}."


def sources_beside(section: Section, part: PilotPart) -> list[str]:
    """Return what the words of a section may draw their numbers from: its figures and items, and the pilot's record."""
    printed = [part["highlights"], part["reach"], part["network"], part["outcomes"], part["to_come"]]
    return [*said_in(printed), *texts_of_pilot(cast(Pilot, section.pilot))]


def of_words(
    bulletin: Bulletin, section: Section, entries: list[BulletinEntry], composed: Composed | None
) -> Iterator[Missing]:
    """Yield each chosen entry whose words may not be published as they are."""
    for entry in entries:
        source = entry.source
        hidden: set[int] = set()
        reached: list[str] = []
        if composed and isinstance(source, Activity):
            place = place_of_entry(source.pk)
            hidden, reached = composed.counts.hidden(place), composed.counts.texts(place)
        removed = "The words were removed from the entry: enter others, or untick it" if entry.words == REDACTED else ""
        if why := removed or why_refused(entry.words) or why_not(entry.words, [*texts_of(source), *reached], hidden):
            yield Missing(f"{section}: {source.title or source}", f"{why}.", address(bulletin, section), stops=True)


def address(bulletin: Bulletin, section: Section) -> str:
    return reverse("bulletin_section", args=[bulletin.pk, section.pk])
