"""Logging a meeting of a network, once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pilots.views.editing import posted
from stakeholders.meetings.attendance import turnout_of
from stakeholders.models import Meeting
from stakeholders.views.meetings import meeting_of, page_of
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import workflow
from ..meetings import PilotForm, draw_up, entry_of, pilots_for
from ..models import Activity


@needs(Capability.RUN_NETWORKS)
def meeting_log(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open the entry of a meeting that was held; where there is none, ask for the pilot and make a draft of it."""
    meeting = meeting_of(request, pk)
    if not request.user.may_in(Capability.LOG, meeting.network.authority):
        raise PermissionDenied
    if entry := entry_of(meeting):
        return open_entry(request, meeting, entry)
    if not meeting.is_held:
        messages.info(request, "A meeting can be logged once it was held.")
        return redirect(meeting)
    pilots = pilots_for(request.user, meeting.network)
    form = PilotForm(answer_of(request, meeting), pilots=pilots)
    if form.is_valid():
        return open_entry(request, meeting, draw_up(meeting, form.cleaned_data["pilot"], by=request.user))
    page = page_of(meeting, "Log the meeting", form=form, pilots=pilots, turnout=turnout_of(request.user, meeting))
    return render(request, "interventions/meeting_log.html", page)


def answer_of(request: SignedInRequest, meeting: Meeting):
    """Return what was sent; the network of a pilot answers by itself for which pilot its meetings count."""
    data = posted(request)
    pilot = meeting.network.pilot_id
    return {"pilot": pilot} if data is not None and pilot else data


def open_entry(request: SignedInRequest, meeting: Meeting, entry: Activity) -> HttpResponse:
    """Lead to the entry: to its form where the person may change it. Another's draft is named, not shown."""
    if not Activity.objects.visible_to(request.user).filter(pk=entry.pk).exists():
        messages.info(request, f"{entry.author} has begun the entry of this meeting: it is a draft.")
        return redirect(meeting)
    return redirect("activity_edit", entry.pk) if workflow.may_edit(request.user, entry) else redirect(entry)
