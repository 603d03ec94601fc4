"""Two versions of one entry, side by side."""

from __future__ import annotations

from datetime import date

from django.forms import BoundField
from django.utils.formats import date_format

from pilots.versioned import Difference

from .forms import ActivityForm
from .models import Activity
from .reach_forms import BaseReachFormSet

HIDDEN = {"version", "personal_data_reason"}


def differences(typed: ActivityForm, reach: BaseReachFormSet, stored: ActivityForm) -> list[Difference]:
    """Return the fields in which a bound form differs from an unbound form of the entry as it is stored."""
    changed = [name for name in typed.changed_data if name not in HIDDEN]
    rows = [Difference(str(typed[name].label), in_words(stored[name]), in_words(typed[name])) for name in changed]
    if counted(reach) != {(r.audience_id, r.unit, r.counts, r.number) for r in stored.instance.reach.all()}:
        rows.append(Difference("Reach", reach_stored(stored.instance), reach_typed(reach)))
    return rows


def in_words(bound: BoundField) -> str:
    """Return the value of a field as a person reads it."""
    value = bound.value()
    if value in (None, "", []):
        return "Nothing"
    if hasattr(bound.field, "choices"):
        chosen = {str(getattr(item, "pk", item)) for item in (value if isinstance(value, list) else [value])}
        return ", ".join(label for key, label in flat(bound.field.choices) if str(key) in chosen)
    return date_format(value) if isinstance(value, date) else str(value)


def flat(choices) -> list[tuple[str, str]]:
    """Return choices without their groups."""
    pairs: list[tuple[str, str]] = []
    for key, label in choices:
        pairs.extend(label if isinstance(label, list | tuple) else [(key, label)])
    return pairs


def counted(reach: BaseReachFormSet) -> set[tuple]:
    """Return the rows that have a number, in a form that can be compared with what is stored."""
    if reach.is_valid():
        return {(row["audience"], row["unit"], row["counts"], row["number"]) for row in reach.rows()}
    return {(position, row["number"].value()) for position, row in enumerate(reach.forms)}


def reach_stored(activity: Activity) -> str:
    return ", ".join(str(row) for row in activity.reach.all()) or "Nothing"


def reach_typed(reach: BaseReachFormSet) -> str:
    rows = [form for form in reach.forms if form["number"].value()]
    return ", ".join(f"{form['number'].value()} {in_words(form['audience'])}" for form in rows) or "Nothing"
