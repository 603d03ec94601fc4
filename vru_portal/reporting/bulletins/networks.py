"""The networks of the pilots of a bulletin: how large they were, and whether they invite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from stakeholders.models import Headcount, Membership, Network
from vru_portal.dates import has_begun, in_words, last_day
from vru_portal.quarters import Quarter, end_of_month

YEAR = timedelta(days=365)


def networks_of(pilots: QuerySet, quarter: Quarter) -> QuerySet[Network]:
    """Return the networks of the pilots that had not ended by the end of the quarter, with how many members they had.

    ``counted`` is the latest headcount of the year up to a month after the quarter, as a dictionary or None; ``named``
    how many were listed by name on its last day.
    """
    rows = Network.objects.filter(pilot__in=pilots).filter(Q(ended_on=None) | Q(ended_on__gt=quarter.end))
    counted = Subquery(headcounts_between(quarter.end - YEAR, end_of_month(quarter.end + timedelta(days=1))))
    rows = rows.select_related("source", "authority")
    return rows.annotate(counted=counted, named=Subquery(named_on(quarter.end))).order_by("pk")


def standing(networks: Iterable[Any], quarter: Quarter) -> Iterator[Any]:
    """Yield those that had begun by the end of the quarter; their headcount says its day if it was before it."""
    for network in networks:
        if has_begun(network.established_on, quarter.end):
            if network.counted:
                network.counted["when"] = day_before(quarter, network.counted["as_at"])
            yield network


def day_before(quarter: Quarter, day: str) -> str:
    """Return such as "in March 2021" of a day before the quarter, "" of one in it or after it."""
    if last_day(day) >= quarter.start:
        return ""
    return f"{'on' if len(day) == len('2021-03-12') else 'in'} {in_words(day)}"


def headcounts_between(start: date, end: date):
    """Return the latest headcount of an outer network; one of a month or a year counts from its first day."""
    rows = Headcount.objects.filter(network=OuterRef("pk"), as_at__lte=end.isoformat(), as_at__gt=start.isoformat())
    rows = rows.order_by("-as_at", "-pk")
    said = JSONObject(
        number="number",
        wording="wording",
        as_at="as_at",
        source="source__title",
        published="source__published_on",
        counted_by="counted_by",
    )
    return rows.values(said=said)[:1]


def named_on(day: date):
    """Return how many members an outer network lists: a person once, and organisations of which nobody is named."""
    rows = Membership.objects.filter(network=OuterRef("pk")).current(day).order_by().values("network")
    people, alone = Count("contact", distinct=True), Count("organisation", filter=Q(contact=None), distinct=True)
    return rows.annotate(members=people + alone).values("members")


def may_invite(network: Network, quarter: Quarter) -> bool:
    """Say whether the bulletin of a quarter invites to a network, which welcomes members today and not long ago."""
    is_recent = quarter.end > timezone.localdate() - YEAR
    return network.welcomes_members and not network.ended_on and is_recent
