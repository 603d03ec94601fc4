"""Changing a theory of change: what one person saves at once makes one version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pilots.models import TheoryLink, TheoryOfChange, TheoryStep

from .standing import Link, Standing, Step

INSTANT = timedelta(microseconds=1)


class Change:
    """Rows of a theory that are saved together: their history has one time, and the version grows by one.

    Use it in a transaction that holds the lock of the theory's row or, where there is none yet, of its pilot's. The
    version is stored with the first row; without one, nothing is.
    """

    def __init__(self, theory: TheoryOfChange):
        self.theory: Any = theory
        self.is_made = False
        # Later than all of the version before, whatever the clock says: versions are told apart by it.
        self.at = max(timezone.now(), theory.changed_at + INSTANT) if theory.pk else timezone.now()

    def begin(self) -> None:
        """Store the theory, in its new version, once."""
        if self.is_made:
            return
        self.is_made = True
        self.theory.version += 1 if self.theory.pk else 0
        self.theory.changed_at = self.theory._history_date = self.at
        self.theory.save()

    def save(self, row: Any) -> None:
        self.begin()
        row._history_date = self.at
        row.save()

    def delete(self, row: Any) -> None:
        self.begin()
        row._history_date = self.at
        row.delete()


def add_steps(change: Change, now: Standing, lines: dict[str, list[str]]) -> int:
    """Add texts to the end of their stages and return how many; a stage takes no text that it has already."""
    added = 0
    for stage, texts in lines.items():
        steps = now.of_stage(stage)
        listed, last = {alike(step.text) for step in steps}, max([step.position for step in steps], default=0)
        for text in texts:
            if alike(text) not in listed:
                listed.add(alike(text))
                last, added = last + 1, added + 1
                change.save(TheoryStep(theory=change.theory, stage=stage, text=text, position=last))
    return added


def alike(text: str) -> str:
    return " ".join(text.split()).casefold()


def place(change: Change, key: int, where: str, neighbour: int) -> bool:
    """Put a step directly "before" or "after" another one of its stage; return whether that changed anything.

    Saying where a step is to stand, not how far it moves, makes it harmless to say twice or from an old page.
    """
    rows = {row.pk: row for row in change.theory.steps.filter(withdrawn_at=None)}
    if key not in rows or neighbour not in rows or key == neighbour or rows[key].stage != rows[neighbour].stage:
        return False
    order = [pk for pk, row in rows.items() if row.stage == rows[key].stage]
    wanted = [pk for pk in order if pk != key]
    wanted.insert(wanted.index(neighbour) + (where == "after"), key)
    if wanted == order:
        return False
    for position, pk in enumerate(wanted, start=1):
        if rows[pk].position != position:
            rows[pk].position = position
            change.save(rows[pk])
    return True


def save_step(change: Change, step: TheoryStep, now: Standing, links: Iterable[Link]) -> None:
    """Store a step's text and stage and what it leads to, as far as they differ from what is stored."""
    stored = now.by_key[step.pk]
    if step.stage != stored.stage:
        step.position = max([each.position for each in now.of_stage(step.stage)], default=0) + 1
    if (step.stage, step.text) != (stored.stage, stored.text):
        change.save(step)
    save_links(change, step, links)


def save_links(change: Change, step: TheoryStep, links: Iterable[Link]) -> None:
    """Have a step lead to exactly these ends. Links to withdrawn steps are left alone."""
    wanted = {link.end: link.assumption for link in links}
    for link in step.links_on.filter(end__withdrawn_at=None):
        assumption = wanted.pop(link.end_id, None)
        if assumption is None:
            change.delete(link)
        elif assumption != link.assumption:
            link.assumption = assumption
            change.save(link)
    for end, assumption in wanted.items():
        change.save(TheoryLink(start=step, end_id=end, assumption=assumption))


def restore(change: Change, step: TheoryStep, now: Standing) -> int:
    """Put a withdrawn step back, and with it its links to steps in use; return how many of these had to go.

    The other steps may have moved meanwhile: a link that would lead back, or make a loop, is deleted.
    """
    step.withdrawn_at = None
    change.save(step)
    back = Step(step.pk, step.stage, step.text, step.position)
    steps, links, left = now.by_key | {step.pk: back}, list(now.links), 0
    for link in [*step.links_on.all(), *step.links_back.all()]:
        if link.start_id not in steps or link.end_id not in steps:
            continue
        leads_back = steps[link.start_id].column > steps[link.end_id].column
        if leads_back or link.start_id in now.leads_to(link.end_id, links):
            change.delete(link)
            left += 1
        else:
            links.append(Link(link.start_id, link.end_id))
    return left


def withdraw(change: Change, step: TheoryStep) -> None:
    """Take a step, and with it its links, out of the theory. It stays in the history."""
    step.withdrawn_at = change.at
    change.save(step)
