"""Saving a record as a further version that says why, and by whom."""

from __future__ import annotations

from django.db.models import Model

from vru_portal.access.models import User


def because(record: Model, reason: str, by: User | None) -> Model:
    """Have the next version of a record say why and by whom; ``by`` is nobody for the portal itself."""
    # Read by simple_history when it keeps the version.
    setattr(record, "_history_user", by)  # noqa: B010 (the model declares no such attribute)
    setattr(record, "_change_reason", reason)  # noqa: B010 (as above)
    return record


def save_because(record: Model, reason: str, by: User | None) -> None:
    """Store a record, and the reason in its history."""
    because(record, reason, by).save()
