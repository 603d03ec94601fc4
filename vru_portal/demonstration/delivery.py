"""Makes up the interventions that the made-up entries belong to, and what pilots expect of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from django.utils.text import slugify

from interventions.models import AnticipatedOutcome, Intervention, InterventionType, OutcomeMeasure
from interventions.models.intervention import DeliveryStatus
from pilots.models import EducationSetting, LocalAuthority, Region
from stakeholders.models import Organisation

from . import stories
from .year import SEED, Entry

# Entries from before this share of the year keep the name that was typed, so that there is something to match.
TYPED_DAYS = 300
FUNDERS = ["Example Community Fund", "Example Charitable Trust"]
SCHOOLS = [
    ("Example Academy", "secondary"),
    ("Example High School", "secondary"),
    ("Example Primary School", "primary"),
]


@dataclass(frozen=True)
class Offer:
    """What lies behind the name of an intervention in the stories: its type, for whom, how often, how measured."""

    type: str
    target_group: str
    dose: str
    measure: str = ""
    school_level: str = ""


OFFERS = {
    "Sport and mentoring": Offer("Sport", "Young people aged 11 to 17", "Two hours a week", "swemwbs"),
    "Youth club": Offer("Youth club", "Young people aged 11 to 18", "Two evenings a week"),
    "Creative arts": Offer("Music", "Young people aged 13 to 18", "Eight sessions"),
    "Trauma informed practice": Offer("Trauma Informed Practice", "Front line staff", "One day", "proportion"),
    "Contextual safeguarding": Offer("Contextual safeguarding", "Professionals", "Half a day"),
    "Detached youth work": Offer("Detached youth work", "Young people out after dark", "Three evenings a week"),
    "Mentoring": Offer("Mentoring, one to one", "Young people known to services", "Weekly for a term", "swemwbs"),
    "Peer mentor scheme": Offer("Peer mentoring", "Young people in or leaving care", "Fortnightly", "rosenberg"),
    "Exploitation awareness": Offer(
        "County Lines", "Pupils of secondary schools", "One lesson", "proportion", "whole_school"
    ),
    "Mentors in Violence Prevention": Offer(
        "Mentors in Violence Prevention", "Pupils who lead", "Six lessons", "", "large_group"
    ),
}


def make_interventions(region: Region, today: date, entries: list[Entry]) -> list[Intervention]:
    """Store an intervention for each that the entries of a pilot name, link the entries to it, and return them all."""
    making = Delivery(region, today)
    ours = sorted((e for e in entries if e.activity.intervention_name in OFFERS), key=place_and_name)
    return [making.make(list(group)) for _, group in groupby(ours, key=place_and_name)]


def place_and_name(entry: Entry) -> tuple[str, str, str]:
    pilot = entry.activity.pilot
    return pilot.authority.name, pilot.slug, entry.activity.intervention_name


class Delivery:
    """Makes interventions up: the same for the same seed, day and entries."""

    def __init__(self, region: Region, today: date):
        self.region = region
        self.today = today
        self.chance = Random(SEED + 1)  # noqa: S311 (made-up data, the same each time)
        self.types = {one.name: one for one in InterventionType.objects.filter(region=region)}
        self.measures = {one.slug: one for one in OutcomeMeasure.objects.all()}
        self.funders = [self.organisation(name) for name in FUNDERS]
        self.providers = list(Organisation.objects.filter(region=region, name__in=stories.ORGANISATIONS))
        self.schools = {authority: make_schools(authority, today) for authority in region.authorities.all()}

    def organisation(self, name: str) -> Organisation:
        return Organisation.objects.get_or_create(region=self.region, name=name)[0]

    def type_of(self, offer: Offer) -> InterventionType:
        """Return the type of the catalogue; one of that name where the catalogue has none."""
        if offer.type not in self.types:
            new = InterventionType(region=self.region, name=offer.type, slug=slugify(offer.type))
            new.save()
            self.types[offer.type] = new
        return self.types[offer.type]

    def make(self, entries: list[Entry]) -> Intervention:
        """Store the intervention of these entries of one pilot, with its funding more often than not."""
        first = entries[0].activity
        name, pilot = first.intervention_name, first.pilot
        offer = OFFERS[name]
        start = self.today - timedelta(days=self.chance.randint(330, 420))
        made = Intervention(
            pilot=pilot,
            type=self.type_of(offer),
            name=f"{name}, {pilot.short_name or pilot.name}"[:150],
            provider=self.chance.choice([*self.providers, None]) if self.providers else None,
            audience=entries[0].reach[0].audience if entries[0].reach else None,
            target_group=offer.target_group,
            planned_dose=offer.dose,
            planned_reach=self.chance.randint(3, 30) * 10,
            school_level=offer.school_level,
            referral=self.chance.choice(["none", "needed"]),
            starts_on=start.isoformat()[:7],
            is_demonstration=True,
        )
        if self.chance.random() < 0.7:
            self.fund(made, start)
        made.save()
        made.localities.set(pilot.localities.all())
        made.enter(DeliveryStatus.RUNNING, since=made.starts_on)
        if offer.school_level:
            made.schools.set(self.schools[pilot.authority][: self.chance.randint(1, 2)])
        self.expect(made, offer, start)
        for entry in entries:
            if entry.activity.starts_on > self.today - timedelta(days=TYPED_DAYS):
                entry.activity.intervention = made
        return made

    def fund(self, made: Intervention, start: date) -> None:
        made.funder = self.chance.choice(self.funders)
        made.funding = self.chance.randint(8, 60) * 250
        made.funded_from, made.funded_until = start, start + timedelta(days=540)

    def expect(self, made: Intervention, offer: Offer, start: date) -> None:
        """Store what the pilot expects of an intervention that is measured on the wellbeing scale."""
        if offer.measure != "swemwbs" or "swemwbs" not in self.measures:
            return
        AnticipatedOutcome.objects.create(
            pilot=made.pilot,
            intervention=made,
            statement="Higher level of wellbeing",
            measure=self.measures["swemwbs"],
            measured_by="Asked at the first session and after a term",
            baseline=20,
            baseline_on=start,
            target=self.chance.choice([21, 22]),
            due_on=start + timedelta(days=540),
        )


def make_schools(authority: LocalAuthority, today: date) -> list[EducationSetting]:
    """Store the made-up schools of a local authority; their names say that they are none."""
    since = str(today.year - 2)
    return [
        EducationSetting.objects.get_or_create(
            authority=authority, name=f"{name}, {authority.name}", defaults={"phase": phase, "engaged_since": since}
        )[0]
        for name, phase in SCHOOLS
    ]
