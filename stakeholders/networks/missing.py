"""Who is missing in a network: sectors, specified authorities, and members who have not come for three meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone

from ..models import Attendance, Membership, Network, Organisation

MEETINGS_MISSED = 3
# Where each sector and each specified authority should be at the table; not among young people or residents.
KINDS_OF_PARTNERS = {Network.Kind.STAKEHOLDERS, Network.Kind.STEERING, Network.Kind.FORUM, Network.Kind.TEAM}

# Said where each is shown.
DUTY_RULE = (
    "A specified authority takes part where an organisation that is marked as one is a member today, or a member "
    "belongs to it. Who it is, is recorded on the page of each organisation."
)
ABSENCE_RULE = (
    f"Those who came to none of the last {MEETINGS_MISSED} meetings that were held since they joined. Meetings for "
    "which no attendance is recorded are left out."
)


class Sectors(NamedTuple):
    """The sectors that organisations of members belong to, with how many of them, and those that are missing."""

    present: list[tuple[str, int]]
    missing: list[str]
    without_sector: int


class Duty(NamedTuple):
    """One specified authority, and the organisations that stand for it in the network."""

    label: str
    organisations: list[str]


class Absence(NamedTuple):
    """A member who came to none of the last meetings, and to how many of them they sent apologies."""

    membership: Membership
    apologies: int


def members_of(network: Network) -> list[Membership]:
    """Return the memberships of today, each with its person and its organisation. One query."""
    return list(network.memberships.current().select_related("organisation", "contact__organisation"))


def organisations_of(members: Iterable[Membership]) -> list[Organisation]:
    """Return the organisations that the members are, or belong to, each once, by name."""
    found = {one.pk: one for one in map(organisation_of, members) if one}
    return sorted(found.values(), key=lambda organisation: organisation.name.casefold())


def organisation_of(membership: Membership) -> Organisation | None:
    """Return what a member stands for: the organisation they joined for, else the one of the contact."""
    contact = membership.contact
    return membership.organisation or (contact.organisation if contact else None)


def sectors(organisations: Iterable[Organisation]) -> Sectors:
    """Return which sectors the organisations are of, and which are missing, in the order of the list of sectors."""
    numbers = Counter(organisation.sector for organisation in organisations)
    every = Organisation.Sector
    present = [(sector.label, numbers[sector.value]) for sector in every if numbers[sector.value]]
    return Sectors(present, [sector.label for sector in every if not numbers[sector.value]], numbers[""])


def duties(organisations: Iterable[Organisation]) -> list[Duty]:
    """Return all six specified authorities, each with those of the organisations that stand for it."""
    names = defaultdict(list)
    for organisation in organisations:
        names[organisation.duty].append(organisation.name)
    return [Duty(str(duty.label), names[duty.value]) for duty in Organisation.Duty]


def absences(network: Network, members: Iterable[Membership]) -> list[Absence] | None:
    """Return those of the members who came to none of the last meetings since they joined. Two queries.

    None where too few meetings are recorded to say.
    Only those who may read members' names may be shown it.
    """
    recorded = network.meetings.held().filter(attendances__isnull=False).distinct()
    meetings = recorded.order_by("-starts_at", "-pk").prefetch_related("attendances")[:MEETINGS_MISSED]
    if len(meetings) < MEETINGS_MISSED:
        return None
    # Who joined before the earliest of them has no other last meetings; who joined later has had fewer.
    earliest = timezone.localtime(meetings[MEETINGS_MISSED - 1].starts_at).date()
    answers = defaultdict(list)
    for meeting in meetings:
        for attendance in meeting.attendances.all():
            answers[attendance.membership_id].append(attendance.answer)
    return [
        Absence(member, len(answers[member.pk]))
        for member in sorted(members, key=lambda member: str(member).casefold())
        if member.joined_on <= earliest and Attendance.Answer.CAME not in answers[member.pk]
    ]
