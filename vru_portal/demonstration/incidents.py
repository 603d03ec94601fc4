"""Makes up two critical incidents: one that ended with a debrief, one that is open. Nobody is in them, and no place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from stakeholders.models import CriticalIncident, IncidentEntry, IncidentReading, Network, Organisation, PlanDebrief
from stakeholders.models.plan import Support
from vru_portal.access.models import User

from .bulk import told
from .network_stories import BODIES
from .networks import Populated
from .people import Staff
from .year import SEED, moment

Kind = IncidentEntry.Kind
CLOSED_DAYS_AGO, OPEN_FOR_DAYS = 48, 9


@dataclass(frozen=True)
class Line:
    """A line of a log: so many minutes after the incident became known, by the navigator or by the manager."""

    after: int
    kind: str
    text: str = ""
    by: str = "navigator"
    sector: str = ""
    support: str = ""
    people: int | None = None
    review_after: int | None = None


HOUR, DAY = 60, 24 * 60
ENDED = [
    Line(40, Kind.CONTACTED, "Asked what can be said to residents, and when.", sector="police"),
    Line(55, Kind.CONTACTED, "Duty desk told. It rings the caretaker of the centre.", "manager", "council"),
    Line(95, Kind.CONVENED, "Call at nine tomorrow for all who can."),
    Line(13 * HOUR, Kind.COMMUNICATION, "One message for all partners: what is known, where support is.", "manager"),
    Line(15 * HOUR, Kind.OFFERED, "Two extra rounds each evening.", sector="voluntary", support=Support.YOUTH_SERVICES),
    Line(16 * HOUR, Kind.OFFERED, "", "manager", "faith", Support.TOGETHER),
    Line(18 * HOUR, Kind.HANDOVER, "Off for three days."),
    Line(20 * HOUR, Kind.REVIEW, "Calm evening. Rumours about a march are not true.", "manager", review_after=2 * DAY),
    Line(2 * DAY, Kind.TAKEN_UP, "Open evening in the hall.", "manager", "faith", Support.TOGETHER, people=64),
    Line(
        2 * DAY + 30, Kind.TAKEN_UP, "Talks on the rounds.", "manager", "voluntary", Support.YOUTH_SERVICES, people=31
    ),
    Line(4 * DAY, Kind.OFFERED, "Supervision for those who were out.", "navigator", "health", Support.PRACTITIONERS),
    Line(5 * DAY, Kind.NOTE, "Schools report a normal week."),
    Line(OPEN_FOR_DAYS * DAY, Kind.CLOSED, "Closed with a debrief.", "manager"),
]
GOING_ON = [
    Line(30, Kind.CONTACTED, "Extra patrols until the weekend.", sector="police"),
    Line(50, Kind.CONTACTED, "", "manager", "council"),
    Line(80, Kind.COMMUNICATION, "Short message to the network: we are on it, next news at noon.", "manager"),
    Line(
        2 * HOUR, Kind.OFFERED, "Youth workers at the shops from four.", "navigator", "voluntary", Support.YOUNG_PEOPLE
    ),
    Line(3 * HOUR, Kind.CORRECTION, "The council's desk was reached by telephone, not by e-mail.", "manager"),
    Line(4 * HOUR, Kind.REVIEW, "Quiet so far. Residents want to know what comes next.", "manager", review_after=2140),
]
DEBRIEF = {
    "what_helped": "The plan said whom to ring. One message for all partners kept rumours small.",
    "lessons": "Youth workers were out before anybody had told them what to say. The first call came late for schools.",
    "plan_changes": "Ring schools with the first call. Put the short message for youth workers into the plan.",
}


def make_incidents(convened: Populated, today: date) -> None:
    """Store two incidents of the authority of a network, with their logs."""
    room = Room(convened.staff, convened.network, today)
    room.end()
    room.leave_open()


class Room:
    """Stores incidents, written by two people in turn."""

    def __init__(self, staff: Staff, network: Network, today: date):
        self.staff = staff
        self.network = network
        self.today = today
        self.chance = Random(SEED + 5)  # noqa: S311 (made-up data, the same each time)
        self.bodies = {
            body.sector: Organisation.objects.get(region=network.authority.region, name=body.name)
            for body in reversed(BODIES)
        }

    def end(self) -> None:
        """Store the one that is over, whose debrief has changed the plan."""
        incident = self.open(moment(self.today - timedelta(days=CLOSED_DAYS_AGO + OPEN_FOR_DAYS), 21 * 60), "disorder")
        self.write(incident, ENDED)
        closed_at = incident.known_at + timedelta(days=OPEN_FOR_DAYS)
        incident.closed_at, incident.version = closed_at, 2
        for name, text in DEBRIEF.items():
            setattr(incident, name, text)
        told(incident, closed_at, self.staff.manager).save()
        if plan := getattr(self.network.authority, "response_plan", None):
            at = closed_at + timedelta(days=6)
            PlanDebrief.objects.create(plan=plan, incident=incident, taken_over_at=at, taken_over_by=self.staff.manager)

    def leave_open(self) -> None:
        self.write(self.open(moment(self.today - timedelta(days=1), 18 * 60 + 20), "other"), GOING_ON)

    def open(self, known_at: datetime, kind: str) -> CriticalIncident:
        incident = CriticalIncident(
            authority=self.network.authority,
            area="around the shops",
            kind=kind,
            known_at=known_at,
            opened_at=known_at + timedelta(minutes=25),
            opened_by=self.staff.navigator,
            is_demonstration=True,
        )
        told(incident, incident.opened_at, self.staff.navigator).open()
        return incident

    def write(self, incident: CriticalIncident, lines: list[Line]) -> None:
        """Store the lines of a log, each some minutes after what it tells, and who read it."""
        entries: list[IncidentEntry] = []
        for position, line in zip(count(1), lines, strict=False):
            entries.append(self.entry(incident, position, line, entries))
        IncidentEntry.objects.bulk_create(entries)
        reviews = [entry.next_review_at for entry in entries if entry.next_review_at]
        if reviews:
            incident.next_review_at = reviews[-1]
            CriticalIncident.objects.filter(pk=incident.pk).update(next_review_at=reviews[-1])
        self.note_reading(incident, entries)

    def entry(self, incident: CriticalIncident, position: int, line: Line, before: list) -> IncidentEntry:
        happened = incident.known_at + timedelta(minutes=line.after)
        review = line.review_after
        corrected = before[1] if line.kind == Kind.CORRECTION else None
        organisation = self.bodies[line.sector] if line.sector else corrected and corrected.organisation
        return IncidentEntry(
            id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            incident=incident,
            position=position,
            kind=line.kind,
            text=line.text,
            organisation=organisation,
            network=self.network if line.kind == Kind.CONVENED else None,
            support=line.support,
            people=line.people,
            handed_to=self.staff.manager if line.kind == Kind.HANDOVER else None,
            next_review_at=happened + timedelta(minutes=review) if review else None,
            corrects=corrected,
            happened_at=happened,
            made_at=happened + timedelta(minutes=self.chance.choice([0, 1, 4])),
            made_by=self.person(line.by),
        )

    def note_reading(self, incident: CriticalIncident, entries: list[IncidentEntry]) -> None:
        """Note that whoever wrote on a day has read what was there."""
        days: dict[tuple[User, date], list[IncidentEntry]] = {}
        for entry in entries:
            days.setdefault((entry.made_by, entry.made_at.date()), []).append(entry)
        IncidentReading.objects.bulk_create(
            IncidentReading(incident=incident, user=user, on=on, first_at=written[0].made_at, times=len(written))
            for (user, on), written in days.items()
        )

    def person(self, name: str) -> User:
        return getattr(self.staff, name)
