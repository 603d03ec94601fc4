"""What a result says in plain words, and never more than it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vru_portal.wording import counted

from ..models import OutcomeMeasure
from .statistics import HIDDEN_BELOW, Interval, Number

if TYPE_CHECKING:
    from .results import Result

Kind = OutcomeMeasure.Kind
MOST_PLACES = 4

HIDDEN = "Fewer than {} people: only the number is shown outside the team that recorded it."
NOTHING = "No figures are recorded."
ONE_SIDE = "Measured only {when}: {what}. There is nothing to compare it with."
TWO_SIDES = "{} before and {} after."
DIFFERENT = "Not called a change: different people were measured."
NOT_KNOWN = "Not called a change: whether the same people were measured is not recorded."
NO_INTERVAL = "It has no interval, because the standard deviation of the change is not recorded: it may be chance."
NO_INTERVAL_OF_SHARES = "The change has no interval, because who changed is not recorded: it may be chance."
NO_INTERVAL_OF_COUNTS = "A count has no interval: it may be chance."


def sentence_of(result: Result) -> str:
    """Return what a result says, in one or two sentences."""
    if result.is_hidden:
        return HIDDEN.format(HIDDEN_BELOW)
    if result.change is not None:
        words = CHANGES[Kind(result.record.measure.kind)](result)
        return f"Too few to say: {words[:1].lower()}{words[1:]}" if result.is_too_few else words
    told = [(when, words) for when, words in sides_in_words(result) if words]
    if len(told) == 2:
        both = TWO_SIDES.format(told[0][1], told[1][1])
        return f"{both[:1].upper()}{both[1:]} {NOT_KNOWN if result.record.measured_both is None else DIFFERENT}"
    return ONE_SIDE.format(when=told[0][0], what=told[0][1]) if told else NOTHING


# The same people, twice -------------------------------------------------------------------------------------------


def change_of_scale(result: Result) -> str:
    values = [result.change, *([result.interval.low, result.interval.high] if result.interval else [])]
    change, *ends = in_figures(*values)
    moved = f"{moved_by(result.change, change, 'points', is_rounded=result.is_rounded)} on average"
    interval = f" (95% interval {ends[0]} to {ends[1]})" if ends else ""
    start = f"{moved}{interval} among {people(result.n)} measured before and after"
    if not ends:
        return f"{start}. {NO_INTERVAL}"
    return f"{start}." if result.is_too_few else f"{start}: {verdict(result)}."


def verdict(result: Result) -> str:
    if result.is_better is None:
        return "it may have gone either way"
    return "an improvement" if result.is_better else "a change for the worse"


def change_of_proportion(result: Result) -> str:
    figure = in_figures(result.change)[0]
    points = moved_by(result.change, figure, "percentage points", is_rounded=result.is_rounded)
    sides = " to ".join(words for _, words in sides_in_words(result, with_base=False))
    return f"{points}, from {sides}, among {people(result.n)} measured before and after. {NO_INTERVAL_OF_SHARES}"


def change_of_count(result: Result) -> str:
    moved = moved_by(result.change, f"{abs(int(result.change or 0)):,}", "")
    sides = f"from {whole(result.before)} to {whole(result.after)}"
    return f"{moved}, {sides}, among the same {people(result.n)}. {NO_INTERVAL_OF_COUNTS}"


CHANGES = {
    Kind.SCALE: change_of_scale,
    Kind.PROPORTION: change_of_proportion,
    Kind.COUNT: change_of_count,
}


def moved_by(change: Number | None, figure: str, unit: str, *, is_rounded: bool = False) -> str:
    """Return such as "Went up by 2.1 points" or "Stayed the same"; what is rounded to nought may have moved."""
    if not change:
        return f"Changed by less than 0.1 {unit}" if is_rounded else "Stayed the same"
    return f"Went {'up' if change > 0 else 'down'} by {figure.lstrip('−')} {unit}".rstrip()


# One side at a time -----------------------------------------------------------------------------------------------


def sides_in_words(result: Result, with_base: bool = True) -> list[tuple[str, str]]:
    """Return when each side was measured and what was found, empty where nothing was."""
    of = SIDES[Kind(result.record.measure.kind)]
    record = result.record
    return [
        ("before", of(result.before, record.number_before, result.people_before, result.before_interval, with_base)),
        ("after", of(result.after, record.number_after, result.people_after, result.after_interval, with_base)),
    ]


def side_of_scale(mean: Number | None, number, base: int | None, interval, with_base: bool) -> str:
    among = f" among {people(base)}" if base is not None and with_base else ""
    return "" if mean is None else f"a mean of {in_figures(mean)[0]}{among}"


def side_of_proportion(share, number, base: int | None, interval: Interval | None, with_base: bool) -> str:
    if share is None or interval is None:
        return ""
    among = f"{number:,} of {base:,}, " if with_base else ""
    return f"{per_cent(share)} ({among}95% interval {per_cent(interval.low)} to {per_cent(interval.high)})"


def side_of_count(uses, number, base: int | None, interval, with_base: bool) -> str:
    among = f" by {people(base)}" if base is not None and with_base else ""
    return "" if uses is None else f"{whole(uses)}{among}"


SIDES = {Kind.SCALE: side_of_scale, Kind.PROPORTION: side_of_proportion, Kind.COUNT: side_of_count}


# Figures ----------------------------------------------------------------------------------------------------------


def in_figures(*values: Number | None) -> list[str]:
    """Return the values with one decimal place, or as many as keep one that is not 0 from looking like 0."""
    known = [float(value) for value in values if value is not None]
    places = next((p for p in range(1, MOST_PLACES) if all(not v or round(v, p) for v in known)), MOST_PLACES)
    return [f"{value:,.{places}f}".replace("-", "−") for value in known]


def points(value: Number) -> str:
    """Return such as "1 point" or "2.5 points"."""
    return f"{float(value):g} {'point' if value == 1 else 'points'}"


def per_cent(share: Number) -> str:
    """Return a share of 100 as "7.5%" below 10, as "45%" above; one that is not none or all never looks like it."""
    share = float(share)
    if 0 < share < 0.05:
        return "less than 0.1%"
    if 99.95 <= share < 100:
        return "more than 99.9%"
    is_near_an_end = share < 10 or share > 99
    return f"{share:.{int(is_near_an_end)}f}".removesuffix(".0") + "%"


def whole(value: Number | None) -> str:
    return f"{int(value or 0):,}".replace("-", "−")


def people(number: int) -> str:
    return counted(number, "person", "people")
