"""The list of networks: its filters, and what it shows of each, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, ModelChoiceFilter

from pilots.models import LocalAuthority, Pilot
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding

from ..models import Meeting, Network
from .counting import Count, counts_on, headcounts_on
from .counting import in_words as headcount_in_words
from .rhythm import in_words

ORDER = ("authority__name", "name", "id")
SEARCHED = ("name", "pilot__name", "purpose")


@dataclass(frozen=True)
class NetworkRow:
    """A network with those listed by name, what was counted, and its meetings where the person may read of them."""

    network: Network
    count: Count
    headcount_words: str
    rhythm: str
    next_meeting: datetime | None
    last_meeting: datetime | None
    may_run: bool


def authorities(request: SignedInRequest) -> QuerySet:
    return LocalAuthority.objects.visible_to(request.user)


class NetworkFilter(ListFilter):
    """Which networks the list shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    authority = ModelChoiceFilter(queryset=authorities, label="Local authority", empty_label="All")
    kind = ChoiceFilter(choices=Network.Kind.choices, label="Kind", empty_label="All")
    ended = BooleanFilter(label="Show networks that have ended too", method="with_ended", widget=forms.CheckboxInput)

    class Meta(ListFilter.Meta):
        model = Network
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, SEARCHED))

    def with_ended(self, queryset, name, value):
        """Asking for them takes nothing away: ``shown`` leaves them out otherwise."""
        return queryset

    @property
    def shown(self) -> QuerySet[Network]:
        """The rows to show; networks that have ended only where the filter asks for them."""
        rows = super().shown
        return rows if self.form.cleaned_data.get("ended") else rows.filter(ended_on=None)


def filtered(request: SignedInRequest) -> NetworkFilter:
    """Return the filter of the list as the address asks for it."""
    networks = Network.objects.visible_to(request.user).select_related("authority", "pilot__authority")
    return NetworkFilter(request.GET, queryset=networks, request=request)


def rows_of(user: User, networks: Iterable[Network]) -> list[NetworkRow]:
    """Return what a list shows of these networks, which are visible to the person. Three queries."""
    networks = list(networks)
    counts, headcounts, meetings = counts_on(networks), headcounts_on(networks), meetings_of(user, networks)
    return [
        NetworkRow(
            network,
            counts[network.pk],
            headcount_in_words(headcounts[network.pk]) if network.pk in headcounts else "",
            in_words(network.rhythm, network.rhythm_wording),
            *meetings.get(network.pk, (None, None)),
            user.may_in(Capability.RUN_NETWORKS, network.authority),
        )
        for network in networks
    ]


def meetings_of(user: User, networks: list[Network]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Return when each network meets next and met last, as far as the person reads of meetings. One query."""
    ahead = Q(status=Meeting.Status.SCHEDULED, ends_at__gte=timezone.now())
    held = Q(status=Meeting.Status.HELD)
    seen = Meeting.objects.visible_to(user).filter(network__in=networks).order_by().values("network")
    rows = seen.annotate(next=Min("starts_at", filter=ahead), last=Max("starts_at", filter=held))
    return {row["network"]: (row["next"], row["last"]) for row in rows}


def networks_of(user: User, pilot: Pilot) -> QuerySet[Network]:
    networks = Network.objects.visible_to(user).filter(pilot=pilot).select_related("authority", "pilot")
    return networks.order_by("ended_on", "name")


def of_pilot(user: User, pilot: Pilot, networks: list[Network]) -> dict:
    """Return what the section on networks of a pilot's page shows of its networks."""
    may_run = user.may_in(Capability.RUN_NETWORKS, pilot.authority)
    return {
        "networks": rows_of(user, networks),
        "may_run_networks": may_run,
        "may_add_networks": may_run and not pilot.archived_at,
    }
