"""Makes up a year of entries: the same ones for the same seed, day and pilots. Stores nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from interventions.models import Activity, ActivityKind, AudienceGroup, Reach, ReviewStep
from interventions.models.activity import Status
from interventions.workflow import MOVES
from pilots.models import Pilot, Theme
from stakeholders.models import Organisation
from vru_portal.access.models import User

from . import stories
from .people import Staff
from .stories import Story

SEED = 20210412
ENTRIES = 1_500
DAYS = 365
# In this authority nobody has logged for a while, so that a manager's page has something to say about it.
SILENT, SILENT_DAYS = "Sandwell", 35
SHARE_RETURNED = 0.08
RECENT_DAYS = 14
FATES = ["usual", "waits", "usual", "returned", "usual", "draft"]
HOLIDAYS = {(1, 1), (12, 25), (12, 26)}


@dataclass
class Entry:
    """An entry with all that belongs to it, not stored yet."""

    activity: Activity
    reach: list[Reach] = field(default_factory=list)
    steps: list[ReviewStep] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    partners: list[Organisation] = field(default_factory=list)
    links: dict[str, list] = field(default_factory=dict)


@dataclass(frozen=True)
class Lists:
    """What the entries choose from, by name."""

    kinds: dict[str, ActivityKind]
    audiences: dict[str, AudienceGroup]
    themes: dict[str, Theme]
    organisations: list[Organisation]


class Year:
    """The year that ends today at eight in the morning."""

    def __init__(self, lists: Lists, today: date):
        self.lists = lists
        self.today = today
        self.now = moment(today, 8 * 60)
        self.fates: dict[int, Iterator[str]] = {}
        self.chance = Random(SEED)  # noqa: S311 (made-up data, the same each time)

    def entries(self, pilots: list[tuple[Pilot, Staff]]) -> Iterator[Entry]:
        """Yield the entries of these pilots: what was done, then what is planned."""
        days = [self.today - timedelta(days=ago) for ago in range(DAYS, 0, -1)]
        each_day = ENTRIES / (len(pilots) * sum(map(share_of_day, days))) if pilots else 0
        for pilot, staff in pilots:
            for day in days:
                if self.chance.random() < each_day * share_of_day(day) and not self.is_silent(pilot, day):
                    yield self.done(pilot, staff, day)
            yield from self.planned(pilot, staff)

    def is_silent(self, pilot: Pilot, day: date) -> bool:
        return pilot.authority.name == SILENT and day > self.today - timedelta(days=SILENT_DAYS)

    # What was done ----------------------------------------------------------------------------------------------

    def done(self, pilot: Pilot, staff: Staff, day: date) -> Entry:
        """Make up something that took place on a day, and how it went through review."""
        fitting = [story for story in stories.STORIES if pilot.basis in story.bases]
        story = self.chance.choices(fitting, [one.weight for one in fitting])[0]
        number = self.chance.randint(*story.reach)
        entry = self.begin(story, pilot, staff, day)
        self.describe(entry.activity, story, number)
        entry.reach = [self.count(entry.activity, story, number)]
        self.add_next_step(entry.activity)
        self.review(entry, staff)
        return entry

    def begin(self, story: Story, pilot: Pilot, staff: Staff, day: date) -> Entry:
        """Make an entry with its place, its time and its author, before anything has happened to it."""
        activity = Activity(
            id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            pilot=pilot,
            kind=self.lists.kinds[story.kind],
            title=story.title,
            starts_on=day,
            author=self.author(story, pilot, staff),
            is_demonstration=True,
            **self.place_in(pilot),
        )
        themes = [self.lists.themes[name] for name in story.themes if name in self.lists.themes]
        partners = self.chance.sample(self.lists.organisations, self.chance.choice([0, 0, 1, 1, 2]))
        return Entry(activity, themes=themes, partners=partners)

    def author(self, story: Story, pilot: Pilot, staff: Staff) -> User:
        in_schools = pilot.basis == Pilot.Basis.SETTING or "Education" in story.themes
        return staff.adviser if staff.adviser and in_schools else staff.navigator

    def place_in(self, pilot: Pilot) -> dict:
        """Choose one of the pilot's localities or sites, or neither where it has none."""
        localities, sites = list(pilot.localities.all()), list(pilot.sites.all())
        if localities:
            return {"locality": self.chance.choice(localities)}
        return {"site": self.chance.choice(sites)} if sites else {}

    def describe(self, activity: Activity, story: Story, number: int) -> None:
        """Fill in the words, most of them most of the time, as people do."""
        words = {"n": f"{number:,}", "place": stories.place_of(activity)}
        activity.headline = story.headline.format(**words)
        activity.what_happened = story.happened.format(**words)
        activity.what_changed = story.changed if self.chance.random() < 0.6 else ""
        activity.quotation = self.chance.choice(stories.QUOTATIONS) if self.chance.random() < 0.08 else ""
        activity.language = self.chance.choice(stories.LANGUAGES) if self.chance.random() < 0.05 else ""
        activity.intervention_name = story.intervention
        activity.minutes = self.chance.randint(story.minutes[0] // 15, story.minutes[1] // 15) * 15

    def count(self, activity: Activity, story: Story, number: int) -> Reach:
        audience = self.lists.audiences[story.audience]
        return Reach(activity=activity, audience=audience, number=number, unit=story.unit, counts=story.counts)

    def add_next_step(self, activity: Activity) -> None:
        """Give some entries a next step; nearly all that are long due are done."""
        if self.chance.random() > 0.15:
            return
        activity.next_step = self.chance.choice(stories.NEXT_STEPS)
        activity.next_step_due = activity.starts_on + timedelta(days=self.chance.randint(7, 28))
        activity.next_step_owner = activity.author
        if activity.next_step_due < self.today - timedelta(days=5) or self.chance.random() < 0.3:
            done_on = min(activity.next_step_due, self.today - timedelta(days=1))
            activity.next_step_done_at = moment(max(done_on, activity.starts_on), 20 * 60)

    # How it was reviewed ----------------------------------------------------------------------------------------

    def review(self, entry: Entry, staff: Staff) -> None:
        """Take the entry through review as far as it has come by now."""
        activity = entry.activity
        activity.created_at = activity.changed_at = moment(activity.starts_on, self.chance.randint(15 * 60, 19 * 60))
        fate = self.fate(activity)
        at = activity.created_at + timedelta(minutes=self.chance.choice([5, 10, 30, 600, 2_000]))
        if fate == "draft" or not self.step(entry, "submit", at, activity.author):
            return
        if fate == "returned":
            self.send_back(entry, staff, at + timedelta(hours=self.chance.randint(16, 48)))
        if fate == "usual":
            self.decide(entry, staff, at + self.time_to_decide())

    def fate(self, activity: Activity) -> str:
        """Deal the last weeks' fates out in turn, so that each authority has something to correct and to decide."""
        if activity.starts_on <= self.today - timedelta(days=RECENT_DAYS):
            return "usual"
        return next(self.fates.setdefault(activity.pilot.authority_id, cycle(FATES)))

    def decide(self, entry: Entry, staff: Staff, at: datetime) -> None:
        """Approve the entry, or return it, have it corrected and decide again."""
        if self.chance.random() > SHARE_RETURNED:
            self.step(entry, "approve", at, staff.manager)
            return
        corrected_at = at + timedelta(hours=self.chance.randint(5, 150))
        if self.send_back(entry, staff, at) and self.step(entry, "submit", corrected_at, entry.activity.author):
            self.decide(entry, staff, corrected_at + self.time_to_decide())

    def send_back(self, entry: Entry, staff: Staff, at: datetime) -> bool:
        return self.step(entry, "return", at, staff.manager, self.chance.choice(stories.RETURN_REASONS))

    def time_to_decide(self) -> timedelta:
        """Most decisions take some days, some take too long."""
        slow = self.chance.random() < 0.15
        return timedelta(hours=self.chance.randint(170, 400) if slow else self.chance.randint(4, 140))

    def step(self, entry: Entry, move: str, at: datetime, by: User | None, reason: str = "") -> bool:
        """Make a move at a time; return whether that time has come."""
        if at > self.now:
            return False
        activity, end = entry.activity, MOVES[move].end
        names = {"from_status": activity.status, "to_status": end, "move": move, "reason": reason}
        entry.steps.append(ReviewStep(activity=activity, made_by=by, made_at=at, **names))
        entry.steps[-1].note_decision(activity.pilot.authority_id, activity.submitted_at)
        apply_step(activity, entry.steps[-1])
        return True

    # What is planned --------------------------------------------------------------------------------------------

    def planned(self, pilot: Pilot, staff: Staff) -> Iterator[Entry]:
        """Yield what lies ahead of a pilot, something that is due, and now and then something cancelled."""
        ahead = self.chance.sample(range(2, 42), self.chance.randint(2, 4))
        overdue = [-self.chance.randint(1, 4)] if self.chance.random() < 0.6 else []
        for days in [*overdue, *sorted(ahead)]:
            yield self.plan(pilot, staff, self.today + timedelta(days=days))
        if self.chance.random() < 0.7:
            entry = self.plan(pilot, staff, self.today - timedelta(days=self.chance.randint(6, 90)))
            reason = self.chance.choice(stories.CANCEL_REASONS)
            self.step(entry, "cancel", moment(entry.activity.starts_on, -16 * 60), entry.activity.author, reason)
            yield entry

    def plan(self, pilot: Pilot, staff: Staff, day: date) -> Entry:
        entry = self.begin(self.chance.choice(stories.PLANNED), pilot, staff, day)
        entry.activity.status = Status.PLANNED
        entered_on = min(day, self.today) - timedelta(days=self.chance.randint(5, 20))
        entry.activity.created_at = entry.activity.changed_at = moment(entered_on, 10 * 60)
        return entry


def apply_step(activity: Activity, step: ReviewStep) -> None:
    """Leave an entry as a step leaves it."""
    activity.status = step.to_status
    activity.version += 1
    activity.changed_at = step.made_at
    activity.submitted_at = step.made_at if step.move == "submit" else activity.submitted_at


def share_of_day(day: date) -> float:
    """How much happens on a day, compared with a working day."""
    return 0 if (day.month, day.day) in HOLIDAYS else [1, 1, 1, 1, 1, 0.3, 0.05][day.weekday()]


def moment(day: date, minutes: int) -> datetime:
    """Return a time so many minutes after the start of a day, in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(minutes=minutes)
