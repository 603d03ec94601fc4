"""Somebody who reads all that was given out and works out what they can: written apart from the rule that is tested."""

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

MANY = 10_000


def range_of(cells, published, totals):
    """Return the lowest and the highest number that these cells together may be, for who knows everything published.

    ``published`` maps a key to its number, None where it is hidden: then it is 1 or more. All else is 0 or more.
    """
    keys = sorted({key for total, parts in totals for key in [total, *parts]} | published.keys())
    place = {key: number for number, key in enumerate(keys)}
    rows = [row(place, {total: -1} | dict.fromkeys(parts, 1)) for total, parts in totals]
    lowest = [1 if key in published else 0 for key in keys]
    ends = [(lowest[place[key]], MANY) if published.get(key) is None else [published[key]] * 2 for key in keys]
    below, above = zip(*ends, strict=True)
    goal = row(place, dict.fromkeys(cells, 1))
    holds = [LinearConstraint(numpy.array(rows), 0, 0)] if rows else []
    found = []
    for sign in (1, -1):
        answer = milp(sign * goal, integrality=numpy.ones(len(keys)), bounds=Bounds(below, above), constraints=holds)
        assert answer.success, answer.message
        found.append(round(goal @ answer.x))
    return found[0], found[1]


def row(place, signs):
    numbers = numpy.zeros(len(place))
    for key, sign in signs.items():
        numbers[place[key]] = sign
    return numbers


def given_away(small, published, totals):
    """Return which of these hidden cells somebody knows exactly."""
    ranges = {key: range_of([key], published, totals) for key in small}
    return {key: low for key, (low, high) in ranges.items() if low == high}
