"""The places that a person may log activity at, as one choice: a pilot, and a locality or site of it.

And who else logs there.
"""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet

from pilots.models import Locality, Pilot, Site
from vru_portal import together
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Capability
from vru_portal.dates import in_words
from vru_portal.kept import kept_for

from .models import ActivityKind, AudienceGroup

# The places and the lists are made from these.
MADE_FROM = (
    *("pilots.Region", "pilots.LocalAuthority", "pilots.Locality", "pilots.Pilot", "pilots.Site"),
    *("interventions.AudienceGroup", "interventions.ActivityKind"),
)
Place = tuple[Pilot, Locality | None, Site | None]


def pilots_to_log_in(user) -> QuerySet[Pilot]:
    """Return the pilots that the person may log activity in, with their places."""
    pilots = Pilot.objects.visible_to(user, Capability.LOG).current()
    return pilots.select_related("authority").prefetch_related("localities", "sites")


def places_and_lists(user) -> tuple[list[Pilot], list[AudienceGroup], list[ActivityKind]]:
    """Return the pilots that the person may log activity in, with their places, the audiences and the kinds.

    The pilots lack their long texts. All are kept while none of them changes: one query, or two to read them anew.
    """
    return kept_for(user, MADE_FROM, "places and lists", partial(read_places_and_lists, user))


def read_places_and_lists(user) -> tuple[list[Pilot], list[AudienceGroup], list[ActivityKind]]:
    pilots = Pilot.objects.visible_to(user, Capability.LOG).current()
    keys = pilots.order_by().values("pk")
    found = together.read(
        pilots=pilots.select_related("authority").defer("focus", "aims", "offers", "next_steps"),
        places=Pilot.localities.through.objects.filter(pilot__in=keys)
        .select_related("locality")
        .order_by("locality__name"),
        sites=Site.objects.visible_to(user, Capability.LOG).filter(pilot__in=keys),
        audiences=AudienceGroup.objects.current(),
        kinds=ActivityKind.objects.current(),
    )
    for pilot in found["pilots"]:
        of_pilot = {name: [one for one in found[name] if one.pilot_id == pilot.pk] for name in ("places", "sites")}
        localities = [place.locality for place in of_pilot["places"]]
        pilot._prefetched_objects_cache = {"localities": localities, "sites": of_pilot["sites"]}  # Django's own
    return found["pilots"], found["audiences"], found["kinds"]


def value_of(pilot, locality=None, site=None) -> str:
    """Return the value by which the form knows a place, such as "7", "7:l3" or "7:s2"."""
    return value_of_keys(pilot.pk, locality and locality.pk, site and site.pk)


def value_of_keys(pilot: int, locality: int | None, site: int | None) -> str:
    """Return the same value for the keys of a place."""
    if locality:
        return f"{pilot}:l{locality}"
    return f"{pilot}:s{site}" if site else str(pilot)


def places_of(pilot: Pilot) -> list[tuple[str, str, Place]]:
    """Return value, label and meaning of each place of the pilot. One that bears the pilot's name stands for it.

    Sites that have ended come last: what happened there may still have to be logged.
    """
    parts: list[tuple[Locality | None, Site | None]] = [
        (locality, None) for locality in pilot.localities.all() if not locality.archived_at
    ]
    parts += [(None, site) for site in sorted(pilot.sites.all(), key=lambda site: site.has_ended)]
    only_itself = [str(locality) for locality, _ in parts] == [pilot.name]
    whole: list[tuple[str, str, Place]] = [] if only_itself else [(value_of(pilot), pilot.name, (pilot, None, None))]
    return whole + [
        (value_of(pilot, locality, site), label_of(pilot, locality, site, only_itself), (pilot, locality, site))
        for locality, site in parts
    ]


def label_of(pilot: Pilot, locality: Locality | None, site: Site | None, only_itself: bool) -> str:
    """Return such as "Walsall schools: Walsall College (until July 2021)"; a place that is the pilot has its name."""
    if only_itself:
        return pilot.name
    ended = f" (until {in_words(site.until)})" if site and site.has_ended else ""
    return f"{pilot.name}: {locality or site}{ended}"


def colleagues_of(user):
    """Return the people who log or review in the authorities in which the user logs."""
    authorities = user.authorities_with(Capability.LOG)
    near = Q(authority__in=authorities) | Q(region__in=user.regions_with(Capability.LOG))
    posted = Posting.objects.current().having(Capability.LOG).filter(near)
    return User.objects.filter(pk__in=posted.values("user"), is_active=True).order_by("full_name")
