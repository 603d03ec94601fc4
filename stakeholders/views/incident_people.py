"""Who takes part in an incident: adding people from elsewhere, and removing them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.views.editing import posted
from vru_portal.access.guards import SignedInRequest

from ..incidents.finding import find_incident
from ..incidents.forms import PersonForm
from ..incidents.people import posted_there, runs
from ..incidents.trail import trail_to
from ..models import CriticalIncident


@login_required
def incident_people(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show who takes part; those who run networks in the authority add somebody of the region."""
    incident = find_incident(request.user, pk)
    incident.note_reading(request.user)
    may_add = runs(request.user, incident)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    form = PersonForm(posted(request), incident=incident) if may_add else None
    if form and form.is_valid():
        return add(request, incident, form.cleaned_data["person"])
    context = {
        "incident": incident,
        "form": form,
        "posted": posted_there(incident).order_by("full_name"),
        "helpers": incident.helpers.select_related("user", "added_by"),
        "trail": trail_to(incident, "People"),
    }
    return render(request, "stakeholders/incidents/people.html", context)


def add(request: SignedInRequest, incident: CriticalIncident, person) -> HttpResponse:
    """Add a person once, also where two people do it at the same moment."""
    try:
        with transaction.atomic():
            incident.helpers.create(user=person, added_by=request.user)
    except IntegrityError:
        messages.info(request, f"{person} takes part already.")
    else:
        messages.success(request, f"{person} takes part. They find {incident} on their home page.")
    return redirect("incident_people", pk=incident.pk)


@require_POST
@login_required
def incident_person_remove(request: SignedInRequest, pk: UUID, helper: int) -> HttpResponse:
    """End somebody's part in the incident: from their next request on they find nothing of it."""
    incident = find_incident(request.user, pk)
    if not runs(request.user, incident):
        raise PermissionDenied
    row = get_object_or_404(incident.helpers.current().select_related("user"), pk=helper)
    row.removed_at = timezone.now()
    row.save()
    messages.success(request, f"{row.user} no longer takes part.")
    return redirect("incident_people", pk=incident.pk)
