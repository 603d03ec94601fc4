"""The manager's queue."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from .. import workflow
from ..figures import waiting_for
from ..filters import QueueFilter
from ..forms import ReasonForm
from ..models import Activity, Attachment
from .entries import changed_meanwhile, version_of

PAGE_SIZE = 10


@needs(Capability.REVIEW)
def review_queue(request: SignedInRequest) -> HttpResponse:
    """The entries that wait, oldest first, each in full with its decision beside it."""
    return show_queue(request)


@require_POST
@needs(Capability.REVIEW)
def review_decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Approve or return one entry of the queue and go on to the next."""
    mine = Activity.objects.reviewed_by(request.user)
    name = request.POST.get("decision", "")
    form = ReasonForm(request.POST, prefix=f"return-{pk}") if name == "return" else None
    if name not in {"approve", "return"} or form and not form.is_valid():
        entry = get_object_or_404(mine, pk=pk)
        if form is None:
            raise PermissionDenied
        return show_queue(request, {entry.pk: form})
    reason = form.cleaned_data["reason"] if form else ""
    version = version_of(request.POST.get("version", ""))
    try:
        entry = workflow.decide(mine, pk, name, by=request.user, reason=reason, version=version)
    except Activity.DoesNotExist:
        raise Http404 from None
    except workflow.ChangedMeanwhile:
        typed = ReasonForm({"return-reason": reason}, prefix="return") if reason else None
        return changed_meanwhile(request, pk, {"return": typed} if typed else {})
    messages.success(request, f"“{entry.title}” is {'approved' if name == 'approve' else 'returned to its author'}.")
    return back_to_queue(request)


@require_POST
@needs(Capability.REVIEW)
def review_approve_several(request: SignedInRequest) -> HttpResponse:
    """Approve the ticked entries, each only if it is as it was shown."""
    shown = dict(filter(None, map(as_shown, request.POST.getlist("entry")[:100])))
    entries = Activity.objects.reviewed_by(request.user).waiting().for_page().filter(pk__in=shown)
    outcomes = [approve_as_shown(request.user, entry, shown[entry.pk]) for entry in entries]
    if not shown:
        messages.warning(request, "Tick the entries to approve first.")
    approved = outcomes.count(True)
    if approved:
        messages.success(request, f"{counted(approved, 'entry is', 'entries are')} approved.")
    if left := len(shown) - approved:
        verb = "was" if left == 1 else "were"
        messages.warning(request, f"{left} {verb} changed or decided meanwhile, or not yours to approve: look again.")
    return back_to_queue(request)


def approve_as_shown(user, entry: Activity, version: int) -> bool:
    """Approve an entry unless it has changed since it was shown, or is the person's own."""
    try:
        workflow.move(entry, "approve", by=user, version=version)
    except (workflow.ChangedMeanwhile, PermissionDenied):
        return False
    return True


def show_queue(request: SignedInRequest, reasons: dict | None = None, *, status: int = 200) -> HttpResponse:
    """Show a page of the queue; ``reasons`` holds the return forms that have to be looked at again."""
    reasons = reasons or {}
    queue = Activity.objects.reviewed_by(request.user).waiting()
    asked = QueueFilter(request.GET, queryset=queue, request=request)
    waiting = asked.qs if asked.form.is_valid() else asked.queryset.none()
    entries = waiting.for_page().prefetch_related(Prefetch("attachments", Attachment.objects.current()))
    page = keyset.page_for(request, entries, ("submitted_at", "id"), PAGE_SIZE)
    cards = [card(request.user, entry, reasons.get(entry.pk)) for entry in page]
    figures, outcomes = waiting_for(request.user)
    context = {
        "filter": asked,
        "page": page,
        "cards": cards,
        "figures": figures,
        "outcomes": outcomes,
        "error_form": next((form for form in reasons.values() if form and form.errors), None),
    }
    return render(request, "interventions/review_queue.html", context, status=status)


def card(user, entry: Activity, form: ReasonForm | None) -> dict:
    """Return what the queue shows of one entry."""
    return {
        "activity": entry,
        "form": form or ReasonForm(prefix=f"return-{entry.pk}"),
        "open": bool(form),
        "may_decide": workflow.reviews_entry(user, entry),
        "is_late": (entry.days_waiting or 0) > settings.REVIEW_DUE_DAYS,
    }


def back_to_queue(request: SignedInRequest) -> HttpResponse:
    """Return to the queue with the filters that were set."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("review_queue") + query)


def as_shown(text: str) -> tuple[UUID, int] | None:
    """Return the identifier and version of a ticked entry, or None where the text is no such pair."""
    key, _, version = text.partition(":")
    try:
        return UUID(key), version_of(version)
    except ValueError:
        return None
