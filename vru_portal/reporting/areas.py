"""The areas that figures are read for: a region, a local authority, a locality or a pilot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from pilots.models import LocalAuthority, Locality, Pilot, Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability


@dataclass(frozen=True)
class Area:
    """A place that the reader may see figures of, with the authorities that it lies in or consists of."""

    kind: str  # "region", "authority", "locality" or "pilot"
    place: Region | LocalAuthority | Locality | Pilot
    authorities: Sequence[LocalAuthority]

    @property
    def name(self) -> str:
        return str(self.place)

    @property
    def region(self) -> Region:
        return self.place if isinstance(self.place, Region) else self.authorities[0].region

    @property
    def authority(self) -> LocalAuthority:
        """The authority of the area; of a region, there is none to be asked for."""
        if self.kind == "region":
            raise ValueError("A region has several authorities")
        return self.authorities[0]

    @property
    def rows(self) -> Q:
        """The condition that an entry of the log, or a cell of the monthly figures, lies in the area."""
        here = Q(authority__in=[authority.pk for authority in self.authorities])
        return here & Q(**{self.kind: self.place.pk}) if self.kind in {"locality", "pilot"} else here

    @property
    def filters(self) -> dict[str, Any]:
        """The filters by which the list of activities shows the entries of the area."""
        return {self.kind: self.place.pk}

    @property
    def latest_release(self) -> int | None:
        """The key of what was given out of the region last, read with the place itself where that was asked for."""
        if hasattr(self.place, "latest_release"):
            return self.place.latest_release
        return self.region.releases.values_list("pk", flat=True).order_by("pk").last()

    @property
    def address(self) -> str:
        """Where its dashboard is."""
        return reverse(f"dashboard_{self.kind}", args=self.arguments)

    @property
    def arguments(self) -> list[str]:
        """What addresses of the area hold: the region's slug, or the authority's code and the slug of a part of it."""
        if isinstance(self.place, Region):
            return [self.place.slug]
        code = self.authority.gss_code
        return [code] if isinstance(self.place, LocalAuthority) else [code, self.place.slug]


def region_for(user: User, slug: str) -> Area:
    """Return a region in the whole of which the person reads figures; Http404 for others."""
    regions = Region.objects.visible_to(user).annotate(latest_release=Max("releases"))
    region = get_object_or_404(regions, slug=slug)
    if not user.may_in_region(Capability.READ_APPROVED, region):
        raise Http404
    authorities = LocalAuthority.objects.visible_to(user, Capability.READ_APPROVED).filter(region=region)
    return Area("region", region, list(authorities.select_related("region")))


def authority_for(user: User, gss_code: str) -> Area:
    """Return an authority of which the person reads figures; Http404 for others."""
    authorities = LocalAuthority.objects.visible_to(user, Capability.READ_APPROVED).select_related("region")
    known = authorities.annotate(latest_release=Max("region__releases"))
    authority = get_object_or_404(known, gss_code=gss_code)
    return Area("authority", authority, [authority])


def locality_for(user: User, gss_code: str, slug: str) -> Area:
    localities = Locality.objects.visible_to(user, Capability.READ_APPROVED).select_related("authority__region")
    known = localities.annotate(latest_release=Max("authority__region__releases"))
    locality = get_object_or_404(known, authority__gss_code=gss_code, slug=slug)
    return Area("locality", locality, [locality.authority])


def pilot_for(user: User, gss_code: str, slug: str) -> Area:
    pilots = Pilot.objects.visible_to(user, Capability.READ_APPROVED).select_related("authority__region")
    known = pilots.annotate(latest_release=Max("authority__region__releases"))
    pilot = get_object_or_404(known, authority__gss_code=gss_code, slug=slug)
    return Area("pilot", pilot, [pilot.authority])
