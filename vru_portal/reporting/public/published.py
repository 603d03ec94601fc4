"""What publications say of places and pilots, in their own wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from interventions.models import Intervention
from pilots.models import ContextEntry, LocalAuthority, Phase, Pilot, PublishedFigure, Region, RegionalWork, Source
from stakeholders.joining import words
from stakeholders.models import Headcount, Network

from ..bulletins.counts import key_of_headcount, shown_of_work
from ..bulletins.counts_in_words import members_in_words, reached_in_words
from ..disclosure import Shown, earlier_releases, protect


class Piece(NamedTuple):
    """A piece of work across the region, with whom it reached in words that everybody may read."""

    work: RegionalWork
    reached: str


class Theme(NamedTuple):
    """What the unit does on a theme across the region: each kind of work with its pieces."""

    name: str
    kinds: list[tuple[str, list[Piece]]]


class Told(NamedTuple):
    """A network that publications tell of, with how many members they count last in words that everybody may read."""

    network: Network
    members: str  # "" where no publication counts them
    as_at: str


def figures_of(place: Region | LocalAuthority | Pilot) -> QuerySet[PublishedFigure]:
    return place.figures.select_related("source")


def work_by_theme(region: Region) -> list[Theme]:
    """Return the published work across a region by theme, the themes that cut across the others last."""
    work = region.regional_work.filter(theme__archived_at=None).select_related("theme", "source")
    ordered = work.order_by("theme__is_cross_cutting", "theme__name", "pk")
    told = [Piece(each, reached_in_words(each, shown)) for each, shown in shown_of_work(ordered, region).items()]
    return [Theme(str(theme), by_kind(pieces)) for theme, pieces in groupby(told, lambda piece: piece.work.theme)]


def by_kind(pieces: Iterable[Piece]) -> list[tuple[str, list[Piece]]]:
    kinds: dict[str, list[Piece]] = {}
    for piece in pieces:
        kinds.setdefault(piece.work.kind, []).append(piece)
    return list(kinds.items())


def place_of(pilot: Pilot) -> str:
    """Return where a pilot works, in words: its localities or sites, and its authority."""
    localities = [place.name for place in pilot.localities.all() if not place.archived_at]
    sites = [site.name for site in pilot.sites.all() if not site.has_ended]
    names = localities or sites
    return f"{words.listed(names)}, {pilot.authority}" if names else str(pilot.authority)


def sources(facts: Iterable[Any]) -> list[Source]:
    """Return the publications that facts come from, each once."""
    return list(dict.fromkeys(fact.source for fact in facts))


def status_of(pilot: Pilot) -> Phase | None:
    """Return the present status of a pilot where a publication says it."""
    phase = pilot.current_phase
    return phase if phase and phase.source else None


def interventions_of(pilot: Pilot) -> QuerySet[Intervention]:
    """Return what a publication says that the pilot delivers."""
    return pilot.interventions.filter(source__isnull=False).select_related("source").order_by("name")


def phases() -> Prefetch:
    return Prefetch("phases", queryset=Phase.objects.select_related("source"))


def claims_of(pilot: Pilot) -> QuerySet[ContextEntry]:
    """Return what publications say about the context of a pilot."""
    return pilot.context_entries.filter(withdrawn_at=None, source__isnull=False).select_related("source")


def networks_of(pilot: Pilot) -> QuerySet[Network]:
    """Return the networks of a pilot that publications tell of, or that welcome members.

    ``published`` holds how many members publications count in each, latest first.
    """
    counted = Prefetch(
        "headcounts",
        queryset=Headcount.objects.filter(source__isnull=False).select_related("source").order_by("-as_at", "pk"),
        to_attr="published",
    )
    meant_for_all = Q(source__isnull=False) | Q(welcomes_members=True)
    found = pilot.networks.filter(meant_for_all, ended_on=None).select_related("authority", "source")
    return found.prefetch_related(counted)


def told_of(networks: Iterable[Any], region: Region) -> list[Told]:
    """Return those of the networks that publications tell of, with their members beside all that was given out."""
    latest = [(one, next(iter(one.published), None)) for one in networks if one.source]
    cells = {key_of_headcount(one, counted.as_at): counted.number for one, counted in latest if counted}
    shown = protect(cells, before=earlier_releases(region) if cells else [])
    return [told(one, counted, shown) for one, counted in latest]


def told(network: Network, counted: Headcount | None, shown: Mapping[str, Shown]) -> Told:
    if counted is None:
        return Told(network, "", "")
    safe = shown[key_of_headcount(network, counted.as_at)]
    return Told(network, members_in_words(counted.number, counted.wording, safe), counted.as_at)


def welcoming_in(region: Region) -> QuerySet[Network]:
    """Return the networks of a region that anybody may ask to join, with what a list of them shows."""
    networks = Network.objects.welcoming().filter(authority__region=region)
    related = networks.select_related("authority", "pilot").prefetch_related("pilot__localities")
    return related.order_by("authority__name", "name")
