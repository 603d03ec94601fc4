"""Finds the places of the areas in a file of boundaries, and stores their outlines, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from ..models import Boundary, LocalAuthority, Locality
from ..region_file.messages import shown
from .outlines import MOST_POINTS, TOO_DETAILED, faults_of, geometry_of, on_one_grid, points_of, polygons_of
from .reading import BadBoundaries, Collection, Found

CODE = re.compile(r"[EWSNK]\d{8}", re.ASCII)
PROPERTY = re.compile(r"[A-Z]+\d{2}CD", re.ASCII | re.IGNORECASE)
PART = re.compile(r"(?:WD|PAR|OA|LSOA|MSOA)\d{2}CD", re.ASCII | re.IGNORECASE)
LOCALITY = "locality"
A_PART = f'it is a part of an authority. Only localities are drawn: name the one that it is, in a property "{LOCALITY}"'
TOO_SMALL = "it is too small to draw beside the others: load it from a file of its own"
MOST_NAMED = 10
Place = tuple[LocalAuthority, Locality | None]


@dataclass
class Account:
    """What loading a file did: the places by what was done, areas passed over, authorities without an outline."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    passed_over: int = 0
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def load(collection: Collection, source: str, *, pass_over_others: bool = False, dry_run: bool = False) -> Account:
    """Store the outlines of a file and return the account of it; BadBoundaries with every fault if there is one.

    ``source`` says where they come from. Areas of authorities that the portal does not know are a fault, unless they
    are to be passed over.
    """
    places, others, faults = places_of(collection.areas)
    if others and (not places or not pass_over_others):
        faults.append(unknown(others, can_be_passed_over=bool(places)))
    faults += [f"{named(one)}: {fault}" for one in places.values() for fault in faults_of(one.geometry)]
    if faults:
        raise BadBoundaries(faults)
    account = Account(passed_over=len(others))
    for place, geometry in outlines_of(places).items():
        store(place, geometry, source, account)
    account.missing = without_outline({authority.region_id for authority, _ in places})
    transaction.set_rollback(dry_run)
    return account


def places_of(areas: Iterable[Found]) -> tuple[dict[Place, Found], list[Found], list[str]]:
    """Return the area of each place of the portal, the areas of unknown authorities, and the faults of the others."""
    authorities = {one.gss_code: one for one in LocalAuthority.objects.prefetch_related("localities")}
    places: dict[Place, Found] = {}
    others, faults = [], []
    for one in areas:
        authority = authorities.get(code_of(one))
        if authority is None and CODE.fullmatch(code_of(one)):
            others.append(one)
        elif authority is None or (fault := fault_of_place(one, authority, places)):
            faults.append(f"{named(one)}: {without_code(one) if authority is None else fault}")
        else:
            places[authority, locality_of(authority, one)] = one
    return places, others, faults


def fault_of_place(area: Found, authority: LocalAuthority, places: dict[Place, Found]) -> str:
    """Return why an area is no place of the authority, or one that the file had before; nothing where it is one."""
    slug, locality = area.properties.get(LOCALITY), locality_of(authority, area)
    if slug and not locality:
        known = ", ".join(one.slug for one in authority.localities.all()) or "none"
        return f"{shown(slug)} is no locality of {authority}. Its localities are: {known}"
    if not slug and any(PART.fullmatch(name) for name in area.properties):
        return A_PART
    first = places.get((authority, locality))
    return f"{locality or authority} is there already, as area {first.number}" if first else ""


def code_property(properties: dict[str, Any]) -> str:
    """Return the property that holds the code of the authority: LAD24CD or another year, gss, or else any code."""
    names = sorted(name for name in properties if PROPERTY.fullmatch(name) or name == "gss")
    return next(iter([name for name in names if name.upper().startswith("LAD") or name == "gss"] or names), "")


def code_of(area: Found) -> str:
    return str(area.properties.get(code_property(area.properties)) or "").strip()


def named(area: Found) -> str:
    """Return how a fault names an area: its number in the file, its code, and its locality."""
    words = [code_of(area)[:20], str(area.properties.get(LOCALITY) or "")[:50]]
    told = ", ".join(filter(None, words))
    return f"area {area.number} ({told})" if told.isprintable() and told else f"area {area.number}"


def without_code(area: Found) -> str:
    if code := code_of(area):
        return f"{shown(code)} is not a GSS code: a letter and eight digits, such as E08000026"
    return "it has no code of its authority, in a property such as LAD24CD"


def locality_of(authority: LocalAuthority, area: Found) -> Locality | None:
    slug = area.properties.get(LOCALITY)
    return next((one for one in authority.localities.all() if one.slug == slug), None)


def unknown(areas: Sequence[Found], *, can_be_passed_over: bool) -> str:
    """Return one fault for all the areas of authorities that the portal does not know."""
    codes = sorted({code_of(one) for one in areas})
    more = f" and {len(codes) - MOST_NAMED:,} more" if len(codes) > MOST_NAMED else ""
    verb = "is no authority" if len(codes) == 1 else "are no authorities"
    hint = "Use --pass-over-others where a file covers more than your region" if can_be_passed_over else ""
    return ". ".join(filter(None, [f"{', '.join(codes[:MOST_NAMED])}{more} {verb} of the portal", hint]))


def outlines_of(places: dict[Place, Found]) -> dict[Place, dict[str, Any]]:
    """Return the geometry to store for each place; BadBoundaries where one cannot be drawn."""
    outlines = on_one_grid([polygons_of(one.geometry) for one in places.values()])
    faults = []
    for one, polygons in zip(places.values(), outlines, strict=True):
        if not polygons or points_of(polygons) > MOST_POINTS:
            faults.append(f"{named(one)}: {TOO_DETAILED if polygons else TOO_SMALL}")
    if faults:
        raise BadBoundaries(faults)
    return {place: geometry_of(polygons) for place, polygons in zip(places, outlines, strict=True)}


def store(place: Place, geometry: dict[str, Any], source: str, account: Account) -> None:
    """Add or bring up to date the outline of one place; one that is the same is left alone, and so is its history."""
    authority, locality = place
    words = {"geometry": geometry, "source": source}
    told = f"{locality} in {authority}" if locality else str(authority)
    kept = Boundary.objects.filter(within=authority, locality=locality).first()
    if kept is None:
        Boundary.objects.create(within=authority, locality=locality, **words)
        account.added.append(told)
    elif (kept.geometry, kept.source) == (geometry, source):
        account.same.append(told)
    else:
        kept.geometry, kept.source = geometry, source
        kept.save()
        account.changed.append(told)


def without_outline(regions: set[int]) -> list[str]:
    """Return the names of the authorities in the regions for which there is no outline yet."""
    drawn = Boundary.objects.filter(locality=None).values("within")
    return list(LocalAuthority.objects.filter(region__in=regions).exclude(pk__in=drawn).values_list("name", flat=True))
