"""What the form of an intervention offers, and what a new one starts from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from pilots.models import EducationSetting, Locality, Pilot
from stakeholders.models import Organisation

from ..models import AudienceGroup, Intervention, InterventionType

# What describes an approach. Name and description tell the other pilot's history. Provider, funding, dates, places,
# schools and how to refer are those of its own.
TAKEN_UP = (
    "type",
    "target_group",
    "audience",
    "planned_dose",
    "language",
    "school_level",
    "referral",
    "youngest",
    "oldest",
)


def offers(user, intervention: Intervention) -> dict[str, QuerySet]:
    """Return, by field, what is in use in the pilot, its authority and region, beside what was chosen before."""
    authority, is_stored = intervention.pilot.authority, intervention.pk is not None
    types = InterventionType.objects.visible_to(user).filter(region=authority.region)
    schools = EducationSetting.objects.visible_to(user).filter(authority=authority)
    bodies = Organisation.objects.visible_to(user).filter(region=authority.region)
    of_pilot = Q(pk__in=intervention.pilot.localities.current())
    localities_before = intervention.localities.all() if is_stored else []
    schools_before = intervention.schools.all() if is_stored else []
    return {
        "type": types.filter(in_use_or(pk=intervention.type_id)),
        "localities": Locality.objects.visible_to(user).filter(of_pilot | Q(pk__in=localities_before)),
        "schools": schools.filter(in_use_or(pk__in=schools_before)),
        "audience": AudienceGroup.objects.filter(in_use_or(pk=intervention.audience_id)),
        "provider": bodies.filter(in_use_or(pk=intervention.provider_id)),
        "funder": bodies.filter(in_use_or(pk=intervention.funder_id)),
    }


def in_use_or(**chosen: Any) -> Q:
    """Return the condition that a row is not archived, or was chosen before."""
    return Q(archived_at=None) | Q(**chosen)


def start_in(pilot: Pilot) -> dict[str, Any]:
    """Return what a new intervention of a pilot starts with: its locality, where the pilot has no other."""
    localities = list(pilot.localities.current()[:2])
    return {"localities": localities} if len(localities) == 1 else {}


def start_from(other: Intervention) -> dict[str, Any]:
    """Return what a new intervention that takes up another one starts with: the approach, not who, where and when."""
    start = {name: getattr(other, name) for name in TAKEN_UP} | {"name": other.type.name}
    return {name: getattr(value, "pk", value) for name, value in start.items()}
