"""Storing and moving outcome records: once, over nobody else's words, and never more people than were reached."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from .. import workflow
from ..models import Intervention, OutcomeRecord
from ..models.activity import Status
from .reconciliation import MoreThanReached, reconcile
from .record_forms import OutcomeForm


@transaction.atomic
def store(form: OutcomeForm, *, by, action: str) -> OutcomeRecord:
    """Store a valid form, and submit the record where the action is "submit"; return the record.

    Raises workflow.ChangedMeanwhile where the stored record is no longer the one that the form was made from,
    MoreThanReached where more people would be submitted than the log counts, and IntegrityError where another request
    has just stored the same identifier.
    """
    record = form.instance
    is_new = record._state.adding
    if not is_new:
        refuse_if_changed(record, form.cleaned_data["version"])
    record = form.save(commit=False)
    if action == "submit":
        hold_against_reach(record, by)
    record.author = record.author or by
    record.version += not is_new
    record.changed_at = timezone.now()
    record.save(force_insert=is_new)
    return workflow.record_move(record, "submit", by=by) if action == "submit" else record


@transaction.atomic
def move(record: OutcomeRecord, name: str, *, by, reason: str = "", version: int | None = None) -> OutcomeRecord:
    """Make a move of the workflow; MoreThanReached where it would submit more people than the log counts."""
    # As in store, the record is locked before its intervention, so that no two of them wait for each other.
    moved = workflow.move(record, name, by=by, reason=reason, version=version)
    if name == "submit":
        hold_against_reach(moved, by)
    return moved


def refuse_if_changed(record: OutcomeRecord, version: int | None) -> None:
    """Lock the stored row and raise ChangedMeanwhile where it is of another version or no longer open to edits."""
    stored = OutcomeRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if stored.version != version or Status(stored.status) not in workflow.EDITABLE:
        raise workflow.ChangedMeanwhile(stored)


def hold_against_reach(record: OutcomeRecord, by) -> None:
    """Raise MoreThanReached where more people started than were reached; one record of an intervention at a time."""
    if record.intervention_id:
        Intervention.objects.select_for_update(of=("self",)).get(pk=record.intervention_id)
    reconciled = reconcile(by, record)
    if reconciled and reconciled.is_too_many:
        raise MoreThanReached(reconciled)


def twin_of(record: OutcomeRecord, user) -> OutcomeRecord | None:
    """Return a stored record that the user may see of the same group, measure, intervention and period, if any."""
    same = ("pilot", "intervention", "measure", "what_is_counted", "starts_on", "ends_on")
    alike = OutcomeRecord.objects.visible_to(user).filter(**{name: getattr(record, name) for name in same})
    return next((one for one in alike.exclude(pk=record.pk) if one.group == record.group), None)
