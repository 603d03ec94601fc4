"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from vru_portal.access import session
from vru_portal.access.roles import Capability


@dataclass(frozen=True)
class NavigationItem:
    """A link of the navigation. ``current`` is "page" on the page itself, "true" in its section, else empty."""

    name: str
    text: str
    href: str
    current: str = ""


def portal(request) -> dict:
    """Return the portal's name, whether it shows demonstration data, and what signed-in people see on every page."""
    everybody = {"portal_name": settings.PORTAL_NAME, "demonstration": settings.DEMONSTRATION}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return everybody
    return {
        **everybody,
        "navigation": navigation(request, user),
        "session_ends_after": session.seconds_left(request.session),
        "session_ends_at_last_after": session.seconds_left_at_most(request.session),
    }


def navigation(request, user) -> list[NavigationItem]:
    """Return the links that the person's current postings open, with the section of this page marked."""
    found = [(name, text, address(name, *args)) for name, text, args in sections(user)]
    items = [(name, text, href) for name, text, href in found if href]
    section = max((href for name, _, href in items if is_within(request.path, name, href)), key=len, default="")
    return [
        NavigationItem(name, text, href, current(request.path, href) if href == section else "")
        for name, text, href in items
    ]


def sections(user) -> list[tuple[str, str, list[str]]]:
    """Return (URL name, text, arguments) of what the person may open."""
    regions = regions_of(user)
    places = [("region", region.name if len(regions) > 1 else "Places", [region.slug]) for region in regions]
    offers = [
        (True, [("home", "Home", [])]),
        (user.may(Capability.LOG), [("activity_new", "Log activity", [])]),
        (user.may(Capability.READ_APPROVED), [("dashboards", "Dashboards", []), ("activities", "Activities", [])]),
        (user.may(Capability.REVIEW), [("review_queue", "Review", [])]),
        (user.may(Capability.SEE_PLACES), [("interventions", "Interventions", [])]),
        (user.may(Capability.READ_APPROVED), [("what_works", "What works", [])]),
        (user.may(Capability.DRAW_UP_BULLETINS), [("bulletins", "Bulletins", [])]),
        (user.may(Capability.SEE_PLACES), [("networks", "Networks", [])]),
        (user.may(Capability.RUN_NETWORKS), [("incidents", "Incidents", [])]),
        (True, places),
        (user.is_administrator, [("admin:index", "Administration", []), ("roles", "Roles", [])]),
    ]
    return [link for may_open, links in offers if may_open for link in links]


def regions_of(user) -> list:
    """Return the regions that the person's current postings lie in, in the order of their names."""
    postings = user.postings_with(Capability.SEE_PLACES)
    regions = {posting.region or posting.authority.region for posting in postings}
    return sorted(regions, key=lambda region: region.name)


def address(name: str, *args: str) -> str:
    """Return the address of a page, or nothing where the portal has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def is_within(path: str, name: str, href: str) -> bool:
    """Say whether the page belongs to the section; authorities, localities and pilots are in the region's."""
    if "/dashboard/" in path:
        return name == "dashboards"
    return (
        path == href or href != "/" and path.startswith(href) or name == "region" and path.startswith("/authorities/")
    )


def current(path: str, href: str) -> str:
    return "page" if path == href else "true"
