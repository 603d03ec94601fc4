"""What is stored already, as far as the person who imports may see it, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from pilots.models import LocalAuthority
from vru_portal.access.models import User

from ..contacts.choosing import plain
from ..models import Contact, Membership, Network, Organisation
from ..organisations.naming import folded


@dataclass
class Known:
    """Contacts, organisations and memberships by what a row of a sheet says of them."""

    by_email: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people_in: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    organisations_in: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))

    def with_email(self, email: str) -> list[Contact]:
        return self.by_email.get(email.casefold(), []) if email else []

    def named(self, name: str) -> list[Contact]:
        return self.by_name.get(plain(name), [])

    def organisation(self, name: str) -> Organisation | None:
        return self.organisations.get(folded(name))


def known_to(user: User, authority: LocalAuthority, network: Network | None) -> Known:
    """Return what the user may see of contacts and members, and the organisations of the authority's region.

    Contacts that only other authorities keep are not among them: what becomes of a row tells nothing of those.
    """
    known = Known()
    seen = Contact.objects.visible_to(user).named().filter(authority__region_id=authority.region_id)
    # The authority's own come first where several are alike.
    for contact in sorted(
        seen.select_related("organisation", "authority"), key=lambda one: (one.authority_id != authority.pk, one.pk)
    ):
        known.by_email[contact.email.casefold()].append(contact)
        known.by_name[plain(contact.name)].append(contact)
    listed = Organisation.objects.visible_to(user).filter(region_id=authority.region_id)
    known.organisations = by_name(list(listed))
    if network:
        for membership in Membership.objects.visible_to(user).filter(network=network).order_by("joined_on"):
            if membership.contact_id:
                known.people_in[membership.contact_id].append(membership)
            elif membership.organisation_id:
                known.organisations_in[membership.organisation_id].append(membership)
    return known


def by_name(listed: list[Organisation]) -> dict[str, Organisation]:
    """Return the organisations by name: of one name, current ones win; those that were merged lead to where they went.

    An archived one is found too, so that its name is not listed a second time.
    """
    stored = {one.pk: one for one in listed}
    ranked = sorted(listed, key=lambda one: (one.merged_into_id is None, one.archived_at is None))
    return {folded(one.name): _kept(one, stored) for one in ranked}


def _kept(organisation: Organisation, stored: dict[int, Organisation]) -> Organisation:
    while organisation.merged_into_id in stored:
        organisation = stored[organisation.merged_into_id]
    return organisation
