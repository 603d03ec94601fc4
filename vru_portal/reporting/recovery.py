"""What somebody could work out of a published table, by integer programming on the table itself.

A question is asked of differences from the true numbers: could the hidden numbers be others, so that every total that
was given out still holds? This is the audit of a suppressed table as in Hundepool and others, Statistical Disclosure
Control (2012), section 4.3, for whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

Sum = Mapping[str, int]  # how often each cell counts in a sum: 1, or -1 for the total
Said = tuple[Sum, int]  # what is said of some cells: the number that their sum comes to
Room = dict[str, tuple[int, int]]  # from where to where each cell that is not known may lie
# What could not be decided within so many steps counts as recoverable: it hides more, never less.
MOST_STEPS = 500
MOST_LOOKS = 30
IMPOSSIBLE = 2  # how milp says so


class Contradiction(Exception):
    """What was said at different times does not fit together: nobody can work anything out of it."""


def recoverable(questions: Sequence[Sum], said: Sequence[Said], room: Room) -> list[Sum]:
    """Return the questions that have one answer only: sums of cells which no other possible table has differently.

    Cells without room are known and come to 0. Raises Contradiction where nothing is possible.
    """
    room = narrowed(said, room)
    columns = {key: number for number, key in enumerate(sorted(room))}
    tables = Tables(said, columns, room)
    rows = [row_of(question, columns) for question in questions]
    # The truth is one of the tables, and in it differences from the truth are 0.
    seen = [{0} if all(room.get(key, (0, 0))[0] <= 0 for key in question) else set() for question in questions]
    open_: dict[int, set[int]] = {number: seen[number] for number, row in enumerate(rows) if row.any()}
    left = tables.left_open(open_, rows)
    found = {number for number, seen in left.items() if not tables.has_several(rows[number], seen)}
    return [question for number, question in enumerate(questions) if number in found or not rows[number].any()]


def row_of(sum_: Sum, columns: Mapping[str, int]) -> numpy.ndarray:
    """Return a sum as a row over the cells that are not known."""
    row = numpy.zeros(len(columns))
    for key, sign in sum_.items():
        if key in columns:
            row[columns[key]] = sign
    return row


class Tables:
    """All tables that somebody must think possible, as differences from the true one."""

    def __init__(self, said: Iterable[Said], columns: Mapping[str, int], room: Room):
        rows = sorted({(*row_of(one, columns), number) for one, number in said if one.keys() & columns.keys()})
        known = numpy.array(rows).reshape(len(rows), len(columns) + 1)
        self.known = [LinearConstraint(known[:, :-1], known[:, -1], known[:, -1])] if rows else []
        below, above = numpy.array([room[key] for key in columns], dtype=float).reshape(len(columns), 2).T
        self.bounds = Bounds(below, above)

    def farthest(self, row: numpy.ndarray) -> numpy.ndarray | None:
        """Return the table in which a sum is highest; None where that was not found in time."""
        whole = numpy.ones_like(row)
        steps = {"node_limit": MOST_STEPS}
        answer = milp(-row, integrality=whole, bounds=self.bounds, constraints=self.known, options=steps)
        if answer.status == IMPOSSIBLE:
            raise Contradiction
        return None if answer.x is None else numpy.round(answer.x)

    def has_several(self, row: numpy.ndarray, seen: Set[int]) -> bool:
        """Say whether a sum comes to another number in some table; not where that was not found out in time."""
        for sign in (1, -1):
            other = self.farthest(sign * row)
            seen = seen if other is None else seen | {round(row @ other)}
            if len(seen) > 1:
                return True
        return False

    def left_open(self, numbers: dict[int, set[int]], rows: Sequence[numpy.ndarray]) -> dict[int, set[int]]:
        """Return which of these rows came to one number only, in some tables in which many rows change at once."""
        failed = 0
        while numbers and failed < 2:
            mixed = [rows[number] * (1 if (place + failed) % 2 else -1) for place, number in enumerate(numbers)]
            other = self.farthest(numpy.sum(mixed, axis=0))
            if other is None:
                break
            seen = {number: known | {round(rows[number] @ other)} for number, known in numbers.items()}
            still = {number: known for number, known in seen.items() if len(known) < 2}
            failed = failed + 1 if len(still) == len(numbers) else 0
            numbers = still
        return numbers


# What follows from one sum after the other ---------------------------------------------------------------------------


def narrowed(said: Sequence[Said], room: Room) -> Room:
    """Return the room that is left, where each sum by itself leaves less: most of what is known is found so."""
    room = dict(room)
    about: dict[str, list[Said]] = {}
    for one in said:
        for key in one[0].keys() & room.keys():
            about.setdefault(key, []).append(one)
    waiting = list(said)
    # Sums that contradict each other could narrow for very long; what is left then is still right.
    for _ in range(MOST_LOOKS * len(said)):
        if not waiting:
            break
        one = waiting.pop()
        for key in narrow(*one, room):
            waiting += [other for other in about[key] if other is not one]
    return {key: ends for key, ends in room.items() if ends != (0, 0)}


def narrow(sum_: Sum, number: int, room: Room) -> list[str]:
    """Narrow the cells of one sum that comes to a number; return those that have less room now."""
    signs = {key: sign for key, sign in sum_.items() if key in room}
    ends = {key: room[key] if sign > 0 else (-room[key][1], -room[key][0]) for key, sign in signs.items()}
    lowest, highest = sum(low for low, _ in ends.values()), sum(high for _, high in ends.values())
    if not lowest <= number <= highest:
        raise Contradiction
    changed = []
    for key, (low, high) in ends.items():
        new_low, new_high = max(low, number - highest + high), min(high, number - lowest + low)
        if (new_low, new_high) != (low, high):
            room[key] = (new_low, new_high) if signs[key] > 0 else (-new_high, -new_low)
            changed.append(key)
    return changed
