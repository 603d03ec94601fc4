"""What is recorded of an intervention, what is missing, and where it can be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from interventions.delivered import Delivered
from interventions.models import Intervention, OutcomeRecord
from vru_portal.access.models import User
from vru_portal.access.roles import Capability


@dataclass(frozen=True)
class Work:
    """One intervention, with what approved entries and records say of it."""

    intervention: Intervention
    done: Delivered
    is_anticipated: bool
    records: Sequence[OutcomeRecord]

    @property
    def is_delivered(self) -> bool:
        return self.intervention.is_delivered

    @property
    def name_in_pilot(self) -> str:
        """Its name without that of its pilot behind a comma, for where the pilot is named beside it."""
        name, pilot = self.intervention.name, self.intervention.pilot
        for ending in filter(None, (pilot.name, pilot.short_name)):
            name = name.removesuffix(f", {ending}")
        return name

    @property
    def name_with_pilot(self) -> str:
        """Its name and the whole name of its pilot, each once."""
        name, pilot = self.name_in_pilot, self.intervention.pilot.name
        return name if pilot in name else f"{name}, {pilot}"

    @property
    def outran_its_plan(self) -> bool:
        """Whether its status still says that it is planned, while approved entries or records are about it."""
        return not self.is_delivered and bool(self.done.entries or self.records)

    @property
    def has_dates(self) -> bool:
        """Whether its start is known and, where it is over, its end."""
        one = self.intervention
        return bool(one.starts_on and (one.ends_on or not one.has_ended))


def edit_page(one: Intervention) -> str:
    return reverse("intervention_edit", args=[one.pk])


def log_page(one: Intervention) -> str:
    return f"{reverse('activity_new')}?pilot={one.pilot_id}&intervention={one.pk}"


def anticipated_page(one: Intervention) -> str:
    return f"{reverse('anticipated_add', args=[one.authority.gss_code, one.pilot.slug])}?intervention={one.pk}"


def record_page(one: Intervention) -> str:
    return f"{reverse('outcome_new', args=[one.authority.gss_code, one.pilot.slug])}?intervention={one.pk}"


@dataclass(frozen=True)
class Item:
    """One thing that should be known of every intervention, and the page on which it can be added."""

    name: str
    is_known: Callable[[Work], bool]
    page: Callable[[Intervention], str]
    needs: Capability = Capability.EDIT_INTERVENTIONS


ANTICIPATED, RECORDED = "anticipated outcome", "approved outcome record"
ITEMS = [
    Item("provider", lambda work: work.intervention.provider_id is not None, edit_page),
    Item("funding", lambda work: work.intervention.funding is not None, edit_page),
    Item("dates", lambda work: work.has_dates, edit_page),
    Item("reach", lambda work: bool(work.done.reach), log_page, Capability.LOG),
    Item(ANTICIPATED, lambda work: work.is_anticipated, anticipated_page),
    Item(RECORDED, lambda work: bool(work.records), record_page, Capability.LOG),
]


@dataclass(frozen=True)
class Gap:
    """One intervention of which something is missing; ``href`` is empty for those who may not add it."""

    work: Work
    href: str


@dataclass(frozen=True)
class Known:
    """Of how many interventions one thing is known, and of which it is missing."""

    item: Item
    of: int
    missing: list[Gap]

    @property
    def number(self) -> int:
        return self.of - len(self.missing)

    @property
    def label(self) -> str:
        return self.item.name.capitalize()


def completeness_of(user: User, works: Sequence[Work]) -> list[Known]:
    """Return, for each thing that should be known, of how many of the interventions it is."""
    return [
        Known(item, len(works), [gap(user, item, work) for work in works if not item.is_known(work)]) for item in ITEMS
    ]


def gap(user: User, item: Item, work: Work) -> Gap:
    may_mend = user.may_in(item.needs, work.intervention.authority)
    return Gap(work, item.page(work.intervention) if may_mend else "")


@dataclass(frozen=True)
class Incomplete:
    """One intervention with what is missing of it: (words, address) for each page on which it can be added."""

    work: Work
    missing: list[tuple[str, str]]


def incomplete(works: Sequence[Work], completeness: Sequence[Known]) -> list[Incomplete]:
    """Return the interventions of which something is missing, in the order of ``works``."""
    found: dict[int, dict[str, list[str]]] = {work.intervention.pk: {} for work in works}
    for known in completeness:
        for one in known.missing:
            found[one.work.intervention.pk].setdefault(one.href, []).append(known.item.name)
    return [
        Incomplete(work, [(", ".join(names), href) for href, names in found[work.intervention.pk].items()])
        for work in works
        if found[work.intervention.pk]
    ]


def measuring_of(completeness: Sequence[Known]) -> dict[int, list[tuple[str, str]]]:
    """Return what the reader may do to measure each intervention, as (words, address), by its key."""
    words = {ANTICIPATED: "Declare an anticipated outcome", RECORDED: "Record an outcome"}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for known in completeness:
        for one in known.missing:
            if known.item.name in words and one.href:
                found[one.work.intervention.pk].append((words[known.item.name], one.href))
    return found
