"""Critical incidents: the list, opening one, and the room itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pilots.models import LocalAuthority
from pilots.views.editing import posted
from vru_portal import keyset, together
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..incidents.figures import response_figures
from ..incidents.finding import find_incident, require_part
from ..incidents.forms import OpeningForm
from ..incidents.line_form import TELLS, LineForm
from ..incidents.lines import lines_of
from ..incidents.people import manages, runs
from ..incidents.proposals import asked_for, proposals_for
from ..incidents.trail import trail_to
from ..models import CriticalIncident
from ..plans.readiness import readiness_list

READERS_SHOWN = 50


@login_required
def incidents(request: SignedInRequest) -> HttpResponse:
    """List open incidents and closed ones; how ready the authorities are; how quick the response was."""
    user = request.user
    require_part(user)
    rows = CriticalIncident.objects.visible_to(user).select_related("authority", "locality")
    closed = keyset.page_for(request, rows.closed(), ("-known_at", "-id"))
    context = {"open": rows.open(), "page": closed, "may_open": user.may(Capability.RUN_NETWORKS)}
    if user.may(Capability.RUN_NETWORKS):
        mine = CriticalIncident.objects.visible_to(user).filter(authority__in=authorities_of(user))
        context |= {"readiness": readiness_list(user), "figures": response_figures(mine)}
    return render(request, "stakeholders/incidents/list.html", context)


def authorities_of(user):
    return LocalAuthority.objects.visible_to(user, Capability.RUN_NETWORKS)


@needs(Capability.RUN_NETWORKS)
def incident_open(request: SignedInRequest) -> HttpResponse:
    """Open an incident, in the authority ``?authority=`` where the address names one; sent twice, it is one."""
    start = {}
    if code := request.GET.get("authority"):
        start["authority"] = get_object_or_404(authorities_of(request.user), gss_code=code)
    form = OpeningForm(posted(request), user=request.user, initial=start)
    if not form.is_valid():
        return render(request, "stakeholders/incidents/open.html", {"form": form})
    try:
        opened = form.open(by=request.user)
    except IntegrityError:
        return redirect(
            get_object_or_404(CriticalIncident.objects.visible_to(request.user), pk=form.cleaned_data["id"])
        )
    messages.success(request, f"{opened} is open. What you do now is one tap each.")
    return redirect(opened)


@login_required
def incident(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The room of an incident: its log, what the plan proposes, and who takes part."""
    found = find_incident(request.user, pk)
    found.note_reading(request.user)
    return render(request, "stakeholders/incidents/room.html", room(request.user, found))


def room(user, found: CriticalIncident) -> dict:
    """Return what the page of an incident shows to a person."""
    lines = lines_of(found)
    context = {
        "incident": found,
        "lines": lines[::-1],
        "last": lines[-1].position if lines else 0,
        "form": LineForm(incident=found, user=user) if found.is_open else None,
        "told_by_kind": TELLS,
        "runs": runs(user, found),
        "manages": manages(user, found),
        "trail": trail_to(found),
    }
    lists = together.read(**people_of(user, found), **(asked_for(user, found) if found.is_open else {}))
    if found.is_open:
        context["proposals"] = proposals_for(lists, lines)
    return {**context, "helpers": lists["helpers"], "readings": lists.get("readings", [])}


def people_of(user, found: CriticalIncident) -> dict[str, QuerySet]:
    """Return what reads who was added to an incident and, for its managers, who has read it."""
    people: dict[str, QuerySet] = {"helpers": found.helpers.current().select_related("user")}
    if manages(user, found):
        people["readings"] = found.readings.select_related("user")[:READERS_SHOWN]
    return people
