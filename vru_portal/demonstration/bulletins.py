"""Bulletins of the demonstration: one from the published facts alone, one with made-up entries, and a draft."""

from __future__ import annotations

from datetime import date

from interventions.models.activity import Status
from pilots.models import LocalAuthority, Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability, Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.missing import of_words
from vru_portal.reporting.bulletins.publishing import publish
from vru_portal.reporting.bulletins.sign_off import sign_off, signing_off
from vru_portal.reporting.models import Bulletin

from .year import Entry

OF_THE_FACTS = Quarter.of(date(2021, 1, 1))
SMALLEST = 10
INTRODUCTIONS = {
    OF_THE_FACTS: "What communities and their partners did together in the places where the pilots work.",
    None: "What communities and their partners did together this quarter, and what comes next.",
}
DRAFT_OF = "Coventry"


def put_forward(entries: list[Entry]) -> None:
    """Put an entry of each pilot and month forward, before they are stored: of counts that may be printed."""
    chosen: set[tuple[int, int, int]] = set()
    for entry in entries:
        activity = entry.activity
        place = (activity.pilot_id, activity.starts_on.year, activity.starts_on.month)
        is_large = all(reach.number >= SMALLEST for reach in entry.reach)
        if (activity.headline or activity.status == Status.PLANNED) and is_large and place not in chosen:
            activity.for_bulletin = True
            chosen.add(place)


def make_bulletins(region: Region, today: date) -> int:
    """Store the bulletins of the demonstration and return how many."""
    authorities = list(region.authorities.order_by("name"))
    if not authorities:
        return 0
    officer = somebody(Capability.DRAW_UP_BULLETINS, Role.COMMUNICATIONS, authorities[0])
    whole, last = Area("region", region, authorities), Quarter.last_closed(today)
    for quarter in (OF_THE_FACTS, last):
        publish(
            ready(draw_up(officer, whole, quarter, today), INTRODUCTIONS.get(quarter, INTRODUCTIONS[None])), officer
        )
    drafts = [authority for authority in authorities if authority.name == DRAFT_OF]
    for authority in drafts:
        draw_up(officer, Area("authority", authority, [authority]), last, today)
    return 2 + len(drafts)


def somebody(capability: Capability, role: Role, authority: LocalAuthority) -> User:
    """Return the first person with a role that has a capability in an authority."""
    people = User.objects.posted_to(capability, authority).filter(postings__role=role)
    return people.order_by("full_name").distinct()[0]


def ready(bulletin: Bulletin, introduction: str) -> Bulletin:
    """Have a draft introduced and signed off; entries whose words may not be published go."""
    bulletin.introduction = introduction
    bulletin.save()
    leave_out_what_stops(bulletin)
    for state in signing_off(bulletin, compose(bulletin)):
        sign_off(bulletin, state, somebody(Capability.REVIEW, Role.MANAGER, state.authority))
    return bulletin


def leave_out_what_stops(bulletin: Bulletin) -> None:
    """Take out entries until all that is left may be printed: what is hidden depends on what is printed beside it."""
    while True:
        composed = compose(bulletin)
        wrong = [
            entry
            for section in composed.material.included
            for entry in composed.material.entries_of(section)
            if any(of_words(bulletin, section, [entry], composed))
        ]
        if not wrong:
            return
        for entry in wrong:
            entry.delete()
