"""Ending an incident with a debrief, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from vru_portal.access.guards import SignedInRequest

from ..incidents.finding import find_incident
from ..incidents.forms import DebriefForm, ReopeningForm
from ..incidents.people import manages, runs
from ..incidents.standing import Kind
from ..incidents.trail import trail_to
from ..models import CriticalIncident, IncidentEntry


@login_required
@posts_in_one_transaction
def incident_debrief(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write the debrief, which closes the incident; 409 with both texts where somebody else was faster."""
    incident = find_incident(request.user, pk, locked=request.method == "POST")
    if not runs(request.user, incident):
        raise PermissionDenied
    incident.note_reading(request.user)
    was_open = incident.is_open
    page = "Debrief and close" if was_open else "Change the debrief"
    context = {"incident": incident, "page": page, "was_open": was_open, "trail": trail_to(incident, page)}

    def bind(data) -> DebriefForm:
        return DebriefForm(data, instance=incident)

    def show(form: DebriefForm, status: int = 200, **more) -> HttpResponse:
        return render(request, "stakeholders/incidents/debrief.html", {**context, "form": form, **more}, status=status)

    def save(form: DebriefForm) -> None:
        close(form.instance, request)

    said = "The incident is closed." if was_open else "The debrief is saved."
    return save_unless_outdated(request, bind, show, lambda form: incident, save, said)


def close(incident: CriticalIncident, request: SignedInRequest) -> None:
    """Store the debrief and, where it is open, close the incident with a line in its log."""
    if incident.is_open:
        append(incident, Kind.CLOSED, "Closed with a debrief.", request)
        incident.closed_at = timezone.now()
    incident.version += 1
    incident.save()


@login_required
@posts_in_one_transaction
def incident_reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open a closed incident again, with the reason in its log. For managers of the authority."""
    incident = find_incident(request.user, pk, locked=request.method == "POST")
    if not manages(request.user, incident):
        raise PermissionDenied
    if incident.is_open:
        messages.info(request, f"{incident} is open.")
        return redirect(incident)
    form = ReopeningForm(posted(request), incident=incident)
    if not form.is_valid():
        context = {"incident": incident, "form": form, "trail": trail_to(incident, "Open it again")}
        return render(request, "stakeholders/incidents/reopen.html", context)
    append(incident, Kind.REOPENED, form.cleaned_data["reason"], request)
    incident.closed_at, incident.next_review_at = None, None
    incident.version += 1
    incident.save()
    messages.success(request, f"{incident} is open again.")
    return redirect(incident)


def append(incident: CriticalIncident, kind: str, text: str, request: SignedInRequest) -> None:
    IncidentEntry(incident=incident, kind=kind, text=text, made_by=request.user).write()
