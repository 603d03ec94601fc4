"""Removing words for good, from entries of the log and from outcome records."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..models import Activity, OutcomeRecord
from ..redaction import RedactionForm, redact


@needs(Capability.REVIEW)
def activity_redact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take words out of an entry of the log for good."""
    return remove_words(request, get_object_or_404(Activity.objects.reviewed_by(request.user), pk=pk))


@needs(Capability.REVIEW)
def outcome_redact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take words out of an outcome record for good."""
    records = OutcomeRecord.objects.reviewed_by(request.user).select_related("measure")
    return remove_words(request, get_object_or_404(records, pk=pk))


def remove_words(request: SignedInRequest, entry: Activity | OutcomeRecord) -> HttpResponse:
    """Ask what to remove and why, and remove it."""
    form = RedactionForm(request.POST if request.method == "POST" else None, entry=entry)
    if form.is_valid():
        redact(entry, form.cleaned_data["parts"], by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "The words are removed, from every earlier version too.")
        return redirect(entry)
    return render(request, "interventions/redact.html", {"entry": entry, "form": form})
