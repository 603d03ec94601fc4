"""Makes up community response plans: one that is ready, one with gaps. The other local authorities have none."""

from __future__ import annotations

from datetime import date, timedelta

from pilots.models import LocalAuthority
from stakeholders.models import PlanPartner, PlanPlace, PlanRole, PlanSupport, ResponsePlan
from stakeholders.models.plan import Support
from vru_portal.access.models import User

from .bulk import told
from .contacts import Contacts
from .people import Staff
from .year import moment

READY, WITH_GAPS = "Coventry", "Dudley"
OUT_OF_HOURS = (
    "Monday to Friday until 18:00: the community navigator. At all other times: the council's duty desk, which rings"
    " the manager and, within the hour, whoever opens the community centre."
)
CONVENING = (
    "The navigator convenes the stakeholder network within a day, in person where people want to be together, else by"
    " telephone. The council's duty desk does it where the navigator cannot be reached."
)
PARTNERS = [
    ("police", "Tells partners what can be said, and reassures residents on patrol", True),
    ("council", "Runs the duty desk, opens buildings, keeps the public informed", True),
    ("health", "Offers a place to talk, and refers to bereavement support", False),
    ("education", "Looks after pupils and staff on the first days", False),
    ("voluntary", "Has youth workers out in the evenings", False),
    ("faith", "Opens its doors for those who want to be together", False),
]
PLACES = [("Example Community Centre", "voluntary", 120), ("Example Place of Worship, hall", "faith", 200)]
SUPPORT = [
    (Support.YOUTH_SERVICES, "voluntary", "Detached youth work on every evening of the first fortnight"),
    (Support.TOGETHER, "faith", "An open evening within the first week"),
    (Support.YOUNG_PEOPLE, "health", "Counselling without a waiting list for six weeks"),
    (Support.FAMILIES, "council", "One worker who stays in touch"),
    (Support.GROUPS, "education", "Assemblies and a room to talk in schools near by"),
    (Support.PRACTITIONERS, "health", "Supervision for those who were there"),
]


def make_plans(staff: dict[LocalAuthority, Staff], contacts: Contacts, today: date) -> None:
    """Store the plans of the authorities that have one."""
    for authority, people in staff.items():
        if authority.name == READY:
            Drawing(authority, people, contacts, today).draw_ready()
        elif authority.name == WITH_GAPS:
            Drawing(authority, people, contacts, today).draw_with_gaps()


class Drawing:
    """Stores the plan of one authority as its navigator would have drawn it up."""

    def __init__(self, authority: LocalAuthority, staff: Staff, contacts: Contacts, today: date):
        self.authority = authority
        self.staff = staff
        self.contacts = contacts
        self.today = today
        self.plan = ResponsePlan(authority=authority)

    def draw_ready(self) -> None:
        """Draw up a plan that lacks nothing."""
        self.begin(rehearsed=60, review=150, out_of_hours=OUT_OF_HOURS, convening=CONVENING)
        for sector, does, by_night in PARTNERS:
            self.partner(sector, does, by_night)
        self.role("lead", user=self.staff.manager, telephone="07700 900990")
        self.role("communications", user=self.staff.navigator, telephone="07700 900991")
        self.role("families", contact=self.contact("voluntary"))
        self.role("record", user=self.staff.adviser or self.staff.navigator, telephone="07700 900992")
        for name, sector, holds in PLACES:
            opens = "Keys with the caretaker. Ground floor, with a kitchen."
            self.keep(PlanPlace(name=name, contact=self.contact(sector), holds=holds, how_to_open=opens))
        for kind, sector, detail in SUPPORT:
            self.keep(PlanSupport(kind=kind, organisation=self.contact(sector).organisation, detail=detail))

    def draw_with_gaps(self) -> None:
        """Draw up a plan that was begun and left: nobody by night, no place, half of the support, no review."""
        self.begin(rehearsed=430, review=-20, convening=CONVENING)
        self.partner("police", PARTNERS[0][1], by_night=False)
        council = self.contact("council").organisation
        self.keep(PlanPartner(organisation=council, does=PARTNERS[1][1]))
        self.role("lead", user=self.staff.manager, telephone="07700 900993")
        for kind, sector, detail in SUPPORT[:3]:
            self.keep(PlanSupport(kind=kind, organisation=self.contact(sector).organisation, detail=detail))

    def begin(self, *, rehearsed: int, review: int, **words: str) -> None:
        self.plan = ResponsePlan(
            authority=self.authority,
            rehearsed_on=self.today - timedelta(days=rehearsed),
            review_on=self.today + timedelta(days=review),
            changed_at=self.at,
            **words,
        )
        told(self.plan, self.at, self.by).save()

    def partner(self, sector: str, does: str, by_night: bool) -> None:
        contact = self.contact(sector)
        self.keep(PlanPartner(organisation=contact.organisation, contact=contact, does=does, out_of_hours=by_night))

    def role(self, role: str, **holder) -> None:
        self.keep(PlanRole(role=role, **holder))

    def keep(self, part) -> None:
        part.plan = self.plan
        told(part, self.at, self.by).save()

    def contact(self, sector: str):
        return self.contacts.to_ring(self.authority, sector, self.by)

    @property
    def by(self) -> User:
        return self.staff.navigator

    @property
    def at(self):
        return moment(self.today - timedelta(days=200), 14 * 60)
