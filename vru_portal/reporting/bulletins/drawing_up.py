"""Drawing a bulletin up: one section a pilot and a theme, filled with what was put forward, in the words of the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from interventions.models import Activity
from pilots.models import LocalAuthority, Locality, Pilot, Region, RegionalWork
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.dates import has_begun
from vru_portal.quarters import Quarter

from ..areas import Area
from ..disclosure import Shown
from ..models import Bulletin, BulletinEntry, Section
from .composing import content_of
from .counts import shown_of_work
from .counts_in_words import wording_of
from .networks import may_invite
from .regional_work import work_in
from .sources import approved_in, pilots_in, planned_after

__all__ = ["AlreadyDrawnUp", "content_of", "draw_up", "keys_of", "may_draw_up"]

TITLE = "Localities Bulletin"
LONGEST_WORDS = 400
LONGEST_OPENING = 500


class AlreadyDrawnUp(IntegrityError):
    """There is a bulletin of the area and the quarter."""


def may_draw_up(user: User, place: Region | LocalAuthority | Locality | Pilot) -> bool:
    """Say whether a person draws up the bulletins of a region, an authority or a locality."""
    if isinstance(place, Region):
        return user.may_in_region(Capability.DRAW_UP_BULLETINS, place)
    return user.may_in(Capability.DRAW_UP_BULLETINS, place if isinstance(place, LocalAuthority) else place.authority)


@transaction.atomic
def draw_up(user: User, area: Area, quarter: Quarter, today: date | None = None) -> Bulletin:
    """Store and return a draft for a region, an authority or a locality and a quarter that is over (by ``today``).

    Raises PermissionDenied to who does not draw up the bulletins of the area, ValueError for a quarter that still runs
    or an area that has no bulletin, and AlreadyDrawnUp where there is one.
    """
    if area.kind == "pilot" or not quarter.is_closed(today):
        raise ValueError("A bulletin is about a region, an authority or a locality, and a quarter that is over")
    if not may_draw_up(user, area.place):
        raise PermissionDenied
    bulletin = begun(**keys_of(area), starts_on=quarter.start, title=TITLE, drawn_up_by=user)
    fill_pilots(bulletin)
    if area.kind == "region":
        fill_themes(bulletin)
    return bulletin


def begun(**fields) -> Bulletin:
    """Store an empty draft; that there is one already is all that can stand in its way."""
    try:
        with transaction.atomic():
            return Bulletin.objects.create(**fields)
    except IntegrityError as refused:
        raise AlreadyDrawnUp from refused


def keys_of(area: Area) -> dict:
    """Return the fields of a bulletin that say what it is about."""
    return {
        "region": area.region,
        "authority": None if area.kind == "region" else area.authority,
        "locality": area.place if area.kind == "locality" else None,
    }


def fill_pilots(bulletin: Bulletin) -> None:
    """Give each pilot a section with what navigators put forward: what was done, then what is planned."""
    put_forward: dict[int, list[Activity]] = {}
    for rows in (approved_in(bulletin), planned_after(bulletin)):
        for activity in rows.filter(for_bulletin=True):
            put_forward.setdefault(activity.pilot_id, []).append(activity)
    for position, pilot in enumerate(pilots_in(bulletin), start=1):
        section = Section.objects.create(
            bulletin=bulletin,
            pilot=pilot,
            position=position,
            opening=opening_of(pilot),
            how_to_join=how_to_join(pilot, bulletin.quarter),
        )
        choose(section, put_forward.get(pilot.pk, []))


def fill_themes(bulletin: Bulletin) -> None:
    """Give each theme of the region a section; those without work in the quarter are left out at first."""
    work: dict[int, list[RegionalWork]] = {}
    found = work_in(bulletin)
    shown = shown_of_work(found, bulletin.region)
    for each in found:
        work.setdefault(each.theme_id, []).append(each)
    start = bulletin.sections.count()
    themes = bulletin.region.themes.filter(archived_at=None).order_by("is_cross_cutting", "pk")
    for position, theme in enumerate(themes, start=start + 1):
        chosen = work.get(theme.pk, [])
        section = Section.objects.create(bulletin=bulletin, theme=theme, position=position, is_included=bool(chosen))
        choose(section, chosen, shown)


def choose(
    section: Section, sources: Iterable[Activity | RegionalWork], shown: Mapping[Any, Shown] | None = None
) -> None:
    """Choose the sources for a section, in their order, in their own words. ``shown``: what may be said of each."""
    for position, source in enumerate(sources, start=1):
        about = {"activity" if isinstance(source, Activity) else "work": source}
        words = words_of(source, (shown or {}).get(source))
        BulletinEntry.objects.create(section=section, position=position, words=words, **about)


def words_of(source: Activity | RegionalWork, shown: Shown | None = None) -> str:
    """Return the words that a source gives: an entry's headline or, where it has none, its title.

    ``shown`` is what may be said of whom regional work reached, beside what was given out before.
    """
    if isinstance(source, Activity):
        return (source.headline or source.title)[:LONGEST_WORDS]
    said = ": ".join(filter(None, [source.kind, source.title]))
    partner = f"with {source.partner}" if source.partner else ""
    return f"{', '.join(filter(None, [said, partner, source.rhythm, wording_of(source, shown)]))}."[:LONGEST_WORDS]


# The words of a pilot --------------------------------------------------------------------------------------------


def opening_of(pilot: Pilot) -> str:
    """Return what the pilot's record says it is, in whole sentences that fit an opening line."""
    offers = ", ".join(lower_first(line) for line in pilot.offers.splitlines() if line.strip())
    sentences = [
        f"{pilot.initiative}." if pilot.initiative else "",
        f"{pilot.focus.strip().rstrip('.')}." if pilot.focus.strip() else "",
        f"For {lower_first(pilot.target_group.rstrip('.'))}." if pilot.target_group else "",
        f"It offers {offers.rstrip('.')}." if offers else "",
    ]
    opening = ""
    for sentence in filter(None, sentences):
        if len(opening) + len(sentence) < LONGEST_OPENING:
            opening = f"{opening} {sentence}".strip()
    return opening


def how_to_join(pilot: Pilot, quarter: Quarter) -> str:
    """Return what the pilot's networks that welcome members say on their public pages."""
    welcoming = [one for one in pilot.networks.all() if may_invite(one, quarter)]
    welcoming = [one for one in welcoming if has_begun(one.established_on, quarter.end)]
    return "\n".join(one.invitation.strip() for one in welcoming)[:1000]


def lower_first(text: str) -> str:
    """Begin a text with a small letter, as within a sentence; an abbreviation stays as it is."""
    text = text.strip()
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
