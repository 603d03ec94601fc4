"""Stores what a data file says, row by row, and keeps account of what that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

LOADED_FROM = "Loaded from"


class Ledger:
    """What loading a region file, and the catalogue with it, did.

    The files may be loaded again at any time. What somebody has changed in the portal since is theirs: a file does
    not change it back, and the ledger lists it. What the files no longer mention stays, and is listed too. What a file
    tells in another place than before is taken away from the old one.
    """

    def __init__(self, file_name: str):
        self.turn_to(file_name)
        self.rows: dict[tuple, Any] = {}
        self.left: set[tuple[type[Model], Any]] = set()
        self.seen: dict[type[Model], set[Any]] = defaultdict(set)
        self.added: dict[type[Model], set[Any]] = defaultdict(set)
        self.changed: dict[type[Model], set[Any]] = defaultdict(set)
        self.kept: list[str] = []
        self.gone: list[str] = []
        self.removed: list[str] = []

    def turn_to(self, file_name: str) -> None:
        """Have the history say from now on that this file was loaded."""
        self.reason = f"{LOADED_FROM} {file_name}"[:100]

    @property
    def has_changes(self) -> bool:
        """Say whether anything was added, changed or taken away."""
        return self.changes > 0 or bool(self.removed)

    @property
    def changes(self) -> int:
        """How many rows were added or changed so far."""
        return sum(len(rows) for kept in (self.added, self.changed) for rows in kept.values())

    @property
    def counts(self) -> list[tuple[str, int, int, int]]:
        """What was stored: the name of the rows, how many the file has, how many were added and changed."""
        return [
            (str(model._meta.verbose_name_plural), len(rows), len(self.added[model]), len(self.changed[model]))
            for model, rows in self.seen.items()
        ]

    def store(self, model: type[Model], identity: dict[str, Any], *, renamable: bool = False, **values: Any) -> Any:
        """Add the row of that identity, or bring its values up to date, and return it.

        Where people may rename such rows, one that they have renamed is found by the identity it was loaded under.
        """
        row = self.find(model, identity, renamable=renamable)
        if row is None:
            row = model(**identity, **values)
            self.write(row)
            self.added[model].add(row.pk)
        elif self.update(row, values):
            self.changed[model].add(row.pk)
        self.seen[model].add(row.pk)
        self.rows[row_key(model, identity)] = row
        return row

    def find(self, model: type[Model], identity: dict[str, Any], *, renamable: bool = False) -> Any:
        """Return the row that a file means by an identity; None where there is none."""
        known = self.rows.get(row_key(model, identity)) or model._default_manager.filter(**identity).first()
        if known or not renamable:
            return known
        row = loaded_as(model, identity)
        self.kept += [described(row, name) for name in identity if row and stored(row, name) != plain(identity[name])]
        return row

    def leave(self, row: Any, *parts: QuerySet) -> None:
        """Leave a row as people have made it, with these parts of it, and list it."""
        self.left.add((type(row), row.pk))
        self.seen[type(row)].add(row.pk)
        for rows in parts:
            self.seen[rows.model].update(rows.values_list("pk", flat=True))
        self.kept.append(described(row))

    def has_left(self, row: Any) -> bool:
        return (type(row), row.pk) in self.left

    def write(self, row: Any) -> None:
        row._change_reason = self.reason
        row.save()

    def bump(self, row: Any, at: datetime | None = None) -> None:
        """Count changes of what belongs to a row as one change of the row, which has a version; the history dates it.

        A version begins with the row's own change: give the time before the changes where they are stored already.
        """
        if row.pk in self.added[type(row)] | self.changed[type(row)]:
            return
        row.version += 1
        row.changed_at = row._history_date = at or timezone.now()
        self.write(row)
        del row._history_date
        self.changed[type(row)].add(row.pk)

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

    def take_away(self, row: Any) -> None:
        """Delete a row that the file tells in another place from now on, unless it is people's; its history stays."""
        name = described(row)
        if was_changed_by_people(row):
            self.kept.append(name)
            return
        if name in self.gone:
            self.gone.remove(name)
        self.removed.append(name)
        row._change_reason = self.reason
        row.delete()

    def is_new(self, row: Any) -> bool:
        return row.pk in self.added[type(row)]

    def list_gone(self, rows: QuerySet) -> None:
        """List the rows, of those that a file may speak of, that this file does not mention."""
        missing = rows.exclude(pk__in=self.seen[rows.model])
        self.gone += [described(row) for row in missing if not was_changed_by_people(row)]


def row_key(model: type[Model], identity: dict[str, Any]) -> tuple:
    return model, tuple(sorted((name, plain(value)) for name, value in identity.items()))


def loaded_as(model: Any, identity: dict[str, Any]) -> Any:
    """Return the row that a file was the first to store under this identity, whatever it is called now."""
    first = model.history.filter(
        **identity, history_type="+", history_user=None, history_change_reason__startswith=LOADED_FROM
    ).first()
    return first and model._default_manager.filter(pk=getattr(first, model._meta.pk.attname)).first()


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
