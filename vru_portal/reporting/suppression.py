"""Which cells of a table are hidden: the small ones, and those from which they could be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum

from .earlier import Cells, Earlier, Total, earlier, sum_of
from .recovery import Contradiction, Room, Said, Sum, narrowed, recoverable

# How far from the truth a hidden number is looked for: another number nearby is as good as one far away.
FAR = 20
ANYTHING = 10**7
# Of a table with more cells than this, only some cells are tried whether they could be shown: that hides a little more.
LARGE = 150
MOST_SHOWN_AGAIN = 15


class Why(Enum):
    """Why a cell is hidden: it is small, for what was given out before, or for a hidden one beside it."""

    SMALL = 1
    BEFORE = 2
    BESIDE = 3


@dataclass(frozen=True)
class Rule:
    """Which counts are hidden: those of 1 up to below ``below``; the rest are rounded to ``step``."""

    below: int
    step: int = 1

    def is_small(self, number: int) -> bool:
        return 0 < abs(number) < self.below

    def rounded(self, number: int) -> int:
        return (number + self.step // 2) // self.step * self.step

    def room_when_shown(self, number: int) -> tuple[int, int]:
        """How far below and above a number lie those that are shown alike."""
        if not number:
            return 0, 0
        middle, reach = self.rounded(number), self.step // 2
        return max(middle - reach, self.below) - number, middle + reach - number


@dataclass(frozen=True)
class Table:
    """The true counts that are to be given out, the sums that hold among them, and what was given out before."""

    values: Mapping[str, int]
    own: Sequence[Said]  # sums of cells of the table itself: as differences from the truth, they come to 0
    told: Sequence[
        Said
    ]  # sums that hold other cells too, with what is left for these: their true numbers are not known
    earlier: Earlier
    rule: Rule
    changed: Sequence[Said] = ()  # what several cells together were before, and are no more
    implied: frozenset[str] = frozenset()  # cells that are never shown, but follow from others

    def hidden(self) -> set[str]:
        """Return the cells to hide. Zeros are shown: they are about nobody (as in the statistics of the DfE)."""
        hidden = {key for key in self.values if key in self.implied or self.must_be_hidden(key)}
        for part in self.parts:
            hidden |= part.with_secondary(hidden & part.values.keys())
        return hidden

    def must_be_hidden(self, key: str) -> bool:
        """Small, hidden before, or given away by what it was before: primary suppression."""
        number = self.values[key]
        if self.rule.is_small(number) or not number or key in self.implied:
            return self.rule.is_small(number)
        return not self.is_out(key) and (key in self.earlier.hidden or self.changed_little(key))

    def why_hidden(self, key: str) -> Why:
        """Return why a hidden cell is."""
        if self.rule.is_small(self.values[key]):
            return Why.SMALL
        return Why.BEFORE if self.must_be_hidden(key) else Why.BESIDE

    def is_out(self, key: str) -> bool:
        """Say whether the number was given out before, so that hiding it now would hide nothing."""
        return self.rule.rounded(self.values[key]) in self.earlier.shown.get(key, ())

    def changed_little(self, key: str) -> bool:
        """Say whether somebody would learn from an earlier figure that 1 to 5 people came or went."""
        if self.rule.step > 1:
            return False
        return any(self.rule.is_small(self.values[key] - before) for before in self.earlier.shown.get(key, ()))

    # Secondary suppression -----------------------------------------------------------------------------------------

    def with_secondary(self, hidden: set[str]) -> set[str]:
        """Hide the next smallest until nothing that must be hidden can be worked out; then show what need not be.

        Ends, because each round hides one more cell, or finds none that would help: then the number is out already.
        """
        primary = hidden
        if self.is_large:
            hidden = self.with_company(hidden)
        while found := self.given_away(hidden):
            more = {key for question in found for key in self.next_smallest(question, hidden)}
            if not more:
                break
            hidden = hidden | more
        return self.without_needless(hidden, primary, found)

    def without_needless(self, hidden: set[str], primary: set[str], lost: Sequence[Sum]) -> set[str]:
        """Show again, the largest first, each cell without which nothing more is given away: of a large table, few."""
        needless = sorted(hidden - primary, key=self.size, reverse=True)
        if self.is_large:
            needless = [key for key in needless if not self.keeps_company(key, hidden)][:MOST_SHOWN_AGAIN]
        for key in needless:
            if all(question in lost for question in self.given_away(hidden - {key})):
                hidden = hidden - {key}
        return hidden

    @property
    def is_large(self) -> bool:
        return len(self.values) > LARGE

    def with_company(self, hidden: set[str]) -> set[str]:
        """Hide the next smallest in each sum of which one cell alone is not known: so little is left to search."""
        before: set[str] = set()
        while hidden != before:
            before = hidden
            for one in self.sums:
                if len(self.unknown_in(one, hidden)) == 1 and (found := self.could_hide(one, hidden)):
                    hidden = hidden | {min(found, key=self.size)}
        return hidden

    def keeps_company(self, key: str, hidden: set[str]) -> bool:
        """Say whether a cell is one of two in a sum that are not known."""
        return any(len(self.unknown_in(one, hidden)) == 2 for one in self.sums if key in one)

    def unknown_in(self, sum_: Sum, hidden: set[str]) -> list[str]:
        return [key for key in sum_ if key not in self.values or key in hidden and not self.is_out(key)]

    def could_hide(self, sum_: Sum, hidden: set[str]) -> list[str]:
        return [key for key in sum_ if key not in hidden and self.can_be_hidden(key)]

    def next_smallest(self, question: Sum, hidden: set[str]) -> list[str]:
        """Return the smallest cell that can be hidden beside those in question, in the same sum if there is one."""
        beside = [question, *(one for one in self.sums if one.keys() & question.keys())]
        for sums in (beside, self.sums):
            found = {key for one in sums for key in self.could_hide(one, hidden)}
            if found:
                return [min(found, key=self.size)]
        return []

    def can_be_hidden(self, key: str) -> bool:
        return bool(self.values.get(key)) and not self.is_out(key)

    def size(self, key: str) -> tuple[int, str]:
        return self.values[key], key

    # What could be worked out ------------------------------------------------------------------------------------

    def given_away(self, hidden: set[str]) -> list[Sum]:
        """Return what must be hidden and can be worked out, if just these cells are."""
        questions, room = list(self.questions(hidden)), self.room(hidden)
        if not questions:
            return []
        with suppress(Contradiction):
            return recoverable(questions, [*self.own, *self.told], room)
        said = self.said_alike(room)
        about = self.values.keys() | {key for one, _ in said for key in one}
        asked = [one for one in questions if one.keys() <= about]
        try:
            return recoverable(asked, said, room)
        except Contradiction:  # what cannot be decided counts as given away: it hides more
            return asked

    def said_alike(self, room: Room) -> list[Said]:
        """Return the sums of the table and, of those told at different times, the latest that fit together."""
        said = list(self.own)
        for one in reversed(self.told):
            with suppress(Contradiction):
                narrowed([*said, one], room)
                said.append(one)
        return said

    @property
    def sums(self) -> list[Sum]:
        return [one for one, _ in (*self.own, *self.told)]

    def questions(self, hidden: set[str]) -> Iterator[Sum]:
        """Yield what nobody may work out: cells hidden now or before, several of them together, and small changes.

        Where all the parts of a total that are hidden, or not in the table, are 1 to 5 people together, the rest of the
        total would tell their count.
        """
        yield from ({key: 1} for key in sorted(hidden) if self.must_be_hidden(key) and not self.is_out(key))
        for one in self.sums:
            rest = {key: 1 for key, sign in one.items() if sign > 0 and key in hidden and not self.is_out(key)}
            if len(rest) > 1 and self.rule.is_small(self.total(rest)):
                yield rest
        others = {key for one, _ in self.told for key in one} - self.values.keys()
        yield from ({key: 1} for key in sorted(others & self.earlier.hidden))
        for one, number in self.told:
            own = {key: sign for key, sign in one.items() if key in self.values}
            if own and self.rule.is_small(number) and len({sign for key, sign in one.items() if key not in own}) == 1:
                yield own
        if self.rule.step == 1:
            yield from (one for one, before in self.changed if self.rule.is_small(self.total(one) - before))

    def total(self, sum_: Sum) -> int:
        return sum(sign * self.values[key] for key, sign in sum_.items())

    def room(self, hidden: set[str]) -> Room:
        """Return how far each number that is not known could be from the truth: a hidden one is 1 or more."""
        known = self.values.keys()
        found = {key: self.room_elsewhere(key) for one, _ in self.told for key in sorted(one.keys() - known)}
        for key, number in self.values.items():
            if key in hidden and not self.is_out(key):
                low, high = max(1 - number, -FAR), FAR
            else:
                low, high = self.rule.room_when_shown(number)
            # The truth always has room: the rest of a period can be 0, and below against a number that was corrected.
            found[key] = min(low, 0), max(high, 0)
        return {key: room for key, room in found.items() if room != (0, 0)}

    def room_elsewhere(self, key: str) -> tuple[int, int]:
        """Return from where to where a cell may lie that is not given out now: 1 or more if it was hidden before."""
        return (1 if key in self.earlier.hidden else 0), ANYTHING

    # Parts of the table that tell nothing about each other -------------------------------------------------------

    @property
    def parts(self) -> Iterator[Table]:
        """Yield the table in parts, so that each is small: no sum holds cells of two of them."""
        every = [*self.own, *self.told, *self.changed]
        for keys in connected(one.keys() for one, _ in every):
            values = {key: number for key, number in self.values.items() if key in keys}
            if not values:  # of other periods and places alone
                continue
            own, told, changed = (
                [said for said in part if said[0].keys() & keys] for part in (self.own, self.told, self.changed)
            )
            yield replace(self, values=values, own=own, told=told, changed=changed)


def table_of(
    values: Mapping[str, int], totals: Sequence[Total], before: Sequence[Cells], rule: Rule, implied: frozenset[str]
) -> Table:
    """Return the table with its sums, and with those that earlier releases told and that hold still."""
    known = earlier(before, totals, values, is_exact=rule.step == 1)
    own, told, changed = [], [], []
    for one, number in [*(known.without_known(sum_of(total), values) for total in totals), *known.together]:
        truth = sum(sign * values[key] for key, sign in one.items() if key in values)
        if not one.keys() <= values.keys():
            told.append((one, number - truth))
        elif truth == number or rule.step > 1:
            own.append((one, 0))
        else:
            changed.append((one, number))
    own, told, changed = (each_once(part) for part in (own, told, changed))
    return Table(values, own, told, known, rule, changed, implied)


def each_once(said: Iterable[Said]) -> list[Said]:
    """Return what was said, each once: several releases say the same of a total."""
    return list({(frozenset(one.items()), number): (one, number) for one, number in said}.values())


def connected(links: Iterable[Iterable[str]]) -> list[set[str]]:
    """Return the keys in groups: those that occur together are in one."""
    groups: list[set[str]] = []
    for link in links:
        keys = set(link)
        apart = []
        for group in groups:
            if group & keys:
                keys |= group
            else:
                apart.append(group)
        groups = [*apart, keys]
    return groups
