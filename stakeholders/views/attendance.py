"""What a meeting leaves: who came, that it was held, and notes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from stakeholders.meetings.attendance import AttendanceForm, store, turnout_of
from stakeholders.meetings.forms import NotesForm
from stakeholders.models import Meeting
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .meetings import meeting_of, page_of
from .scheduling import say_and_go

CANCELLED = "This meeting was cancelled."


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_attendance(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tick who came; before the day of the meeting, who sent apologies. Only what this form changes is stored."""
    stored = meeting_of(request, pk, lock=request.method == "POST")
    if stored.is_cancelled:
        return say_and_go(request, stored, CANCELLED)
    form = AttendanceForm(posted(request), user=request.user, meeting=stored)
    if form.is_valid():
        store(form)
        messages.success(request, f"Saved: {turnout_of(request.user, stored)}.")
        return redirect(stored)
    page = page_of(stored, "Who came" if stored.has_come else "Apologies", form=form)
    return render(request, "stakeholders/meetings/attendance.html", page)


@require_POST
@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_held(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mark a scheduled meeting as held, once its day has come."""
    stored = meeting_of(request, pk, lock=True)
    if stored.is_cancelled:
        return say_and_go(request, stored, CANCELLED)
    if not stored.has_come:
        return say_and_go(request, stored, "A meeting can be marked as held from its day on.")
    if not stored.is_held:
        stored.status = Meeting.Status.HELD
        stored.save(update_fields=["status"])
        messages.success(request, "Marked as held.")
    return redirect(stored)


@require_POST
@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_not_held(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that a meeting was held, while nothing else says so."""
    stored = meeting_of(request, pk, lock=True)
    if stored.is_held and not stored.may_be_not_held:
        return say_and_go(request, stored, "Somebody came, or there are notes or an entry in the log: it was held.")
    if stored.is_held:
        stored.status = Meeting.Status.SCHEDULED
        stored.save(update_fields=["status"])
        messages.success(request, "No longer marked as held.")
    return redirect(stored)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def meeting_notes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write notes; 409 with both versions where somebody else has written some meanwhile."""
    stored = meeting_of(request, pk, lock=request.method == "POST")
    if stored.is_cancelled:
        return say_and_go(request, stored, CANCELLED)
    page = page_of(stored, "Notes")

    def show(form: NotesForm, status: int = 200, **context) -> HttpResponse:
        return render(request, "stakeholders/meetings/edit.html", page | {"form": form} | context, status=status)

    return save_unless_outdated(request, lambda data: NotesForm(data, instance=stored), show, lambda form: stored)
