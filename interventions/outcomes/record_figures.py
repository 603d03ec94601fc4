"""The figures of a record as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import OutcomeMeasure
from .results import Kind, Result
from .sentences import in_figures, whole
from .statistics import Interval, Number, Proportion

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True)
class Row:
    """One line: of how many people, what was found, and how sure that is."""

    name: str
    people: str
    figure: str
    sd: str = ""
    interval: str = ""


def rows_of(result: Result) -> list[Row]:
    """Return what was found before and after and, of the same people, the change; empty where it is hidden."""
    record = result.record
    if result.is_hidden:
        return []
    sides = [
        ("Before", result.people_before, result.before, record.sd_before, result.before_interval),
        ("After", result.people_after, result.after, record.sd_after, result.after_interval),
    ]
    if result.is_change:
        sides.append(("Change", result.n, result.change, record.sd_change, result.interval))
    return [row_of(result, *side) for side in sides]


def row_of(
    result: Result, name: str, people: int | None, figure: Number | None, sd: Number | None, interval: Interval | None
) -> Row:
    kind = Kind(result.record.measure.kind)
    return Row(
        name,
        NOT_RECORDED if people is None else f"{people:,}",
        NOT_RECORDED if figure is None else in_units(figure, kind, signed=name == "Change"),
        NOT_RECORDED if sd is None else in_figures(sd)[0],
        in_words(interval, kind),
    )


def in_units(figure: Number, kind: OutcomeMeasure.Kind, *, signed: bool) -> str:
    sign = "+" if signed and figure > 0 else ""
    if kind == Kind.COUNT:
        return f"{sign}{whole(figure)}"
    if kind == Kind.PROPORTION and not signed:
        return f"{figure:.0f}%"
    return f"{sign}{in_figures(figure)[0]}{' percentage points' if kind == Kind.PROPORTION else ''}"


def in_words(interval: Interval | None, kind: OutcomeMeasure.Kind) -> str:
    """Return both ends of an interval; empty where there is none."""
    if interval is None:
        return ""
    if kind == Kind.PROPORTION:
        return f"{interval.low:.0f}% to {interval.high:.0f}%"
    low, high = in_figures(interval.low, interval.high)
    return f"{low} to {high}"


def meaningful_in_words(share: Proportion | None, threshold: Number | None) -> str:
    """Return how many changed meaningfully for the better, with the interval of their share; empty if not known."""
    if share is None or threshold is None:
        return ""
    return (
        f"{share.successes:,} of {share.n:,} ({100 * share.share:.0f}%, 95% interval {100 * share.low:.0f}% to"
        f" {100 * share.high:.0f}%) changed for the better by {float(threshold):g} points or more, the smallest"
        " meaningful change."
    )
