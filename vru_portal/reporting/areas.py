"""The areas that figures are read for: a region, a local authority, a locality or a pilot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from interventions.way_back import word_for
from pilots.models import LocalAuthority, Locality, Pilot, Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period


@dataclass(frozen=True)
class Area:
    """A place that the reader may see figures of, with the authorities that it lies in or consists of."""

    kind: str  # "region", "authority", "locality" or "pilot"
    place: Region | LocalAuthority | Locality | Pilot
    authorities: Sequence[LocalAuthority]
    way_back: str = ""  # the word by which a list that is opened from its figures leads back to them

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

    def shown_in(self, period: Period) -> Area:
        """Return the area whose lists lead back to its dashboard in a period."""
        return replace(self, way_back=word_for(self.kind, self.arguments, period))


def region_for(user: User, slug: str) -> Area:
    """Return a region in the whole of which the person reads figures; Http404 for others. Their postings know it."""
    found = [one.region for one in user.postings_with(Capability.READ_APPROVED) if one.region]
    region = found_or_404(one for one in found if one.slug == slug)
    places = user.places_with(Capability.READ_APPROVED)
    return Area("region", region, [one for one in places if one.region_id == region.pk])


def authority_for(user: User, gss_code: str) -> Area:
    """Return an authority of which the person reads figures; Http404 for others. Their postings know it."""
    places = user.places_with(Capability.READ_APPROVED)
    authority = found_or_404(one for one in places if one.gss_code == gss_code)
    return Area("authority", authority, [authority])


def found_or_404(places: Iterator[Any]) -> Any:
    place = next(places, None)
    if place is None:
        raise Http404
    return place


def locality_for(user: User, gss_code: str, slug: str) -> Area:
    localities = Locality.objects.visible_to(user, Capability.READ_APPROVED).select_related("authority__region")
    locality = get_object_or_404(localities, authority__gss_code=gss_code, slug=slug)
    return Area("locality", locality, [locality.authority])


def pilot_for(user: User, gss_code: str, slug: str) -> Area:
    pilots = Pilot.objects.visible_to(user, Capability.READ_APPROVED).select_related("authority__region")
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    return Area("pilot", pilot, [pilot.authority])
