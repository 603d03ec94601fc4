"""What the page of a network shows, in a constant number of queries however many members and meetings it has."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from vru_portal.access.models import User
from vru_portal.charts import svg_for_any_width

from ..models import AgreedAction, Headcount, Meeting, Membership, Network
from .counting import count_of
from .counting import in_words as headcount_in_words
from .growth import TURNOVER_RULE, Point, a_year_before, began_after, growth, stays_of, turnover
from .growth_chart import growth_spec, in_a_sentence
from .missing import ABSENCE_RULE, DUTY_RULE, KINDS_OF_PARTNERS, absences, duties, organisations_of, sectors
from .rhythm import in_words

CHAIRS = (Membership.Role.CHAIR, Membership.Role.DEPUTY)


class Meetings(NamedTuple):
    """How a network has met within a year, when it meets next, and what became of what it agreed."""

    held: int
    last: datetime | None
    next: datetime | None
    open: int
    overdue: int
    done: int


def figures_of(network: Network, members: list[Membership], today: date) -> dict:
    """Return what everybody may read who sees the network: numbers, sectors and its rhythm, and no person."""
    headcounts = list(network.headcounts.select_related("source"))
    organisations = organisations_of(members)
    stays = stays_of(network)
    points = growth(stays, today)
    return {
        "rhythm": in_words(network.rhythm, network.rhythm_wording),
        "count": count_of(members, organisations),
        "headcount": headcounts[-1] if headcounts else None,
        "headcount_words": headcount_in_words(headcounts[-1]) if headcounts else "",
        "headcounts": headcounts[::-1],
        "points": points[::-1],
        "chart": chart_of(network, points, headcounts),
        "listing_began": began_after(points, headcounts),
        "growth": in_a_sentence(points) if points else "",
        "turnover": turnover(stays, today),
        "turnover_rule": TURNOVER_RULE,
        "organisations": organisations,
        "is_of_partners": network.kind in KINDS_OF_PARTNERS,
        "sectors": sectors(organisations),
        "duties": duties(organisations),
        "duty_rule": DUTY_RULE,
    }


def chart_of(network: Network, points: list[Point], headcounts: list[Headcount]) -> str:
    """Return the curve, "" where there is nothing that could have grown."""
    if len(points) < 2 and len(headcounts) < 2:
        return ""
    return svg_for_any_width(lambda width: growth_spec(points, headcounts, network.name, width))


def people_of(user: User, network: Network, members: list[Membership]) -> dict:
    """Return what those may read who run the network: who chairs it, who stays away, how it meets."""
    missed = absences(network, members)
    return {
        "chairs": sorted((one for one in members if one.role in CHAIRS), key=lambda one: (one.role, one.pk)),
        "has_too_few_meetings": missed is None,
        "stayed_away": [one for one in missed or [] if not one.apologies],
        "sent_apologies": [one for one in missed or [] if one.apologies],
        "absence_rule": ABSENCE_RULE,
        "meetings": meetings_of(user, network),
    }


def meetings_of(user: User, network: Network) -> Meetings:
    """Return the figures of meetings and of the actions that they agreed. Two queries."""
    now, today = timezone.now(), timezone.localdate()
    held, recent = Q(status=Meeting.Status.HELD), Q(starts_at__date__gt=a_year_before(today))
    ahead = Q(status=Meeting.Status.SCHEDULED, ends_at__gte=now)
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(network=network)
        .aggregate(
            held=Count("pk", filter=held & recent),
            last=Max("starts_at", filter=held),
            next=Min("starts_at", filter=ahead),
        )
    )
    is_open = Q(done_on=None, dropped_on=None)
    actions = (
        AgreedAction.objects.visible_to(user)
        .filter(meeting__network=network)
        .aggregate(
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
            done=Count("pk", filter=Q(done_on__gt=a_year_before(today))),
        )
    )
    return Meetings(**meetings, **actions)
