"""The results of a comparison as rows of a table, in words and figures that say what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from interventions.models import OutcomeMeasure, OutcomeRecord
from interventions.outcomes.record_figures import change_in_words, side_in_words
from interventions.outcomes.results import Result
from interventions.outcomes.statistics import Interval, Number, Pooled

Kind = OutcomeMeasure.Kind
NOT_MEASURED = "Not measured"
NOT_A_CHANGE = "Not called a change"
DIFFERENT, NOT_KNOWN = "Different people were measured", "Not known to be the same people"
NO_CHANGE_TO_SHOW = "Nothing to compare"
NO_INTERVAL = "No interval known"
TOO_FEW = "Too few to say"


@dataclass(frozen=True)
class Cell:
    """A figure, and what stands below it: its interval, or why it has none."""

    figure: str
    below: str = ""


@dataclass(frozen=True)
class Row:
    """One result as the table shows it. Where ``hidden`` says why, nothing but ``n`` is there."""

    record: OutcomeRecord
    n: int
    note: str
    hidden: str
    cells: list[Cell]


def row_of(result: Result) -> Row:
    """Return the row of one result, with the cells before, after and change."""
    kind = Kind(result.record.measure.kind)
    if result.is_hidden:
        return Row(result.record, result.n, "", result.sentence, [])
    before = side(kind, result.before, result.before_interval)
    after = side(kind, result.after, result.after_interval)
    note = TOO_FEW if result.is_too_few else ""
    return Row(result.record, result.n, note, "", [before, after, change(kind, result)])


def side(kind: Kind, value: Number | None, interval: Interval | None) -> Cell:
    return Cell(NOT_MEASURED) if value is None else Cell(*side_in_words(value, interval, kind))


def change(kind: Kind, result: Result) -> Cell:
    if result.change is not None:
        figure, interval = change_in_words(result.change, result.interval, kind, is_rounded=result.is_rounded)
        return Cell(figure, interval or NO_INTERVAL)
    if None in {result.before, result.after}:
        return Cell(NO_CHANGE_TO_SHOW)
    return Cell(NOT_A_CHANGE, NOT_KNOWN if result.record.measured_both is None else DIFFERENT)


def together(pooled: Pooled) -> Cell:
    """Return what several results say together."""
    return Cell(*change_in_words(pooled.estimate, Interval(pooled.low, pooled.high), Kind.SCALE, is_rounded=True))
