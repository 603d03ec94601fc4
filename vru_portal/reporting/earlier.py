"""What figures that were given out before tell about those that are to be given out now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .recovery import Said, Sum

Cells = Mapping[str, int | None]
Total = tuple[str, Sequence[str]]


class Released(dict[str, int | None]):
    """The cells of one release, with the totals that held among them."""

    totals: Sequence[Total] = ()


@dataclass(frozen=True)
class Earlier:
    """What earlier releases said: the numbers shown of a cell, latest last, the cells hidden, and what several were
    together. A sum in ``together`` holds cells that were hidden or not given out; its number was theirs at that time.
    """

    shown: Mapping[str, list[int]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    together: Sequence[Said] = ()

    def without_known(self, sum_: Sum, now: Container[str], cells: Cells | None = None) -> Said:
        """Return a sum without the cells that were shown, and what is left for the others.

        A release is read by its own numbers first; what was given out of another cell at another time is known too.
        """
        cells = cells or {}
        known: dict[str, int] = {}
        for key in sum_:
            if (number := cells.get(key)) is not None:
                known[key] = number
            elif key not in now and key not in cells and key in self.shown:
                known[key] = self.shown[key][-1]
        rest = {key: sign for key, sign in sum_.items() if key not in known}
        return rest, -sum(sum_[key] * number for key, number in known.items())


def earlier(before: Sequence[Cells], totals: Sequence[Total], now: Collection[str], is_exact: bool) -> Earlier:
    """Read releases beside the cells of now and their totals. Rounded numbers (not exact) leave their sums open."""
    shown: dict[str, list[int]] = defaultdict(list)
    for cells in before:
        for key, number in cells.items():
            if number is not None:
                shown[key].append(number)
    hidden = frozenset(key for cells in before for key, number in cells.items() if number is None)
    found = Earlier(dict(shown), hidden)
    together = []
    for cells in before:
        exact = cells if is_exact else {key: number for key, number in cells.items() if key not in now}
        for total in [*totals, *getattr(cells, "totals", ())]:
            if {total[0], *total[1]} & cells.keys():
                together += said_together(found, sum_of(total), exact, now)
    return replace(found, together=together)


def sum_of(total: Total) -> dict[str, int]:
    """Return a total and its parts as a sum that comes to nothing: such as part + part - total."""
    key, parts = total
    return {part: 1 for part in parts if part != key} | {key: -1}


def said_together(found: Earlier, sum_: Sum, cells: Cells, now: Collection[str]) -> list[Said]:
    """Return what a release said of the cells in a sum that it did not show, and of a total that is not shown now."""
    rest, number = found.without_known(sum_, now, cells)
    if rest:
        return [(rest, number)]
    whole = next(key for key, sign in sum_.items() if sign < 0)
    parts = {key: sign for key, sign in sum_.items() if sign > 0}
    return [] if whole in now else [(parts, sum(cells.get(key) or 0 for key in parts))]
