"""What stands around the log: regions and their places, people, interventions, outcomes and networks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from interventions.models import (
    ActivityKind,
    AnticipatedOutcome,
    AudienceGroup,
    Intervention,
    InterventionType,
    OutcomeMeasure,
    OutcomeRecord,
)
from pilots.models import LocalAuthority, Locality, Phase, Pilot, Region, Theme
from stakeholders.models import Meeting, Membership, Network, Organisation
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Role

REGIONS, AUTHORITIES, PILOTS = 20, 7, 4
MEMBERS, MEETINGS, INTERVENTIONS, RECORDS = 15, 12, 3, 3
KINDS = [
    "Session",
    "Workshop",
    "Training",
    "Meeting",
    "Event",
    "Mentoring",
    "Outreach",
    "Referral",
    "Visit",
    "Campaign",
]
AUDIENCES = ["Young people", "Residents", "Parents and carers", "Education staff", "Professionals", "Community leaders"]
THEMES = ["Trauma informed", "Criminal justice", "Education", "Exploitation", "Sports", "Health"]
REGION_ROLES = [Role.MANAGER, Role.ANALYST, Role.COMMUNICATIONS, Role.ADMINISTRATOR]
AUTHORITY_ROLES = [Role.MANAGER, Role.NAVIGATOR, Role.NAVIGATOR]


def make(until: date, random: Random) -> None:
    """Store everything but the log, as it stands on the day ``until``."""
    ActivityKind.objects.bulk_create(ActivityKind(name=name, position=place) for place, name in enumerate(KINDS))
    AudienceGroup.objects.bulk_create(AudienceGroup(name=name, position=n) for n, name in enumerate(AUDIENCES))
    OutcomeMeasure.objects.create(
        slug="wellbeing", name="Wellbeing scale", kind="scale", lowest=0, highest=40, source="A user guide"
    )
    make_places()
    make_people(until - timedelta(days=1500))
    make_interventions(until, random)
    make_networks(until, random)


def make_places() -> None:
    """Store the regions, and in each authority as many localities as pilots, each pilot in a locality of its own."""
    regions = [
        Region(slug=f"region-{n}", name=f"Region {n:02}", unit_name=f"Violence Reduction Unit of Region {n:02}")
        for n in range(1, REGIONS + 1)
    ]
    Region.objects.bulk_create(regions)
    Theme.objects.bulk_create(Theme(region=region, name=name) for region in regions for name in THEMES)
    authorities = [
        LocalAuthority(region=region, name=f"Authority {place}-{n}", gss_code=f"E99{place:03}{n:03}")
        for place, region in enumerate(regions, 1)
        for n in range(1, AUTHORITIES + 1)
    ]
    LocalAuthority.objects.bulk_create(authorities)
    localities = [
        Locality(authority=one, slug=f"ward-{n}", name=f"Ward {n}", population=9_000 + 500 * n, **KNOWN_BY)
        for one in authorities
        for n in range(1, PILOTS + 1)
    ]
    Locality.objects.bulk_create(localities)
    pilots = [Pilot(authority=one.authority, slug=one.slug, name=one.name, basis="place") for one in localities]
    Pilot.objects.bulk_create(pilots)
    in_localities = Pilot.localities.through
    pairs = zip(pilots, localities, strict=True)
    in_localities.objects.bulk_create(in_localities(pilot=pilot, locality=locality) for pilot, locality in pairs)
    Phase.objects.bulk_create(Phase(pilot=one, position=1, status="operational", since="2019-04") for one in pilots)


KNOWN_BY = {"population_year": 2021, "population_source": "Made up for the benchmark"}


def make_people(since: date) -> None:
    """Store people of each role with their postings; nobody has a password. The first is of the first authority."""
    places = [(region, role) for region in Region.objects.order_by("pk") for role in REGION_ROLES]
    places += [(one, role) for one in LocalAuthority.objects.order_by("pk") for role in AUTHORITY_ROLES]
    people = [
        User(email=f"{role}.{n}@example.org", full_name=f"{Role(role).label} {n}", password="!")  # noqa: S106 (none)
        for n, (_, role) in enumerate(places, 1)
    ]
    User.objects.bulk_create(people)
    Posting.objects.bulk_create(
        Posting(user=user, role=role, starts_on=since, **place_of(place))
        for user, (place, role) in zip(people, places, strict=True)
    )


def place_of(place: Region | LocalAuthority) -> dict:
    return {"region": place} if isinstance(place, Region) else {"authority": place}


def make_interventions(until: date, random: Random) -> None:
    """Store interventions of each pilot, with what they are to change and what was measured."""
    types = [
        InterventionType(region=region, slug=f"type-{n}", name=f"Mentoring of kind {n}")
        for region in Region.objects.order_by("pk")
        for n in range(6)
    ]
    InterventionType.objects.bulk_create(types)
    of_region: dict[int, list[InterventionType]] = {}
    for one in types:
        of_region.setdefault(one.region_id, []).append(one)
    pilots = list(Pilot.objects.select_related("authority").order_by("pk"))
    Intervention.objects.bulk_create(
        Intervention(
            pilot=pilot,
            authority=pilot.authority,
            type=random.choice(of_region[pilot.authority.region_id]),
            name=f"Intervention {n}",
            starts_on="2020-01",
            status="running",
        )
        for pilot in pilots
        for n in range(1, INTERVENTIONS + 1)
    )
    measure = OutcomeMeasure.objects.get()
    expected = [
        AnticipatedOutcome(pilot=pilot, statement="Higher wellbeing", measure=measure, baseline=20, target=24)
        for pilot in pilots
    ]
    AnticipatedOutcome.objects.bulk_create(expected)
    OutcomeRecord.objects.bulk_create(records(expected, measure, until, random), 1000)


def records(expected: list[AnticipatedOutcome], measure, until: date, random: Random) -> Iterator[OutcomeRecord]:
    """Yield approved results of each anticipated outcome, one a quarter."""
    for one in expected:
        for n in range(RECORDS):
            size, change = random.randint(12, 60), random.randint(-5, 30) / 10
            yield OutcomeRecord(
                pilot=one.pilot,
                authority=one.pilot.authority,
                anticipated=one,
                measure=measure,
                group_label=f"Group {n + 1}",
                starts_on=until - timedelta(days=90 * (n + 1)),
                ends_on=until - timedelta(days=90 * n + 5),
                **dict.fromkeys(("started", "measured_before", "measured_after", "measured_both"), size),
                is_paired=True,
                mean_before=20,
                sd_before=4,
                mean_after=20 + change,
                sd_after=4,
                mean_change=change,
                sd_change=3,
                status="approved",
            )


def make_networks(until: date, random: Random) -> None:
    """Store organisations, and of each pilot a network with its members and a meeting a month."""
    organisations = [
        Organisation(region=region, name=f"Organisation {n}", sector=random.choice(Organisation.Sector.values))
        for region in Region.objects.order_by("pk")
        for n in range(1, 41)
    ]
    Organisation.objects.bulk_create(organisations)
    of_region: dict[int, list[Organisation]] = {}
    for one in organisations:
        of_region.setdefault(one.region_id, []).append(one)
    networks = [
        Network(authority=pilot.authority, pilot=pilot, slug=pilot.slug, name=f"Network of {pilot}", **ESTABLISHED)
        for pilot in Pilot.objects.select_related("authority").order_by("pk")
    ]
    Network.objects.bulk_create(networks)
    Membership.objects.bulk_create(
        Membership(network=one, organisation=member, joined_on=until - timedelta(days=random.randint(1, 1000)))
        for one in networks
        for member in random.sample(of_region[one.authority.region_id], MEMBERS)
    )
    Meeting.objects.bulk_create(meetings(networks, until, random), 1000)


ESTABLISHED = {"kind": "stakeholders", "established_on": "2019-06"}


def meetings(networks: list[Network], until: date, random: Random) -> Iterator[Meeting]:
    for one in networks:
        for n in range(1, MEETINGS + 1):
            starts = timezone.make_aware(datetime.combine(until - timedelta(days=30 * n), time(10)))
            ends = starts + timedelta(hours=2)
            key = uuid_from(random)
            yield Meeting(id=key, network=one, starts_at=starts, ends_at=ends, status="held")


def uuid_from(random: Random) -> str:
    """Return an identifier as browsers make them, but the same for the same seed."""
    return f"{random.getrandbits(128):032x}"
