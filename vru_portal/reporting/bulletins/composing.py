"""Composing what a bulletin says from what was chosen, written and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format

from interventions.models import Activity
from pilots.models import Pilot, RegionalWork
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.dates import in_words
from vru_portal.quarters import Period, Quarter, end_of_month
from vru_portal.wording import counted

from ..disclosure import SENTENCES
from ..models import Bulletin, BulletinEntry
from .content import AuthorityPart, Content, Figure, Item, Link, PilotPart, ThemePart
from .counts import (
    Counts,
    counts_of,
    members_of,
    outcomes_of,
    place_of_area,
    place_of_entry,
    place_of_pilot,
    reached_by,
)
from .networks import may_invite
from .sources import Material, material_of

NEVER_ADDED = (
    "Individuals and attendances are counted apart, and views and items are not people: they are not added up."
)


class Composed(NamedTuple):
    """What a bulletin says, with what it is made from and the counts that it gives out."""

    content: Content
    material: Material
    counts: Counts


def content_of(bulletin: Bulletin, user: User) -> Content:
    """Return what a bulletin says: as frozen where it is published, else as the log stands now.

    PermissionDenied to people who are not posted in its region. What it says is the same for all others.
    """
    if bulletin.region_id not in user.regions_with(Capability.READ_APPROVED):
        raise PermissionDenied
    return cast(Content, bulletin.content) if bulletin.is_published else compose(bulletin).content


def compose(bulletin: Bulletin) -> Composed:
    """Put a bulletin together from the log as it stands now. Its counts have passed disclosure control."""
    material = material_of(bulletin)
    counts = counts_of(material)
    authorities = authority_parts(material, counts)
    content = Content(
        title=bulletin.title,
        unit=bulletin.region.unit_name,
        region=bulletin.region.name,
        area=str(bulletin.area),
        period=bulletin.quarter.label,
        edition=bulletin.edition,
        correction_note=bulletin.correction_note,
        introduction=bulletin.introduction,
        figures=figures_of_area(material, counts),
        authorities=authorities,
        themes=theme_parts(material, counts),
        contact=bulletin.region.contact,
        website=bulletin.region.website,
        published_on="",
        sources=sources_of(material),
        disclosure=f"{SENTENCES[settings.DISCLOSURE_RULE]} {NEVER_ADDED}",
        is_demonstration=is_made_up(material),
    )
    return Composed(content, material, counts)


def figures_of_area(material: Material, counts: Counts) -> list[Figure]:
    """Return how many entries were approved in the area, and whom they reached."""
    if not material.approved_in_all:
        return []
    entries = Figure(words=counted(material.approved_in_all, "activity", "activities"), note="")
    return [entries, *counts.figures(place_of_area(material.bulletin))]


def is_made_up(material: Material) -> bool:
    """Say whether anything that is printed or counted was made up for the demonstration."""
    printed = [entry.activity for entries in material.chosen.values() for entry in entries if entry.activity]
    networks = [one for one in networks_printed(material) if one.counted or one.named]
    counted_in = any(section.made_up_in_all for section in material.sections)
    return counted_in or any(one.is_demonstration for one in [*printed, *networks])


def digest_of(part: AuthorityPart) -> str:
    """Return a digest of what is said of an authority: what a sign-off holds for."""
    said = {**part, "signed_off": ""}
    return sha256(dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# Pilots ----------------------------------------------------------------------------------------------------------


def authority_parts(material: Material, counts: Counts) -> list[AuthorityPart]:
    """Return the included pilots under their authorities, in the order of the sections."""
    parts: dict[str, AuthorityPart] = {}
    for section in material.included:
        if authority := section.authority:
            empty = AuthorityPart(name=authority.name, gss_code=authority.gss_code, signed_off="", pilots=[])
            part = parts.setdefault(authority.gss_code, empty)
            part["pilots"].append(pilot_part(section, material, counts))
    return list(parts.values())


def pilot_part(section: Any, material: Material, counts: Counts) -> PilotPart:
    pilot, quarter = cast(Pilot, section.pilot), material.bulletin.quarter
    networks = material.networks.get(pilot.pk, [])
    members = [members_of(network, counts, quarter.slug) for network in networks]
    return PilotPart(
        name=pilot.name,
        slug=pilot.slug,
        where=where(material.places.get(pilot.pk, []), section.authority.name),
        opening=section.opening,
        highlights=[item_of(entry, quarter, counts) for entry in material.highlights_of(section)],
        reach=counts.figures(place_of_pilot(material.bulletin, pilot.pk)),
        network=[figure for figure in members if figure],
        outcomes=outcomes_of(material.outcomes.get(pilot.pk, []), counts),
        together=section.together,
        to_come=[item_of(entry, quarter.after) for entry in material.to_come_of(section)],
        to_come_words=section.to_come,
        how_to_join=section.how_to_join,
        join=[link_to(network) for network in networks if may_invite(network, quarter)],
    )


def where(places: Sequence[str], authority: str) -> str:
    """Return such as "Hillfields, Coventry" or "Blue Coat CE Academy and Walsall College, Walsall"."""
    names = " and ".join(filter(None, [", ".join(places[:-1]), *places[-1:]]))
    return ", ".join(filter(None, [names, authority]))


def link_to(network) -> Link:
    address = reverse("join", args=[network.authority.gss_code, network.slug])
    return Link(text=f"Ask to join {network.name}", address=address)


def item_of(entry: BulletinEntry, quarter: Quarter, counts: Counts | None = None) -> Item:
    """Return an entry of the log as it is printed: the editor's words, and what it counted unless it lies ahead."""
    activity = cast(Activity, entry.activity)
    figures = counts.figures(place_of_entry(activity.pk)) if counts else []
    return Item(title="", words=entry.words, when=when(activity, quarter), figures=figures)


