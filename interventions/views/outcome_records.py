"""The page of one outcome record, and what may be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from vru_portal import charts
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import workflow
from ..changes import changes_of_rows
from ..forms import ReasonForm
from ..models import OutcomeRecord
from ..outcomes.charts import histogram_spec
from ..outcomes.reconciliation import MoreThanReached, reconcile
from ..outcomes.record_figures import effect_in_words, meaningful_in_words, rows_of
from ..outcomes.results import result_for
from ..outcomes.sentences import in_figures
from ..outcomes.statistics import FEWEST_DRAWN
from ..outcomes.store import move
from .entries import DONE, reason_of_return, version_of

PAGE = "interventions/outcomes/record.html"


@needs(Capability.READ_APPROVED)
def outcome(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One record with what its figures say and the thread of decisions."""
    record = get_object_or_404(OutcomeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, PAGE, page_of_record(request, record))


@require_POST
@needs(Capability.READ_APPROVED)
def outcome_move(request: SignedInRequest, pk: UUID, name: str) -> HttpResponse:
    """Make one of the moves that are open to this person."""
    record = get_object_or_404(OutcomeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    step = workflow.MOVES.get(name)
    if step is None or not step.may(request.user, record):
        raise PermissionDenied
    form = ReasonForm(request.POST, prefix=name) if step.needs_reason else None
    if form and not form.is_valid():
        return render(request, PAGE, page_of_record(request, record, **{name: form}))
    try:
        reason = form.cleaned_data["reason"] if form else ""
        move(record, name, by=request.user, reason=reason, version=version_of(request.POST.get("version", "")))
    except workflow.ChangedMeanwhile:
        return changed_meanwhile(request, pk, {name: form} if form else {})
    except MoreThanReached as problem:
        return render(request, PAGE, page_of_record(request, record) | {"problem": problem.reconciled.problem})
    messages.success(request, DONE[name])
    return redirect(record)


def changed_meanwhile(request: SignedInRequest, pk: UUID, reason_forms: dict) -> HttpResponse:
    """Say that the record is no longer what the person read, show it as it is now, and keep the reason typed."""
    record = OutcomeRecord.objects.visible_to(request.user).for_page().filter(pk=pk).first()
    if record is None:
        return render(request, "interventions/outcomes/withdrawn.html", {"forms": reason_forms}, status=409)
    context = page_of_record(request, record, **reason_forms) | {"changed_meanwhile": True, "forms": reason_forms}
    return render(request, PAGE, context, status=409)


@needs(Capability.READ_LOG)
def outcome_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who changed what in a record, and when: for its team alone."""
    record = get_object_or_404(OutcomeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    if not request.user.may_in(Capability.READ_LOG, record.authority):
        raise PermissionDenied
    rows = list(record.history.select_related("history_user", "intervention").order_by("history_id"))
    changes = changes_of_rows(rows, {})[::-1]
    return render(request, "interventions/outcomes/changes.html", {"record": record, "changes": changes})


def page_of_record(request: SignedInRequest, record: OutcomeRecord, **reason_forms) -> dict:
    """Return what the page of a record shows: the moves open to this person, each with its form."""
    moves = [
        (name, move, reason_forms.get(name) or (ReasonForm(prefix=name) if move.needs_reason else None))
        for name, move in workflow.moves_open_to(request.user, record).items()
    ]
    is_team = request.user.may_in(Capability.READ_LOG, record.authority)
    result = result_for(request.user, record)
    bins = record.histogram if is_team and result.n >= FEWEST_DRAWN else []
    return {
        "record": record,
        "result": result,
        "rows": rows_of(result),
        "effect": effect_in_words(result),
        "better": meaningful_in_words(result.meaningful, record.measure.meaningful_change),
        "moves": moves,
        "returned_because": reason_of_return(record),
        "may_edit": workflow.may_edit(request.user, record),
        "may_redact": request.user.may_in(Capability.REVIEW, record.authority),
        "is_own": request.user.may_in(Capability.REVIEW, record.authority) and workflow.is_own(request.user, record),
        "is_team": is_team,
        "reconciled": reconcile(request.user, record) if is_team else None,
        "chart": chart_of(record) if bins else "",
        "bins": [[*in_figures(low, high), count] for low, high, count in bins],
        "error_form": next((form for form in reason_forms.values() if form and form.errors), None),
    }


def chart_of(record: OutcomeRecord) -> str:
    """Return how many people changed by how much, drawn."""
    title = f"Change in {record.measure}"
    return charts.svg_for_any_width(lambda width: histogram_spec(record.histogram, title, "points", width))
