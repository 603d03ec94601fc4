"""How an entry moves from plan to approval: the allowed moves as data, and one function that makes a move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from vru_portal.access.roles import Capability

from .models import Activity, ReviewStep
from .models.activity import Status
from .notify import tell_keeper


def keeps_entry(user, activity: Activity) -> bool:
    """The author, while posted there; where an entry has none, or its author has left, whoever logs there."""
    if not user.may_in(Capability.LOG, activity.authority):
        return False
    author = activity.author
    return author is None or author == user or not author.may_in(Capability.LOG, activity.authority)


def is_own(user, activity: Activity) -> bool:
    """Say whether the person wrote the entry, or submitted it for somebody who has left."""
    submissions = [step.made_by_id for step in activity.steps.all() if step.move == "submit"]
    return user.pk in {activity.author_id, *submissions[-1:]}


def reviews_entry(user, activity: Activity) -> bool:
    """A reviewer of the authority who has not written the entry, unless the authority allows that."""
    if not user.may_in(Capability.REVIEW, activity.authority):
        return False
    return activity.authority.self_approval_allowed or not is_own(user, activity)


@dataclass(frozen=True)
class Move:
    """One way in which an entry changes its status."""

    label: str
    past: str
    starts: frozenset[Status]
    end: Status
    may: Callable[..., bool]
    needs_reason: bool = False


MOVES: dict[str, Move] = {
    "submit": Move(
        "Submit for review",
        "submitted",
        frozenset({Status.DRAFT, Status.RETURNED}),
        Status.SUBMITTED,
        keeps_entry,
    ),
    "withdraw": Move("Withdraw", "withdrew", frozenset({Status.SUBMITTED}), Status.DRAFT, keeps_entry),
    "approve": Move("Approve", "approved", frozenset({Status.SUBMITTED}), Status.APPROVED, reviews_entry),
    "return": Move("Return", "returned", frozenset({Status.SUBMITTED}), Status.RETURNED, reviews_entry, True),
    "reopen": Move("Reopen", "reopened", frozenset({Status.APPROVED}), Status.RETURNED, reviews_entry, True),
    "cancel": Move(
        "Cancel",
        "cancelled",
        frozenset({Status.PLANNED, Status.DRAFT, Status.RETURNED}),
        Status.CANCELLED,
        keeps_entry,
        True,
    ),
}
TELLS_KEEPER = {"approve", "return", "reopen"}
EDITABLE = frozenset({Status.PLANNED, Status.DRAFT, Status.RETURNED})


class ChangedMeanwhile(Exception):
    """Somebody else changed the entry between the page and the decision. Holds the entry as it is now."""

    def __init__(self, activity: Activity):
        super().__init__("The entry was changed meanwhile")
        self.activity = activity


def may_edit(user, activity: Activity) -> bool:
    """Say whether the user may change the words and figures of the entry as it stands."""
    return activity.status in EDITABLE and keeps_entry(user, activity)


def moves_open_to(user, activity: Activity) -> dict[str, Move]:
    """Return the moves that this person may make with the entry now, by name."""
    return {name: move for name, move in MOVES.items() if activity.status in move.starts and move.may(user, activity)}


@transaction.atomic
def move(activity: Activity, name: str, *, by, reason: str = "", version: int | None = None) -> Activity:
    """Make a move, keep it in the thread and tell the author after commit; return the entry as it is then.

    Raises PermissionDenied where the person may not, and ChangedMeanwhile where the entry no longer stands where
    the move starts, or is not of the version that the person read.
    """
    entry = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("authority", "author", "pilot")
        .get(pk=activity.pk)
    )
    step = MOVES[name]
    if entry.status not in step.starts or version not in {None, entry.version}:
        raise ChangedMeanwhile(entry)
    if not step.may(by, entry):
        raise PermissionDenied
    if step.needs_reason and not reason.strip():
        raise ValueError("This move needs a reason")
    return record_move(entry, name, by=by, reason=reason)


def record_move(entry: Activity, name: str, *, by, reason: str = "") -> Activity:
    """Store a move of an entry that is locked and checked already."""
    made = ReviewStep(
        activity=entry,
        move=name,
        from_status=entry.status,
        to_status=MOVES[name].end,
        reason=reason.strip(),
        made_by=by,
        on_own_entry=name == "approve" and is_own(by, entry),
    )
    made.save()
    entry.status = made.to_status
    entry.version += 1
    entry.changed_at = timezone.now()
    entry.submitted_at = entry.changed_at if name == "submit" else entry.submitted_at
    entry.save()
    if name in TELLS_KEEPER:
        tell_keeper(made)
    return entry


@transaction.atomic
def tick_off_next_step(activity: Activity, *, by) -> Activity:
    """Store that the next step is done; PermissionDenied unless it is this person's. Nothing else changes."""
    entry = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if by.pk not in {entry.next_step_owner_id, entry.author_id} or not entry.next_step:
        raise PermissionDenied
    entry.next_step_done_at = entry.next_step_done_at or timezone.now()
    entry.save(update_fields=["next_step_done_at"])
    return entry
