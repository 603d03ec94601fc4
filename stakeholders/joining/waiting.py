"""Who asks to join, for those who decide it; and where a network's public page is."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from vru_portal.access.roles import Capability

from ..models import JoinRequest, Network


class Joining(NamedTuple):
    """How many people ask to join a network, and the address of its public page, "" where it has none."""

    asking: int
    address: str


class Asking(NamedTuple):
    """A network that people ask to join: how many they are, and for how many days the first has waited."""

    network: Network
    number: int
    days: int


class AskingToJoin(NamedTuple):
    """The networks that people ask to join, and how many people that is together."""

    networks: list[Asking]

    @property
    def people(self) -> int:
        return sum(asking.number for asking in self.networks)


def joining(user, network: Network) -> Joining:
    """Return how it stands with joining a network, for somebody who runs it. One query."""
    asking = JoinRequest.objects.visible_to(user).filter(network=network).count()
    return Joining(asking, public_address(network))


def public_address(network: Network) -> str:
    """Return the address of the network's public page to pass on, "" where it has none."""
    if not network.is_welcoming:
        return ""
    return settings.SITE_URL.rstrip("/") + reverse("join", args=[network.authority.gss_code, network.slug])


def asking_to_join(user) -> AskingToJoin:
    """Return the networks of the user's authorities that people ask to join, the longest wait first. One query."""
    networks = Network.objects.visible_to(user, Capability.RUN_NETWORKS)
    counted = networks.annotate(asking=Count("join_requests"), since=Min("join_requests__sent_at")).filter(asking__gt=0)
    today = timezone.localdate()
    return AskingToJoin(
        [
            Asking(network, network.asking, (today - timezone.localdate(network.since)).days)
            for network in counted.order_by("since", "pk")
        ]
    )
