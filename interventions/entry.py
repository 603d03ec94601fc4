"""Storing what was typed into the log: once, whole, and over nobody else's words."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from vru_portal.histories import link

from . import workflow
from .chosen import MANY
from .forms import ActivityForm
from .models import Activity, Reach, UnsavedEntry
from .models.activity import Status
from .reach_forms import BaseReachFormSet


@transaction.atomic
def store(form: ActivityForm, reach: BaseReachFormSet, *, by, action: str) -> Activity:
    """Store a valid form and its reach, and submit the entry where that is the action; return the entry.

    Actions: "submit", "draft" and "plan". Raises workflow.ChangedMeanwhile where the stored entry is no longer the
    one that the form was made from, and IntegrityError where another request has just stored the same identifier.
    """
    activity = form.instance
    is_new = activity._state.adding
    if not is_new:
        refuse_if_changed(activity, form.cleaned_data["version"])
    activity = form.save(commit=False)
    activity.author = activity.author or by
    activity.status = status_after(activity, action, is_new)
    activity.version += not is_new
    activity.changed_at = timezone.now()
    link(activity, {name: form.cleaned_data[name] for name in MANY})
    if action == "submit":
        workflow.record_move(activity, "submit", by=by, is_new=is_new)
    else:
        activity.save(force_insert=is_new)
    store_reach(activity, reach, is_new=is_new)
    UnsavedEntry.objects.visible_to(by).filter(activity_id=activity.pk).delete()
    return activity


def refuse_if_changed(activity: Activity, version: int | None) -> None:
    """Lock the stored row and raise ChangedMeanwhile where it is of another version or no longer open to edits."""
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if stored.version != version or stored.status not in workflow.EDITABLE:
        raise workflow.ChangedMeanwhile(stored)


def status_after(activity: Activity, action: str, is_new: bool) -> Status:
    """Return the status that saving leaves the entry in, before any submission."""
    if is_new or activity.status == Status.PLANNED:
        return Status.PLANNED if action == "plan" else Status.DRAFT
    return Status(activity.status)


def store_reach(activity: Activity, reach: BaseReachFormSet, *, is_new: bool) -> None:
    """Make the stored rows of reach those of the form. A wording from a source goes when its number changes."""
    stored = () if is_new else activity.reach.all()
    left = {(row.audience_id, row.unit, row.counts): row for row in stored}
    added = []
    for told in reach.rows():
        row = left.pop((told["audience"], told["unit"], told["counts"]), None)
        if row is None:
            named = {name: told[name] for name in ("number", "unit", "counts")}
            added.append(Reach(activity=activity, audience_id=told["audience"], **named))
        elif row.number != told["number"]:
            row.number, row.wording = told["number"], ""
            row.save()
    for row in left.values():
        row.delete()
    bulk_create_with_history(added, Reach)


def reach_rows(activity: Activity) -> list[dict]:
    """Return the rows of reach of a stored entry as the form's initial data."""
    rows = activity.reach.all()
    return [{"number": r.number, "audience": r.audience_id, "unit": r.unit, "counts": r.counts} for r in rows]
