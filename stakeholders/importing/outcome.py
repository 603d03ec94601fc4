"""What an import does with a row of the sheet, and what is wrong with the row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices

from ..models import Contact, Organisation


class Kind(TextChoices):
    """Under which heading of the preview a row stands."""

    WRONG = "wrong", "Rows to mend"
    NEW = "new", "New contacts"
    UPDATED = "updated", "Contacts that are updated"
    SAME = "same", "Already among the contacts"
    ORGANISATION = "organisation", "Organisations without a contact"


@dataclass(frozen=True)
class Change:
    """A field of a contact that a row changes, as texts."""

    label: str
    before: str
    after: str


@dataclass
class Outcome:
    """What becomes of one row. ``number`` counts as the spreadsheet does; ``errors`` are by column, one each;
    ``problems`` say the same with the names of the columns.
    """

    number: int
    cells: dict[str, str]
    name: str = ""
    kind: Kind = Kind.NEW
    contact: Contact | None = None
    stored: Contact | None = None
    organisation: Organisation | None = None
    organisation_is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    alike: list[Contact] = field(default_factory=list)
    joins_on: date | None = None
    member_since: date | None = None
    errors: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def refuse(self, key: str, message: str) -> None:
        """Note what is wrong with a cell; the first thing about it is told."""
        self.errors.setdefault(key, message)

    @property
    def details(self) -> str:
        """What the row says of the person or the organisation, in one line."""
        keys = ("role", "organisation", "email", "telephone", "mobile") if self.name else ("sector", "duty", "website")
        return ", ".join(self.cells[key] for key in keys if self.cells.get(key))

    @property
    def title(self) -> str:
        return self.name or self.cells.get("organisation") or "no name"

    @property
    def sentences(self) -> list[str]:
        """What happens with a row that is right, in words."""
        return [*self._of_person(), *self._of_organisation(), *self._of_membership()]

    def _of_person(self) -> list[str]:
        if not self.stored:
            return []
        if self.kind == Kind.UPDATED:
            return ["Updated."]
        says = f" The sheet says something else of: {', '.join(self.differs).lower()}." if self.differs else ""
        return [f"Stays as it is, kept by {self.stored.authority}.{says}"]

    def _of_organisation(self) -> list[str]:
        if self.organisation_is_new:
            return [f"Adds the organisation {self.organisation}."]
        if not self.organisation or self.stored:
            return []
        return [f"Of the organisation {self.organisation}." if self.name else "Is in the list, and stays as it is."]

    def _of_membership(self) -> list[str]:
        if self.member_since:
            return [f"Member since {self.member_since:%-d %B %Y}."]
        return [f"Joins on {self.joins_on:%-d %B %Y}."] if self.joins_on else []

    @property
    def does_nothing(self) -> bool:
        return self.kind in {Kind.SAME, Kind.ORGANISATION} and not (self.joins_on or self.organisation_is_new)

    def told(self) -> list[Any]:
        """Return all that the preview says of the row, to be compared with a later one."""
        organisation = self.organisation
        return [
            self.number,
            self.kind.value,
            self.name,
            [self.stored.pk, str(self.stored), self.stored.version if self.changes else 0] if self.stored else None,
            [organisation.name, self.organisation_is_new] if organisation else None,
            [[change.label, change.before, change.after] for change in self.changes],
            self.differs,
            [one.pk for one in self.alike],
            str(self.joins_on),
            str(self.member_since),
            self.errors,
        ]


def digest(outcomes: Sequence[Outcome]) -> str:
    """Return a short text that is another one where anything of a preview is."""
    told = json.dumps([outcome.told() for outcome in outcomes])
    return hashlib.sha256(told.encode()).hexdigest()
