"""Disclosure control: what may leave the team, in one place.

A cell is one count by its key "measure|place|period", where the measure may hold bars of its own: "reach|people|
individuals|Young people|pilot:12|2020-21-q4". Give all cells of a publication at once, with all the totals that hold
among them, also of cells that are not printed: only then is seen what could be worked out.

- A count of 1 to 5 is hidden, and the next smallest where it could be worked out (Department for Education, statistics
  on pupils); the rule "rounded" hides below 10 and rounds the rest to 5 (Office for National Statistics, 10-5 rule).
  suppression.py says which cells, recovery.py proves on the actual table that no hidden one can be worked out.
- A zero is shown: it is about nobody. What was not recorded is no zero and stays empty.
- What was hidden once stays hidden, and so does what would show that 1 to 5 people came or went since (earlier.py).
- Percentages and means on such a base are not shown.

What is kept from being known is the number: that a hidden one is "the next smallest" is not used to guess it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from pilots.models import Region

from .earlier import Cells, Released, Total
from .models import Release
from .nested import within_each_other
from .suppression import Rule, Why, table_of

HIDDEN = "c"
SENTENCES = {
    "small": "Counts of 1 to 5 people, and those from which such a count could be worked out, are not shown.",
    "rounded": "Counts below 10 people are not shown, and the others are rounded to the nearest 5.",
}
# Measures, by their first words, that count no people. Any other is taken to count people.
NOT_PEOPLE = (
    *("activities", "actions", "hours", "interventions", "items", "kind", "late", "meetings", "minutes", "on_time"),
    *("reach|items", "reach|views", "schools", "views", "waiting", "without"),
)
RULES = {"small": Rule(below=6), "rounded": Rule(below=10, step=5)}
WHY = {
    Why.SMALL: "fewer than {} people",
    Why.BEFORE: "what was given out before hides it, or would tell with it how few came or went",
    Why.BESIDE: "a hidden figure could be worked out from it",
}


@dataclass(frozen=True)
class Shown:
    """What may be shown of a count: a number, None where it is hidden or was not recorded.

    ``why`` it is hidden is for those who may see the number: a small one and one beside it are hidden alike.
    """

    value: int | None
    is_hidden: bool = False
    why: Why | None = field(default=None, compare=False)

    @property
    def words(self) -> str:
        """Such as "1,385", "c" where it is hidden, nothing where it was not recorded."""
        return HIDDEN if self.is_hidden else "" if self.value is None else f"{self.value:,}"


def protect(
    cells: Cells, totals: Sequence[Total] = (), before: Sequence[Cells] = (), rule: str | None = None
) -> dict[str, Shown]:
    """Return what may be shown of each cell; None is what was not recorded.

    ``totals`` says which cell is the sum of which others, ``before`` holds what was given out earlier (None: hidden),
    ``rule`` is "small" or "rounded", as the settings say if it is not given.
    """
    chosen = rule_called(rule)
    numbers = {key: number for key, number in cells.items() if number is not None and counts_people(key)}
    values, inner = within_each_other(numbers, before)
    table = table_of(values, [*totals, *inner], before, chosen, frozenset(values.keys() - numbers.keys()))
    hidden = table.hidden()
    safe = {key: None if key in hidden else chosen.rounded(number) for key, number in numbers.items()}
    why = {key: table.why_hidden(key) for key in hidden}
    return {key: Shown(safe.get(key, number), key in hidden, why.get(key)) for key, number in cells.items()}


def counts_people(key: str) -> bool:
    return not key.startswith(NOT_PEOPLE)


def rule_called(name: str | None) -> Rule:
    return RULES[name or settings.DISCLOSURE_RULE]


def percentage_is_safe(numerator: int, base: int, rule: str | None = None) -> bool:
    """Say whether a share may be shown: no small base, and neither part of it small."""
    chosen = rule_called(rule)
    return base >= chosen.below and not chosen.is_small(numerator) and not chosen.is_small(base - numerator)


def mean_is_safe(base: int, rule: str | None = None) -> bool:
    """Say whether a mean over so many people may be shown."""
    return base >= rule_called(rule).below


def in_words(shown: Shown, noun: str) -> str:
    """Return such as "385 young people", "no young people" or "young people (number not shown)"; "" if not recorded."""
    if shown.is_hidden:
        return f"{noun} (number not shown)"
    if shown.value is None:
        return ""
    return f"{shown.words} {noun}" if shown.value else f"no {noun}"


def why_in_words(shown: Shown, rule: str | None = None) -> str:
    """Return why a count is hidden, such as "fewer than 6 people": for those who may see the number."""
    return WHY[shown.why].format(rule_called(rule).below) if shown.why else ""


def earlier_releases(region: Region) -> list[Cells]:
    """Return what was given out of a region before, oldest first, for ``protect``."""
    found: list[Cells] = []
    for stored in region.releases.all():
        cells = Released(stored.cells)
        cells.totals = [(key, parts) for key, parts in stored.totals]
        found.append(cells)
    return found


def release(region: Region, kind: str, shown: Mapping[str, Shown], by, totals: Sequence[Total] = ()) -> Release:
    """Store what is given out now, and the totals that hold among it, so that later figures do not give away more."""
    cells = {key: one.value for key, one in shown.items() if one.is_hidden or one.value is not None}
    known = [[key, list(parts)] for key, parts in totals]
    return region.releases.create(kind=kind, cells=cells, totals=known, made_by=by)
