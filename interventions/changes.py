"""What was changed in an entry, by whom and when, from its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from .models import Activity, Reach

OF_THE_PORTAL = {"id", "version", "changed_at", "submitted_at", "words"}
LISTS = {"themes": "theme_id", "partners": "organisation_id"}


@dataclass(frozen=True)
class Change:
    """One saving of an entry: the labels of what it changed."""

    at: datetime
    by: str
    what: list[str]


def changes_of(activity: Activity) -> list[Change]:
    """Return the changes of an entry and of its reach, the latest first, in a constant number of queries."""
    rows = list(activity.history.select_related("history_user", "intervention").order_by("history_id"))
    lists = {name: chosen_in(rows, name) for name in LISTS}
    found = changes_of_rows(rows, lists)
    reach = Reach.history.filter(activity_id=activity.pk).select_related("history_user")
    found += [Change(row.history_date, by_whom(row), ["Reach"]) for row in reach]
    return sorted(found, key=lambda change: change.at, reverse=True)


def chosen_in(rows: list, name: str) -> dict[int, set[int]]:
    """Return what was chosen of a list in each version, by the version's key."""
    chosen: dict[int, set[int]] = {row.history_id: set() for row in rows}
    model = apps.get_model("interventions", f"HistoricalActivity_{name}")
    column = LISTS[name]
    for version, key in model.objects.filter(history_id__in=chosen).values_list("history_id", column):
        chosen[version].add(key)
    return chosen


def changes_of_rows(rows: list, lists: dict[str, dict[int, set[int]]]) -> list[Change]:
    """Compare each version with the one before it; the first is the entry itself."""
    if not rows:
        return []
    changes = [Change(rows[0].history_date, by_whom(rows[0]), ["Entry made"])]
    for before, after in zip(rows, rows[1:], strict=False):
        what = differing_fields(before, after)
        what += [name.capitalize() for name, of in lists.items() if of[before.history_id] != of[after.history_id]]
        if what:
            changes.append(Change(after.history_date, by_whom(after), what))
    return changes


def differing_fields(before, after) -> list[str]:
    """Return the labels of the fields in which two versions differ."""
    fields = [field for field in after.instance_type._meta.fields if field.name not in OF_THE_PORTAL]
    different = [field for field in fields if getattr(before, field.attname) != getattr(after, field.attname)]
    return [in_words(field, after) for field in different]


def in_words(field, row) -> str:
    """Return the label of a field; an intervention is named, since matching sets it without opening the entry."""
    label = str(field.verbose_name).capitalize()
    return f"{label}: {row.intervention or 'none'}" if field.name == "intervention" else label


def by_whom(row) -> str:
    return str(row.history_user or "the portal")
