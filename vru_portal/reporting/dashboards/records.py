"""The records that numbers of a dashboard count, asked for as the numbers are, so that the two agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from interventions.models import Activity, AnticipatedOutcome, ReviewStep
from interventions.outcomes.progress import Word
from stakeholders.models import AgreedAction, Meeting
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period

from ..areas import Area
from .counts import actions_of, decisions_of, meetings_of, moments_of, open_on, reads_the_log
from .people import anticipated_in, standing_at


class Line(NamedTuple):
    """A record as the list shows it; without ``href``, its own page is not for the reader."""

    text: str
    href: str
    detail: str
    day: date | None


@dataclass(frozen=True)
class Listed:
    """What a number counts: the rows, how each is shown, and the words for one and for several of them."""

    rows: QuerySet
    order: tuple[str, ...]
    line: Callable[[Any], Line]
    words: tuple[str, str]
    header: tuple[str, str, str]


def listed(user: User, area: Area, period: Period, today: date, name: str) -> Listed:
    """Return what the number of this name counts; Http404 where there is none, or it is not for the person."""
    day = min(period.end, today)
    outcomes = {f"outcomes-{slugify(word.value)}": word for word in Word}
    if name == "meetings":
        return meetings(user, area, period)
    if name in {"actions-open", "actions-overdue"}:
        return actions(user, area, day, name)
    if name in {"decisions", "decisions-on-time"} and reads_the_log(user, area):
        return decisions(user, area, period, name)
    if name in outcomes:
        return anticipated(user, area, outcomes[name], day)
    raise Http404


def lines(what: Listed, rows: Iterable[Any]) -> list[Line]:
    return [what.line(row) for row in rows]


def meetings(user: User, area: Area, period: Period) -> Listed:
    rows = meetings_of(user, area).filter(starts_at__range=moments_of(period))
    return Listed(
        rows.select_related("network__authority"),
        ("-starts_at", "-id"),
        partial(meeting_line, user),
        ("meeting held", "meetings held"),
        ("Meeting of", "Local authority", "Date"),
    )


def meeting_line(user: User, meeting: Meeting) -> Line:
    authority = meeting.network.authority
    href = meeting.get_absolute_url() if user.may_in(Capability.RUN_NETWORKS, authority) else ""
    return Line(meeting.network.name, href, str(authority), meeting.day)


def actions(user: User, area: Area, day: date, name: str) -> Listed:
    is_open, is_overdue = open_on(day)
    word = "open" if name == "actions-open" else "overdue"
    rows = actions_of(user, area).filter(is_open if word == "open" else is_overdue)
    return Listed(
        rows.select_related("meeting__network__authority"),
        ("due_on", "id"),
        partial(action_line, user),
        (f"action {word}", f"actions {word}"),
        ("Action", "Agreed by", "Due"),
    )


def action_line(user: User, action: AgreedAction) -> Line:
    """Show an action; what it says, which may name people, is for those who run the network."""
    meeting = action.meeting
    network = meeting.network
    if user.may_in(Capability.RUN_NETWORKS, network.authority):
        return Line(action.text, meeting.get_absolute_url(), network.name, action.due_on)
    return Line("An action agreed in a meeting", "", network.name, action.due_on)


def decisions(user: User, area: Area, period: Period, name: str) -> Listed:
    on_time = Q(is_on_time=True) if name == "decisions-on-time" else Q()
    readable = Activity.objects.visible_to(user).filter(pk=OuterRef("activity"))
    rows = decisions_of(area).filter(on_time, made_at__range=moments_of(period))
    words = ("decision on time", "decisions on time") if on_time else ("decision", "decisions")
    return Listed(
        rows.select_related("activity").annotate(is_readable=Exists(readable)),
        ("-made_at", "-id"),
        decision_line,
        words,
        ("Entry", "Decision", "Date"),
    )


def decision_line(step: Any) -> Line:
    """Show a decision; an entry that became a draft again is its author's alone."""
    made = f"{ReviewStep.LABELS.get(step.move, step.move)}, {'on time' if step.is_on_time else 'late'}"
    day = timezone.localdate(step.made_at)
    if step.is_readable:
        return Line(str(step.activity), step.activity.get_absolute_url(), made, day)
    return Line("An entry that you cannot open", "", made, day)


def anticipated(user: User, area: Area, word: Word, day: date) -> Listed:
    rows = anticipated_in(user, area).filter(pk__in=standing_at(user, area, word, day))
    shown = "with no data" if word == Word.NO_DATA else word.label.lower()
    return Listed(
        rows.select_related("pilot__authority"),
        ("id",),
        outcome_line,
        (f"anticipated outcome {shown}", f"anticipated outcomes {shown}"),
        ("Anticipated outcome", "Pilot", "By when"),
    )


def outcome_line(outcome: AnticipatedOutcome) -> Line:
    pilot = outcome.pilot
    href = reverse("pilot_outcomes", args=[pilot.authority.gss_code, pilot.slug])
    return Line(outcome.statement, href, pilot.name, outcome.due_on)
