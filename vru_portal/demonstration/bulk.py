"""Stores many rows at once, with the history that saving them one by one would have written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from vru_portal.access.models import User

BATCH = 500


def told(row: Any, at: datetime, by: User | None) -> Any:
    """Have the next line of a row's history say when it was and who did it; return the row."""
    row._history_date, row._history_user = at, by
    return row


def again(row: Any, at: datetime) -> Any:
    """Have the next line of a row's history say another time, and the same person; return the row."""
    return told(row, at, row._history_user)


def told_at(row: Any) -> datetime:
    """Return when the next line of a row's history says it was."""
    return row._history_date


def add(model: Any, rows: Iterable[Any]) -> None:
    """Store new rows, each of which was ``told`` when and by whom it was made."""
    bulk_create_with_history(list(rows), model, BATCH)


def change(model: Any, rows: Iterable[Any], names: list[str]) -> None:
    """Store these fields of rows, each of which was ``told`` when and by whom it was changed."""
    bulk_update_with_history(list(rows), model, names, BATCH)
