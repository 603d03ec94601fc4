"""The results of one intervention type on one measure: side by side, never ranked, and together where that is sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from interventions.models import OutcomeMeasure
from interventions.outcomes.results import Result, to_one_place
from interventions.outcomes.sentences import in_figures, moved_by
from interventions.outcomes.statistics import (
    HIDDEN_BELOW,
    TOO_FEW_TO_SAY,
    Effect,
    Interval,
    Pooled,
    intervals_overlap,
    pooled,
)
from vru_portal.wording import counted

MORE_THAN_CHANCE = 0.5
OVERLAP = "The intervals overlap: these results do not show that one {whose} does better than another’s."
APART = (
    "Some of the intervals do not overlap. People, places and times differ as well, so that this alone does not show"
    " that one {whose} does better than another’s."
)
OVERLAP_IN_SHORT = {True: "The intervals overlap.", False: "Some of the intervals do not overlap."}
HETEROGENEOUS = (
    "The results differ by more than chance explains (I² {share}%): the average says little about any one of them."
)
HIDDEN = f"of fewer than {HIDDEN_BELOW} people, whose figures only their own team sees"
TOO_FEW = f"of fewer than {TOO_FEW_TO_SAY} people, too few to say"
NOT_TOGETHER = "Fewer than three results can be compared, so that they are not taken together."
POOLED_RULE = (
    "Results are taken together only where there are three or more on the same measure, each of the same"
    f" {HIDDEN_BELOW} people or more before and after, with a known standard deviation of the change, and of a group"
    " only the latest: a random-effects mean by DerSimonian and Laird. It takes it that nobody is in two of the groups."
)


@dataclass(frozen=True)
class Comparison:
    """What was found on one measure, in the order of authority, pilot, intervention and period."""

    measure: OutcomeMeasure
    results: Sequence[Result]

    @property
    def is_scale(self) -> bool:
        return self.measure.kind == OutcomeMeasure.Kind.SCALE

    @property
    def pilots(self) -> int:
        return len({result.record.pilot_id for result in self.results})

    @cached_property
    def comparable(self) -> list[Result]:
        """The changes that may be taken together, of each group the latest.

        A hidden one never is, for nobody, so that none can be worked out.
        """
        return latest_of_groups([result for result in self.results if estimate_of(result)]) if self.is_scale else []

    @cached_property
    def pooled(self) -> Pooled | None:
        """The random-effects mean of the comparable results, in points of the measure; None below three.

        Every reader is shown the same, to one decimal place: who knows all but one of the results exactly could
        otherwise work out that one.
        """
        exact = pooled(estimate for result in self.comparable if (estimate := estimate_of(result)))
        ends = ("estimate", "low", "high")
        return exact and replace(exact, **{name: to_one_place(getattr(exact, name)) for name in ends})

    @property
    def people(self) -> int:
        """How many people the comparable results are about."""
        return sum(result.n for result in self.comparable)

    @property
    def count(self) -> str:
        """Such as "4 results from 3 pilots"."""
        return f"{counted(len(self.results), 'result')} from {counted(self.pilots, 'pilot')}"

    @property
    def sentences(self) -> list[str]:
        """Return what the results say, and how little: the first sentence is the gist."""
        if len(self.results) == 1:
            return [f"{self.count}. {self.results[0].sentence}"]
        return [
            sentence
            for sentence in (f"{self.count}{self.small}.", self.together, self.overlap, self.spread)
            if sentence
        ]

    @property
    def gist(self) -> str:
        """Return what the board says of the results: as short as it can be without saying more than is known."""
        if len(self.results) == 1:
            return self.results[0].sentence
        if not self.is_scale:
            return "Side by side in the table, not averaged."
        overlap = "" if self.is_overlapping is None else OVERLAP_IN_SHORT[self.is_overlapping]
        return " ".join(filter(None, [self.together or NOT_TOGETHER, overlap]))

    @property
    def small(self) -> str:
        """Say how many results are hidden, and how many are about too few."""
        hidden = sum(result.is_hidden for result in self.results)
        few = sum(result.is_too_few and not result.is_hidden for result in self.results)
        parts = [f"{number} {words}" for number, words in ((hidden, HIDDEN), (few, TOO_FEW)) if number]
        return f", {' and '.join(parts)}" if parts else ""

    @property
    def together(self) -> str:
        """Say what the results give together, or why they are not taken together; empty where nothing is averaged."""
        if self.pooled is None:
            return NOT_TOGETHER if self.is_scale else ""
        estimate, low, high = in_figures(self.pooled.estimate, self.pooled.low, self.pooled.high)
        moved = moved_by(self.pooled.estimate, estimate, "points", is_rounded=True)
        pilots = counted(len({result.record.pilot_id for result in self.comparable}), "pilot")
        start = f"Together ({self.pooled.k} results from {pilots}, {self.people:,} people)"
        return f"{start}: {moved[:1].lower()}{moved[1:]} on average (95% interval {low} to {high}), {self.verdict}."

    @property
    def verdict(self) -> str:
        if self.people < TOO_FEW_TO_SAY:
            return "too few to say even so"
        if self.pooled is None or self.pooled.low <= 0 <= self.pooled.high:
            return "so that it may have gone either way"
        better = (self.pooled.low > 0) == self.measure.higher_is_better
        return "an improvement" if better else "a change for the worse"

    @property
    def intervals(self) -> list[Interval]:
        return [result.interval for result in self.comparable if result.interval]

    @property
    def is_overlapping(self) -> bool | None:
        """Whether every two of the intervals overlap; None where there are not two."""
        return intervals_overlap(self.intervals) if len(self.intervals) > 1 else None

    @property
    def overlap(self) -> str:
        """Say whether the intervals overlap, and that neither shows which is better; empty where there are not two."""
        if self.is_overlapping is None:
            return ""
        several_pilots = len({result.record.pilot_id for result in self.comparable}) > 1
        words = OVERLAP if self.is_overlapping else APART
        return words.format(whose="pilot’s" if several_pilots else "group’s")

    @property
    def spread(self) -> str:
        """Say that the results differ by more than chance, where they do."""
        if self.pooled is None or self.pooled.i_squared < MORE_THAN_CHANCE:
            return ""
        return HETEROGENEOUS.format(share=round(100 * self.pooled.i_squared))


def estimate_of(result: Result) -> Effect | None:
    """Return the change of a result that may be taken together with others; None where it may not."""
    estimate = result.estimate if result.n >= HIDDEN_BELOW else None
    return estimate if estimate and estimate.standard_error > 0 else None


def latest_of_groups(results: Sequence[Result]) -> list[Result]:
    """Return the latest result of each group, in the order given: nobody is to count twice."""
    latest: dict[tuple, Result] = {}
    for result in sorted(results, key=lambda result: (result.record.ends_on, result.record.created_at)):
        record = result.record
        latest[record.pilot_id, record.intervention_id, record.group] = result
    kept = {result.record.pk for result in latest.values()}
    return [result for result in results if result.record.pk in kept]


def comparisons(results: Iterable[Result]) -> list[Comparison]:
    """Return the results by measure, measures by name and results by place: never by how large they are."""
    of_measure: dict[OutcomeMeasure, list[Result]] = {}
    for result in sorted(results, key=by_place):
        of_measure.setdefault(result.record.measure, []).append(result)
    measures = sorted(of_measure, key=lambda measure: str(measure).casefold())
    return [Comparison(measure, of_measure[measure]) for measure in measures]


def by_place(result: Result) -> tuple:
    record = result.record
    intervention = record.intervention.name if record.intervention else ""
    return record.authority.name, record.pilot.name, intervention, record.starts_on, record.group_label, str(record.pk)
