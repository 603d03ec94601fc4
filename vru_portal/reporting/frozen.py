"""Figures of a closed quarter as at a day: freezing them, and what has changed since and why.

Nothing frozen is ever overwritten: figures that are frozen again are a revision with a reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Prefetch, QuerySet

from interventions.models import Activity, ReviewStep
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Quarter

from .areas import Area
from .dashboards.figures import Figures
from .dashboards.lines import name_of, names_of, number_in_words
from .models import FrozenFigures

# The moves by which an approved figure changes: out of the figures, and into them.
MOVES = {"reopen": "Reopened", "approve": "Approved late"}
MOST_REASONS = 20


@dataclass(frozen=True)
class Change:
    """One figure that is another now than when it was frozen."""

    label: str
    then: str
    now: str


@dataclass(frozen=True)
class Reason:
    """An entry that was approved or reopened since. ``words`` are the reviewer's, for those who read the log."""

    move: str
    entry: Activity
    made_at: datetime
    words: str


@dataclass(frozen=True)
class Standing:
    """The figures of a closed quarter beside those that were frozen, the latest revision first."""

    authority_code: str
    quarter: Quarter
    revisions: list[FrozenFigures]
    changes: list[Change]
    may_freeze: bool

    @property
    def latest(self) -> FrozenFigures | None:
        return self.revisions[0] if self.revisions else None

    @property
    def is_worth_freezing(self) -> bool:
        return self.may_freeze and (not self.revisions or bool(self.changes))


def standing_of(user: User, figures: Figures) -> Standing | None:
    """Return how an authority's figures of a closed quarter stand; None of any other area and period."""
    area, quarter = figures.area, figures.period
    if area.kind != "authority" or not isinstance(quarter, Quarter) or not quarter.is_closed():
        return None
    revisions = list(revisions_of(user, area, quarter))
    changes = list(changes_since(revisions[0], figures)) if revisions else []
    may_freeze = user.may_in(Capability.REVIEW, area.authority)
    return Standing(area.authority.gss_code, quarter, revisions, changes, may_freeze)


def revisions_of(user: User, area: Area, quarter: Quarter) -> QuerySet[FrozenFigures]:
    rows = FrozenFigures.objects.visible_to(user, Capability.READ_APPROVED).select_related("frozen_by")
    return rows.filter(authority=area.authority, starts_on=quarter.start).order_by("-revision")


def changes_since(frozen: FrozenFigures, figures: Figures) -> Iterator[Change]:
    """Yield each figure that is another now, in the order of the figures, then those that are there no longer."""
    then, now, names = frozen.figures, figures.flat(), names_of(figures)
    for key in [*now, *(key for key in then if key not in now)]:
        if then.get(key) != now.get(key):
            words = [number_in_words(key, numbers.get(key)) for numbers in (then, now)]
            yield Change(name_of(key, names), *words)


def reasons_since(user: User, area: Area, quarter: Quarter, since: datetime) -> list[Reason]:
    """Return the entries of the quarter that were approved or reopened since, the latest first; a page full."""
    steps = ReviewStep.objects.filter(made_at__gt=since, move__in=MOVES)
    # Those that were of the quarter before they were moved out of it, too.
    was_here = Activity.history.filter(authority=area.authority, starts_on__range=(quarter.start, quarter.end))
    readable = Activity.objects.visible_to(user, Capability.READ_LOG)
    entries = readable.filter(pk__in=was_here.values("id"), steps__in=steps)
    entries = entries.distinct().prefetch_related(Prefetch("steps", steps, to_attr="since"))
    found = [Reason(MOVES[step.move], entry, step.made_at, step.reason) for entry in entries for step in entry.since]
    return sorted(found, key=lambda reason: reason.made_at, reverse=True)[:MOST_REASONS]


def digest_of(figures: Figures) -> str:
    """Return what tells these figures from any others."""
    return sha256(json.dumps(figures.flat(), sort_keys=True).encode()).hexdigest()


def freeze(figures: Figures, *, by: User, reason: str = "", revision: int) -> FrozenFigures:
    """Store the figures of an authority as at now; IntegrityError where somebody else stored this revision."""
    return figures.area.authority.frozen_figures.create(
        starts_on=figures.period.start, revision=revision, reason=reason, figures=figures.flat(), frozen_by=by
    )
