"""What search engines may read: the public pages and nothing else, and of made-up data nothing at all."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pilots.models import Pilot, Region
from stakeholders.models import Network

from ..models import Bulletin
from .pages import SECTIONS

NOTHING = "User-agent: *\nDisallow: /\n"
PUBLIC_PAGES = "User-agent: *\nAllow: /public/\nAllow: /join/\nAllow: /static/\nDisallow: /\nSitemap: {}\n"
# The most that one site map may list.
MOST = 50_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which pages are for them."""
    text = NOTHING if settings.DEMONSTRATION else PUBLIC_PAGES.format(whole(reverse("public_sitemap")))
    return HttpResponse(text, content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages for search engines."""
    addresses = [whole(path) for path in paths()][:MOST]
    return render(request, "public_site/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


def paths() -> list[str]:
    regions = Region.objects.public().values_list("slug", flat=True)
    authorities = Region.objects.public().filter(authorities__isnull=False).values_list("slug", "authorities__gss_code")
    pilots = Pilot.objects.public().values_list("authority__region__slug", "authority__gss_code", "slug")
    networks = Network.objects.welcoming().values_list("authority__gss_code", "slug")
    bulletins = Bulletin.objects.latest_editions().defer("content").select_related("region", "authority", "locality")
    return [
        *(reverse(name, args=[slug]) for slug in regions for name, _ in SECTIONS),
        *(reverse("public_authority", args=address) for address in authorities),
        *(reverse("public_pilot", args=address) for address in pilots),
        *(reverse("join", args=address) for address in networks),
        *(bulletin.get_absolute_url() for bulletin in bulletins[:MOST]),
    ]


def whole(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
