"""How an entry moves from plan to approval: the allowed moves as data, and one function that makes a move.

An entry is an activity of the log or an outcome record: both are written, submitted and decided on in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from vru_portal import together
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.histories import know_links, links_of

from .models import Activity, OutcomeRecord, ReviewStep
from .models.activity import Status
from .monthly import count_in, count_out
from .notify import keeper_among, keepers_of, tell

Entry = TypeVar("Entry", Activity, OutcomeRecord)


def keeps_entry(user, entry: Entry) -> bool:
    """The author, while posted there; where an entry has none, or its author has left, whoever logs there."""
    if not user.may_in(Capability.LOG, entry.authority):
        return False
    author = entry.author
    return author is None or author == user or not author.may_in(Capability.LOG, entry.authority)


def is_own(user, entry: Entry) -> bool:
    """Say whether the person wrote the entry, or submitted it for somebody who has left."""
    submissions: list[UUID | None] = [step.made_by_id for step in entry.steps.all() if step.move == "submit"]
    return user.pk in {entry.author_id, *submissions[-1:]}


def reviews_entry(user, entry: Entry) -> bool:
    """A reviewer of the authority who has not written the entry, unless the authority allows that."""
    if not user.may_in(Capability.REVIEW, entry.authority):
        return False
    return entry.authority.self_approval_allowed or not is_own(user, entry)


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

    def __init__(self, entry):
        super().__init__("The entry was changed meanwhile")
        self.entry = entry


def may_edit(user, entry: Entry) -> bool:
    """Say whether the user may change the words and figures of the entry as it stands."""
    return entry.status in EDITABLE and keeps_entry(user, entry)


def moves_open_to(user, entry: Entry) -> dict[str, Move]:
    """Return the moves that this person may make with the entry now, by name."""
    return {name: move for name, move in MOVES.items() if entry.status in move.starts and move.may(user, entry)}


@transaction.atomic
def move(entry: Entry, name: str, *, by, reason: str = "", version: int | None = None) -> Entry:
    """Make a move, keep it in the thread and tell the author after commit; return the entry as it is then.

    Raises PermissionDenied where the person may not, and ChangedMeanwhile where the entry no longer stands where
    the move starts, or is not of the version that the person read.
    """
    stored = locked(type(entry)).filter(pk=entry.pk).first()
    # An entry that was taken to another authority meanwhile has been changed, and is not found while it is taken.
    if stored is None or stored.authority_id != entry.authority_id:
        raise ChangedMeanwhile(entry)
    return move_locked(stored, name, by=by, reason=reason, version=version)


@transaction.atomic
def decide(entries: QuerySet[Activity], pk: UUID, name: str, *, by, reason: str = "", version: int) -> Activity:
    """Move one of these entries, which was not read before, as ``move`` does; DoesNotExist where it is none of them."""
    entry = locked(Activity).get(pk=pk, pk__in=entries.order_by().values("pk"))
    return move_locked(entry, name, by=by, reason=reason, version=version)


def locked(model: type[Entry]) -> QuerySet[Entry]:
    """Return the rows of a model, each to be locked when it is read: after its authority, whose figures it changes.

    Whoever waits for the lock reads the entry as it is then.
    """
    rows = model._default_manager.select_for_update(of=("authority", "self"), no_key=True)
    return rows.select_related("authority", "author", "pilot")


def move_locked(entry: Entry, name: str, *, by, reason: str, version: int | None) -> Entry:
    """Make a move that is open to the person with an entry that is locked."""
    step = MOVES[name]
    if entry.status not in step.starts or version not in {None, entry.version}:
        raise ChangedMeanwhile(entry)
    keepers = read_around(entry) if name in TELLS_KEEPER else []
    if not step.may(by, entry):
        raise PermissionDenied
    if step.needs_reason and not reason.strip():
        raise ValueError("This move needs a reason")
    return record_move(entry, name, by=by, reason=reason, keepers=keepers)


def read_around(entry: Activity | OutcomeRecord) -> list[User]:
    """Read what a decision asks about an entry that is locked, in one query; return those who may be told of it."""
    rows: dict[str, QuerySet] = {"steps": entry.steps.all(), "keepers": keepers_of(entry)}
    if isinstance(entry, Activity):
        rows |= {"reach": entry.reach.all(), **links_of(entry)}
    found = together.read(**rows)
    keepers = found.pop("keepers")
    if isinstance(entry, Activity):
        know_links(entry, {name: found.pop(name) for name in links_of(entry)})
    entry._prefetched_objects_cache = found  # type: ignore[union-attr]  # Django's own
    return keepers


def record_move(
    entry: Entry, name: str, *, by, reason: str = "", is_new: bool = False, keepers: Sequence[User] = ()
) -> Entry:
    """Store a move of an entry that is locked and checked already, with whatever else was changed of it.

    ``keepers``: those who may be told of a decision.
    """
    about = "activity" if isinstance(entry, Activity) else "outcome"
    made = ReviewStep(
        **{about: entry},
        move=name,
        from_status=entry.status,
        to_status=MOVES[name].end,
        reason=reason.strip(),
        made_by=by,
        # Where the authority does not allow it, nobody got as far as this with an entry of their own.
        on_own_entry=name == "approve" and entry.authority.self_approval_allowed and is_own(by, entry),
    )
    made.note_decision(entry.authority_id, entry.submitted_at)
    if made.from_status == Status.APPROVED and isinstance(entry, Activity):
        count_out(entry)
    entry.status = made.to_status
    entry.version += 1
    entry.changed_at = timezone.now()
    entry.submitted_at = entry.changed_at if name == "submit" else entry.submitted_at
    entry.save(force_insert=is_new)
    made.save()
    if made.to_status == Status.APPROVED and isinstance(entry, Activity):
        count_in(entry)
    if name in TELLS_KEEPER:
        tell(made, keeper_among(keepers, entry))
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
