"""Who changed what in a contact or an organisation, and when, from its history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from .models import Contact, Organisation

OF_THE_PORTAL = {"id", "version", "is_demonstration", "merged_into", "erased_at"}
THE_PORTAL = "the portal"


@dataclass(frozen=True)
class Change:
    """One saving: who did it when, and the labels of what it changed or why it was done."""

    at: datetime
    by: str
    what: list[str]


def changes_of(record: Contact | Organisation) -> list[Change]:
    """Return the changes of a record, the latest first, in a constant number of queries."""
    rows = list(record.history.select_related("history_user").order_by("history_date", "history_id"))
    covered = areas_of(rows) if isinstance(record, Organisation) else {}
    found = [Change(rows[0].history_date, by_whom(rows[0]), ["Added"])] if rows else []
    for before, after in zip(rows, rows[1:], strict=False):
        what = reasons_of(after) + differing_fields(before, after)
        if covered.get(before.history_id) != covered.get(after.history_id):
            what.append("Local authorities covered")
        if what:
            found.append(Change(after.history_date, by_whom(after), what))
    return found[::-1]


def areas_of(rows: list) -> dict[int, set[int]]:
    """Return the authorities that it covered in each version, by the version's key."""
    found: dict[int, set[int]] = defaultdict(set)
    links = apps.get_model("stakeholders", "HistoricalOrganisation_covers")
    keys = [row.history_id for row in rows]
    for version, key in links._base_manager.filter(history_id__in=keys).values_list("history_id", "localauthority_id"):
        found[version].add(key)
    return found


def reasons_of(row: Any) -> list[str]:
    return [row.history_change_reason] if row.history_change_reason else []


def differing_fields(before: Any, after: Any) -> list[str]:
    """Return the labels of the fields in which two versions differ."""
    fields = [field for field in after.instance_type._meta.fields if field.name not in OF_THE_PORTAL]
    different = [field for field in fields if getattr(before, field.attname) != getattr(after, field.attname)]
    return [str(field.verbose_name).capitalize() for field in different]


def by_whom(row: Any) -> str:
    return str(row.history_user or THE_PORTAL)
