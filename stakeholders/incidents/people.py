"""Who takes part in an incident: those who run networks in its authority, and whoever was added."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Capability

from ..models import CriticalIncident, IncidentHelper


def posted_there(incident: CriticalIncident) -> QuerySet[User]:
    """Return those whose current posting lets them into every incident of the authority."""
    return User.objects.posted_to(Capability.RUN_NETWORKS, incident.authority)


def taking_part(incident: CriticalIncident) -> QuerySet[User]:
    """Return everybody who may read and write in the incident now."""
    added = in_region(incident).filter(pk__in=incident.helpers.filter(removed_at=None).values("user"))
    return User.objects.filter(Q(pk__in=posted_there(incident)) | Q(pk__in=added))


def in_region(incident: CriticalIncident) -> QuerySet[User]:
    """Return the staff with a current posting anywhere in the region. Not administrators: they read no incidents."""
    region = incident.authority.region_id
    postings = Posting.objects.current().filter(Q(authority__region=region) | Q(region=region))
    postings = postings.having(Capability.READ_APPROVED)
    return User.objects.filter(is_active=True, pk__in=postings.values("user"))


def may_be_added(incident: CriticalIncident) -> QuerySet[User]:
    """Return the staff of the region who do not take part yet."""
    return in_region(incident).exclude(pk__in=taking_part(incident).values("pk")).order_by("full_name")


def runs(user: User, incident: CriticalIncident) -> bool:
    """Say whether the person runs networks in the authority: adds people and closes the incident."""
    return user.may_in(Capability.RUN_NETWORKS, incident.authority)


def manages(user: User, incident: CriticalIncident) -> bool:
    """Say whether the person is a manager of the authority: sees who has read, and opens the incident again."""
    return user.may_in(Capability.REVIEW, incident.authority)


def has_been_added(user: User) -> bool:
    """Say whether the person was added to any incident, and is there still."""
    return IncidentHelper.objects.visible_to(user).filter(user=user, removed_at=None).exists()
