"""Which figures of a draft are hidden and why, in words for its editor. The numbers themselves are said nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interventions.models import OutcomeRecord
from pilots.models import RegionalWork

from ..disclosure import Shown, why_in_words
from .composing import Composed
from .counts import Counts, at, key_of_members, key_printed, place_of_area, place_of_entry, place_of_pilot
from .counts_in_words import is_untold, noun_of
from .outcomes import why_untold


def not_shown_in_front(composed: Composed) -> list[str]:
    """Return a sentence for each hidden figure of the whole area, for those who may see the numbers."""
    bulletin = composed.material.bulletin
    if not composed.content["figures"]:
        return []
    return list(of_reach(composed.counts, place_of_area(bulletin), f"Reach in {bulletin.area}"))


def not_shown_of(section: Any, composed: Composed) -> list[str]:
    """Return a sentence for each hidden figure of a section, for those who may see the numbers.

    Such as "Reach in Lozells, young people: not shown, fewer than 6 people."
    """
    if not section.is_included:
        return []
    return list(of_theme(section, composed) if section.theme else of_pilot(section, composed))


def of_theme(section: Any, composed: Composed) -> Iterator[str]:
    for entry in composed.material.entries_of(section):
        if entry.work:
            yield from of_work(entry.work, composed.counts)


def of_work(work: RegionalWork, counts: Counts) -> Iterator[str]:
    shown, about = counts.shown[key_printed(work, counts)], f"People reached by “{work}”"
    if is_untold(work, shown) and not shown.is_hidden:
        yield f"{about}: not shown, the words of the source say a small number."
    yield from said(about, shown)


def of_pilot(section: Any, composed: Composed) -> Iterator[str]:
    material, counts, pilot = composed.material, composed.counts, section.pilot
    for activity in (entry.activity for entry in material.highlights_of(section)):
        if activity:
            yield from of_reach(counts, place_of_entry(activity.pk), f"Reach of “{activity}”")
    yield from of_reach(counts, place_of_pilot(material.bulletin, pilot.pk), f"Reach in {pilot}")
    for network in material.networks.get(pilot.pk, []):
        shown = counts.shown[key_of_members(network, material.bulletin.quarter.slug)]
        yield from said(f"Members of {network}", shown)
    for record in material.outcomes.get(pilot.pk, []):
        yield from of_outcome(record, counts)


def of_outcome(record: OutcomeRecord, counts: Counts) -> Iterator[str]:
    """Yield why a record is not told of, by its measure alone: more words may say who a few people are."""
    if why := why_untold(record, counts.of_outcome(record)):
        yield f"Outcome by {record.measure}: not told, {why}."


def of_reach(counts: Counts, place: str, about: str) -> Iterator[str]:
    for key, rows in counts.reached.items():
        if at(key) == place:
            yield from said(f"{about}, {noun_of(rows[0])}", counts.shown[key])


def said(about: str, shown: Shown) -> Iterator[str]:
    if shown.is_hidden:
        yield f"{about}: not shown, {why_in_words(shown)}."
