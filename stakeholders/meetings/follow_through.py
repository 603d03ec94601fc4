"""What became of the actions that earlier meetings agreed, as it stands on the day of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from stakeholders.models import AgreedAction, Meeting

from .action_forms import label_of

OPEN, OVERDUE, DONE, DROPPED = "open", "overdue", "done", "dropped"
ORDER = [OVERDUE, OPEN, DONE, DROPPED]


@dataclass(frozen=True)
class Followed:
    """An action and its state on a day: one of ORDER."""

    action: AgreedAction
    state: str

    @property
    def is_open(self) -> bool:
        return self.state in {OPEN, OVERDUE}

    @property
    def who(self) -> str:
        return label_of(self.action.member or self.action.owner)


def followed(actions, on: date | None = None) -> list[Followed]:
    """Return the actions with their states on a day, today by default: what is overdue first."""
    told = [Followed(action, state_of(action, on or timezone.localdate())) for action in actions]
    return sorted(told, key=lambda one: ORDER.index(one.state))


def state_of(action: AgreedAction, on: date) -> str:
    """Return how an action stood on a day."""
    if action.done_on and action.done_on <= on:
        return DONE
    if action.dropped_on and action.dropped_on <= on:
        return DROPPED
    return OVERDUE if action.due_on < on else OPEN


def carried_over(user, meeting: Meeting) -> list[Followed]:
    """Return the actions of the network's earlier meetings: overdue, open, and closed since the last of them.

    They stand as on the day of the meeting; before that day, as today. Two queries, however many meetings there were.
    """
    before = Meeting.objects.visible_to(user).filter(network=meeting.network_id, starts_at__lt=meeting.starts_at)
    last = before.taking_place().order_by("-starts_at", "-pk").first()
    if last is None:
        return []
    closed_since = Q(done_on__gte=last.day) | Q(dropped_on__gte=last.day)
    actions = actions_for_list(user).filter(
        Q(done_on=None, dropped_on=None) | closed_since,
        meeting__network=meeting.network_id,
        meeting__starts_at__lt=meeting.starts_at,
    )
    told = followed(actions, min(meeting.day, timezone.localdate()))
    return [one for one in told if one.is_open or is_news(one.action, last)]


def is_news(action: AgreedAction, last: Meeting) -> bool:
    """Say whether a closed action was closed after the last meeting: what was done by its day was told there."""
    day = action.done_on or action.dropped_on
    return day is not None and (day > last.day or action.meeting_id == last.pk)


def agreed_at(user, meeting: Meeting) -> list[Followed]:
    """Return the actions that the meeting itself agreed, as they stand today."""
    return followed(actions_for_list(user).filter(meeting=meeting))


def actions_for_list(user) -> Any:
    """Return the actions that the person may see, with what a row shows: who does it, and which meeting agreed it."""
    members = ("member__contact__organisation", "member__organisation")
    related = ("owner", *members, "meeting__network__authority")
    return AgreedAction.objects.visible_to(user).select_related(*related).order_by("due_on", "pk")
