"""The organisation that a row names: one that is listed, or a new one, made once however many rows name it."""

from __future__ import annotations

from dataclasses import dataclass, field

from import_export.widgets import Widget

from ..models import Organisation
from ..organisations.naming import folded
from .columns import ABOUT_THE_ORGANISATION
from .known import Known
from .outcome import Outcome
from .values import OneOf, Website

VALUES: dict[str, Widget] = {
    "sector": OneOf(Organisation.Sector),
    "duty": OneOf(Organisation.Duty),
    "website": Website(),
}
LONGEST_NAME = 200

NEEDED = "is empty, but the row says something of an organisation"
TOO_LONG = "has more than {} characters"
NO_LETTERS = "has neither letters nor digits"
ARCHIVED = "names “{}”, which is archived. Ask an administrator to restore it, or name another organisation"
DIFFERS = "says something else of the same organisation than row {}"


@dataclass
class NamedOrganisations:
    """The organisations of an import. ``new`` has those that are not listed yet, with the row that named each first."""

    known: Known
    region_id: int
    new: dict[str, tuple[Organisation, int]] = field(default_factory=dict)

    def resolve(self, outcome: Outcome) -> None:
        """Give the outcome the organisation that its row names, if any, or say what is wrong with it."""
        values = self._values(outcome)
        name = outcome.cells.get("organisation", "")
        if not name:
            if values and "organisation" not in outcome.errors:
                outcome.refuse("organisation", NEEDED)
            return
        if problem := self._problem(name):
            outcome.refuse("organisation", problem)
            return
        listed = self.known.organisation(name)
        outcome.organisation = listed or self._new(name, values, outcome)
        outcome.organisation_is_new = listed is None

    def _values(self, outcome: Outcome) -> dict[str, str]:
        values = {}
        for key in ABOUT_THE_ORGANISATION:
            try:
                if value := VALUES[key].clean(outcome.cells.get(key, "")):
                    values[key] = value
            except ValueError as error:
                outcome.refuse(key, str(error))
        return values

    def _problem(self, name: str) -> str:
        if len(name) > LONGEST_NAME:
            return TOO_LONG.format(LONGEST_NAME)
        if not any(map(str.isalnum, name)):
            return NO_LETTERS
        listed = self.known.organisation(name)
        return ARCHIVED.format(listed) if listed and listed.archived_at else ""

    def _new(self, name: str, values: dict[str, str], outcome: Outcome) -> Organisation:
        """Return the new organisation of this name, with what this row adds to it."""
        made, first = self.new.setdefault(
            folded(name), (Organisation(region_id=self.region_id, name=name), outcome.number)
        )
        for key, value in values.items():
            if getattr(made, key) not in {"", value}:
                outcome.refuse(key, DIFFERS.format(first))
            setattr(made, key, getattr(made, key) or value)
        return made
