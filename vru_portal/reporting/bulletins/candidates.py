"""What an editor chooses from for a section: what was put forward and what was chosen before, or all of the quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q, prefetch_related_objects

from interventions.models import Activity, Reach
from pilots.models import RegionalWork
from vru_portal.quarters import Period

from ..disclosure import Shown
from ..models import Bulletin, BulletinEntry, Section
from .composing import month_in_words
from .counts import shown_of_work
from .drawing_up import words_of
from .regional_work import work_in
from .sources import approved_in, planned_after

MOST = 100
# What may be chosen, and what may be shown of whom it reached where that belongs to its words.
Other = tuple[Activity | RegionalWork, Shown | None]


@dataclass
class Candidate:
    """An entry of the log, or regional work, with the words that it has in the bulletin or would have."""

    source: Activity | RegionalWork
    entry: BulletinEntry | None = None
    shown: Shown | None = None

    @property
    def key(self) -> str:
        """By which the form knows it."""
        return f"{'a' if isinstance(self.source, Activity) else 'w'}{self.source.pk}"

    @property
    def is_chosen(self) -> bool:
        return self.entry is not None

    @property
    def words(self) -> str:
        return self.entry.words if self.entry else words_of(self.source, self.shown)

    @property
    def about(self) -> dict:
        """The field of a chosen entry that names it."""
        return {"activity" if isinstance(self.source, Activity) else "work": self.source}

    @property
    def title(self) -> str:
        return str(self.source)

    @property
    def is_planned(self) -> bool:
        return isinstance(self.source, Activity) and self.source.status != "approved"

    @property
    def when(self) -> str:
        """Its days in words."""
        if isinstance(self.source, RegionalWork):
            return ""
        period = Period(self.source.starts_on, self.source.ends_on or self.source.starts_on)
        return month_in_words(period.start, period.end) or period.in_words

    @cached_property
    def reach(self) -> list[Reach]:
        return list(self.source.reach.all()) if isinstance(self.source, Activity) else []

    @property
    def numbers(self) -> list[str]:
        """The numbers of its reach as they were recorded."""
        return [f"{reach.number} {reach.wording}" for reach in self.reach]


def candidates_of(section: Section, everything: bool = False) -> list[Candidate]:
    """Return what was chosen for the section, in its order, then what else may be: what was put forward, or all.

    Three queries, whatever their number.
    """
    rows = section.chosen.select_related("activity__kind", "activity__source", "work__source", "work__theme")
    chosen = [Candidate(entry.source, entry) for entry in rows]
    taken = {candidate.source.pk for candidate in chosen}
    others = work_of(section) if section.theme_id else activities_of(section, everything)
    found = chosen + [Candidate(source, shown=shown) for source, shown in others if source.pk not in taken]
    activities = [one.source for one in found if isinstance(one.source, Activity)]
    prefetch_related_objects(activities, Prefetch("reach", Reach.objects.select_related("audience")))
    return found


def activities_of(section: Section, everything: bool) -> Iterable[Other]:
    """Return what was approved in the quarter, then what is planned for the next one."""
    rows = approved_in(section.bulletin) | planned_after(section.bulletin)
    offered = rows.filter(pilot=section.pilot_id).filter(Q() if everything else Q(for_bulletin=True))
    offered = offered.exclude(in_bulletins__section=section)
    return ((activity, None) for activity in offered.select_related("kind", "source")[:MOST])


def is_cut_off(candidates: Iterable[Candidate]) -> bool:
    """Say whether as many are offered as ever are: there may be more."""
    return sum(not candidate.is_chosen for candidate in candidates) >= MOST


def work_of(section: Section) -> Iterable[Other]:
    """Return the regional work of a theme, with what may be shown of whom it reached."""
    works = [work for work in work_in(section.bulletin) if work.theme_id == section.theme_id]
    return shown_of_work(works, section.bulletin.region).items()


def not_put_forward(bulletin: Bulletin, section: Section) -> int:
    """Return how many more entries of the pilot could be offered."""
    rows = approved_in(bulletin).filter(pilot=section.pilot_id, for_bulletin=False)
    return 0 if section.theme_id else rows.exclude(in_bulletins__section=section).count()
