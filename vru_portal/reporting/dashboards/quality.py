"""The places of an area: those that entries may name, pilots of which nothing is logged, and plans for the worst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from interventions.models import Activity
from interventions.models.activity import Status
from pilots.models import LocalAuthority, Locality, Phase, Pilot
from stakeholders.models import PlanPartner, PlanPlace, PlanSupport
from stakeholders.plans.readiness import REHEARSED_WITHIN, SECTORS
from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..areas import Area
from .asked import NO_WORD, Told, asked_of
from .links import back_to
from .numbers import Number, PlanRow, SilentPilot

LOGGED = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
AT_WORK = ("", Phase.Status.OPERATIONAL)


@dataclass
class Places:
    """The places of an area by their keys, and what is said of them."""

    pilots: dict[int, str] = field(default_factory=dict)
    localities: dict[int, str] = field(default_factory=dict)
    silent: list[SilentPilot] = field(default_factory=list)
    plans: list[PlanRow] | None = None


def places_asked(user: User, area: Area) -> list[QuerySet]:
    """Return the questions for the places of an area, of which ``places_of`` reads the answers."""
    asked = [pilots_in(user, area), localities_in(user, area)]
    return [*asked, plans_in(user, area)] if runs_networks(user, area) else asked


def places_of(user: User, area: Area, today: date, found: Mapping[str, list[Told]]) -> Places:
    pilots, localities = found.get("pilot", []), found.get("locality", [])
    since = today - timedelta(days=settings.SILENT_DAYS)
    silent = [silent_pilot(area, pilot) for pilot in pilots if is_silent(pilot, since)]
    plans = [plan_in(plan, today) for plan in found.get("plan", [])]
    return Places(
        {told.numbers[0]: told.words[0] for told in pilots},
        {told.numbers[0]: told.words[0] for told in localities},
        sorted(silent, key=lambda pilot: pilot.name),
        sorted(plans, key=lambda plan: plan.authority) if runs_networks(user, area) else None,
    )


def runs_networks(user: User, area: Area) -> bool:
    return all(user.may_in(Capability.RUN_NETWORKS, authority) for authority in area.authorities)


def pilots_in(user: User, area: Area) -> QuerySet:
    """Ask for the pilots that are not archived, with the status of each and the last day of what it logged."""
    logged = Activity.objects.visible_to(user).filter(pilot=OuterRef("pk"), status__in=LOGGED).order_by("-starts_on")
    phases = Phase.objects.visible_to(user).filter(pilot=OuterRef("pk")).order_by("-position")
    status = Coalesce(Subquery(phases.values("status")[:1]), NO_WORD)
    last_on = Subquery(logged.values("starts_on")[:1])
    rows = Pilot.objects.visible_to(user, Capability.READ_APPROVED).current().filter(part_of(area))
    return asked_of(rows, "pilot", words=("name", status), numbers=("pk", "authority_id"), days=(last_on,))


def part_of(area: Area) -> Q:
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pk=area.place.pk), "locality": Q(localities=area.place.pk)}
    return here & parts.get(area.kind, Q())


def localities_in(user: User, area: Area) -> QuerySet:
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pilots=area.place.pk), "locality": Q(pk=area.place.pk)}
    rows = Locality.objects.visible_to(user, Capability.READ_APPROVED).current()
    return asked_of(rows.filter(here & parts.get(area.kind, Q())), "locality", words=("name",), numbers=("pk",))


def plans_in(user: User, area: Area) -> QuerySet:
    """Ask for the authorities with the dates of their response plans, and how many of its parts there are."""
    plan = OuterRef("response_plan")
    partners = PlanPartner.objects.visible_to(user).filter(plan=plan, organisation__sector__in=SECTORS)
    support = PlanSupport.objects.visible_to(user).filter(plan=plan, organisation__isnull=False)
    numbers = (
        Coalesce("response_plan", 0),
        number_of(partners, "organisation__sector"),
        number_of(support, "kind"),
        number_of(PlanPlace.objects.visible_to(user).filter(plan=plan), "pk"),
    )
    rows = LocalAuthority.objects.visible_to(user, Capability.RUN_NETWORKS)
    rows = rows.filter(pk__in=[authority.pk for authority in area.authorities])
    days = ("response_plan__rehearsed_on", "response_plan__review_on")
    return asked_of(rows, "plan", words=("name", "gss_code"), numbers=numbers, days=days)


def number_of(rows: QuerySet, name: str) -> Coalesce:
    """Return how many different values these rows of a plan have."""
    counted = rows.order_by().values("plan").annotate(number=Count(name, distinct=True)).values("number")
    return Coalesce(Subquery(counted, IntegerField()), 0)


def is_silent(told: Told, since: date) -> bool:
    """Say whether a pilot is at work and has logged nothing since a day."""
    (_, status, *_), last_on = told.words, told.days[0]
    return status in AT_WORK and (last_on is None or last_on < since)


def silent_pilot(area: Area, told: Told) -> SilentPilot:
    pilot, authority, *_ = told.numbers
    asked = {"authority": authority, "pilot": pilot} | back_to(area)
    return SilentPilot(told.words[0], f"{reverse('activities')}?{urlencode(asked)}", told.days[0])


def plan_in(told: Told, today: date) -> PlanRow:
    (name, code, *_), (plan, sectors, support, places, *_) = told.words, told.numbers
    rehearsed_on, review_on = told.days
    return PlanRow(
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


def silent_number(found: Places) -> Number:
    """Return how many pilots at work have logged nothing for long."""
    hint = f"Pilots at work of which you can see no entry of the last {settings.SILENT_DAYS} days, drafts apart."
    # The dashboard names them.
    href = "#silent" if found.silent else ""
    return Number("silent", "Silent pilots now", len(found.silent), None, "pilots", href, hint=hint)
