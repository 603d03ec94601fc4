"""The way back from a list to the dashboard on which a number opened it.

The address of the list says which dashboard and period that was, in one word: "authority.E08000026.2026-27-q2".
"""

from __future__ import annotations

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from vru_portal.access.guards import SignedInRequest
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter
from vru_portal.quarters import Period, period_from

DASHBOARD = "dashboard"
PARTS = {"locality", "pilot"}


class WayBack(NamedTuple):
    """A link to a dashboard, and the word that keeps it in the addresses of the list."""

    href: str
    text: str
    word: str


def word_for(kind: str, place: list[str], period: Period) -> str:
    """Return the word for the dashboard of a kind of area, by what its address names, in a period."""
    return ".".join((kind, *place, period.slug))


def way_back(request: SignedInRequest, asked: ListFilter) -> WayBack | None:
    """Return the way back that the address names; None where it names no dashboard that the person may read.

    It leads to a dashboard alone: the address is made here, of what the word says. No query: a pilot or locality is
    named where the list is narrowed to it.
    """
    word = request.GET.get(DASHBOARD, "")
    try:
        kind, place, *rest, slug = word.split(".")
        period, name = period_from(slug), name_of(request.user, kind, place)
        href = reverse(f"dashboard_{kind}", args=[place, *rest])
    except (LookupError, ValueError, NoReverseMatch):
        return None
    if kind in PARTS:
        part = asked.form.cleaned_data.get(kind) if asked.form.is_valid() else None
        name = part.name if part and [part.slug] == rest else ""
    whose = f" of {name}" if name else ""
    return WayBack(f"{href}?period={period.slug}", f"Back to the dashboard{whose}, {period.label}", word)


def name_of(user: User, kind: str, place: str) -> str:
    """Return the name of a region or an authority in which the person reads figures; LookupError for any other."""
    if kind == "region":
        regions = [one.region for one in user.postings_with(Capability.READ_APPROVED) if one.region]
        return {one.slug: one.name for one in regions}[place]
    if kind not in {"authority", *PARTS}:
        raise LookupError(kind)
    return {one.gss_code: one.name for one in user.places_with(Capability.READ_APPROVED)}[place]
