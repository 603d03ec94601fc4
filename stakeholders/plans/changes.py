"""What was changed in a response plan and its parts, by whom and when, from their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format

from stakeholders.models import PlanDebrief, PlanPartner, PlanPlace, PlanRole, PlanSupport, ResponsePlan
from stakeholders.models.plan import Support

OF_THE_PORTAL = {"id", "plan", "authority", "version", "changed_at"}
VERBS = {"+": "Added", "~": "Changed", "-": "Removed"}
# Of each kind of part: what it is called, what of it is loaded to name it, and how it is named.
PARTS: dict[Any, tuple[str, tuple[str, ...]]] = {
    PlanPartner: ("partner", ("organisation",)),
    PlanRole: ("role", ("user", "contact", "organisation")),
    PlanPlace: ("place", ()),
    PlanSupport: ("support", ("organisation",)),
}


@dataclass(frozen=True)
class Change:
    """One saving: what it changed, in words."""

    at: datetime
    by: str
    what: list[str]


def changes_of(plan: ResponsePlan) -> list[Change]:
    """Return the changes of a plan and of its parts, the latest first, in a constant number of queries."""
    found = list(of_words(plan.history.select_related("history_user").order_by("history_id")))
    for model, (noun, names) in PARTS.items():
        rows = model.history.filter(plan_id=plan.pk).select_related("history_user", *names).order_by("history_id")
        found += of_parts(rows, noun)
    found += of_debriefs(plan)
    return sorted(found, key=lambda change: change.at, reverse=True)


def of_words(rows: Iterable[Any]) -> Iterator[Change]:
    """Compare each version of the plan with the one before it."""
    before = None
    for row in rows:
        what = differences(before, row) if before else ["Plan drawn up"]
        if what:
            yield Change(row.history_date, by_whom(row), [words[:1].upper() + words[1:] for words in what])
        before = row


def of_parts(rows: Iterable[Any], noun: str) -> Iterator[Change]:
    """Name each part that was added, changed or removed, and what was changed of it."""
    known: dict[int, Any] = {}
    for row in rows:
        words = f"{VERBS[row.history_type]} {noun}: {name_of(row)}"
        if row.history_type == "~" and row.id in known:
            # Only what has changed is saved: what history does not keep is the number of a role.
            words += f" ({', '.join(differences(known[row.id], row)) or 'number to ring'})"
        yield Change(row.history_date, by_whom(row), [words])
        known[row.id] = row


def of_debriefs(plan: ResponsePlan) -> Iterator[Change]:
    for row in PlanDebrief.objects.filter(plan=plan).select_related("incident", "taken_over_by"):
        yield Change(row.taken_over_at, str(row.taken_over_by), [f"Took over what was agreed after {row.incident}"])


def differences(before, after) -> list[str]:
    """Return the labels of the fields in which two versions differ, with what a date or a tick says now."""
    fields = [field for field in after.tracked_fields if field.name not in OF_THE_PORTAL]
    return [
        in_words(field, after) for field in fields if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def in_words(field, row) -> str:
    """Return such as "last rehearsed: 3 April 2021". What stood in a text, and who was a contact, is not repeated."""
    value, label = getattr(row, field.attname), str(field.verbose_name)
    if isinstance(value, bool):
        return f"{label}: {'yes' if value else 'no'}"
    return f"{label}: {date_format(value, 'j F Y')}" if isinstance(value, date) else label


def name_of(row) -> str:
    if hasattr(row, "role"):
        return f"{PlanRole.Role(row.role).label}, {row.user or row.contact or row.organisation}"
    if hasattr(row, "kind"):
        return ", ".join(filter(None, [Support(row.kind).label, str(row.organisation or "")]))
    return row.name if hasattr(row, "name") else str(row.organisation)


def by_whom(row) -> str:
    return str(row.history_user or "the portal")
