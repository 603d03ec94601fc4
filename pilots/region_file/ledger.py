"""Stores what a region file says, row by row, and keeps account of what that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone


class Ledger:
    """What loading one file did.

    The file may be loaded again at any time. What somebody has changed in the portal since is theirs: the file does
    not change it back, and the ledger lists it. What the file no longer mentions stays, and is listed too.
    """

    def __init__(self, file_name: str):
        self.reason = f"Loaded from {file_name}"[:100]
        self.seen: dict[type[Model], set[Any]] = defaultdict(set)
        self.added: dict[type[Model], set[Any]] = defaultdict(set)
        self.changed: dict[type[Model], set[Any]] = defaultdict(set)
        self.kept: list[str] = []
        self.gone: list[str] = []

    @property
    def has_changes(self) -> bool:
        """Say whether anything was added or changed."""
        return any(self.added.values()) or any(self.changed.values())

    @property
    def counts(self) -> list[tuple[str, int, int, int]]:
        """What was stored: the name of the rows, how many the file has, how many were added and changed."""
        return [
            (str(model._meta.verbose_name_plural), len(rows), len(self.added[model]), len(self.changed[model]))
            for model, rows in self.seen.items()
        ]

    def store(self, model: type[Model], identity: dict[str, Any], **values: Any) -> Any:
        """Add the row of that identity, or bring its values up to date, and return it."""
        row = model._default_manager.filter(**identity).first()
        if row is None:
            row = model(**identity, **values)
            self.write(row)
            self.added[model].add(row.pk)
        elif self.update(row, values):
            self.changed[model].add(row.pk)
        self.seen[model].add(row.pk)
        return row

    def write(self, row: Any) -> None:
        row._change_reason = self.reason
        row.save()

    def update(self, row: Any, values: dict[str, Any]) -> bool:
        """Change the fields that differ, except those that somebody has changed; say whether any was."""
        differing = {name: value for name, value in values.items() if stored(row, name) != plain(value)}
        theirs = fields_changed_by_people(row, differing) if differing else set()
        self.kept += [described(row, name) for name in differing if name in theirs]
        if not differing.keys() - theirs:
            return False
        for name in differing.keys() - theirs:
            setattr(row, name, differing[name])
        if hasattr(row, "version"):
            row.version += 1
        if hasattr(row, "changed_at"):
            row.changed_at = timezone.now()
        self.write(row)
        return True

    def link(self, row: Any, name: str, others: Iterable[Model]) -> None:
        """Link a row to others, and list the links that are not in the file."""
        others = set(others)
        linked = set() if self.is_new(row) else set(getattr(row, name).all())
        missing, extra = others - linked, linked - others
        self.gone += sorted(f"{described(row)}: {other}" for other in extra)
        if not missing:
            return
        if not self.is_new(row) and was_changed_by_people(row):
            self.kept.append(described(row, name))
            return
        row._change_reason = self.reason
        getattr(row, name).add(*missing)
        if not self.is_new(row):
            self.changed[type(row)].add(row.pk)

    def is_new(self, row: Any) -> bool:
        return row.pk in self.added[type(row)]

    def list_gone(self, rows: QuerySet) -> None:
        """List the rows, of those that a file may speak of, that this file does not mention."""
        missing = rows.exclude(pk__in=self.seen[rows.model])
        self.gone += [described(row) for row in missing if not was_changed_by_people(row)]


def plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def stored(row: Any, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def described(row: Any, name: str = "") -> str:
    """Name a row, and one of its fields, for a person."""
    field = f", {row._meta.get_field(name).verbose_name}" if name else ""
    return f"{row._meta.verbose_name} {str(row)[:80]!r}{field}"


def was_changed_by_people(row: Any) -> bool:
    """Say whether somebody who was signed in has made or changed the row."""
    return row.history.filter(history_user__isnull=False).exists()


def fields_changed_by_people(row: Any, names: Iterable[str]) -> set[str]:
    """Return those of the fields that somebody who was signed in has set."""
    records = list(row.history.order_by("history_date", "history_id"))
    if records and records[0].history_user_id:
        return set(names)
    attributes = {name: row._meta.get_field(name).attname for name in names}
    return {
        name
        for before, after in pairwise(records)
        if after.history_user_id
        for name, attribute in attributes.items()
        if getattr(before, attribute) != getattr(after, attribute)
    }
