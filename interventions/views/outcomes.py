"""Recording outcomes of a pilot: choosing the measure, then typing the summary or uploading a sheet of scores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pilots.models import Pilot
from pilots.trail import trail
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from .. import workflow
from ..models import AnticipatedOutcome, Intervention, OutcomeMeasure, OutcomeRecord
from ..models.activity import Status
from ..outcomes import versions
from ..outcomes.reconciliation import MoreThanReached
from ..outcomes.record_forms import OutcomeForm
from ..outcomes.sheet_form import SheetForm
from ..outcomes.store import move, store, twin_of
from .log import identifier

SAVED = {
    "submit": "Submitted for review.",
    "draft": "Saved as a draft. Only you can see it until you submit it.",
}
SAVED_RETURNED = "Saved. It is still returned to you: submit it when it is ready."


class MeasureChoice(forms.Form):
    """Which measure the record is on, before anything else: what is asked depends on it."""

    measure = forms.ModelChoiceField(
        queryset=OutcomeMeasure.objects.current(),
        to_field_name="slug",
        empty_label="Choose a measure",
        help_text="A scale can be typed as a summary or uploaded as a sheet; proportions and service use are typed.",
        error_messages={"required": "Choose a measure", "invalid_choice": "Choose a measure from the list"},
    )


@needs(Capability.LOG)
def outcome_new(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Type the summary of a group. ``?measure=``, ``?intervention=`` and ``?anticipated=`` say what it is about."""
    return record_in(request, gss_code, slug, OutcomeForm)


