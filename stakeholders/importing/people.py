"""Whether a row is about somebody who is among the contacts already, or stands in the sheet twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..contacts.choosing import plain
from ..models import Contact
from ..organisations.naming import folded
from .known import Known
from .outcome import Outcome

OTHER_NAME = (
    "is that of the contact {}, who has another name. If they are the same person, write the name alike; if they share"
    " the address, leave it out here"
)
SEVERAL = "fits several contacts that are alike: {}. Merge them first"
SAME_ROW = "names the same {} as row {}. Leave one of the rows"
SAME_EMAIL = "is also in row {} under another name. Leave it out where it is not the person's own"


@dataclass
class People:
    """Finds who is who among the rows and the contacts that the person who imports may see."""

    known: Known
    rows_by_email: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows_by_name: dict[tuple[str, str], int] = field(default_factory=dict)
    rows_by_contact: dict[int, int] = field(default_factory=dict)

    def find(self, outcome: Outcome, email: str) -> Contact | None:
        """Return the stored contact that the row is about; notes on the outcome what is in doubt."""
        by_email = self.known.with_email(email)
        same_name = [one for one in by_email if plain(one.name) == plain(outcome.name)]
        if by_email and not same_name:
            outcome.refuse("email", OTHER_NAME.format(by_email[0]))
            return None
        candidates = same_name or self._colleagues(outcome)
        if len(candidates) > 1 and len({one.authority_id for one in candidates}) < len(candidates):
            outcome.refuse("name", SEVERAL.format(", ".join(map(described, candidates))))
            return None
        found = candidates[0] if candidates else None
        outcome.alike = [] if found else self.known.named(outcome.name)
        return found

    def _colleagues(self, outcome: Outcome) -> list[Contact]:
        """Return those of the same name and organisation; nobody is in a new organisation yet."""
        if outcome.organisation_is_new:
            return []
        body = outcome.organisation.pk if outcome.organisation else None
        return [one for one in self.known.named(outcome.name) if one.organisation_id == body]

    def refuse_twins(self, outcome: Outcome, email: str) -> None:
        """Say of a row that another one above it is about the same person or, without a name, organisation."""
        body = folded(outcome.cells["organisation"]) if outcome.cells.get("organisation") else ""
        first = self.rows_by_name.setdefault((plain(outcome.name), body), outcome.number)
        if outcome.stored:
            first = min(first, self.rows_by_contact.setdefault(outcome.stored.pk, outcome.number))
        by_email, name = self.rows_by_email.setdefault(email.casefold(), (outcome.number, plain(outcome.name)))
        if email and by_email != outcome.number:
            if name != plain(outcome.name):
                outcome.refuse("email", SAME_EMAIL.format(by_email))
            first = min(first, by_email)
        if first != outcome.number and "email" not in outcome.errors:
            what = "person" if outcome.name else "organisation"
            outcome.refuse("name" if outcome.name else "organisation", SAME_ROW.format(what, first))


def described(contact: Contact) -> str:
    """Return a contact as a list names it among others of the same name."""
    return f"{contact} ({contact.organisation or 'no organisation'})"
