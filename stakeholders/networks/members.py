"""The members of a network as a list and as a table: those of a day, and those who have left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from vru_portal.access.models import User

from ..models import Membership, Network
from ..models.network import MembershipQuerySet
from .missing import organisation_of

HEADER = [
    "Network",
    "Name",
    "Role in the network",
    "Job or role",
    "Organisation",
    "Sector",
    "Specified authority",
    "E-mail",
    "Telephone",
    "Agreed to be listed",
    "Joined",
    "Left",
]
# Who chairs stands first.
ROLES = [Membership.Role.CHAIR, Membership.Role.DEPUTY, Membership.Role.SECRETARY, Membership.Role.MEMBER]


def memberships(user: User, network: Network) -> MembershipQuerySet:
    """Return the memberships of a network that the person may read, with who they are of."""
    rows = Membership.objects.visible_to(user).filter(network=network)
    return rows.select_related("network", "contact__organisation", "organisation")


def members_on(user: User, network: Network, day: date) -> list[Membership]:
    """Return the members of a day, those with a role first, then by name. One query."""
    return sorted(memberships(user, network).current(day), key=by_role_and_name)


def former_members(user: User, network: Network, today: date) -> list[Membership]:
    """Return the memberships that have ended, the latest first. Those that were mistakes are left out."""
    ended = memberships(user, network).filter(left_on__lte=today).exclude(left_on=F("joined_on"))
    return list(ended.order_by("-left_on", "-pk"))


def by_role_and_name(member: Membership) -> tuple[int, str, int]:
    return ROLES.index(Membership.Role(member.role)), str(member).casefold(), member.pk


def export_rows(members: list[Membership]) -> Iterator[list]:
    """Yield a row for each member, in order. Who was erased has no details any more."""
    for member in members:
        contact, organisation = member.contact, organisation_of(member)
        yield [
            member.network.name,
            str(contact) if contact else "",
            member.get_role_display(),
            contact.role if contact else "",
            organisation.name if organisation else "",
            organisation.get_sector_display() if organisation else "",
            organisation.get_duty_display() if organisation else "",
            contact.email if contact else "",
            contact.telephone if contact else "",
            contact.may_be_listed if contact else None,
            member.joined_on,
            member.left_on,
        ]
