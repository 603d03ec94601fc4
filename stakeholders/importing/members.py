"""Whether a row joins the network that was chosen, and from which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from ..models import Membership, Network
from .known import Known
from .outcome import Outcome
from .values import Day

NEEDED = "is empty. Fill in the day, or enter one for the whole sheet"
IN_THE_FUTURE = "is in the future"
BEFORE_LEAVING = "is before {:%-d %B %Y}, when they left the network. Correct the day"


def join(outcome: Outcome, known: Known, day: date | None) -> None:
    """Note since when the person or organisation of the row is a member, or from which day they will be."""
    try:
        joined = Day().clean(outcome.cells.get("joined_on", "")) or day
    except ValueError as error:
        return outcome.refuse("joined_on", str(error))
    if joined and joined > timezone.localdate():
        return outcome.refuse("joined_on", IN_THE_FUTURE)
    stored = memberships(outcome, known)
    if current := next((one for one in stored if one.left_on is None or one.left_on > timezone.localdate()), None):
        outcome.member_since = current.joined_on
        return None
    if joined is None:
        return outcome.refuse("joined_on", NEEDED)
    left = max((one.left_on for one in stored if one.left_on), default=None)
    if left and left > joined:
        return outcome.refuse("joined_on", BEFORE_LEAVING.format(left))
    outcome.joins_on = joined
    return None


def memberships(outcome: Outcome, known: Known) -> list[Membership]:
    """Return what is stored of the person's membership or, without a person, of the organisation's own."""
    if outcome.stored:
        return known.people_in.get(outcome.stored.pk, [])
    if outcome.name or not outcome.organisation or outcome.organisation_is_new:
        return []
    return known.organisations_in.get(outcome.organisation.pk, [])


def new_memberships(outcomes: Iterable[Outcome], network: Network | None) -> list[Membership]:
    """Return the memberships to store; contacts and organisations have their keys by now."""
    return [
        Membership(
            network=network,
            contact=outcome.contact,
            organisation=outcome.contact.organisation if outcome.contact else outcome.organisation,
            joined_on=outcome.joins_on,
        )
        for outcome in outcomes
        if outcome.joins_on
    ]
