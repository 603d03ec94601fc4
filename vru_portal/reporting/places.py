"""Where a type of intervention is delivered, and whom to ask there."""

from __future__ import annotations

from dataclasses import dataclass

from pilots.models import LocalAuthority, Pilot
from vru_portal.access.models import User

from .completeness import Work


@dataclass(frozen=True)
class PilotAtWork:
    """A pilot and what it delivers of one type; ``is_open`` where the reader may open its page."""

    pilot: Pilot
    works: list[Work]
    is_open: bool


@dataclass(frozen=True)
class ToAsk:
    """A pilot to ask for a measure: each of its interventions with what the reader may do there to measure it."""

    authority: LocalAuthority
    at: PilotAtWork
    works: list[tuple[Work, list[tuple[str, str]]]]

    @property
    def lead(self) -> User | None:
        """The lead navigator, unless they no longer sign in."""
        lead = self.at.pilot.lead_navigator
        return lead if lead and lead.is_active else None


@dataclass(frozen=True)
class Place:
    """An authority in which a type is delivered, with its pilots."""

    authority: LocalAuthority
    pilots: list[PilotAtWork]


def places_of(works: list[Work], open_authorities: set[int]) -> list[Place]:
    """Return the authorities and pilots in which the interventions are; they come in the order of these."""
    grouped: dict[LocalAuthority, dict[Pilot, list[Work]]] = {}
    for work in works:
        one = work.intervention
        grouped.setdefault(one.authority, {}).setdefault(one.pilot, []).append(work)
    return [
        Place(authority, [PilotAtWork(pilot, own, authority.pk in open_authorities) for pilot, own in pilots.items()])
        for authority, pilots in grouped.items()
    ]


def asking(places: list[Place], may: dict[int, list[tuple[str, str]]]) -> list[ToAsk]:
    """Return the pilots of these places with ``may``: what the reader may do to measure an intervention, by its key."""
    return [
        ToAsk(place.authority, at, [(work, may.get(work.intervention.pk, [])) for work in at.works])
        for place in places
        for at in place.pilots
    ]
