"""The entries of three years, with whom they reached and the thread of their review.

Regions are of unequal size, as they are: the first, which is measured, has more than a quarter of the log. What waits,
was returned or is planned does not grow with the years behind it: it is the same in a small log and a large one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from interventions.models import Activity, ActivityKind, AudienceGroup, Intervention, Reach, ReviewStep
from pilots.models import LocalAuthority, Pilot
from vru_portal.access.models import Posting
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter

from .tables import Table
from .world import uuid_from

YEARS, BATCH = 3, 20_000
OPEN = {"submitted": 6, "returned": 2, "draft": 2, "planned": 3, "cancelled": 2}
FLAGGED_A_QUARTER = 3
COMMON, RARE = "football", "zephyr"
COMMON_SHARE, RARE_SHARE = 0.05, 0.0002
PROSE = """
the young people of the ward came to a session about knives and talked with officers who listened school staff asked
for more training parents said that evenings are safer now and volunteers offered their hall for sport music mentoring
and breakfast while residents planned a fair on the green with partners from health and youth work
"""
TITLES = ["Session at the hall", "Detached work in the park", "Workshop for year 9", "Meeting with partners"]
TEXTS = 400

ENTRY = """
id authority_id pilot_id locality_id kind_id starts_on status intervention_id title headline for_bulletin what_happened
minutes author_id created_at changed_at submitted_at version words
"""
REACH = "activity_id audience_id number unit counts"
STEP = "activity_id move from_status to_status made_by_id made_at"


@dataclass
class Batch:
    """Rows that belong together: entries, their reach, and the steps of their review."""

    entries: list[tuple] = field(default_factory=list)
    reach: list[tuple] = field(default_factory=list)
    steps: list[tuple] = field(default_factory=list)

    def store(self) -> None:
        Table(Activity, ENTRY).fill(self.entries)
        Table(Reach, REACH).fill(self.reach)
        Table(ReviewStep, STEP).fill(self.steps)


@dataclass(frozen=True)
class Place:
    """A pilot of the benchmark, and who works there."""

    authority: int
    pilot: int
    locality: int
    interventions: list[int]
    authors: list[Any]
    reviewer: Any


def make(rows: int, until: date, random: Random, show=lambda batches, total: batches) -> None:
    """Store so many entries; ``show`` wraps the batches in a progress bar."""
    for batch in show(Log(until, random).batches(rows), -(-rows // BATCH)):
        batch.store()


def places() -> list[Place]:
    """Return the pilots of all regions, the largest region first."""
    people: dict[int, list[Posting]] = {}
    for posting in Posting.objects.exclude(authority=None).order_by("pk"):
        people.setdefault(posting.authority_id or 0, []).append(posting)
    interventions: dict[int, list[int]] = {}
    for key, pilot in Intervention.objects.order_by("pk").values_list("pk", "pilot_id"):
        interventions.setdefault(pilot, []).append(key)
    found = Pilot.objects.order_by("authority__region", "pk").values_list("authority_id", "pk", "localities")
    return [
        Place(
            *(authority, pilot, locality, interventions[pilot]),
            [one.user_id.hex for one in people[authority] if one.role == Role.NAVIGATOR],
            next(one.user_id.hex for one in people[authority] if one.role == Role.MANAGER),
        )
        for authority, pilot, locality in found
    ]


class Log:
    """Makes up entries, the same ones for the same seed and day."""

    def __init__(self, until: date, random: Random):
        self.until, self.random = until, random
        self.places = places()
        authorities = LocalAuthority.objects.order_by("region", "pk").values_list("pk", "region_id")
        ranks = {region: rank for rank, region in enumerate(dict.fromkeys(region for _, region in authorities), 1)}
        shares = {authority: 1 / ranks[region] for authority, region in authorities}
        self.weights = list(accumulate(shares[place.authority] for place in self.places))
        self.kinds = list(ActivityKind.objects.order_by("pk").values_list("pk", flat=True))
        self.audiences = list(AudienceGroup.objects.order_by("pk").values_list("pk", flat=True))
        self.texts = [" ".join(random.choices(PROSE.split(), k=random.randint(20, 80))) for _ in range(TEXTS)]
        self.flagged: Counter[tuple[int, date]] = Counter()

    def batches(self, rows: int) -> Iterator[Batch]:
        """Yield the entries, those that are still open first."""
        batch = Batch()
        for number, (place, status, day) in enumerate(self.kept(rows), 1):
            self.add(batch, place, status, day)
            if number % BATCH == 0 or number == rows:
                yield batch
                batch = Batch()

    def kept(self, rows: int) -> Iterator[tuple[Place, str, date]]:
        """Yield where each entry was made, where it stands and when it was; those approved in the order of their days.

        So they come to lie in the database as a log does that grew over the years.
        """
        first = {place.authority: place for place in reversed(self.places)}
        standing = [
            (place, status) for place in first.values() for status, number in OPEN.items() for _ in range(number)
        ]
        yield from ((place, status, self.day_of(status)) for place, status in standing[:rows])
        chosen = self.random.choices(self.places, cum_weights=self.weights, k=max(0, rows - len(standing)))
        days = sorted(self.day_of("approved") for _ in chosen)
        yield from ((place, "approved", day) for place, day in zip(chosen, days, strict=True))

    def add(self, batch: Batch, place: Place, status: str, day: date) -> None:
        random, key = self.random, uuid_from(self.random)
        written = datetime.combine(day, time(12)) + timedelta(hours=random.randint(1, 60))
        decided = written + timedelta(hours=random.randint(3, 240))
        author, title = random.choice(place.authors), random.choice(TITLES)
        text, headline = self.text(), self.headline(place, day, status)
        # Squared, so that some kinds are common and others rare.
        kind = self.kinds[int(len(self.kinds) * random.random() ** 2)]
        row = (
            *(key, place.authority, place.pilot, place.locality if random.random() < 0.8 else None, kind),
            *(day.isoformat(), status, random.choice(place.interventions) if random.random() < 0.5 else None),
            *(title, headline, bool(headline), text, random.randint(2, 16) * 30 if random.random() < 0.8 else None),
            *(author, str(written), str(decided), None if status in {"draft", "planned"} else str(written)),
            *(3 if status == "approved" else 2, f"{title} {headline}   {text}   ".casefold()),
        )
        batch.entries.append(row)
        batch.reach.extend(self.reach_of(key) if status != "planned" else ())
        batch.steps.extend(steps_of(key, status, author, place.reviewer, str(written), str(decided)))

    def day_of(self, status: str) -> date:
        if status == "planned":
            return self.until + timedelta(days=self.random.randint(1, 60))
        longest = 365 * YEARS if status == "approved" else 12
        return self.until - timedelta(days=self.random.randint(1, longest))

    def text(self) -> str:
        drawn = self.random.random()
        word = f" {RARE}" if drawn < RARE_SHARE else f" {COMMON}" if drawn < COMMON_SHARE else ""
        return self.random.choice(self.texts) + word

    def headline(self, place: Place, day: date, status: str) -> str:
        """Return a line for the bulletin: of as many entries of each pilot and quarter, however large the log is."""
        key = (place.pilot, Quarter.of(day).start)
        if status != "approved" or self.flagged[key] >= FLAGGED_A_QUARTER:
            return ""
        self.flagged[key] += 1
        return "Residents and young people met at the hall"

    def reach_of(self, key: str) -> Iterator[tuple]:
        """Yield rows of reach: one entry in ten has none."""
        random = self.random
        number = random.choice((0, 1, 1, 1, 1, 1, 1, 2, 2, 3))
        counts = "attendances" if random.random() < 0.3 else "individuals"
        for audience in random.sample(self.audiences, number):
            yield key, audience, random.randint(3, 60), "people", counts


def steps_of(key: str, status: str, author: str, reviewer: str, written: str, decided: str) -> Iterable[tuple]:
    """Return the steps that led to a status."""
    steps = [(key, "submit", "draft", "submitted", author, written)]
    if status == "approved":
        steps.append((key, "approve", "submitted", "approved", reviewer, decided))
    if status == "returned":
        steps.append((key, "return", "submitted", "returned", reviewer, decided))
    return steps if status in {"submitted", "approved", "returned"} else ()
