"""What a draft still lacks, in the order of reading: what stops it from being published, and what is only advice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse
from django.utils.text import capfirst

from interventions.models import Activity
from interventions.redaction import REDACTED
from pilots.models import Pilot, RegionalWork
from vru_portal.free_text import why_refused
from vru_portal.wording import counted

from ..models import Bulletin, BulletinEntry, Section
from .composing import Composed
from .content import Content, PilotPart
from .counts import (
    place_of_area,
    place_of_entry,
    place_of_network,
    place_of_outcome,
    place_of_pilot,
    place_of_rest,
    place_of_work,
)
from .words import BESIDE, ELSEWHERE, IN_FRONT, said_in, texts_of, texts_of_pilot, why_not, why_too_small

LABELS = {
    "opening": "Opening line",
    "together": "When communities came together",
    "to_come": "Work to come, beside what is ticked",
    "how_to_join": "How to join in",
}
LABELS_OF_THEME = {"opening": "Words on the theme"}


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
        found += of_theme(bulletin, section, composed) if section.theme else of_pilot(bulletin, section, composed)
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
    note = bulletin.correction_note
    found = [why_refused(text) or why_not_in_front(text, composed) for text in (bulletin.title, bulletin.introduction)]
    return next(filter(None, [*found, why_refused(note) or why_not_corrected(note, composed)]), "")


def why_not_in_front(text: str, composed: Composed) -> str:
    """Return what is wrong with the numbers of a title or an introduction, "" if nothing is."""
    return why_not(text, sources_in_front(composed.content), composed.counts.hidden(), IN_FRONT)


def why_not_corrected(note: str, composed: Composed) -> str:
    """Return what is wrong with what a correction says: it may name numbers that are not printed any more."""
    return why_too_small(note, sources_in_front(composed.content), composed.counts.hidden())


def sources_in_front(content: Content) -> list[str]:
    """Return what the introduction may draw its numbers from: all that is printed below it."""
    return [content["period"], *said_in([content["figures"], content["authorities"], content["themes"]])]


def of_theme(bulletin: Bulletin, section: Section, composed: Composed) -> Iterator[Missing]:
    entries, href = composed.material.entries_of(section), address(bulletin, section)
    if not entries and not section.opening:
        yield Missing(str(section), "Nothing was chosen or written: the theme is left out.", href)
    for text in wrong_texts(section, composed):
        yield Missing(str(section), text, href, stops=True)
    yield from of_words(bulletin, section, entries, composed)


def of_pilot(bulletin: Bulletin, section: Section, composed: Composed) -> Iterator[Missing]:
    material, href = composed.material, address(bulletin, section)
    part = part_of(section, composed.content)
    for text in lacking(section, part):
        yield Missing(str(section), text, href)
    for text in wrong_texts(section, composed):
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
        yield f"{capfirst(', '.join(without))}."


def without_highlights(section: Any) -> str:
    if not section.approved:
        return "No highlights: no entry of the quarter was approved."
    entries = counted(section.approved, "entry was approved", "entries were approved")
    return f"No highlights: {entries}, {section.put_forward} put forward, none chosen."


def wrong_texts(section: Section, composed: Composed) -> Iterator[str]:
    sources, hidden = sources_beside(section, composed.content), hidden_beside(section, composed)
    for name, label in labels_of(section).items():
        text = getattr(section, name)
        if why := why_refused(text) or why_not(text, sources, hidden, unsaid_of(section)):
            yield f"{label}: {why}."


def labels_of(section: Section) -> dict[str, str]:
    """Return the texts that an editor writes for a section, each with its label."""
    return LABELS_OF_THEME if section.theme_id else LABELS


def unsaid_of(section: Section) -> str:
    return ELSEWHERE if section.theme_id else BESIDE


def sources_beside(section: Section, content: Content) -> list[str]:
    """Return what the words of a section that goes into the bulletin may draw their numbers from.

    Of a pilot: its figures and items, and its record. Of a theme: what is printed of the whole region and its pilots,
    and work on all themes.
    """
    if section.theme_id:
        work = [part["items"] for part in content["themes"]]
        return [str(section), content["period"], *said_in([content["figures"], content["authorities"], work])]
    part = part_of(section, content)
    printed = [part["highlights"], part["reach"], part["network"], part["outcomes"], part["to_come"]]
    return [*said_in(printed), *texts_of_pilot(cast(Pilot, section.pilot))]


def hidden_beside(section: Section, composed: Composed) -> set[int]:
    """Return the counts of a pilot's section, of its entries and of the whole area that must not be said.

    Beside a theme, no hidden count may be.
    """
    if section.theme_id:
        return composed.counts.hidden()
    material, pilot = composed.material, cast(int, section.pilot_id)
    places = [place_of_area(material.bulletin), place_of_pilot(material.bulletin, pilot), f"pilot:{pilot}"]
    places.append(place_of_rest(material.bulletin, pilot))
    places += [place_of_entry(one.activity_id) for one in material.entries_of(section) if one.activity_id]
    places += [place_of_network(network) for network in material.networks.get(pilot, [])]
    places += [place_of_outcome(record) for record in material.outcomes.get(pilot, [])]
    return composed.counts.hidden(*places)


def hidden_from(entry: BulletinEntry, section: Section, composed: Composed) -> set[int]:
    """Return the counts that the words of an entry must not say: those of its section, unless it tells the same number
    of its own.
    """
    counts, place = composed.counts, place_of_source(entry.source)
    return hidden_beside(section, composed) - counts.told(place) | counts.hidden(place)


def place_of_source(source: Activity | RegionalWork) -> str:
    return place_of_entry(source.pk) if isinstance(source, Activity) else place_of_work(source)


def of_words(
    bulletin: Bulletin, section: Section, entries: list[BulletinEntry], composed: Composed
) -> Iterator[Missing]:
    """Yield each chosen entry whose words may not be published as they are."""
    for entry in entries:
        source = entry.source
        hidden, reached = hidden_from(entry, section, composed), composed.counts.texts(place_of_source(source))
        removed = "The words were removed from the entry: enter others, or untick it" if entry.words == REDACTED else ""
        if (
            why := removed
            or why_refused(entry.words)
            or why_not(entry.words, [*texts_of(source), *reached, str(section)], hidden)
        ):
            yield Missing(f"{section}: {source.title or source}", f"{why}.", address(bulletin, section), stops=True)


def address(bulletin: Bulletin, section: Section) -> str:
    return reverse("bulletin_section", args=[bulletin.pk, section.pk])
