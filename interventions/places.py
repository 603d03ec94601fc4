"""The places that a person may log activity at, as one choice: a pilot, and a locality or site of it."""

from __future__ import annotations

from django.db.models import QuerySet

from pilots.models import Locality, Pilot, Site
from vru_portal.access.roles import Capability

Place = tuple[Pilot, Locality | None, Site | None]


def pilots_to_log_in(user) -> QuerySet[Pilot]:
    """Return the pilots that the person may log activity in, with their places."""
    pilots = Pilot.objects.visible_to(user, Capability.LOG).current()
    return pilots.select_related("authority").prefetch_related("localities", "sites")


def value_of(pilot, locality=None, site=None) -> str:
    """Return the value by which the form knows a place, such as "7", "7:l3" or "7:s2"."""
    if locality:
        return f"{pilot.pk}:l{locality.pk}"
    return f"{pilot.pk}:s{site.pk}" if site else str(pilot.pk)


def places_of(pilot: Pilot) -> list[tuple[str, str, Place]]:
    """Return value, label and meaning of each place of the pilot. One that bears the pilot's name stands for it."""
    parts = [(locality, None) for locality in pilot.localities.all() if not locality.archived_at]
    parts += [(None, site) for site in pilot.sites.all() if not site.has_ended]
    only_itself = len(parts) == 1 and parts[0][0] and parts[0][0].name == pilot.name
    whole = [] if only_itself else [(value_of(pilot), pilot.name, (pilot, None, None))]
    return whole + [
        (
            value_of(pilot, locality, site),
            pilot.name if only_itself else f"{pilot.name}: {locality or site}",
            (pilot, locality, site),
        )
        for locality, site in parts
    ]
