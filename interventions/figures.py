"""What managers see of the queue: how many wait, for how long, and who has logged nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
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


def waiting_outcomes(user) -> WaitingOutcomes:
    """Return how many outcome records wait for the person's decision, in one query."""
    since = timezone.now() - timedelta(days=settings.REVIEW_DUE_DAYS + 1)
    waiting = OutcomeRecord.objects.reviewed_by(user).waiting()
    late = Count("pk", filter=Q(submitted_at__lte=since))
    return WaitingOutcomes(**waiting.aggregate(waiting=Count("pk"), late=late))


def waiting_figures(user) -> list[WaitingFigures]:
    """Return the figures of each authority that the person reviews, in one query."""
    waiting = Activity.objects.reviewed_by(user).waiting()
    ages: dict[int, list[int]] = {}
    for authority_id, submitted_at in waiting.values_list("authority_id", "submitted_at"):
        ages.setdefault(authority_id, []).append((timezone.now() - submitted_at).days)
    return [figures_of(one, ages.get(one.pk, [])) for one in user.places_with(Capability.REVIEW)]


def figures_of(authority: LocalAuthority, ages: list[int]) -> WaitingFigures:
    """Return the figures of one authority from the ages of its waiting entries in days."""
    late = len([age for age in ages if age > settings.REVIEW_DUE_DAYS])
    return WaitingFigures(authority, len(ages), median(ages) if ages else None, late)


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
