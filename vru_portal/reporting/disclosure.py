"""Disclosure control: what may leave the team, in one place.

A cell is one count, by its key "measure|place|period", such as "reach|people|individuals|Young people|pilot:12|2020-21-q4".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from pilots.models import Region

from .models import Release

HIDDEN = "c"
Cells = Mapping[str, int | None]
Total = tuple[str, Sequence[str]]


@dataclass(frozen=True)
class Rule:
    """Which counts are hidden: those of 1 up to below ``below``; the rest are rounded to ``step``."""

    below: int
    step: int = 1

    def is_small(self, number: int) -> bool:
        return 0 < number < self.below

    def rounded(self, number: int) -> int:
        return (number + self.step // 2) // self.step * self.step


RULES = {"small": Rule(below=6), "rounded": Rule(below=10, step=5)}


@dataclass(frozen=True)
class Shown:
    """What may be shown of a count: a number, None where it is hidden or was not recorded."""

    value: int | None
    is_hidden: bool = False

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
    chosen = RULES[rule or settings.DISCLOSURE_RULE]
    return {key: shown(number, chosen) for key, number in cells.items()}


def shown(number: int | None, rule: Rule) -> Shown:
    if number is None:
        return Shown(None)
    return Shown(None, is_hidden=True) if rule.is_small(number) else Shown(rule.rounded(number))


def percentage_is_safe(numerator: int, base: int, rule: str | None = None) -> bool:
    """Say whether a share may be shown: no small base, and neither part of it small."""
    chosen = RULES[rule or settings.DISCLOSURE_RULE]
    return base >= chosen.below and not chosen.is_small(numerator) and not chosen.is_small(base - numerator)


def mean_is_safe(base: int, rule: str | None = None) -> bool:
    """Say whether a mean over so many people may be shown."""
    return base >= RULES[rule or settings.DISCLOSURE_RULE].below


def in_words(shown: Shown, noun: str) -> str:
    """Return such as "385 young people", "no young people" or "young people (number not shown)"; "" if not recorded."""
    if shown.is_hidden:
        return f"{noun} (number not shown)"
    if shown.value is None:
        return ""
    return f"{shown.words} {noun}" if shown.value else f"no {noun}"


def earlier_releases(region: Region) -> list[Cells]:
    """Return what was given out of a region before, oldest first."""
    return [release.cells for release in Release.objects.filter(region=region)]


def release(region: Region, kind: str, shown: Mapping[str, Shown], by, totals: Sequence[Total] = ()) -> Release:
    """Store what is given out now, so that later figures do not give away more."""
    cells = {key: one.value for key, one in shown.items() if one.is_hidden or one.value is not None}
    return Release.objects.create(region=region, kind=kind, cells=cells, made_by=by)