def when(activity: Activity, quarter: Quarter) -> str:
    """Return such as "12 March 2021", "January 2021" or "4 January to 10 February 2021".

    "" for the whole quarter, and for what the source gives no date for.
    """
    period = Period(activity.starts_on, activity.ends_on or activity.starts_on)
    month = month_in_words(period.start, period.end)
    if period.start <= quarter.start and period.end >= quarter.end or month and month == month_of_source(activity):
        return ""
    return month or period.in_words


def month_of_source(activity: Activity) -> str:
    """Return the month in which the source of an entry came out: what it gives no date for stands in the log there."""
    return in_words(activity.source.published_on[:7]) if activity.source else ""


def month_in_words(start: date, end: date) -> str:
    is_whole = start.day == 1 and end == end_of_month(start)
    return date_format(start, "F Y") if is_whole else ""


# Themes and sources ----------------------------------------------------------------------------------------------


def theme_parts(material: Material, counts: Counts) -> list[ThemePart]:
    """Return the included themes that something was chosen or written for."""
    parts = [
        ThemePart(
            name=section.theme.name,
            opening=section.opening,
            items=[item_of_work(entry, counts) for entry in material.entries_of(section)],
        )
        for section in material.included
        if section.theme
    ]
    return [part for part in parts if part["items"] or part["opening"]]


def item_of_work(entry: BulletinEntry, counts: Counts) -> Item:
    work = cast(RegionalWork, entry.work)
    launched = in_words(work.launched_on)
    return Item(title=work.title, words=entry.words, when=launched, figures=reached_by(work, counts))


def sources_of(material: Material) -> list[str]:
    """Return the publications that what is printed was taken from, each once, with their dates."""
    entries = [entry for section in material.included for entry in material.entries_of(section)]
    rows = [source for entry in entries if (source := entry.source.source)]
    found = {said(source.title, source.published_on) for source in rows}
    for network in networks_printed(material):
        if network.counted and network.counted["source"]:
            found.add(said(network.counted["source"], network.counted["published"]))
    return sorted(found)


def networks_printed(material: Material) -> list:
    pilots = {section.pilot_id for section in material.included if section.pilot_id}
    return [network for pilot in pilots for network in material.networks.get(pilot, [])]


def said(title: str, published_on: str) -> str:
    return f"{title}, {in_words(published_on)}" if published_on else title
