"""What an outcome record says: its figures with their intervals, and one sentence in plain words.

Every page, list and export reads a record's figures from here, so that what is hidden is hidden everywhere. Means and
standard deviations that are exact give away the scores of a small group: outside the team that recorded them, figures
are rounded to one decimal place, and those of the spread are left out where fewer than 30 people were measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from vru_portal.access.roles import Capability

from ..models import OutcomeMeasure, OutcomeRecord
from . import sentences, statistics
from .statistics import HIDDEN_BELOW, TOO_FEW_TO_SAY, Effect, Interval, Proportion

Kind = OutcomeMeasure.Kind
OF_SPREAD = {"sd_before", "sd_after", "sd_change", "effect"}


@dataclass(frozen=True)
class Result:
    """The figures of one record, as one person may see them. What is not known, or hidden, is None.

    ``n`` is how many people the figures are about: those measured both times where ``is_change``, else the smaller of
    the two groups. Where ``is_hidden``, nothing but ``n`` is there. ``before``, ``after`` and ``change`` are in points
    of a scale, per cent (0 to 100) of a proportion or uses of a service, among ``people_before`` and ``people_after``;
    ``change`` is None unless the same people were measured both times. The 95% intervals, of each share and of the
    mean change of a scale, are in the same units. ``effect`` is the mean change in standard deviations before. Figures
    are exact unless ``is_rounded``. None is turned round where lower is better: ``is_better`` says what it means.
    """

    record: OutcomeRecord
    n: int
    is_hidden: bool
    is_too_few: bool
    is_change: bool
    is_rounded: bool = False
    before: Decimal | None = None
    after: Decimal | None = None
    people_before: int | None = None
    people_after: int | None = None
    before_interval: Interval | None = None
    after_interval: Interval | None = None
    change: Decimal | None = None
    interval: Interval | None = None
    effect: float | None = None
    sd_before: Decimal | None = None
    sd_after: Decimal | None = None
    sd_change: Decimal | None = None
    meaningful: Proportion | None = None

    @property
    def sentence(self) -> str:
        """What the figures say, in plain words."""
        return sentences.sentence_of(self)

    @property
    def group(self) -> str:
        """The label of the group; empty where hidden, because of a few people it may say who they are."""
        return "" if self.is_hidden else self.record.group_label

    @property
    def title(self) -> str:
        """What the record is called in a list: by its measure alone where it is hidden."""
        return str(self.record.measure if self.is_hidden else self.record)

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The first and the last day; none where hidden."""
        return (None, None) if self.is_hidden else (self.record.starts_on, self.record.ends_on)

    @property
    def is_better(self) -> bool | None:
        """Whether the whole interval of the change lies on the better side; None where it says neither."""
        if self.interval is None or self.interval.low <= 0 <= self.interval.high:
            return None
        return (self.interval.low > 0) == self.record.measure.higher_is_better

    @property
    def are_sds_left_out(self) -> bool:
        """Whether the reader is given no standard deviation and no standardised effect, known or not."""
        return self.is_rounded and self.is_too_few

    @property
    def estimate(self) -> Effect | None:
        """The exact mean change with its standard error, to pool and never to show; None where hidden or not known.

        It is exact for every reader, so that all of them are shown the same of several results together.
        """
        if self.interval is None:
            return None
        return statistics.effect(self.n, mean_change_of(self.record), self.record.sd_change)


def result_for(user, record: OutcomeRecord) -> Result:
    """Return what the record says to this person. Queries nothing where its measure and authority are loaded."""
    n, is_team = number_of(record), user.may_in(Capability.READ_LOG, record.authority)
    is_hidden, is_too_few = n < HIDDEN_BELOW and not is_team, n < TOO_FEW_TO_SAY
    figures = {} if is_hidden else figures_of(record, n)
    if not is_team:
        figures = for_others(figures, is_too_few)
    return Result(record, n, is_hidden, is_too_few, is_change(record), not is_team, **figures)


def results_for(user, records: Iterable[OutcomeRecord]) -> list[Result]:
    """Return what each record says to this person."""
    return [result_for(user, record) for record in records]


def is_of_the_same_people(record: OutcomeRecord) -> bool:
    """Say whether what was found before and after is of the same two people or more."""
    both = record.measured_both
    return bool(both and both > 1) and (record.is_paired or both == record.measured_before == record.measured_after)


