"""The region, its authorities and its pilots, as anybody may read of them: what was published, not what was logged."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pilots.models import LocalAuthority, Pilot, Region
from stakeholders.models import Network

from ..models import Bulletin
from . import published
from .for_all import for_all
from .pages import page, public_authority, public_region, trail

LATEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the region, or list the regions where there are several."""
    regions = list(Region.objects.public())
    if len(regions) == 1:
        return redirect("public_region", regions[0].slug)
    return render(request, "public_site/home.html", {"regions": regions})


@require_safe
def region(request: HttpRequest, region_slug: str) -> HttpResponse:
    """A region in short: where it works, what it works on, and its latest bulletin."""
    region = public_region(region_slug)
    bulletins = Bulletin.objects.latest_editions().filter(region=region, authority=None).defer("content")
    authorities = list(region.authorities.all())
    prefetch_related_objects(authorities, Prefetch("pilots", queryset=pilots_to_list(), to_attr="public_pilots"))
    themes = published.work_by_theme(region)
    context = {
        "authorities": authorities,
        "figures": published.figures_of(region),
        "themes": themes,
        "sources": published.sources(piece.work for theme in themes for _, pieces in theme.kinds for piece in pieces),
        "latest": bulletins.select_related("region").first(),
        "welcoming": Network.objects.welcoming().filter(authority__region=region).exists(),
    }
    return page(request, "region", region, **context)


@require_safe
def authority(request: HttpRequest, region_slug: str, gss_code: str) -> HttpResponse:
    """An authority in short: its pilots, what was published about it, and its bulletins."""
    region = public_region(region_slug)
    authority = public_authority(region, gss_code)
    context = {
        "authority": authority,
        "pilots": pilots_to_list().filter(authority=authority),
        "figures": published.figures_of(authority),
        "welcoming": published.welcoming_in(region).filter(authority=authority),
        "bulletins": bulletins_about(authority)[:LATEST],
        "trail": trail(region, (authority.name, "")),
    }
    return page(request, "authority", region, **context)


@require_safe
def pilot(request: HttpRequest, region_slug: str, gss_code: str, slug: str) -> HttpResponse:
    """A pilot in short: where it works and for whom, and what was published about it."""
    pilots = pilots_to_list().prefetch_related(published.phases())
    pilot = get_object_or_404(pilots, authority__region__slug=region_slug, authority__gss_code=gss_code, slug=slug)
    region, status = pilot.authority.region, published.status_of(pilot)
    claims, delivered = list(published.claims_of(pilot)), list(published.interventions_of(pilot))
    networks = list(published.networks_of(pilot))
    told_of = published.told_of(networks, region)
    facts = [*delivered, *(told.network for told in told_of), *claims, *filter(None, [status])]
    address = reverse("public_authority", args=[region_slug, gss_code])
    context = {
        "pilot": pilot,
        "place": published.place_of(pilot),
        "status": status,
        "target_group": for_all(pilot.target_group, pilot),
        "focus": for_all(pilot.focus, pilot),
        "aims": for_all(pilot.aims, pilot).splitlines(),
        "offers": for_all(pilot.offers, pilot).splitlines(),
        "partners": pilot.partners.filter(archived_at=None, merged_into=None),
        "delivered": delivered,
        "claims": claims,
        "figures": published.figures_of(pilot),
        "networks": told_of,
        "sources": published.sources(facts),
        "welcoming": [network for network in networks if network.welcomes_members],
        "bulletins": bulletins_about_pilot(pilot)[:LATEST],
        "trail": trail(region, (pilot.authority.name, address), (pilot.name, "")),
    }
    return page(request, "pilot", region, **context)


def pilots_to_list() -> QuerySet[Pilot]:
    """Return the pilots with a public page, with what a list of them shows."""
    related = Pilot.objects.public().select_related("authority__region")
    return related.prefetch_related("localities", "sites")


def bulletins_about(authority: LocalAuthority) -> QuerySet[Bulletin]:
    """Return the published bulletins of an authority, of its localities, and of the region that tell of its pilots."""
    told = {"sections__pilot__authority": authority, "sections__is_included": True}
    of_region = Bulletin.objects.latest_editions().filter(authority=None, **told).values("pk")
    found = Bulletin.objects.latest_editions().filter(Q(authority=authority) | Q(pk__in=of_region)).defer("content")
    return found.select_related("region", "authority", "locality")


def bulletins_about_pilot(pilot: Pilot) -> QuerySet[Bulletin]:
    """Return the published bulletins that tell of a pilot, newest first."""
    told = Bulletin.objects.latest_editions().filter(sections__pilot=pilot, sections__is_included=True)
    return told.defer("content").select_related("region", "authority", "locality")
