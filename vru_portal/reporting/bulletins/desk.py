"""What the desk of a bulletin shows: how far each section is, what is missing, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from pilots.models import LocalAuthority
from vru_portal.access.models import User
from vru_portal.wording import counted

from ..models import Bulletin, Section, SignOffRequest
from .asking import asked_for
from .composing import Composed
from .drawing_up import may_draw_up
from .missing import Missing, address, missing_from
from .not_shown import not_shown_in_front, not_shown_of
from .sign_off import SigningOff, may_sign_off, signing_off


@dataclass(frozen=True)
class Row:
    """One section: what is in it, what it lacks and, for who may edit it, which of its figures are hidden and why."""

    section: Section
    href: str
    holds: str
    missing: list[Missing]
    not_shown: list[str]
    may_edit: bool


@dataclass
class Group:
    """The sections under one heading: an authority, or the themes."""

    heading: str
    rows: list[Row] = field(default_factory=list)
    signing: SigningOff | None = None
    may_sign_off: bool = False
    asked: list[SignOffRequest] = field(default_factory=list)


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now. ``action`` is the text of a link to ``href`` or, where ``posts``, of a button."""

    text: str
    action: str = ""
    href: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Desk:
    """All that the desk shows of a draft."""

    groups: list[Group]
    whole: list[Missing]
    not_shown: list[str]  # of the whole area, for who draws the bulletin up
    stops: list[Missing]
    waiting: list[SigningOff]
    next: NextStep
    may_draw_up: bool

    @property
    def is_ready(self) -> bool:
        return not self.stops and not self.waiting

    @property
    def mine(self) -> list[SigningOff]:
        """What waits for this person to sign it off."""
        return [group.signing for group in self.groups if group.signing in self.waiting and group.may_sign_off]


def desk_of(bulletin: Bulletin, composed: Composed, user: User) -> Desk:
    """Return the desk of a draft for somebody who draws it up or signs a part of it off. One query."""
    missing = readable(missing_from(bulletin, composed), bulletin, composed, user)
    states = signing_off(bulletin, composed)
    groups = groups_of(bulletin, composed, user, missing, states)
    shown = {id(one) for group in groups for row in group.rows for one in row.missing}
    whole = [one for one in missing if id(one) not in shown]
    stops, waiting = [one for one in missing if one.stops], [state for state in states if not state.is_signed_off]
    draws_up = may_draw_up(user, bulletin.area)
    step = next_step(bulletin, stops, waiting, user, draws_up, asked_on(groups, waiting))
    not_shown = not_shown_in_front(composed) if draws_up else []
    return Desk(groups, whole, not_shown, stops, waiting, step, draws_up)


def readable(missing: list[Missing], bulletin: Bulletin, composed: Composed, user: User) -> list[Missing]:
    """Return what is missing, without what tells of sections of others: it names entries that are theirs alone."""
    sections = composed.material.sections
    others = {address(bulletin, one) for one in sections if not may_edit(user, bulletin, one)}
    return [one for one in missing if one.href not in others]


def groups_of(
    bulletin: Bulletin, composed: Composed, user: User, missing: list[Missing], states: list[SigningOff]
) -> list[Group]:
    signing = {state.authority: state for state in states}
    asked = asked_for(bulletin)
    groups: dict[LocalAuthority | None, Group] = {}
    for section in composed.material.sections:
        authority = section.authority
        state = signing.get(authority) if authority else None
        empty = Group(
            str(authority or "Themes across the region"),
            [],
            state,
            bool(authority and state) and may_sign_off(user, authority),
            asked.get(authority.pk, []) if authority else [],
        )
        groups.setdefault(authority, empty).rows.append(row_of(bulletin, section, composed, user, missing))
    return list(groups.values())


def row_of(bulletin: Bulletin, section: Section, composed: Composed, user: User, missing: list[Missing]) -> Row:
    href = address(bulletin, section)
    own = [one for one in missing if one.href == href]
    is_theirs = may_edit(user, bulletin, section)
    not_shown = not_shown_of(section, composed) if is_theirs else []
    return Row(section, href, holds(section, composed), own, not_shown, is_theirs)


def may_edit(user: User, bulletin: Bulletin, section: Any) -> bool:
    """Say whether a person may write a section: of their authority, or of a bulletin that they draw up."""
    authority = section.authority
    return may_draw_up(user, bulletin.area) or authority is not None and may_draw_up(user, authority)


def holds(section: Section, composed: Composed) -> str:
    """Say what a section holds, such as "3 highlights, 1 thing to come"."""
    if not section.is_included:
        is_empty = section.theme and not section.opening
        return "Left out: no work across the region was chosen for this quarter" if is_empty else "Left out"
    material = composed.material
    if section.theme:
        work = counted(len(material.entries_of(section)), "piece of work", "pieces of work")
        return f"Words on the theme, {work}" if section.opening else work
    highlights, to_come = len(material.highlights_of(section)), len(material.to_come_of(section))
    told = counted(highlights, "highlight")
    return f"{told}, {counted(to_come, 'plan')} to come" if to_come else told


def asked_on(groups: list[Group], waiting: list[SigningOff]) -> str:
    """Return when a manager was last asked for what waits, as a page says it; "" where nobody was."""
    asked = [request for group in groups if group.signing in waiting for request in group.asked]
    latest = max((request.made_at for request in asked), default=None)
    return date_format(timezone.localtime(latest), "j F Y") if latest else ""


def next_step(
    bulletin: Bulletin, stops: list[Missing], waiting: list[SigningOff], user: User, draws_up: bool, asked: str
) -> NextStep:
    """Return what this person can do now to get the bulletin out; ``asked`` says when the managers were asked."""
    mine = [state for state in waiting if may_sign_off(user, state.authority)]
    if stops:
        return NextStep(f"Put this right first. {stops[0].about}: {stops[0].text}", "Put it right", stops[0].href)
    if mine:
        what = mine[0].authority.name if len(mine) == 1 else counted(len(mine), "authority", "authorities")
        return NextStep(
            f"Read the preview and sign off {what} below.", "Preview", reverse("bulletin_preview", args=[bulletin.pk])
        )
    if waiting and draws_up:
        who = counted(len(waiting), "authority", "authorities")
        ask = reverse("bulletin_ask", args=[bulletin.pk])
        text = f"{who} still to be signed off by a manager."
        if asked:
            return NextStep(f"{text} Managers were asked on {asked}.", "Ask them again", ask, posts=True)
        return NextStep(text, "Ask the managers to sign off", ask, posts=True)
    if not waiting and draws_up:
        publish = reverse("bulletin_publish", args=[bulletin.pk])
        return NextStep("Everything is signed off. Read the preview once more, then publish.", "Publish", publish)
    return NextStep("There is nothing to do for you here now.")
