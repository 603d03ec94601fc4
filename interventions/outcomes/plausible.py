"""What cannot be true of the numbers and figures of a group, each fault with the field to show it beside."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..models import OutcomeMeasure
from .scales import largest_sd, range_of
from .statistics import FEWEST_KEPT

Told = dict[str, Any]
Fault = tuple[str, str]
Kind = OutcomeMeasure.Kind

SIDES = ("before", "after")
BOTH_IS_LARGER = "The number measured both times must be {0:,} or fewer, because {0:,} were measured {1}"
MORE_THAN_STARTED = "The number measured {1} must be {0:,} or fewer, because {0:,} started"
FEWER_STARTED = "The number who started must be {0:,} or more, because {0:,} were measured both times"
GROUP_OF_ONE = "A group of one is a person: the portal keeps no record about one"
OF_TWO = "Of two people, each could work out the other’s score: the portal keeps figures of three or more"
ONE_MEASURED = "What was found in one person is a record about one: leave out what was measured {}"
NOTHING = "Enter what was measured before, after or both times"
HOW_MANY = "Enter how many people were measured {}"
NO_MEAN = "Enter the mean {} as well"
OUT_OF_RANGE = "The mean {} must be between {} and {}, the range of {}"
SD_TOO_LARGE = "The standard deviation {} must be {:.2f} or less: {} people on this scale cannot differ more"
NOT_PAIRED = "Tick that the figures are those of the people measured both times, or leave the change empty"
NO_PAIRS = "Enter how many people were measured both times: three or more"
NO_SIDES = "Enter the means before and after as well"
CHANGE_IS_WRONG = "The mean change must be the mean after minus the mean before, which is {}"
SD_OF_CHANGE = (
    "The standard deviation of the change must be between {:.2f} and {:.2f}, judging by those before and after"
)
MORE_THAN_BOTH = "The number must be {0:,} or fewer, because {0:,} were measured both times"
MORE_THAN_MEASURED = "The number must be {0:,} or fewer, because {0:,} were measured {1}"


def faults_of(told: Told, measure: OutcomeMeasure) -> Iterator[Fault]:
    """Yield what is wrong in what was told of a group, by field; ``told`` holds None where nothing was."""
    yield from faults_of_numbers(told)
    kind = Kind(measure.kind)
    if kind == Kind.SCALE:
        yield from faults_of_scale(told, measure)
    else:
        yield from faults_of_counts(told, kind)


# How many ---------------------------------------------------------------------------------------------------------


def faults_of_numbers(told: Told) -> Iterator[Fault]:
    started, both = told.get("started"), told.get("measured_both")
    if started is not None and both is not None and both > started:
        yield "started", FEWER_STARTED.format(both)
        return
    for side in SIDES:
        measured = told.get(f"measured_{side}")
        if measured is None:
            continue
        if started is not None and measured > started:
            yield f"measured_{side}", MORE_THAN_STARTED.format(started, side)
        if both is not None and both > measured:
            yield "measured_both", BOTH_IS_LARGER.format(measured, side)


def faults_of_side(told: Told, side: str, figure: str, needs_people: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with how many people a figure is about."""
    measured = told.get(f"measured_{side}")
    if told.get(figure) is None:
        return
    if measured is None and needs_people:
        yield f"measured_{side}", HOW_MANY.format(side)
    if measured is not None and measured < FEWEST_KEPT:
        yield f"measured_{side}", OF_TWO if measured == 2 else ONE_MEASURED.format(side)


# Proportions and service use --------------------------------------------------------------------------------------


def faults_of_counts(told: Told, kind: Kind) -> Iterator[Fault]:
    if told.get("number_before") is None and told.get("number_after") is None:
        yield "number_before", NOTHING
    for side in SIDES:
        number, measured = told.get(f"number_{side}"), told.get(f"measured_{side}")
        yield from faults_of_side(told, side, f"number_{side}", needs_people=kind == Kind.PROPORTION)
        if kind == Kind.PROPORTION and number is not None and measured is not None and number > measured:
            yield f"number_{side}", MORE_THAN_MEASURED.format(measured, side)


# Scales -----------------------------------------------------------------------------------------------------------


def faults_of_scale(told: Told, measure: OutcomeMeasure) -> Iterator[Fault]:
    of_sides = [*faults_of_means(told, measure)]
    # A change cannot be judged by means and deviations that are wrong themselves.
    yield from of_sides or faults_of_change(told)


def faults_of_means(told: Told, measure: OutcomeMeasure) -> Iterator[Fault]:
    if told.get("mean_before") is None and told.get("mean_after") is None:
        yield "mean_before", NOTHING
    for side in SIDES:
        yield from faults_of_side(told, side, f"mean_{side}")
        yield from faults_of_mean(told, side, measure)


def faults_of_mean(told: Told, side: str, measure: OutcomeMeasure) -> Iterator[Fault]:
    mean, sd = told.get(f"mean_{side}"), told.get(f"sd_{side}")
    if sd is not None and mean is None:
        yield f"mean_{side}", NO_MEAN.format(side)
    if (ends := range_of(measure)) is None:
        return
    if mean is not None and not ends[0] <= mean <= ends[1]:
        yield f"mean_{side}", OUT_OF_RANGE.format(side, *map(plain, ends), measure)
    n = told.get("measured_both") if told.get("is_paired") else told.get(f"measured_{side}")
    if sd is not None and n and n > 1 and sd > (largest := largest_sd(*ends, n)) + rounding(sd):
        yield f"sd_{side}", SD_TOO_LARGE.format(side, largest, n)


def faults_of_change(told: Told) -> Iterator[Fault]:
    both = told.get("measured_both")
    if told.get("is_paired") and (both is None or both < FEWEST_KEPT):
        yield "measured_both", OF_TWO if both == 2 else NO_PAIRS
        return
    named = [name for name in ("mean_change", "sd_change", "meaningfully_better") if told.get(name) is not None]
    if named and not told.get("is_paired"):
        yield "is_paired", NOT_PAIRED
        return
    if named and None in {told.get("mean_before"), told.get("mean_after")}:
        yield "mean_before" if told.get("mean_before") is None else "mean_after", NO_SIDES
        return
    yield from faults_of_mean_change(told)
    yield from faults_of_sd_change(told)
    better = told.get("meaningfully_better")
    if better is not None and both is not None and better > both:
        yield "meaningfully_better", MORE_THAN_BOTH.format(both)


def faults_of_mean_change(told: Told) -> Iterator[Fault]:
    before, after, change = (told.get(f"mean_{name}") for name in ("before", "after", "change"))
    if before is None or after is None or change is None:
        return
    if abs(after - before - change) > rounding(before, after, change):
        yield "mean_change", CHANGE_IS_WRONG.format(plain(after - before))


def faults_of_sd_change(told: Told) -> Iterator[Fault]:
    """A change of paired scores deviates by the sum of both deviations at most, by their difference at least."""
    before, after, change = (told.get(f"sd_{name}") for name in ("before", "after", "change"))
    if before is None or after is None or change is None:
        return
    lowest, highest = abs(before - after), before + after
    if not lowest - rounding(before, after, change) <= change <= highest + rounding(before, after, change):
        yield "sd_change", SD_OF_CHANGE.format(lowest, highest)


def rounding(*figures: Decimal) -> Decimal:
    """Return by how much figures that were rounded as they were typed may be out together."""
    return sum((Decimal(5).scaleb(int(figure.as_tuple().exponent) - 1) for figure in figures), Decimal(0))


def plain(figure: Decimal) -> str:
    """Return a figure without noughts at its end."""
    return f"{figure.normalize():f}"
