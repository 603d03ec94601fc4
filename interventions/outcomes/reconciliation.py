"""Holding the people of outcome records against the reach of their intervention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vru_portal.access.roles import Capability

from ..models import Activity, Intervention, OutcomeRecord, Reach, Total
from ..models.activity import Status

COUNTED = (Status.SUBMITTED, Status.APPROVED)
TOO_MANY = (
    "{started:,} people started{others}, but the log counts {reached:,} {people} for {intervention}. Correct the"
    " number, or log the missing activity first"
)


@dataclass(frozen=True)
class Reconciled:
    """How many started in the groups of an intervention at the same time, and how many individuals the log counts.

    ``reached`` is None where no entry counts individuals: then there is nothing to hold the number against.
    """

    intervention: Intervention
    started: int
    reached: int | None
    in_other_groups: bool

    @property
    def is_too_many(self) -> bool:
        return self.reached is not None and self.started > self.reached

    @property
    def problem(self) -> str:
        """Both numbers in words; empty where they agree."""
        if self.reached is None or not self.is_too_many:
            return ""
        others = " in all groups of this period" if self.in_other_groups else ""
        people = "individual" if self.reached == 1 else "individuals"
        told = {"started": self.started, "reached": self.reached, "intervention": self.intervention}
        return TOO_MANY.format(**told, others=others, people=people)


class MoreThanReached(Exception):
    """More people started than the log says were reached. Holds both numbers."""

    def __init__(self, reconciled: Reconciled) -> None:
        super().__init__(reconciled.problem)
        self.reconciled = reconciled


def reconcile(user, record: OutcomeRecord) -> Reconciled | None:
    """Hold a record against the reach of its intervention, as far as the user reads the log there; None without one.

    Groups of the same intervention and measure are added up where their periods overlap; records of one label are of
    one group, measured again.
    """
    if record.intervention is None:
        return None
    others = list(groups_beside(user, record))
    started = most_at_once([record, *others], record)
    return Reconciled(record.intervention, started, individuals(user, record.intervention), started > record.started)


def groups_beside(user, record: OutcomeRecord) -> Iterable[OutcomeRecord]:
    """Return the other submitted and approved records that count people of the same time."""
    alike = OutcomeRecord.objects.visible_to(user).filter(intervention=record.intervention, measure=record.measure)
    overlapping = alike.filter(starts_on__lte=record.ends_on, ends_on__gte=record.starts_on, status__in=COUNTED)
    return overlapping.exclude(pk=record.pk)


def individuals(user, intervention: Intervention) -> int | None:
    """Return the people whom submitted and approved entries count as individuals; None where none does.

    Of the approved entries, the figures kept beside the log tell it.
    """
    people = {"unit": Reach.Unit.PEOPLE, "counts": Reach.Counts.INDIVIDUALS}
    kept = Total.objects.visible_to(user, Capability.READ_APPROVED).filter(intervention=intervention, **people)
    submitted = Activity.objects.visible_to(user).filter(intervention=intervention, status=Status.SUBMITTED)
    waiting = submitted.filter(**{f"reach__{name}": value for name, value in people.items()})
    numbers = kept.order_by().values_list("number")
    found = [number for (number,) in numbers.union(waiting.order_by().values_list("reach__number"), all=True)]
    return sum(found) if found else None


def most_at_once(records: list[OutcomeRecord], within: OutcomeRecord) -> int:
    """Return how many people were in the groups on the fullest day of one record's period."""
    days = {max(record.starts_on, within.starts_on) for record in records}
    return max(on_day(records, day) for day in days)


def on_day(records: list[OutcomeRecord], day: date) -> int:
    groups: dict[str, int] = {}
    for record in records:
        if record.starts_on <= day <= record.ends_on:
            groups[record.group] = max(groups.get(record.group, 0), record.started)
    return sum(groups.values())
