"""The places of an area: those that entries may name, pilots of which nothing is logged, and plans for the worst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from interventions.models import Activity
from interventions.models.activity import Status
from pilots.models import LocalAuthority, Locality, Phase, Pilot
from stakeholders.models import PlanPartner, PlanPlace, PlanSupport
from stakeholders.plans.readiness import REHEARSED_WITHIN, SECTORS
from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..areas import Area
from .numbers import Number, PlanRow, SilentPilot

LOGGED = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
AT_WORK = ("", Phase.Status.OPERATIONAL)
NO_DAY, NO_WORD, NOTHING = Cast(Value(None), DateField()), Value(""), Value(0)


@dataclass
class Places:
    """The places of an area by their keys, and what is said of them."""

    pilots: dict[int, str] = field(default_factory=dict)
    localities: dict[int, str] = field(default_factory=dict)
    silent: list[SilentPilot] = field(default_factory=list)
    plans: list[PlanRow] | None = None


def places_of(user: User, area: Area, today: date) -> Places:
    """Return the places of an area. One query."""
    runs_networks = all(user.may_in(Capability.RUN_NETWORKS, authority) for authority in area.authorities)
    found = Places(plans=[] if runs_networks else None)
    asked = [pilots_in(user, area), localities_in(user, area)]
    asked += [plans_in(user, area)] if runs_networks else []
    adding: dict[str, Callable[..., None]] = {"pilot": add_pilot, "locality": add_locality, "plan": add_plan}
    for what, *row in asked[0].union(*asked[1:], all=True):
        adding[what](found, area, today, *row)
    found.silent.sort(key=lambda pilot: pilot.name)
    return found


def asked_of(
    rows: QuerySet, what: str, word: Any = NO_WORD, days: tuple = (NO_DAY, NO_DAY), numbers: tuple = (NOTHING,) * 4
) -> QuerySet:
    """Return rows of what it is, its key, its name, a word, two days and four numbers."""
    return rows.order_by().values_list(Value(what), "pk", "name", word, *days, *numbers)


def pilots_in(user: User, area: Area) -> QuerySet:
    """Ask for the pilots that are not archived, with the status of each and the last day of what it logged."""
    logged = Activity.objects.visible_to(user).filter(pilot=OuterRef("pk"), status__in=LOGGED).order_by("-starts_on")
    phases = Phase.objects.visible_to(user).filter(pilot=OuterRef("pk")).order_by("-position")
    status = Coalesce(Subquery(phases.values("status")[:1]), NO_WORD)
    days = (Subquery(logged.values("starts_on")[:1]), NO_DAY)
    rows = Pilot.objects.visible_to(user, Capability.READ_APPROVED).current().filter(part_of(area))
    return asked_of(rows, "pilot", status, days, (F("authority_id"), *(NOTHING,) * 3))


def part_of(area: Area) -> Q:
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pk=area.place.pk), "locality": Q(localities=area.place.pk)}
    return here & parts.get(area.kind, Q())


def localities_in(user: User, area: Area) -> QuerySet:
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pilots=area.place.pk), "locality": Q(pk=area.place.pk)}
    rows = Locality.objects.visible_to(user, Capability.READ_APPROVED).current()
    return asked_of(rows.filter(here & parts.get(area.kind, Q())), "locality")


def plans_in(user: User, area: Area) -> QuerySet:
    """Ask for the authorities with the dates of their response plans, and how many of its parts there are."""
    plan = OuterRef("response_plan")
    partners = PlanPartner.objects.visible_to(user).filter(plan=plan, organisation__sector__in=SECTORS)
    support = PlanSupport.objects.visible_to(user).filter(plan=plan, organisation__isnull=False)
    numbers = (
        Coalesce(F("response_plan"), 0),
        number_of(partners, "organisation__sector"),
        number_of(support, "kind"),
        number_of(PlanPlace.objects.visible_to(user).filter(plan=plan), "pk"),
    )
    rows = LocalAuthority.objects.visible_to(user, Capability.RUN_NETWORKS)
    rows = rows.filter(pk__in=[authority.pk for authority in area.authorities])
    days = (F("response_plan__rehearsed_on"), F("response_plan__review_on"))
    return asked_of(rows, "plan", F("gss_code"), days, numbers)


def number_of(rows: QuerySet, name: str) -> Coalesce:
    """Return how many different values these rows of a plan have."""
    counted = rows.order_by().values("plan").annotate(number=Count(name, distinct=True)).values("number")
    return Coalesce(Subquery(counted, IntegerField()), 0)


def add_pilot(
    found: Places, area: Area, today: date, key: int, name: str, status: str, last_on: date | None, *numbers: Any
) -> None:
    found.pilots[key] = name
    since = today - timedelta(days=settings.SILENT_DAYS)
    if status in AT_WORK and (last_on is None or last_on < since):
        authority = numbers[1]
        address = f"{reverse('activities')}?{urlencode({'authority': authority, 'pilot': key})}"
        found.silent.append(SilentPilot(name, address, last_on))


def add_locality(found: Places, area: Area, today: date, key: int, name: str, *rest: Any) -> None:
    found.localities[key] = name


def add_plan(found: Places, area: Area, today: date, key: int, name: str, code: str, *said: Any) -> None:
    rehearsed_on, review_on, plan, sectors, support, places = said
    row = PlanRow(
        name,
        reverse("plan", args=[code]),
        bool(plan),
        rehearsed_on,
        review_on,
        is_rehearsed=bool(rehearsed_on and rehearsed_on >= today - REHEARSED_WITHIN),
        is_review_ahead=bool(review_on and review_on >= today),
        sectors=sectors,
        support=support,
        places=places,
    )
    found.plans = sorted([*(found.plans or []), row], key=lambda plan: plan.authority)


def silent_number(found: Places) -> Number:
    """Return how many pilots at work have logged nothing for long."""
    hint = (
        f"Pilots at work with no submitted or approved entry of the last {settings.SILENT_DAYS} days that you may see."
    )
    return Number("silent", "Silent pilots now", len(found.silent), None, "pilots", hint=hint)
