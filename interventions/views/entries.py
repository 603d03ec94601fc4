"""The page of one entry, and what may be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import workflow
from ..changes import changes_of
from ..forms import ReasonForm
from ..models import Activity, Attachment, OutcomeRecord
from ..models.activity import Status

DONE = {
    "submit": "Submitted for review.",
    "withdraw": "Withdrawn. It is a draft again, which only its author can see.",
    "approve": "Approved.",
    "return": "Returned to its author with your reason.",
    "reopen": "Reopened and returned to its author with your reason.",
    "cancel": "Cancelled.",
}


@needs(Capability.READ_APPROVED)
def activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One entry with its files and the thread of decisions."""
    entry = get_object_or_404(Activity.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, "interventions/activity.html", page_of_entry(request, entry))


@require_POST
@needs(Capability.READ_APPROVED)
def activity_move(request: SignedInRequest, pk: UUID, name: str) -> HttpResponse:
    """Make one of the moves that are open to this person."""
    step, entries = workflow.MOVES.get(name), Activity.objects.visible_to(request.user)
    form = ReasonForm(request.POST, prefix=name) if step and step.needs_reason else None
    if step is None or form and not form.is_valid():
        entry = get_object_or_404(entries.for_page(), pk=pk)
        if step is None or not step.may(request.user, entry):
            raise PermissionDenied
        return render(request, "interventions/activity.html", page_of_entry(request, entry, **{name: form}))
    reason, version = form.cleaned_data["reason"] if form else "", version_of(request.POST.get("version", ""))
    try:
        entry = workflow.decide(entries, pk, name, by=request.user, reason=reason, version=version)
    except Activity.DoesNotExist:
        raise Http404 from None
    except workflow.ChangedMeanwhile:
        return changed_meanwhile(request, pk, {name: form} if form else {})
    messages.success(request, DONE[name])
    return redirect(entry)


def changed_meanwhile(request: SignedInRequest, pk: UUID, reason_forms: dict) -> HttpResponse:
    """Say that the entry is no longer what the person read, show it as it is now, and keep the reason typed."""
    entry = Activity.objects.visible_to(request.user).for_page().filter(pk=pk).first()
    if entry is None:
        return render(request, "interventions/withdrawn.html", {"forms": reason_forms}, status=409)
    context = page_of_entry(request, entry, **reason_forms) | {"changed_meanwhile": True, "forms": reason_forms}
    return render(request, "interventions/activity.html", context, status=409)


@require_POST
@needs(Capability.LOG)
def next_step_done(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tick off the next step of an entry; who wrote the entry or owns the step may."""
    entry = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    workflow.tick_off_next_step(entry, by=request.user)
    messages.success(request, "The next step is done.")
    return redirect("home")


@needs(Capability.READ_LOG)
def activity_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who changed what in an entry, and when."""
    entry = get_object_or_404(Activity.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, "interventions/changes.html", {"activity": entry, "changes": changes_of(entry)})


def page_of_entry(request: SignedInRequest, entry: Activity, **reason_forms) -> dict:
    """Return what the page of an entry shows: the moves open to this person, each with its form."""
    moves = [
        (name, move, reason_forms.get(name) or (ReasonForm(prefix=name) if move.needs_reason else None))
        for name, move in workflow.moves_open_to(request.user, entry).items()
    ]
    return {
        "activity": entry,
        "moves": moves,
        "returned_because": reason_of_return(entry),
        "may_edit": workflow.may_edit(request.user, entry),
        "may_log": request.user.may(Capability.LOG),
        "may_redact": request.user.may_in(Capability.REVIEW, entry.authority),
        "may_see_changes": request.user.may(Capability.READ_LOG),
        "error_form": next((form for form in reason_forms.values() if form and form.errors), None),
        "files": Attachment.objects.visible_to(request.user).current().filter(activity=entry),
    }


def reason_of_return(entry: Activity | OutcomeRecord) -> str:
    """Return why a returned entry was returned; "" where it is not returned."""
    reasons = [step.reason for step in entry.steps.all() if step.to_status == Status.RETURNED and step.move != "redact"]
    return reasons[-1] if reasons and entry.status == Status.RETURNED else ""


def version_of(text: str) -> int:
    """Return the version of the entry that a page showed, or 0, which no entry has, where it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
