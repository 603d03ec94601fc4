"""Makes up a year of meetings of the networks: who came, what was agreed, and what became of it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from dateutil.rrule import rrulestr
from django.utils import timezone

from interventions.models.activity import Status
from pilots.models import Pilot
from stakeholders.models import AgreedAction, Attendance, Meeting, Membership

from . import network_stories as told_of
from .bulk import add, again, change, told
from .networks import Populated, is_shown
from .stories import STORIES, place_of
from .year import HOLIDAYS, SEED, Entry, moment

LOGGED_AS = next(story for story in STORIES if story.title == "Stakeholder network meeting")
MINUTES = 90
AHEAD = 3
# How far back an entry of the log may be moved, to the day of a meeting.
NEAR_DAYS = 34
# The pilot of whose network nobody has said yet how the last meeting went.
UNRECORDED = "wood-end-moat-house"
SHARE_CAME, SHARE_APOLOGIES, SHARE_DROPPED = 0.7, 0.12, 0.07
# Of the actions that were due in the last weeks, every third is still to be done; all older ones are closed.
LATE_DAYS, LATE_EVERY = 70, 3
MEETINGS_MISSED = 4
STARTS = [10 * 60, 13 * 60 + 30, 16 * 60, 17 * 60 + 30]


@dataclass
class Held:
    """A meeting that was held: who answered, what was agreed, and what became of that."""

    meeting: Meeting
    network: Populated
    guests: int | None = None
    notes: str = ""
    answers: list[Attendance] = field(default_factory=list)
    actions: list[AgreedAction] = field(default_factory=list)
    # The fields that an action has once it is done or dropped, and the day of it.
    closings: list[tuple[AgreedAction, date, dict[str, Any]]] = field(default_factory=list)

    @property
    def people(self) -> int:
        return sum(one.answer == Attendance.Answer.CAME for one in self.answers) + (self.guests or 0)


def make_meetings(networks: list[Populated], entries: list[Entry], today: date) -> int:
    """Store the meetings of the networks, and link the entries that tell of one to it; return how many were held."""
    making = Meetings(entries, today)
    held = [meeting for network in networks for meeting in making.of(network)]
    store_meetings(making.scheduled, making.cancelled, held)
    store_actions(held)
    return len(held)


class Meetings:
    """Makes meetings up: the same for the same seed, day, networks and entries."""

    def __init__(self, entries: list[Entry], today: date):
        self.today = today
        self.chance = Random(SEED + 4)  # noqa: S311 (made-up data, the same each time)
        self.entries: dict[Pilot | None, list[Entry]] = defaultdict(list)
        self.numbers = count()
        self.scheduled: list[Meeting] = []
        self.cancelled: list[tuple[Meeting, str]] = []
        for entry in entries:
            if entry.activity.title == LOGGED_AS.title and was_done(entry):
                self.entries[entry.activity.pilot].append(entry)

    def of(self, network: Populated) -> list[Held]:
        """Make up the meetings of a network, in their order, and return those that were held."""
        start, place = self.chance.choice(STARTS), self.chance.choice(told_of.MEETING_PLACES)
        past, ahead = self.days(network.rule)
        log = match(self.entries[network.network.pilot], past)
        past = sorted({*past, *log})
        meetings = {day: self.schedule(network, day, start, place) for day in [*past, *ahead]}
        free = [day for day in past if day not in log]
        if free and is_shown(network.network):
            past.remove(free[0])
            self.cancelled.append((meetings[free[0]], self.chance.choice(told_of.WHY_CANCELLED)))
        elif free and network.network.pilot and network.network.pilot.slug == UNRECORDED:
            past.remove(free[-1])
        held = [self.hold(Held(meetings[day], network), len(past) - number) for number, day in enumerate(past)]
        for one in held:
            if entry := log.get(day_of(one.meeting)):
                tell(entry, one)
        return held

    def days(self, rule: str) -> tuple[list[date], list[date]]:
        """Return the days of a rule in the year that ends yesterday, and the next few; none on a holiday."""
        first = self.today - timedelta(days=363)
        start = first + timedelta(days=(self.chance.randint(0, 3) - first.weekday()) % 7)
        days = (at.date() for at in rrulestr(rule, dtstart=datetime.combine(start, time(12))))
        past: list[date] = []
        ahead: list[date] = []
        while len(ahead) < AHEAD:
            day = next(days)
            if (day.month, day.day) not in HOLIDAYS and day.weekday() < 5:
                (past if day < self.today else ahead).append(day)
        return past, ahead

    def schedule(self, network: Populated, day: date, start: int, place: str) -> Meeting:
        meeting = Meeting(
            id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            network=network.network,
            starts_at=moment(day, start),
            ends_at=moment(day, start + MINUTES),
            place=place,
            agenda=self.chance.choice(told_of.AGENDAS),
            is_demonstration=True,
        )
        asked = min(day - timedelta(days=24), self.today - timedelta(days=5))
        self.scheduled.append(told(meeting, moment(asked, 9 * 60 + 30), network.staff.navigator))
        return meeting

    # What happened ----------------------------------------------------------------------------------------------

    def hold(self, held: Held, meetings_left: int) -> Held:
        """Make up who came to a meeting and what it agreed."""
        here = members_on(held.network, day_of(held.meeting))
        for member in here:
            gone = member in held.network.drifted and meetings_left <= MEETINGS_MISSED
            self.answer(held, member, gone)
        held.guests = self.chance.choice([None, None, 1, 2, 3])
        held.notes = self.chance.choice(told_of.NOTES)
        for text in self.chance.sample(told_of.ACTIONS, self.chance.choice([0, 1, 2, 2, 3])):
            self.follow(held, self.agree(held, text, here))
        return held

    def answer(self, held: Held, member: Membership, gone: bool) -> None:
        luck = self.chance.random()
        if gone or luck > SHARE_CAME + SHARE_APOLOGIES:
            return
        came = luck < SHARE_CAME
        answer = Attendance.Answer.CAME if came else Attendance.Answer.APOLOGIES
        row = Attendance(meeting=held.meeting, membership=member, answer=answer)
        held.answers.append(told(row, held.meeting.ends_at, held.network.staff.navigator))

    def agree(self, held: Held, text: str, here: list[Membership]) -> AgreedAction:
        """Make up who does something, and by when."""
        due = day_of(held.meeting) + timedelta(days=self.chance.randint(10, 35))
        action = AgreedAction(meeting=held.meeting, text=text, due_on=due)
        if here and self.chance.random() < 0.6:
            action.member = self.chance.choice(here)
        else:
            action.owner = held.network.staff.navigator
        held.actions.append(told(action, held.meeting.ends_at, held.network.staff.navigator))
        return action

    def follow(self, held: Held, action: AgreedAction) -> None:
        """Make up what became of an action that is due, unless it is overdue."""
        day = action.due_on + timedelta(days=self.chance.randint(-7, 6))
        is_late = (self.today - action.due_on).days in range(1, LATE_DAYS) and next(self.numbers) % LATE_EVERY == 0
        if day >= self.today or is_late:
            return
        done = {"done_on": day, "outcome": self.chance.choice(["", *told_of.OUTCOMES])}
        dropped = {"dropped_on": day, "outcome": told_of.WHY_DROPPED}
        held.closings.append((action, day, dropped if self.chance.random() < SHARE_DROPPED else done))


def day_of(meeting: Meeting) -> date:
    return timezone.localtime(meeting.starts_at).date()


def match(entries: list[Entry], days: list[date]) -> dict[date, Entry]:
    """Return the entries by the day of the meeting that each tells of.

    That is the last day before it that has no entry yet. Where there is none near, and where the entry is not approved
    yet, the network has met on a day of its own.
    """
    log: dict[date, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.activity.starts_on):
        written = entry.activity.starts_on
        near = [day for day in days if day not in log and written - timedelta(days=NEAR_DAYS) <= day <= written]
        is_settled = entry.activity.status == Status.APPROVED
        log.setdefault(near[-1] if near and is_settled else written, entry)
    return log


def was_done(entry: Entry) -> bool:
    return entry.activity.status not in {Status.PLANNED, Status.CANCELLED}


def members_on(network: Populated, day: date) -> list[Membership]:
    return [one for one in network.members if one.joined_on <= day and (one.left_on is None or one.left_on > day)]


def tell(entry: Entry, held: Held) -> None:
    """Have an entry of the log tell the day, the time and the number of the meeting that it is of."""
    activity = entry.activity
    move(entry, day_of(held.meeting) - activity.starts_on)
    activity.meeting, activity.minutes = held.meeting, MINUTES
    activity.headline = LOGGED_AS.headline.format(n=held.people, place=place_of(activity))
    for reach in entry.reach:
        reach.number = held.people


def move(entry: Entry, by: timedelta) -> None:
    """Put an entry, with its review, on an earlier day."""
    activity = entry.activity
    for name in ("starts_on", "created_at", "changed_at", "submitted_at", "next_step_due", "next_step_done_at"):
        if (value := getattr(activity, name)) is not None:
            setattr(activity, name, value + by)
    for step in entry.steps:
        step.made_at += by


def store_meetings(scheduled: list[Meeting], cancelled: list[tuple[Meeting, str]], held: list[Held]) -> None:
    """Store the meetings as they were scheduled, and then what became of them."""
    add(Meeting, scheduled)
    for meeting, why in cancelled:
        meeting.status, meeting.why_cancelled, meeting.sequence = Meeting.Status.CANCELLED, why, 1
        again(meeting, meeting.starts_at - timedelta(days=2))
    for one in held:
        meeting = one.meeting
        meeting.status, meeting.guests, meeting.notes, meeting.version = Meeting.Status.HELD, one.guests, one.notes, 2
        again(meeting, meeting.ends_at)
    became = ["status", "why_cancelled", "guests", "notes", "sequence", "version"]
    change(Meeting, [*(meeting for meeting, _ in cancelled), *(one.meeting for one in held)], became)
    add(Attendance, [answer for one in held for answer in one.answers])


def store_actions(held: list[Held]) -> None:
    """Store the actions as they were agreed, and then that some were done or dropped."""
    add(AgreedAction, [action for one in held for action in one.actions])
    closings = [closing for one in held for closing in one.closings]
    for action, day, fields in closings:
        for name, value in fields.items():
            setattr(action, name, value)
        again(action, moment(day, 16 * 60))
    change(AgreedAction, [action for action, *_ in closings], ["done_on", "dropped_on", "outcome"])
