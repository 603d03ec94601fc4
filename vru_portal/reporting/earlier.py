"""What figures that were given out before tell about those that are to be given out now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .recovery import Sum

Cells = Mapping[str, int | None]
Total = tuple[str, Sequence[str]]


class Released(dict[str, int | None]):
    """The cells of one release, with the totals that held among them."""

    totals: Sequence[Total] = ()


@dataclass(frozen=True)
class Earlier:
    """What earlier releases said: each number shown of a cell, the cells hidden, and what several cells were together.

    A sum in ``together`` holds cells that were hidden or not given out; its number was theirs at that time.
    """

    shown: Mapping[str, set[int]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    together: Sequence[tuple[Sum, int]] = ()


def earlier(before: Iterable[Cells], totals: Sequence[Total], now: Iterable[str], is_exact: bool) -> Earlier:
    """Read releases beside the cells of now and their totals. Rounded numbers (not exact) leave their sums open."""
    shown: dict[str, set[int]] = defaultdict(set)
    hidden: set[str] = set()
    together = []
    for cells in before:
        for key, number in cells.items():
            if number is None:
                hidden.add(key)
            else:
                shown[key].add(number)
        known = [*totals, *getattr(cells, "totals", ())]
        fixed = {key: number for key, number in cells.items() if number is not None and (is_exact or key not in now)}
        together += [found for total in known for found in said_together(sum_of(total), cells, fixed, set(now))]
    return Earlier(dict(shown), frozenset(hidden), together)


def sum_of(total: Total) -> dict[str, int]:
    """Return a total and its parts as a sum that comes to nothing: such as part + part - total."""
    key, parts = total
    return {part: 1 for part in parts if part != key} | {key: -1}


def said_together(sum_: Sum, cells: Cells, fixed: Mapping[str, int], now: set[str]) -> list[tuple[Sum, int]]:
    """Return what a release said of the cells in a sum that it did not show, as sums and their numbers."""
    if not sum_.keys() & cells.keys():
        return []
    rest = {key: sign for key, sign in sum_.items() if key not in fixed}
    number = -sum(sign * fixed[key] for key, sign in sum_.items() if key in fixed)
    found: list[tuple[Sum, int]] = [(rest, number)] if rest else []
    whole = next(key for key, sign in sum_.items() if sign < 0)
    if not rest and whole not in now:
        found.append(({key: sign for key, sign in sum_.items() if sign > 0}, fixed[whole]))
    return found
