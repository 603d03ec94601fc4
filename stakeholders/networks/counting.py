"""How many members networks have: those listed by name, and what somebody counted. The two are never added up."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from datetime import date
from typing import NamedTuple

from django.db.models import Count as Number
from django.db.models import Q
from django.db.models.functions import Coalesce

from pilots.models import Source
from vru_portal import dates

from ..models import Headcount, Membership, Network

LENGTH_OF_A_DAY = len("2021-04-03")


class Count(NamedTuple):
    """Who is listed by name on a day. Every person counts once; so does an organisation without a named person."""

    members: int = 0
    organisations: int = 0
    people: int = 0

    @property
    def without_person(self) -> int:
        """How many members are organisations of which nobody is named."""
        return self.members - self.people


def counts_on(networks: Iterable[Network], on: date | None = None) -> dict[int, Count]:
    """Return, by the key of each network, the count of a day, today by default. One query.

    ``organisations`` counts those that members belong to, with or without a named person.
    """
    networks = list(networks)
    alone = Q(contact=None)
    rows = (
        Membership.objects.filter(network__in=networks)
        .current(on)
        .order_by()
        .values("network")
        .annotate(
            people=Number("contact", distinct=True),
            alone=Number("organisation", filter=alone, distinct=True),
            organisations=Number(Coalesce("organisation", "contact__organisation"), distinct=True),
        )
    )
    found = {row["network"]: Count(row["people"] + row["alone"], row["organisations"], row["people"]) for row in rows}
    return {network.pk: found.get(network.pk, Count()) for network in networks}


def count_of(members: Iterable[Membership], organisations: Sized) -> Count:
    """Return the count of the memberships of one day, and of the organisations that they stand for."""
    people = {one.contact_id for one in members if one.contact_id}
    alone = {one.organisation_id for one in members if not one.contact_id}
    return Count(len(people) + len(alone), len(organisations), len(people))


def headcounts_on(networks: Iterable[Network], on: date | None = None) -> dict[int, Headcount]:
    """Return, by the key of the network, the latest headcount, of those taken until a day if one is given. One query.

    A headcount of a month or a year counts from its first day. Networks without one are left out.
    """
    rows = Headcount.objects.filter(network__in=list(networks)).select_related("source").order_by("as_at", "pk")
    if on:
        rows = rows.filter(as_at__lte=on.isoformat())
    return {row.network_id: row for row in rows}


def headcount(network: Network, on: date | None = None) -> Headcount | None:
    """Return the latest headcount of a network, None where it has none. One query."""
    return headcounts_on([network], on).get(network.pk)


def in_words(headcount: Headcount) -> str:
    """Return who says what and when, without a full stop: "VRU News, issue 1 (April 2021) says “over 50”".

    A publication does not say when it counted, unless the figure bears a date of its own.
    """
    if headcount.source:
        return said_by(headcount.source, headcount)
    who = headcount.counted_by
    when = f"{'on' if len(headcount.as_at) == LENGTH_OF_A_DAY else 'in'} {dates.in_words(headcount.as_at)}"
    return f"{who[:1].upper()}{who[1:]} counted “{headcount}” {when}"


def said_by(source: Source, headcount: Headcount) -> str:
    # Without what the title says in brackets.
    title = str(source).partition(" (")[0]
    published = f" ({dates.in_words(source.published_on)})" if source.published_on else ""
    as_at = "" if headcount.as_at == source.published_on else f", as at {dates.in_words(headcount.as_at)}"
    return f"{title}{published} says “{headcount}”{as_at}"