def is_change(record: OutcomeRecord) -> bool:
    """Say whether there are two figures, of the same people."""
    return is_of_the_same_people(record) and None not in sides(record)


def sides(record: OutcomeRecord) -> tuple[Decimal | int | None, Decimal | int | None]:
    """Return what was found before and after: means of a scale; else numbers, of people or of uses."""
    if record.measure.kind == Kind.SCALE:
        return record.mean_before, record.mean_after
    return record.number_before, record.number_after


def bases(record: OutcomeRecord) -> tuple[int | None, int | None]:
    """Return of how many people each side tells."""
    if is_of_the_same_people(record):
        return record.measured_both, record.measured_both
    return record.measured_before, record.measured_after


def number_of(record: OutcomeRecord) -> int:
    """Return how many people the figures are about; where two groups are, how many are in the smaller one."""
    told = zip(bases(record), sides(record), strict=True)
    return min([base for base, side in told if base is not None and side is not None], default=record.started)


def figures_of(record: OutcomeRecord, n: int) -> dict[str, Any]:
    """Return the figures of a record by the kind of its measure."""
    of = {Kind.SCALE: of_scale, Kind.PROPORTION: of_proportion, Kind.COUNT: of_count}[Kind(record.measure.kind)]
    people_before, people_after = bases(record)
    return {"people_before": people_before, "people_after": people_after, **of(record, n)}


def for_others(figures: dict[str, Any], is_too_few: bool) -> dict[str, Any]:
    """Return what may be shown of figures outside the team."""
    return {name: to_one_place(figure) for name, figure in figures.items() if not (is_too_few and name in OF_SPREAD)}


def to_one_place(figure: Any) -> Any:
    """Round a mean, share, effect or interval as pages round it; counts of people stay as they are."""
    if isinstance(figure, Interval):
        return Interval(to_one_place(figure.low), to_one_place(figure.high))
    # Adding 0 takes the sign off a nought.
    if isinstance(figure, float):
        return round(figure, 1) + 0
    return Decimal(f"{float(figure):.1f}") + 0 if isinstance(figure, Decimal) else figure


def mean_change_of(record: OutcomeRecord) -> Decimal:
    """Return the mean change of those who were measured before and after."""
    if record.mean_change is not None:
        return record.mean_change
    return record.mean_after - record.mean_before  # of the same people, so that it is their mean change


def of_scale(record: OutcomeRecord, n: int) -> dict:
    sides = {
        "before": record.mean_before,
        "after": record.mean_after,
        "sd_before": record.sd_before,
        "sd_after": record.sd_after,
    }
    if not is_change(record):
        return sides
    change, better = mean_change_of(record), record.meaningfully_better
    return sides | {
        "sd_change": record.sd_change,
        "change": change,
        "interval": statistics.change_interval(n, change, record.sd_change),
        "effect": statistics.standardised_effect(change, record.sd_before),
        "meaningful": None if better is None else statistics.proportion_interval(better, n),
    }


def of_proportion(record: OutcomeRecord, n: int) -> dict:
    people_before, people_after = bases(record)
    before, after = share_of(record.number_before, people_before), share_of(record.number_after, people_after)
    # Two shares of the same people have no interval of their difference without knowing who changed.
    return {
        "before": in_per_cent(before),
        "after": in_per_cent(after),
        "before_interval": interval_in_per_cent(before),
        "after_interval": interval_in_per_cent(after),
        "change": difference(in_per_cent(before), in_per_cent(after)) if is_change(record) else None,
    }


def of_count(record: OutcomeRecord, n: int) -> dict:
    before, after = (None if number is None else Decimal(number) for number in sides(record))
    return {"before": before, "after": after, "change": difference(before, after) if is_change(record) else None}


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before


def share_of(number: int | None, base: int | None) -> Proportion | None:
    """Return a share with its Wilson interval; None where its numerator or denominator is not known."""
    if number is None or base is None or number > base:
        return None
    return statistics.proportion_interval(number, base)


def in_per_cent(share: Proportion | None) -> Decimal | None:
    return Decimal(100 * share.successes) / share.n if share else None


def interval_in_per_cent(share: Proportion | None) -> Interval | None:
    return Interval(100 * share.low, 100 * share.high) if share else None
