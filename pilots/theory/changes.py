"""The versions of a theory of change, from its history: who made each, when, what changed, and how it stood."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from pilots.models import Factor, TheoryLink, TheoryOfChange, TheoryStep
from vru_portal.wording import counted

from .standing import KINDS, STAGES, Link, Standing, Step, between, in_order


@dataclass(frozen=True)
class Note:
    """Something that changed at a time, in words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Version:
    """One version: who saved it, when, what changed in words, and the theory as it stood."""

    number: int
    at: datetime
    by: str
    changes: list[str]
    standing: Standing


def versions_of(theory: TheoryOfChange, notes: Iterable[Note] = ()) -> list[Version]:
    """Return the versions of a theory, the latest first, in a constant number of queries.

    ``notes`` are changes of what belongs to the theory but is not stored here. All rows of a change carry the time of
    their version, so a version is what was stored before the next one began.
    """
    history, notes = History(theory), list(notes)
    found: list[Version] = []
    before, known = Standing(), set[int]()
    for number, starts, ends in history.periods():
        after = history.standing(number, ends)
        words = in_words(before, after, known) if found else [f"Started, with {counted(len(after.steps), 'step')}"]
        words += [note.words for note in notes if within(note.at, starts if found else None, ends)]
        found.append(Version(number, starts, history.by_whom(number), words, after))
        before = after
        known |= set(after.by_key)
    return found[::-1]


def within(at: datetime, starts: datetime | None, ends: datetime | None) -> bool:
    return (starts is None or at >= starts) and (ends is None or at < ends)


class History:
    """All that was ever stored of a theory: five queries."""

    def __init__(self, theory: TheoryOfChange):
        self.rows = list(theory.history.select_related("history_user", "source").order_by("history_id"))
        self.steps = list(TheoryStep.history.filter(theory_id=theory.pk).order_by("history_id"))
        of_steps = {row.id for row in self.steps}
        self.links = list(TheoryLink.history.filter(start_id__in=of_steps).order_by("history_id"))
        chosen = apps.get_model("pilots", "HistoricalTheoryOfChange_factors")
        pairs = chosen.objects.filter(history_id__in=[row.history_id for row in self.rows])
        self.chosen: dict[int, list[int]] = {}
        for key, factor in pairs.values_list("history_id", "factor_id"):
            self.chosen.setdefault(key, []).append(factor)
        self.factors = {factor.pk: factor for factor in Factor.objects.all()}

    def periods(self) -> list[tuple[int, datetime, datetime | None]]:
        """Return number, beginning and end of each version, the first one first."""
        starts: dict[int, datetime] = {}
        for row in self.rows:
            starts.setdefault(row.version, row.history_date)
        ends = [*list(starts.values())[1:], None]
        return [(number, start, end) for (number, start), end in zip(starts.items(), ends, strict=True)]

    def by_whom(self, number: int) -> str:
        return str(next(row.history_user for row in self.rows if row.version == number) or "the portal")

    def standing(self, number: int, until: datetime | None) -> Standing:
        """Return the theory as it stood in a version that ended at a time."""
        of = [row for row in self.rows if row.version == number][-1]
        steps = [Step(row.id, row.stage, row.text, row.position) for row in latest(self.steps, until)]
        links = [Link(row.start_id, row.end_id, row.assumption) for row in latest(self.links, until)]
        chosen = set(self.chosen.get(of.history_id, []))
        factors = [factor for key, factor in self.factors.items() if key in chosen]
        return Standing(in_order(steps), between(links, steps), factors, of.note, of.source)


def latest(rows: Iterable[Any], until: datetime | None) -> list[Any]:
    """Return the last row of each record before a time, without the records that were deleted or withdrawn by then."""
    found: dict[int, Any] = {row.id: row for row in rows if until is None or row.history_date < until}
    return [row for row in found.values() if row.history_type != "-" and not getattr(row, "withdrawn_at", None)]


def in_words(before: Standing, after: Standing, known: Collection[int] = ()) -> list[str]:
    """Say in sentences how a theory differs from the version before it; ``known`` are the steps it ever had."""
    parts: list[Callable[[Standing, Standing], list[str]]] = [of_order, of_links, of_factors, of_note]
    return of_steps(before, after, known) + [words for part in parts for words in part(before, after)]


def of_steps(before: Standing, after: Standing, known: Collection[int]) -> list[str]:
    old, new = before.by_key, after.by_key
    came = [(key, step) for key, step in new.items() if key not in old]
    words = [f"{'Put back in' if key in known else 'Added to'} {label(step)}: {quoted(step)}" for key, step in came]
    for key in (key for key in new if key in old):
        if old[key].text != new[key].text:
            words.append(f"Changed {quoted(old[key])} to {quoted(new[key])}")
        if old[key].stage != new[key].stage:
            words.append(f"Moved {quoted(new[key])} from {label(old[key])} to {label(new[key])}")
    return words + [f"Withdrew from {label(step)}: {quoted(step)}" for key, step in old.items() if key not in new]


def of_order(before: Standing, after: Standing) -> list[str]:
    """Name the stages whose steps stand in another order, whatever was added or withdrawn."""

    def order(one: Standing, other: Standing, stage: str) -> list[int]:
        there = {step.pk for step in other.of_stage(stage)}
        return [step.pk for step in one.of_stage(stage) if step.pk in there]

    changed = [s for s in STAGES if order(before, after, s) != order(after, before, s)]
    return [f"Put {stage.label} in another order" for stage in changed]


def of_links(before: Standing, after: Standing) -> list[str]:
    old = {(link.start, link.end): link.assumption for link in before.links}
    new = {(link.start, link.end): link.assumption for link in after.links}
    steps = before.by_key | after.by_key
    words = []
    for ends in [*new, *(ends for ends in old if ends not in new)]:
        start, end = (quoted(steps[key]) for key in ends)
        assuming = f", assuming: {new[ends]}" if new.get(ends) else ""
        if ends not in old:
            words.append(f"{start} now leads to {end}{assuming}")
        elif ends not in new and set(ends) <= set(after.by_key):
            words.append(f"{start} no longer leads to {end}")
        elif ends in new and old[ends] != new[ends]:
            words.append(f"{start} leads to {end}{assuming or ', without an assumption'}")
    return words


def of_factors(before: Standing, after: Standing) -> list[str]:
    words = []
    for verb, one, other in (("Added to", after, before), ("Removed from", before, after)):
        known = {factor.pk for factor in other.factors}
        for kind, title in KINDS.items():
            names = [factor.name for factor in one.factors if factor.kind == kind and factor.pk not in known]
            words += [f"{verb} {title.lower()}: {'; '.join(names)}"] if names else []
    return words


def of_note(before: Standing, after: Standing) -> list[str]:
    words = ["Changed the note"] if before.note != after.note else []
    return words + (["Changed the source"] if before.source != after.source else [])


def label(step: Step) -> str:
    return STAGES(step.stage).label


def quoted(step: Step) -> str:
    return f"“{step.text}”"
