"""What all pages of the public site share. None of them knows who reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from pilots.models import LocalAuthority, Region

Trail = list[tuple[str, str]]
SECTIONS = [
    ("public_region", "The region"),
    ("public_bulletins", "Bulletins"),
    ("public_networks", "Networks"),
    ("public_navigators", "Community navigators"),
]


def public_region(slug: str) -> Region:
    return get_object_or_404(Region.objects.public(), slug=slug)


def public_authority(region: Region, gss_code: str) -> LocalAuthority:
    """Return an authority of the region; Http404 for one of another region."""
    return get_object_or_404(region.authorities, gss_code=gss_code)


def page(request: HttpRequest, name: str, region: Region, **context) -> HttpResponse:
    """Render a page of the public site of a region."""
    return render(request, f"public_site/{name}.html", {**frame(region, section_of(name)), **context})


def frame(region: Region, section: str) -> dict:
    """Return what the frame of each page shows: whose site it is and its sections, with that of the page marked."""
    sections = [(text, reverse(name, args=[region.slug]), name == section) for name, text in SECTIONS]
    return {"region": region, "public_region": region, "sections": sections}


def section_of(name: str) -> str:
    known = {section for section, _ in SECTIONS}
    return f"public_{name}" if f"public_{name}" in known else "public_region"


def trail(region: Region, *steps: tuple[str, str]) -> Trail:
    """Return the way from the region's page; the last step is the page itself."""
    return [(region.name, reverse("public_region", args=[region.slug])), *steps]
