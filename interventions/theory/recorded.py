"""What measures the steps of a theory of change, and what has been recorded of it so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Sum, When

from interventions.delivered import Delivered, ReachTotal, delivered
from interventions.models import OutcomeRecord, Reach, StepMeasure, Total
from interventions.outcomes.results import Result, results_for
from pilots.models import Pilot, TheoryStep
from vru_portal.access.roles import Capability

LATEST = 3


@dataclass(frozen=True)
class Recorded:
    """One measure of a step, with the approved entries and their reach, or the latest approved results.

    ``entries`` is None where an outcome measures the step.
    """

    measure: StepMeasure
    entries: int | None = None
    reach: list[ReachTotal] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    more_results: int = 0

    @property
    def is_counted_by_each(self) -> bool:
        """Whether individuals of several entries are summed: a person may then be counted more than once."""
        counts = {row.counts for row in self.reach if row.unit == Reach.Unit.PEOPLE}
        return (self.entries or 0) > 1 and Reach.Counts.INDIVIDUALS in counts


@dataclass(frozen=True)
class Counted:
    """Steps of a theory: how many there are, how many have a measure, and how many an approved result on it."""

    steps: int
    measured: int
    with_result: int

    @classmethod
    def of(cls, rows: Iterable[tuple[bool, bool]]) -> Counted:
        rows = list(rows)
        return cls(len(rows), sum(measured for measured, _ in rows), sum(has_result for _, has_result in rows))


@dataclass(frozen=True)
class Summary:
    """How many steps a theory has, and what is known of its outcomes and, apart from them, of its impact."""

    steps: int
    outcomes: Counted
    impact: Counted
    may_read_results: bool


def summary_of(user, pilot: Pilot) -> Summary | None:
    """Return the summary of a pilot's theory in one query, None where it has no steps."""
    return summary_from(user, pilot, list(steps_of(user, pilot)))


def steps_of(user, pilot: Pilot) -> QuerySet[TheoryStep]:
    """Return the steps of a pilot's theory, with whether each has a measure and an approved result."""
    measured = StepMeasure.objects.visible_to(user).filter(step=OuterRef("pk"))
    results = OutcomeRecord.objects.visible_to(user).approved().filter(pilot=pilot)
    results = results.filter(measure__measured_steps__step=OuterRef("pk"))
    rows = TheoryStep.objects.visible_to(user).in_use().filter(theory__pilot=pilot).only("stage")
    return rows.annotate(is_measured=Exists(measured), has_result=Exists(results))


def summary_from(user, pilot: Pilot, steps: list[Any]) -> Summary | None:
    found = [(step.stage, step.is_measured, step.has_result) for step in steps]
    of_outcomes = set(TheoryStep.OUTCOMES) - {TheoryStep.Stage.IMPACT}
    impact = [(measured, result) for stage, measured, result in found if stage == TheoryStep.Stage.IMPACT]
    outcomes = [(measured, result) for stage, measured, result in found if stage in of_outcomes]
    may_read = user.may_in(Capability.READ_APPROVED, pilot.authority)
    return Summary(len(found), Counted.of(outcomes), Counted.of(impact), may_read) if found else None


def measures_of(user, keys: Iterable[int]) -> dict[int, list[StepMeasure]]:
    """Return what measures each of the steps, by the step's key; one query."""
    rows = StepMeasure.objects.visible_to(user).filter(step__in=list(keys))
    found: dict[int, list[StepMeasure]] = {}
    for row in rows.select_related("kind", "audience", "intervention", "measure"):
        found.setdefault(row.step_id, []).append(row)
    return found


def recorded(user, pilot: Pilot, measures: dict[int, list[StepMeasure]]) -> dict[int, list[Recorded]]:
    """Return what the person may read of what each measure has on record, by the key of its step; up to six queries.

    Where the person does not read approved activity there, nothing is returned.
    """
    if not user.may_in(Capability.READ_APPROVED, pilot.authority):
        return {}
    activity, results = ActivityOf(user, pilot), results_of(user, pilot, measures)
    done = delivered(row.intervention_id for rows in measures.values() for row in rows if row.intervention_id)

    def of(row: StepMeasure) -> Recorded:
        if row.measure_id:
            return of_outcome(row, results.get(row.measure_id, []))
        return of_intervention(row, done[row.intervention_id]) if row.intervention_id else activity.of(row)

    return {key: [of(row) for row in rows] for key, rows in measures.items()}


def of_intervention(measure: StepMeasure, done: Delivered) -> Recorded:
    """Return what the page of the intervention says was delivered."""
    return Recorded(measure, done.entries, [row for row in done.reach if row.number])


def of_outcome(measure: StepMeasure, results: list[Result]) -> Recorded:
    return Recorded(measure, results=results[:LATEST], more_results=max(len(results) - LATEST, 0))


def results_of(user, pilot: Pilot, measures: dict[int, list[StepMeasure]]) -> dict[int, list[Result]]:
    """Return the approved results of a pilot by measure, the latest first."""
    keys = {row.measure_id for rows in measures.values() for row in rows if row.measure_id}
    records = OutcomeRecord.objects.visible_to(user).approved().filter(pilot=pilot, measure__in=keys)
    found: dict[int, list[Result]] = {}
    for result in results_for(user, records.select_related("measure", "authority")):
        found.setdefault(result.record.measure_id, []).append(result)
    return found


class ActivityOf:
    """The approved entries of a pilot that a person may read and their reach, by kind and audience.

    Individuals, attendances, views and items count different things, and are never added up.
    """

    def __init__(self, user, pilot: Pilot):
        self.totals = Total.objects.visible_to(user, Capability.READ_APPROVED).filter(pilot=pilot).order_by()

    @cached_property
    def entries(self) -> list[tuple]:
        """How many entries each kind has, in all (of audience None) and by the audience that they reached."""
        number = Case(When(audience=None, then="entries"), default="firsts")
        return list(self.totals.values_list("kind", "audience").annotate(number=Sum(number)))

    @cached_property
    def reach(self) -> list[tuple]:
        """How many each audience had of each kind, in each unit and way."""
        named = ("audience__position", "audience__name", "unit", "counts")
        rows = self.totals.filter(number__gt=0).order_by(*named)
        return list(rows.values_list("kind", "audience", *named).annotate(Sum("number")))

    def of(self, measure: StepMeasure) -> Recorded:
        """Return what was recorded of a kind of activity, of an audience or of both together."""
        of_kind = [row for row in self.entries if measure.kind_id in {None, row[0]}]
        entries = sum(number for _, audience, number in of_kind if audience == measure.audience_id)
        sums: dict[tuple[str, str, str], int] = {}
        for kind, audience, _, name, unit, way, number in self.reach:
            if measure.kind_id in {None, kind} and measure.audience_id in {None, audience}:
                alike = (name, unit, way if unit == Reach.Unit.PEOPLE else "")
                sums[alike] = sums.get(alike, 0) + number
        return Recorded(measure, entries, [ReachTotal(*alike, number) for alike, number in sums.items()])
