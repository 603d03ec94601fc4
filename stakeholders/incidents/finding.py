"""How views reach an incident: who may, who may not, and that reading it is recorded."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..models import CriticalIncident
from .people import has_been_added


def require_part(user: User) -> None:
    """Raise PermissionDenied for those who neither run networks nor were added to any incident."""
    if not user.may(Capability.RUN_NETWORKS) and not has_been_added(user):
        raise PermissionDenied


def find_incident(user: User, pk: UUID, *, locked: bool = False) -> CriticalIncident:
    """Return an incident that the person may see; 404 for another one, 403 for those who take part in none.

    One query where it is found. ``locked``: until the transaction ends, for those who change it.
    """
    rows = CriticalIncident.objects.visible_to(user).select_related("authority__region", "locality", "opened_by")
    if locked:
        rows = rows.select_for_update(of=("self",))
    if found := rows.filter(pk=pk).first():
        return found
    require_part(user)
    raise Http404
