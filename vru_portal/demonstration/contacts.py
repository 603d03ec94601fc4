"""Makes up the people whom the made-up networks and plans consist of. Every name says that it is none."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import product
from random import Random

from pilots.models import LocalAuthority, Region
from stakeholders.models import Contact, Organisation
from vru_portal.access.models import User

from .bulk import add, told, told_at
from .network_stories import BODIES, GIVEN_NAMES, PUBLIC_BODIES, SURNAMES, Body
from .year import SEED, moment

# Every so many contacts one is past the review date, and one has not agreed to be listed.
OVERDUE_EVERY, UNLISTED_EVERY = 9, 4
NUMBERS = 1_000


class Contacts:
    """Makes contacts up: the same for the same seed and day, in the same order."""

    def __init__(self, region: Region, today: date):
        self.today = today
        self.chance = Random(SEED + 6)  # noqa: S311 (made-up data, the same each time)
        self.organisations = {body.name: store_body(region, body) for body in BODIES}
        self.names = list(product(SURNAMES, GIVEN_NAMES))
        self.chance.shuffle(self.names)
        self.kept: dict[LocalAuthority, list[Contact]] = defaultdict(list)
        self.waiting: list[Contact] = []
        self.number = 0

    def new(self, authority: LocalAuthority, body: Body, since: date, by: User) -> Contact:
        """Make somebody of a body up, known since a day; ``store`` stores them."""
        surname, given = self.names[self.number % len(self.names)]
        self.number += 1
        confirmed = self.confirmed(since)
        listed = self.number % UNLISTED_EVERY != 0
        made = Contact(
            authority=authority,
            organisation=self.organisations[body.name],
            name=f"{given} {surname}",
            role=self.chance.choice(body.jobs),
            email=f"{given}.{surname}@example.org".lower(),
            telephone=f"07700 900{self.number % NUMBERS:03}",
            lawful_basis=self.basis(body),
            may_be_listed=listed,
            agreed_on=since if listed else None,
            confirmed_on=confirmed,
            review_on=confirmed + timedelta(days=365),
            is_demonstration=True,
        )
        self.kept[authority].append(made)
        self.waiting.append(told(made, moment(since, 10 * 60), by))
        return made

    def confirmed(self, since: date) -> date:
        """Return when their details were last confirmed: for some it is time to ask again."""
        ago = self.chance.randint(370, 395) if self.number % OVERDUE_EVERY == 0 else self.chance.randint(5, 340)
        return self.today - timedelta(days=ago) if ago > 365 else max(since, self.today - timedelta(days=ago))

    def basis(self, body: Body) -> str:
        if body.sector in PUBLIC_BODIES:
            return Contact.Basis.PUBLIC_TASK
        return self.chance.choice([Contact.Basis.LEGITIMATE_INTERESTS, Contact.Basis.CONSENT])

    def erase(self, contact: Contact, at: datetime) -> None:
        """Leave of a contact, not stored yet, what is left of one who was erased."""
        contact.name = contact.role = contact.email = contact.telephone = ""
        contact.may_be_listed, contact.agreed_on, contact.erased_at = False, None, at
        self.kept[contact.authority].remove(contact)

    def to_ring(self, authority: LocalAuthority, sector: str, by: User) -> Contact:
        """Return somebody of a sector whom the authority can ring, and whose details are not past their review."""
        body = next(body for body in BODIES if body.sector == sector)
        organisation = self.organisations[body.name]
        for contact in self.kept[authority]:
            if contact.organisation == organisation and contact.review_on > self.today + timedelta(days=30):
                return contact
        made = self.new(authority, body, self.today - timedelta(days=210), by)
        made.confirmed_on = self.today - timedelta(days=20)
        made.review_on = self.today + timedelta(days=345)
        self.store()
        return made

    def known_since(self, authority: LocalAuthority, day: date) -> list[Contact]:
        """Return the contacts of an authority whom it knew on a day already."""
        return [contact for contact in self.kept[authority] if told_at(contact).date() <= day]

    def store(self) -> None:
        add(Contact, self.waiting)
        self.waiting = []


def store_body(region: Region, body: Body) -> Organisation:
    """Store an organisation that covers the whole region, or say of one that is stored already what it is."""
    organisation, _ = Organisation.objects.get_or_create(region=region, name=body.name)
    organisation.sector, organisation.duty = body.sector, body.duty
    organisation.save()
    organisation.covers.set(region.authorities.all())
    return organisation
