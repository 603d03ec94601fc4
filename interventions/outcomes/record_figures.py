"""The figures of a record as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import OutcomeMeasure
from .results import Kind, Result
from .sentences import in_figures, per_cent, points, whole
from .statistics import Interval, Number, Proportion

NOT_RECORDED = "Not recorded"
LEFT_OUT = "Not given"


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
    kind = Kind(result.record.measure.kind)
    if result.is_hidden:
        return []
    before = side_in_words(result.before, result.before_interval, kind)
    after = side_in_words(result.after, result.after_interval, kind)
    rows = [
        row_of("Before", result.people_before, sd_in_words(result, result.sd_before), before),
        row_of("After", result.people_after, sd_in_words(result, result.sd_after), after),
    ]
    change = change_in_words(result.change, result.interval, kind, is_rounded=result.is_rounded)
    if not result.is_change:
        return rows
    return [*rows, row_of("Change", result.n, sd_in_words(result, result.sd_change), change)]


def sd_in_words(result: Result, sd: Number | None) -> str:
    if sd is None:
        return LEFT_OUT if result.are_sds_left_out else NOT_RECORDED
    return in_figures(sd)[0]


def row_of(name: str, people: int | None, sd: str, found: tuple[str, str]) -> Row:
    figure, interval = found
    return Row(
        name,
        NOT_RECORDED if people is None else f"{people:,}",
        figure or NOT_RECORDED,
        sd,
        interval,
    )


def side_in_words(figure: Number | None, interval: Interval | None, kind: OutcomeMeasure.Kind) -> tuple[str, str]:
    """Return what was found on one side in its units, and its 95% interval; each is empty where it is not known."""
    if figure is None:
        return "", ""
    if kind == Kind.PROPORTION:
        share = per_cent(figure)
        return f"{share[:1].upper()}{share[1:]}", between(interval) if interval else ""
    return whole(figure) if kind == Kind.COUNT else in_figures(figure)[0], ""


def between(interval: Interval) -> str:
    """Return an interval of a share."""
    return f"{per_cent(interval.low)} to {per_cent(interval.high)}"


def change_in_words(
    change: Number | None, interval: Interval | None, kind: OutcomeMeasure.Kind, *, is_rounded: bool = False
) -> tuple[str, str]:
    """Return a change with its sign, and its 95% interval with as many decimal places; empty where not known.

    Of a change rounded to nought, nobody knows whether it is.
    """
    if change is None:
        return "", ""
    if kind == Kind.COUNT:
        return signed(whole(change)), ""
    figure, *ends = in_figures(change, *((interval.low, interval.high) if interval else ()))
    unit = " percentage points" if kind == Kind.PROPORTION else ""
    figure = "Less than 0.1" if is_rounded and not change else signed(figure)
    return f"{figure}{unit}", " to ".join(ends)


def effect_in_words(result: Result) -> str:
    """Return the standardised effect with its sign; empty where there is none."""
    if result.effect is None:
        return ""
    return f"{result.effect:.{1 if result.is_rounded else 2}f}".replace("-", "−")


def signed(figure: str) -> str:
    """Return a figure with its sign, a true minus; nothing stands before a zero."""
    figure = figure.replace("-", "−")
    return figure if figure.startswith("−") or not figure.strip("0.,") else f"+{figure}"


def meaningful_in_words(share: Proportion | None, threshold: Number | None) -> str:
    """Return how many changed meaningfully for the better, with the interval of their share; empty if not known."""
    if share is None or threshold is None:
        return ""
    return (
        f"{share.successes:,} of {share.n:,} ({per_cent(100 * share.share)}, 95% interval"
        f" {between(Interval(100 * share.low, 100 * share.high))}) changed for the better by {points(threshold)} or"
        " more, the smallest meaningful change."
    )
