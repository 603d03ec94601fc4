"""From when until when somebody may be a member: what is wrong with the days that a form gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from vru_portal.dates import first_day, in_words

from ..models import Contact, Membership, Network, Organisation

# Earlier than any network: a year that somebody mistyped.
EARLIEST = 1990


def problems(network: Network, joined: date | None, left: date | None) -> Iterator[tuple[str, str]]:
    """Yield a field's name, and what is wrong with its day."""
    today = timezone.localdate()
    if joined and (wrong := wrong_start(network, joined, today)):
        yield "joined_on", wrong
    if left and left > today:
        yield "left_on", "The day they left must be today or in the past"
    elif left and joined and left < joined:
        yield "left_on", f"The day they left must be {long_date(joined)}, when they joined, or later"


def wrong_start(network: Network, joined: date, today: date) -> str:
    if joined > today:
        return "The day they joined must be today or in the past"
    if joined.year < EARLIEST:
        return f"Enter a year from {EARLIEST} on"
    if network.established_on and joined < first_day(network.established_on):
        known = network.established_on
        return f"The network was established {'on' if len(known) == 10 else 'in'} {in_words(known)}: enter a later day"
    if network.ended_on and joined > network.ended_on:
        return f"The network ended on {long_date(network.ended_on)}: enter that day or an earlier one"
    return ""


def at_the_same_time(
    network: Network,
    contact: Contact | None,
    organisation: Organisation | None,
    joined: date,
    left: date | None,
    besides: Membership | None = None,
) -> Membership | None:
    """Return another membership of the same person, or of the organisation without one, in any part of that time."""
    if joined == left:
        return None
    who = Q(contact=contact) if contact else Q(contact=None, organisation=organisation)
    others: QuerySet[Membership] = network.memberships.filter(who, Q(left_on=None) | Q(left_on__gt=joined))
    if left:
        others = others.filter(joined_on__lt=left)
    if besides:
        others = others.exclude(pk=besides.pk)
    # Who left on the day of joining was entered by mistake, and is in nobody's way.
    return others.exclude(left_on=F("joined_on")).select_related("contact", "organisation").first()


def at_a_meeting_on(day: date) -> Q:
    """Return the condition that a membership belongs to a meeting of a day: who leaves on it may come once more.

    Who left on the day of joining was entered by mistake, and counts nowhere.
    """
    still = Q(left_on=None) | Q(left_on__gte=day, left_on__gt=F("joined_on"))
    return Q(still, joined_on__lte=day)


def already(other: Membership) -> str:
    """Say that somebody is a member at that time already."""
    until = f" until {long_date(other.left_on)}" if other.left_on else ""
    return f"{other} is a member already, from {long_date(other.joined_on)}{until}"


def long_date(day: date) -> str:
    return date_format(day, "j F Y")
