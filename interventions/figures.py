"""What managers see of the queue: how many wait, for how long, and who has logged nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.utils import timezone

from pilots.models import LocalAuthority
from vru_portal.access.models import Posting
from vru_portal.access.roles import CAPABILITIES, Capability, Role

from .models import Activity, OutcomeRecord

LOGGING_ROLES = [role for role, allowed in CAPABILITIES.items() if Capability.LOG in allowed and role != Role.MANAGER]


@dataclass(frozen=True)
class WaitingFigures:
    """The queue of one authority: entries that wait, the median of their ages in whole days, and the late ones."""

    authority: LocalAuthority
    waiting: int
    median_days: float | None
    late: int


@dataclass(frozen=True)
class WaitingOutcomes:
    """How many outcome records wait for the person, and how many of them are late."""

    waiting: int
    late: int


def waiting_for(user) -> tuple[list[WaitingFigures], WaitingOutcomes]:
    """Return the figures of each authority that the person reviews, and of its outcome records, in one query."""
    named = partial(Value, output_field=CharField())
    models: dict[str, Any] = {"entries": Activity, "outcomes": OutcomeRecord}
    queues = [
        model.objects.reviewed_by(user).waiting().order_by().values_list(named(name), "authority_id", "submitted_at")
        for name, model in models.items()
    ]
    ages: dict[str, dict[int, list[int]]] = {"entries": {}, "outcomes": {}}
    for name, authority_id, submitted_at in queues[0].union(queues[1], all=True):
        ages[name].setdefault(authority_id, []).append((timezone.now() - submitted_at).days)
    places = user.places_with(Capability.REVIEW)
    of_outcomes = [age for found in ages["outcomes"].values() for age in found]
    return (
        [figures_of(one, ages["entries"].get(one.pk, [])) for one in places],
        WaitingOutcomes(len(of_outcomes), late_among(of_outcomes)),
    )


def figures_of(authority: LocalAuthority, ages: list[int]) -> WaitingFigures:
    """Return the figures of one authority from the ages of its waiting entries in days."""
    return WaitingFigures(authority, len(ages), median(ages) if ages else None, late_among(ages))


def late_among(ages: list[int]) -> int:
    return len([age for age in ages if age > settings.REVIEW_DUE_DAYS])


def silent_people(user) -> list[tuple[str, list[str]]]:
    """Return the name and authorities of each navigator and adviser there who has logged nothing for 30 days."""
    since = timezone.now() - timedelta(days=settings.SILENT_DAYS)
    authorities = LocalAuthority.objects.visible_to(user, Capability.REVIEW)
    logged = Activity.objects.filter(author=OuterRef("user"), created_at__gte=since)
    here = Q(authority__in=authorities) | Q(region__authorities__in=authorities)
    posted = Posting.objects.current().filter(
        here, ~Exists(logged), role__in=LOGGING_ROLES, starts_on__lte=since, user__is_active=True
    )
    people: dict[str, tuple[str, list[str]]] = {}
    for posting in posted.select_related("user", "authority", "region").order_by("user__full_name").distinct():
        people.setdefault(posting.user_id, (posting.user.full_name, []))[1].append(str(posting.area))
    return list(people.values())
