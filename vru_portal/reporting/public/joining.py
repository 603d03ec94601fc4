"""How to take part: the networks that welcome members, what a community navigator does, and whom to contact."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pilots.models import LocalAuthority
from stakeholders.joining import words
from stakeholders.models import Network

from . import published
from .pages import page, public_region, trail


class Welcome(NamedTuple):
    """A network that welcomes members, with where it works and how often it meets, in words."""

    network: Network
    place: str
    rhythm: str


@require_safe
def networks(request: HttpRequest, region_slug: str) -> HttpResponse:
    """The networks that anybody may ask to join, by authority."""
    region = public_region(region_slug)
    context = {"groups": by_authority(published.welcoming_in(region)), "trail": trail(region, ("Networks", ""))}
    return page(request, "networks", region, **context)


@require_safe
def navigators(request: HttpRequest, region_slug: str) -> HttpResponse:
    """What a community navigator does, and whom to contact."""
    region = public_region(region_slug)
    context = {
        "authorities": region.authorities.all(),
        "welcoming": published.welcoming_in(region).exists(),
        "trail": trail(region, ("Community navigators", "")),
    }
    return page(request, "navigators", region, **context)


def by_authority(networks) -> list[tuple[LocalAuthority, list[Welcome]]]:
    groups = groupby(networks, lambda network: network.authority)
    return [(authority, [welcome(network) for network in found]) for authority, found in groups]


def welcome(network: Network) -> Welcome:
    rhythm = words.rhythm_of(network)
    return Welcome(network, words.place_of(network), rhythm[:1].lower() + rhythm[1:])
