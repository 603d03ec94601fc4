"""The pages of the region and a locality, and what they share with that of an authority."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from pilots.models import LocalAuthority, Locality, Pilot, Region
from pilots.trail import trail
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.models import Posting
from vru_portal.access.roles import Capability, Role

REGION_WIDE = "Managers for the whole region"


@needs(Capability.SEE_PLACES)
def region(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a region to anybody posted in it; authorities outside their postings are named without a link."""
    pilots = Prefetch("pilots", queryset=pilots_to_list(request.user), to_attr="pilots_to_list")
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    visible = set(LocalAuthority.objects.visible_to(request.user).filter(region=region).values_list("pk", flat=True))
    authorities = list(region.authorities.prefetch_related(pilots))
    context = {
        "region": region,
        "trail": trail(region),
        "authorities": authorities,
        "visible": visible,
        "may_read_all": request.user.may_in_region(Capability.READ_APPROVED, region),
        "not_visible": [authority.name for authority in authorities if authority.pk not in visible],
        "figures": region.figures.select_related("source"),
        "themes": region.themes.current(),
        "work": region.regional_work.select_related("theme", "source"),
    }
    return render(request, "pilots/region.html", context)


@needs(Capability.SEE_PLACES)
def locality(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show a locality and the pilots that work in it."""
    localities = Locality.objects.visible_to(request.user).select_related("authority__region")
    locality = get_object_or_404(localities, authority__gss_code=gss_code, slug=slug)
    authority = locality.authority
    context = {
        "locality": locality,
        "authority": authority,
        "trail": trail(authority.region, authority, locality),
        "pilots": pilots_to_list(request.user).filter(localities=locality),
        "may_read_log": request.user.may_in(Capability.READ_APPROVED, authority),
    }
    return render(request, "pilots/locality.html", context)


def pilots_to_list(user) -> QuerySet[Pilot]:
    """Return the pilots that the person may see, with what a list of them shows."""
    return Pilot.objects.visible_to(user).current().select_related("authority").prefetch_related("phases")


def postings_to(authority: LocalAuthority) -> QuerySet[Posting]:
    """Return the postings of today to the authority, and those of managers of its whole region."""
    here, region_wide = Q(authority=authority), Q(region=authority.region_id, role=Role.MANAGER)
    postings = Posting.objects.current().filter(here | region_wide, user__is_active=True)
    return postings.select_related("user").order_by("user__full_name")


def people_posted(postings: Iterable[Posting]) -> list[tuple[str, list[str]]]:
    """Return each role with those who hold it by one of these postings; and who manages the whole region."""
    names: dict[str, list[str]] = {label: [] for label in [*Role.labels, REGION_WIDE]}
    for posting in postings:
        names[REGION_WIDE if posting.region_id else posting.get_role_display()].append(str(posting.user))
    return [(label, held_by) for label, held_by in names.items() if held_by]
