"""Scheduling, changing and cancelling meetings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from stakeholders.meetings.forms import CancelForm, MeetingForm, ScheduleForm
from stakeholders.meetings.scheduling import proposed_days, schedule, usual_details
from stakeholders.models import Meeting, Network
from stakeholders.networks import rhythm
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from .meetings import meeting_of, network_of, page_of, trail_of


@needs(Capability.RUN_NETWORKS)
def meeting_schedule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Schedule meetings on days that the rhythm proposes, or one on any day, all at one time and place."""
    network = network_of(request, pk)
    proposed = proposed_days(request.user, network)
    start = usual_details(request.user, network)
    form = ScheduleForm(posted(request), network=network, proposed=proposed, initial=start)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("place", "agenda")}
        return scheduled(request, network, schedule(request.user, network, form.found, **words), len(form.found))
    context = {
        "network": network,
        "form": form,
        "proposed": proposed,
        "rhythm": rhythm.in_words(network.rhythm, network.rhythm_wording),
        "trail": trail_of(network, "Schedule meetings"),
    }
    return render(request, "stakeholders/meetings/schedule.html", context)


def scheduled(request: SignedInRequest, network: Network, added: list[Meeting], asked: int) -> HttpResponse:
    """Say how many were scheduled, and lead to the only one or to the list."""
    known = asked - len(added)
    said = [f"{counted(len(added), 'meeting')} scheduled."] if added else []
    said += [f"{counted(known, 'meeting')} not scheduled again: the network meets then already."] if known else []
    messages.success(request, " ".join(said))
    return redirect(added[0]) if len(added) == 1 else redirect("meetings", network.pk)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change day, time, place or agenda; 409 with both versions where somebody else has changed them meanwhile."""
    stored = meeting_of(request, pk, lock=request.method == "POST")
    if stored.is_cancelled:
        return say_and_go(request, stored, "This meeting was cancelled: it can no longer be changed.")
    # Binding fills in the meeting: the page names it as it is stored.
    page = page_of(stored, "Change the meeting")

    def show(form: MeetingForm, status: int = 200, **context) -> HttpResponse:
        return render(request, "stakeholders/meetings/edit.html", page | {"form": form} | context, status=status)

    return save_unless_outdated(request, lambda data: MeetingForm(data, instance=stored), show, lambda form: stored)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting, with the reason; invitations and calendars say so from then on."""
    stored = meeting_of(request, pk, lock=request.method == "POST")
    if stored.status != Meeting.Status.SCHEDULED:
        return say_and_go(request, stored, "Only a scheduled meeting can be cancelled.")
    form = CancelForm(posted(request))
    if form.is_valid():
        stored.cancel(form.cleaned_data["reason"])
        messages.success(request, "The meeting is cancelled. Send the invitation again: it takes it off calendars.")
        return redirect(stored)
    page = page_of(stored, "Cancel the meeting", form=form)
    return render(request, "stakeholders/meetings/cancel.html", page)


def say_and_go(request: SignedInRequest, stored: Meeting, text: str) -> HttpResponse:
    """Say why nothing was done, and show the meeting as it is now."""
    messages.info(request, text)
    return redirect(stored)
