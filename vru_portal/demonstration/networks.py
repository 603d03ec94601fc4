"""Makes up who takes part in the networks: who joined when, who has left, and who asks to join."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from pilots.models import Pilot
from stakeholders.models import JoinRequest, Membership, Network

from .bulk import add, again, change, told
from .contacts import Contacts
from .network_stories import BODIES, INVITATION, LEFT_REASONS, PURPOSE, REQUESTS, Body
from .people import Staff
from .year import SEED, moment

# The kinds in which partners meet, as members of their organisations; those of young people and residents stay empty.
OF_PARTNERS = ("stakeholders", "steering", "forum", "team")
# The pilot whose network grows most and welcomes members.
SHOWN = "hillfields"
SIZES = [15, 18, 12, 16, 20]
SIZE_SHOWN = 28
SHARE_FOUNDERS, SHARE_LEFT, SECTORS_MISSING = 0.35, 0.16, 3
SECTORS_OFTEN_MISSING = ["education", "youth_justice", "probation", "fire", "housing", "faith", "business", "sport"]
SHARED, DRIFTED = 3, 2
FOUNDED_DAYS = 420
RULES = ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=3WE", "FREQ=MONTHLY;BYDAY=1TH"]


@dataclass
class Populated:
    """A network with the members that were made up for it, and how often it meets."""

    network: Network
    staff: Staff
    rule: str
    members: list[Membership] = field(default_factory=list)
    # Members who have stopped coming.
    drifted: list[Membership] = field(default_factory=list)


def make_networks(pilots: list[tuple[Pilot, Staff]], contacts: Contacts, today: date) -> list[Populated]:
    """Store members of the networks of the pilots, and networks for pilots of which none was published."""
    making = Networks(contacts, today)
    found = [making.populate(pilot, staff) for pilot, staff in pilots if pilot.basis != Pilot.Basis.COHORT]
    contacts.store()
    store_members(found)
    if found:
        making.welcome(next((one for one in found if is_shown(one.network)), found[0]))
    return found


def is_shown(network: Network) -> bool:
    return bool(network.pilot and network.pilot.slug == SHOWN)


class Networks:
    """Makes members up: the same for the same seed, day and pilots."""

    def __init__(self, contacts: Contacts, today: date):
        self.contacts = contacts
        self.today = today
        self.chance = Random(SEED + 3)  # noqa: S311 (made-up data, the same each time)
        self.numbers = count()

    def populate(self, pilot: Pilot, staff: Staff) -> Populated:
        """Make up the members of the network of a pilot; stores the network only where none was published."""
        number = next(self.numbers)
        rule = RULES[number % len(RULES)]
        network = network_of(pilot) or self.found_network(pilot, staff, rule)
        # "Monthly" alone names no day: the network meets on the one that the rule of this number names.
        populated = Populated(network, staff, rule if network.rhythm in {"", "FREQ=MONTHLY"} else network.rhythm)
        missing = self.chance.sample(SECTORS_OFTEN_MISSING, SECTORS_MISSING)
        known = self.contacts.known_since(network.authority, self.today - timedelta(days=120))
        fitting = [one for one in known if one.organisation and one.organisation.sector not in missing]
        for shared in self.chance.sample(fitting, min(SHARED, len(fitting))):
            self.join(populated, shared, self.today - timedelta(days=self.chance.randint(20, 110)))
        size = SIZE_SHOWN if is_shown(network) else SIZES[number % len(SIZES)]
        self.gather(populated, size, [body for body in BODIES if body.sector not in missing])
        self.leave(populated)
        self.appoint(populated)
        return populated

    def found_network(self, pilot: Pilot, staff: Staff, rule: str) -> Network:
        """Store a made-up network of a pilot."""
        steers = pilot.basis == Pilot.Basis.SETTING
        since = self.today - timedelta(days=FOUNDED_DAYS + 20)
        made = Network(
            authority=pilot.authority,
            pilot=pilot,
            slug=f"example-{pilot.slug}"[:50],
            name=f"Example {'steering group' if steers else 'stakeholder network'}, {pilot.name}"[:150],
            kind=Network.Kind.STEERING if steers else Network.Kind.STAKEHOLDERS,
            purpose=PURPOSE,
            established_on=since.isoformat()[:7],
            rhythm=rule,
            is_demonstration=True,
        )
        told(made, moment(since, 11 * 60), staff.navigator).save()
        return made

    # Who takes part ---------------------------------------------------------------------------------------------

    def gather(self, populated: Populated, size: int, bodies: list[Body]) -> None:
        """Have members join: some founded the network before the year began, the others came one by one."""
        founders = round(size * SHARE_FOUNDERS)
        for number in range(size):
            later = 350 - 340 * (number - founders) // (size - founders)
            ago = self.chance.randint(366, FOUNDED_DAYS) if number < founders else later + self.chance.randint(-8, 8)
            joined = self.today - timedelta(days=max(ago, 2))
            body = bodies[number % len(bodies)]
            authority, navigator = populated.network.authority, populated.staff.navigator
            self.join(populated, self.contacts.new(authority, body, joined, navigator), joined)

    def join(self, populated: Populated, contact, joined: date) -> None:
        member = Membership(
            network=populated.network, contact=contact, organisation=contact.organisation, joined_on=joined
        )
        populated.members.append(told(member, moment(joined, 10 * 60 + 5), populated.staff.navigator))

    def leave(self, populated: Populated) -> None:
        """Have some of those who have been there for a while leave; others stay and stop coming."""
        settled = [one for one in populated.members if one.joined_on < self.today - timedelta(days=150)]
        chosen = self.chance.sample(settled, min(len(settled), round(len(populated.members) * SHARE_LEFT) + DRIFTED))
        populated.drifted, leaving = chosen[:DRIFTED], chosen[DRIFTED:]
        for member in leaving:
            stayed = (self.today - member.joined_on).days
            member.left_on = member.joined_on + timedelta(days=self.chance.randint(stayed // 2, stayed - 10))
            member.why_left = self.chance.choice(LEFT_REASONS)
        former = leaving[0].contact if leaving and is_shown(populated.network) else None
        if former:
            self.contacts.erase(former, moment(self.today - timedelta(days=9), 15 * 60))

    def appoint(self, populated: Populated) -> None:
        """Give a chair and others who have stayed from the start their roles."""
        staying = [one for one in populated.members if one.left_on is None and one not in populated.drifted]
        longest = sorted(staying, key=lambda member: member.joined_on)
        for member, role in zip(longest, ["chair", "deputy", "secretary"], strict=False):
            member.role = role

    # Who asks to join -------------------------------------------------------------------------------------------

    def welcome(self, populated: Populated) -> None:
        """Open the network's public page, as its navigator would, and have people ask to join."""
        network = populated.network
        network.welcomes_members, network.invitation, network.version = True, INVITATION, network.version + 1
        # Not before the network was loaded: its history is in the order in which it came about.
        told(network, timezone.now(), populated.staff.navigator).save()
        for number, request in enumerate(REQUESTS):
            JoinRequest.objects.create(
                network=network,
                name=request.name,
                organisation_name=request.organisation,
                email=f"{request.name.replace(' ', '.').lower()}@example.org",
                telephone="" if number else "07700 900980",
                message=request.message,
                agreed=True,
                sent_at=moment(self.today - timedelta(days=request.days_ago), 19 * 60 + 20),
            )


def network_of(pilot: Pilot) -> Network | None:
    """Return the published network of a pilot in which partners meet."""
    known = {
        one.kind: one for one in Network.objects.current().filter(pilot=pilot).select_related("pilot", "authority")
    }
    return next((known[kind] for kind in OF_PARTNERS if kind in known), None)


def store_members(networks: list[Populated]) -> None:
    """Store the members as they joined, and then that some have left."""
    members = [member for one in networks for member in one.members]
    ends = {id(member): (member.left_on, member.why_left) for member in members if member.left_on}
    for member in members:
        member.left_on, member.why_left = None, ""
    add(Membership, members)
    left = [member for member in members if id(member) in ends]
    for member in left:
        member.left_on, member.why_left = ends[id(member)]
        again(member, moment(member.left_on or member.joined_on, 12 * 60))
    change(Membership, left, ["left_on", "why_left"])
