"""What a community response plan lacks, each gap with the page where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from pilots.models import LocalAuthority
from stakeholders.models import Contact, Organisation, PlanRole, ResponsePlan
from stakeholders.models.plan import Support
from vru_portal.access.roles import Capability
from vru_portal.telephones import pieces
from vru_portal.wording import counted

from .addresses import add_to, address_of, edit, page_of
from .parts import agreed, agreed_in_debriefs, load_parts, parts

Sector = Organisation.Sector
# Without these no response reaches a whole community.
SECTORS = (Sector.POLICE, Sector.COUNCIL, Sector.HEALTH, Sector.EDUCATION, Sector.VOLUNTARY)
REHEARSED_WITHIN = relativedelta(months=12)
GAPS_LISTED = 3
NO_NUMBER = "no number to ring"
NO_PLAN = "There is no response plan yet"
RULE = (
    "A plan is ready when it has a partner from the police, the council, health, education and the voluntary and"
    " community sector; when every partner has somebody to ring, whose details are not past their review date, and"
    " one of them can be reached out of hours; when it says how out-of-hours cover works and who convenes; when"
    " somebody holds each role; when a place can open; when an organisation gives each of the six kinds of support;"
    " when it was rehearsed in the last 12 months and has a next review ahead; and when everything that debriefs"
    " agreed has been taken over."
)


@dataclass(frozen=True)
class Gap:
    """One thing that a plan lacks, and the address of the page where it is mended; "" where there is none yet."""

    words: str
    href: str = ""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Readiness:
    """What a plan lacks, in the order of its importance."""

    gaps: list[Gap] = field(default_factory=list)
    has_plan: bool = True

    @property
    def is_ready(self) -> bool:
        return not self.gaps

    @property
    def first_gaps(self) -> list[Gap]:
        """The gaps that a list of several authorities names."""
        return self.gaps[:GAPS_LISTED]

    @property
    def further_gaps(self) -> int:
        return len(self.gaps) - len(self.first_gaps)

    @property
    def words(self) -> str:
        """Say it in a few words: "Ready", "No plan yet" or "Not ready: 3 gaps"."""
        if not self.has_plan:
            return "No plan yet"
        return "Ready" if self.is_ready else f"Not ready: {counted(len(self.gaps), 'gap')}"


def readiness(plan: ResponsePlan | None, today: date) -> Readiness:
    """Return what a plan lacks on a day; without a plan, that it has to be drawn up.

    Nothing is asked of the database for a plan that came ``with_parts``.
    """
    if plan is None:
        return Readiness([Gap(NO_PLAN)], has_plan=False)
    load_parts(plan)
    rules = (of_debriefs, of_roles, of_partners, of_hours, of_places, of_support, of_dates)
    return Readiness([gap for rule in rules for gap in rule(plan, today)])


def readiness_of(authorities: Iterable[LocalAuthority]) -> dict[int, Readiness]:
    """Return the readiness of each authority by its key, in a constant number of queries."""
    listed, today = list(authorities), timezone.localdate()
    plans = Prefetch("response_plan", ResponsePlan.objects.prefetch_related(*parts()))
    prefetch_related_objects(listed, plans, agreed("incidents"))
    return {authority.pk: of_authority(authority, today) for authority in listed}


def readiness_list(user) -> list[tuple[LocalAuthority, Readiness]]:
    """Return each authority in which the person runs networks, with the readiness of its plan."""
    authorities = user.places_with(Capability.RUN_NETWORKS)
    found = readiness_of(authorities)
    return [(authority, found[authority.pk]) for authority in authorities]


def of_authority(authority: LocalAuthority, today: date) -> Readiness:
    plan = getattr(authority, "response_plan", None)
    if plan:
        return readiness(plan, today)
    address = reverse("plan", args=[authority.gss_code])
    return Readiness([Gap(NO_PLAN, address)], has_plan=False)


# The rules -------------------------------------------------------------------------------------------------------


def of_debriefs(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    for incident in agreed_in_debriefs(plan):
        yield Gap(f"What was agreed after {incident} has not been taken over", f"{page_of(plan)}#agreed")


def of_roles(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    """Name each role that nobody holds: who was erased, or is no longer posted, holds none."""
    held = [row for row in plan.roles.all() if is_held(row)]
    for role in PlanRole.Role:
        if role not in {row.role for row in held}:
            yield Gap(f"Nobody has the role: {lower(role.label)}", f"{add_to(plan, 'roles')}?role={role}")
    for row in held:
        if words := wrong_with(row.contact, today) if row.contact else "" if has_number(row.telephone) else NO_NUMBER:
            yield Gap(
                f"{row.get_role_display()}: {words}", mended_at(row.contact, today, address_of(plan, "roles", row.pk))
            )


def of_partners(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    partners = list(plan.partners.all())
    sectors = {partner.organisation.sector for partner in partners}
    for sector in SECTORS:
        if sector not in sectors:
            yield Gap(f"No partner from: {lower(sector.label)}", add_to(plan, "partners"))
    for partner in partners:
        if words := wrong_with(partner.contact, today):
            address = address_of(plan, "partners", partner.pk)
            yield Gap(f"{partner.organisation}: {words}", mended_at(partner.contact, today, address))


def of_hours(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    by_day_and_night = [row for row in plan.partners.all() if row.out_of_hours and can_be_rung(row.contact)]
    if not by_day_and_night:
        yield Gap("No partner can be rung out of hours", add_to(plan, "partners"))
    if not plan.out_of_hours:
        yield Gap("Out-of-hours cover is not described", edit(plan))
    if not plan.convening:
        yield Gap("It does not say who convenes, and how", edit(plan))


def of_places(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    if not plan.places.all():
        yield Gap("No place that can open", add_to(plan, "places"))
    for place in plan.places.all():
        # How a place is opened may also be said in words.
        if words := "" if place.how_to_open and not place.contact else wrong_with(place.contact, today):
            yield Gap(f"{place}: {words}", mended_at(place.contact, today, address_of(plan, "places", place.pk)))


def of_support(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    given = {row.kind for row in plan.support.all() if row.organisation_id}
    for kind in Support:
        if kind not in given:
            yield Gap(f"Nobody gives: {lower(kind.label)}", f"{add_to(plan, 'support')}?kind={kind}")


def of_dates(plan: ResponsePlan, today: date) -> Iterator[Gap]:
    if plan.rehearsed_on is None:
        yield Gap("Never rehearsed", edit(plan))
    elif plan.rehearsed_on < today - REHEARSED_WITHIN:
        yield Gap(f"Last rehearsed on {date_format(plan.rehearsed_on, 'j F Y')}, more than 12 months ago", edit(plan))
    if plan.review_on is None:
        yield Gap("No next review", edit(plan))
    elif plan.review_on < today:
        yield Gap(f"The review of {date_format(plan.review_on, 'j F Y')} is overdue", edit(plan))


# What the rules ask ----------------------------------------------------------------------------------------------


def lower(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def can_be_rung(contact: Contact | None) -> bool:
    return bool(contact and contact.is_named and has_number(contact.telephone))


def has_number(text: str) -> bool:
    """Say whether a text holds a number that can be rung, not only words or digits."""
    return any(piece.href for piece in pieces(text))


def is_held(row: PlanRole) -> bool:
    if row.user:
        return row.user.is_active and cast(Any, row).is_posted
    return bool(row.organisation_id or row.contact and row.contact.is_named)


def wrong_with(contact: Contact | None, today: date) -> str:
    """Say why nobody can be sure to reach the contact of a partner; "" where all is well."""
    if contact is None:
        return "nobody to reach"
    if not contact.is_named:
        return "whom to reach is no longer known"
    if not has_number(contact.telephone):
        return NO_NUMBER
    return (
        f"details were to be reviewed by {date_format(contact.review_on, 'j F Y')}" if is_stale(contact, today) else ""
    )


def is_stale(contact: Contact, today: date) -> bool:
    return contact.review_on <= today


def mended_at(contact: Contact | None, today: date, address: str) -> str:
    """Return the page of the plan, or the contact's own, where details that are right still are confirmed."""
    if contact and can_be_rung(contact) and is_stale(contact, today):
        return reverse("contact", args=[contact.pk])
    return address
