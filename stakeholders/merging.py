"""Making one of two records of the same body or person: what refers to one refers to the other, and nothing is lost.

The merged record stays with its history and leads on to the one that is kept. Earlier versions of what refers to it
stay as they were, and so do the lines of an incident's log, which are never changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from vru_portal.access.models import User

from .keeping import because, save_because
from .models import Attendance, Contact, Membership, Organisation

# A relation that leads to a record: its stubs do not tell that the other model is loaded.
Relation = Any
MERGED = "Merged with a duplicate"
MERGED_AWAY = "Merged into another record"
# Written once, and never changed.
AS_WRITTEN = {"stakeholders.IncidentEntry"}
# What the kept record takes over where it says nothing itself.
FILLED = {Contact: ("role", "organisation", "email", "telephone"), Organisation: ("sector", "duty", "website")}


class NotMergeable(Exception):
    """One of the two was merged or erased meanwhile, or they are the same, or of different regions."""


def references(record: Model) -> Iterator[tuple[Relation, QuerySet]]:
    """Yield each relation that leads to a record, with the rows that do."""
    relations: Iterable[Relation] = record._meta.related_objects
    for relation in relations:
        if relation.related_model._meta.label not in AS_WRITTEN:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
            yield relation, rows


def what_moves(record: Model) -> list[tuple[str, int]]:
    """Return what refers to a record, in words, and how many rows do: what a merge moves to the kept one."""
    counts = [(relation, rows.count()) for relation, rows in references(record)]
    models = Counter(relation.related_model for relation, _ in counts)
    return [(in_words(relation, models[relation.related_model] > 1), number) for relation, number in counts if number]


def in_words(relation: Relation, is_one_of_several: bool) -> str:
    """Return such as "Memberships", or "Interventions (funder)" where one model refers by several fields."""
    plural = str(relation.related_model._meta.verbose_name_plural).capitalize()
    return f"{plural} ({relation.field.verbose_name})" if is_one_of_several else plural


@transaction.atomic
def merge(kept: Any, merged: Any, *, by: User | None) -> None:
    """Merge one contact or organisation into another of its kind.

    Raises NotMergeable. Overlapping memberships of one network become one, with the attendance and actions of both.
    """
    kept, merged = locked(kept, merged)
    combine(kept, merged, by=by)
    for relation, rows in list(references(merged)):
        move(relation, rows, kept, merged, by)
    take_over(kept, merged)
    kept.version += 1
    save_because(kept, MERGED, by)
    merged.merged_into = kept
    merged.version += 1
    save_because(merged, MERGED_AWAY, by)


def locked(kept: Any, merged: Any) -> tuple[Any, Any]:
    """Return both as they are stored, so that no second merge starts from either."""
    rows = type(kept)._base_manager.select_for_update().order_by("pk").in_bulk([kept.pk, merged.pk])
    if len(rows) < 2 or not all(map(is_standing, rows.values())):
        raise NotMergeable
    if len({region_of(row) for row in rows.values()}) > 1:
        raise NotMergeable
    return rows[kept.pk], rows[merged.pk]


def is_standing(record: Any) -> bool:
    return record.merged_into_id is None and getattr(record, "erased_at", None) is None


def region_of(record: Any) -> int:
    return record.authority.region_id if isinstance(record, Contact) else record.region_id


def move(relation: Relation, rows: QuerySet, kept: Model, merged: Model, by: User | None) -> None:
    """Have the rows that refer to the merged record refer to the kept one, each with a version in its history."""
    model = relation.related_model
    moved = list(rows.select_for_update(of=("self",)))
    for row in moved:
        if relation.many_to_many:
            links = getattr(because(row, MERGED, by), relation.field.name)
            links.add(kept)
            links.remove(merged)
        else:
            setattr(row, relation.field.name, kept)
            save_because(row, MERGED, by)
    if "version" in {field.name for field in model._meta.concrete_fields}:
        # An open form of such a row was filled in before.
        model._base_manager.filter(pk__in=[row.pk for row in moved]).update(version=F("version") + 1)


def take_over(kept: Any, merged: Any) -> None:
    """Fill in what the kept record does not say and the merged one does."""
    for name in FILLED[type(kept)]:
        if not getattr(kept, name):
            setattr(kept, name, getattr(merged, name))
    if isinstance(kept, Contact):
        take_over_agreement(kept, merged)
    else:
        kept.covers.add(*merged.covers.all())
        kept.services = "\n".join(dict.fromkeys([*kept.services.splitlines(), *merged.services.splitlines()]))


def take_over_agreement(kept: Contact, merged: Contact) -> None:
    """Keep the latest confirmation of the two, and that they agreed to be listed."""
    if merged.may_be_listed and not kept.may_be_listed:
        kept.may_be_listed, kept.agreed_on = True, merged.agreed_on
    kept.confirmed_on = min(max(kept.confirmed_on, merged.confirmed_on), timezone.localdate())


# Memberships of both ---------------------------------------------------------------------------------------------


def combine(kept: Any, merged: Any, *, by: User | None) -> None:
    """Make one of the memberships that both have in one network at the same time: nobody is counted twice."""
    for first, *others in of_both(kept, merged).values():
        standing = first
        for other in others:
            if overlap(standing, other):
                absorb(standing, other, by)
            else:
                save_because(standing, MERGED, by)
                standing = other
        save_because(standing, MERGED, by)


def of_both(kept: Any, merged: Any) -> dict[int, list[Membership]]:
    """Return the memberships of the two by network, the earliest first; of bodies those that name no person.

    Only where there are several.
    """
    of_one_kind = {"contact": None} if isinstance(kept, Organisation) else {}
    either = {f"{'organisation' if of_one_kind else 'contact'}__in": [kept, merged]}
    rows = Membership._base_manager.select_for_update(of=("self",)).filter(**either, **of_one_kind)
    found: dict[int, list[Membership]] = defaultdict(list)
    for membership in rows.order_by("joined_on", "pk"):
        found[membership.network_id].append(membership)
    return {network: several for network, several in found.items() if len(several) > 1}


def overlap(first: Membership, second: Membership) -> bool:
    """Say whether one that joined first was still a member when the second joined, or joined on the same day."""
    return first.left_on is None or second.joined_on < first.left_on or second.joined_on == first.joined_on


def absorb(standing: Membership, other: Membership, by: User | None) -> None:
    """Have one membership last as long as both, with what both did; the other one stays in the history alone.

    It is saved when no other one is in its way.
    """
    keep_better_answers(standing, other, by)
    for relation, rows in list(references(other)):
        move(relation, rows, standing, other, by)
    because(other, MERGED_AWAY, by).delete()
    if standing.left_on and (other.left_on is None or other.left_on > standing.left_on):
        standing.left_on, standing.why_left = other.left_on, other.why_left
    standing.organisation = standing.organisation or other.organisation
    standing.contact = standing.contact or other.contact
    if standing.role == Membership.Role.MEMBER:
        standing.role = other.role


def keep_better_answers(standing: Membership, other: Membership, by: User | None) -> None:
    """Of two answers about one meeting keep one: who came in either name has come."""
    answers = {answer.meeting_id: answer for answer in standing.attendances.all()}
    for twice in other.attendances.filter(meeting__in=answers):
        answer = answers[twice.meeting_id]
        if twice.answer == Attendance.Answer.CAME != answer.answer:
            answer.answer = Attendance.Answer.CAME
            save_because(answer, MERGED, by)
        because(twice, MERGED_AWAY, by).delete()