@needs(Capability.LOG)
def outcome_upload(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Upload a sheet of paired anonymous scores of a group. Takes what ``outcome_new`` takes."""
    return record_in(request, gss_code, slug, SheetForm)


@needs(Capability.LOG)
def outcome_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a record that is a draft or returned."""
    record = get_object_or_404(OutcomeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    if not workflow.keeps_entry(request.user, record):
        raise PermissionDenied
    if request.method == "POST":
        return save_stored(request, record)
    if Status(record.status) not in workflow.EDITABLE:
        raise PermissionDenied
    return show(request, form_of(record)(instance=record, user=request.user))


def record_in(request: SignedInRequest, gss_code: str, slug: str, form_class: type[OutcomeForm]) -> HttpResponse:
    """Show or store the form for a new record, or ask for its measure first."""
    pilots = Pilot.objects.visible_to(request.user, Capability.LOG).select_related("authority__region")
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    about = about_what(request, pilot)
    choice = MeasureChoice(request.GET if "measure" in request.GET else None, initial=about)
    if not choice.is_valid() or not fits(choice, form_class):
        return render(request, "interventions/outcomes/choose.html", page_of(pilot, form=choice, **about))
    about["measure"] = choice.cleaned_data["measure"]
    if request.method == "POST":
        return save_new(request, form_class, pilot, about["measure"])
    record = OutcomeRecord(pilot=pilot, measure=about["measure"])
    return show(request, form_class(instance=record, initial=about, user=request.user))


def about_what(request: SignedInRequest, pilot: Pilot) -> dict[str, Any]:
    """Return the intervention and anticipated outcome that the address names, and the measure that goes with them."""
    interventions = Intervention.objects.visible_to(request.user).filter(pilot=pilot)
    interventions = interventions.select_related("type__suggested_measure")
    anticipated = AnticipatedOutcome.objects.visible_to(request.user).filter(pilot=pilot).select_related("measure")
    outcome = asked_for(request, "anticipated", anticipated)
    intervention = asked_for(request, "intervention", interventions)
    if outcome and not intervention:
        intervention = interventions.filter(pk=outcome.intervention_id).first()
    suggested = intervention.type.suggested_measure if intervention else None
    return {
        "intervention": intervention,
        "anticipated": outcome,
        "measure": (outcome.measure if outcome else None) or suggested,
    }


def fits(choice: MeasureChoice, form_class: type[OutcomeForm]) -> bool:
    """Say whether the form takes the measure; only scales have scores."""
    is_scale = choice.cleaned_data["measure"].kind == OutcomeMeasure.Kind.SCALE
    if issubclass(form_class, SheetForm) and not is_scale:
        choice.add_error("measure", "Only a scale has a sheet of scores: type the summary of this measure instead")
        return False
    return True


def form_of(record: OutcomeRecord) -> type[OutcomeForm]:
    """Return the form by which the record came in."""
    return SheetForm if record.way == OutcomeRecord.Way.SHEET else OutcomeForm


def save_new(
    request: SignedInRequest, form_class: type[OutcomeForm], pilot: Pilot, measure: OutcomeMeasure
) -> HttpResponse:
    """Store a new record under the identifier that came with its form; answer a repeat with what is stored."""
    key = identifier(request.POST.get("id", ""))
    blank = OutcomeRecord(pk=key, pilot=pilot, measure=measure)
    form = form_class(request.POST, request.FILES, instance=blank, user=request.user)
    if not form.is_valid():
        return show(request, form)
    if "confirmed" not in request.POST and (twin := twin_of(form.instance, request.user)):
        return show(request, form, twin=twin)
    try:
        record = store(form, by=request.user, action=action_of(request))
    except MoreThanReached as problem:
        return refuse(request, form, problem)
    except IntegrityError:
        stored = get_object_or_404(OutcomeRecord.objects.visible_to(request.user).for_page(), pk=key)
        if not workflow.keeps_entry(request.user, stored):
            raise Http404 from None
        return conflict(request, stored)
    return saved(request, record)


def save_stored(request: SignedInRequest, record: OutcomeRecord) -> HttpResponse:
    """Store the changes to a record, or show both versions where somebody else changed it."""
    if Status(record.status) not in workflow.EDITABLE:
        return conflict(request, record)
    form = form_of(record)(request.POST, request.FILES, instance=record, user=request.user)
    if not form.is_valid():
        return show(request, form)
    try:
        record = store(form, by=request.user, action=action_of(request))
    except MoreThanReached as problem:
        return refuse(request, form, problem)
    except workflow.ChangedMeanwhile as meanwhile:
        return conflict(request, meanwhile.entry)
    return saved(request, record)


def refuse(request: SignedInRequest, form: OutcomeForm, problem: MoreThanReached) -> HttpResponse:
    """Show beside the number who started that it is more than were reached; a draft may be kept all the same."""
    form.add_error("started", problem.reconciled.problem)
    return show(request, form)


def conflict(request: SignedInRequest, stored: OutcomeRecord) -> HttpResponse:
    """Show what is stored beside what was typed; where both say the same, do what was asked."""
    data = request.POST.copy()
    data["version"] = str(stored.version)
    # Binding fills in the instance, so it takes one of its own.
    fresh = OutcomeRecord.objects.visible_to(request.user).for_page().get(pk=stored.pk)
    form = form_of(stored)(data, request.FILES, instance=fresh, user=request.user)
    if rows := versions.differences(form, stored):
        form.errors.clear()
        is_open = Status(stored.status) in workflow.EDITABLE
        return show(request, form, status=409, conflict=rows, stored=stored, open=is_open)
    if action_of(request) == "submit" and "submit" in workflow.moves_open_to(request.user, stored):
        try:
            stored = move(stored, "submit", by=request.user, version=stored.version)
        except MoreThanReached as problem:
            return refuse(request, form, problem)
        except workflow.ChangedMeanwhile as meanwhile:
            return conflict(request, meanwhile.entry)
    return saved(request, stored)


def show(request: SignedInRequest, form: OutcomeForm, *, status: int = 200, **context) -> HttpResponse:
    """Show the form."""
    record = form.instance
    context |= {
        "form": form,
        "record": record,
        "measure": record.measure,
        "is_new": record._state.adding,
        "is_sheet": isinstance(form, SheetForm),
        "sheet_was_sound": isinstance(form, SheetForm) and bool(form.pairs),
    }
    return render(request, "interventions/outcomes/form.html", page_of(record.pilot, **context), status=status)


def page_of(pilot: Pilot, **context) -> dict:
    page = "Record an outcome" if context.get("is_new", True) else "Change the record"
    steps = trail(pilot.authority.region, pilot.authority, pilot)[:-1]
    outcomes = ("Outcomes", reverse("pilot_outcomes", args=[pilot.authority.gss_code, pilot.slug]))
    steps = [*steps, (str(pilot), pilot.get_absolute_url()), outcomes, (page, "")]
    return {"pilot": pilot, "page": page, "trail": steps, **context}


def saved(request: SignedInRequest, record: OutcomeRecord) -> HttpResponse:
    returned = record.status == Status.RETURNED
    messages.success(request, SAVED_RETURNED if returned else SAVED[action_of(request)])
    return redirect(record)


def action_of(request: SignedInRequest) -> str:
    """Return what the pressed button asks for. What a sheet came to is looked at before it is submitted."""
    return "submit" if request.POST.get("action") == "submit" else "draft"
