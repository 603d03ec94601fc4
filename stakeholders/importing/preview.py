"""What an import would do, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .outcome import Kind, Outcome, digest
from .task import Task

# What is to be mended comes first.
FIRST = 10
ORDER = (Kind.WRONG, Kind.NEW, Kind.UPDATED, Kind.SAME, Kind.ORGANISATION)


@dataclass(frozen=True)
class Preview:
    """What becomes of all rows of a task."""

    task: Task
    outcomes: Sequence[Outcome]

    @property
    def groups(self) -> list[tuple[Kind, list[Outcome]]]:
        """The rows under each heading that has some."""
        rows = ((kind, [outcome for outcome in self.outcomes if outcome.kind == kind]) for kind in ORDER)
        return [(kind, found) for kind, found in rows if found]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What there is how many of, in words."""
        of = {kind: len(found) for kind, found in self.groups}
        counts = [
            ("Rows in the sheet", len(self.outcomes)),
            ("New contacts", of.get(Kind.NEW, 0)),
            ("New organisations", self.new_organisations),
            ("Already among the contacts", of.get(Kind.SAME, 0) + of.get(Kind.UPDATED, 0)),
        ]
        counts += [("of them updated", of[Kind.UPDATED])] if Kind.UPDATED in of else []
        counts += [(f"Join {self.task.network}", self.joining)] if self.task.network else []
        return counts + ([("Rows to mend", self.wrong)] if self.wrong else [])

    @property
    def problems(self) -> list[tuple[int, str]]:
        """What is wrong, by row."""
        return [(outcome.number, problem) for outcome in self.outcomes for problem in outcome.problems]

    @property
    def first_problems(self) -> list[tuple[int, str]]:
        return self.problems[:FIRST]

    @property
    def more_problems(self) -> int:
        return len(self.problems) - len(self.first_problems)

    @property
    def wrong(self) -> int:
        return sum(outcome.kind == Kind.WRONG for outcome in self.outcomes)

    @property
    def new_organisations(self) -> int:
        return len({id(one.organisation) for one in self.sound if one.organisation_is_new})

    @property
    def joining(self) -> int:
        return sum(one.joins_on is not None for one in self.sound)

    @property
    def sound(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind != Kind.WRONG]

    @property
    def does_something(self) -> bool:
        return not self.wrong and not all(outcome.does_nothing for outcome in self.outcomes)

    @property
    def may_be_updated(self) -> int:
        """How many contacts the sheet says something else of, where nobody has asked yet to update them."""
        return 0 if self.wrong else sum(bool(outcome.differs) for outcome in self.outcomes)

    @property
    def digest(self) -> str:
        return digest(self.outcomes)

    @property
    def stored_in_words(self) -> str:
        """Say what a real run has stored, such as "12 contacts and 3 organisations added"."""
        of = {kind: len(found) for kind, found in self.groups}
        parts = [
            counted(of.get(Kind.NEW, 0), "contact", "added"),
            counted(self.new_organisations, "organisation", "added"),
            counted(of.get(Kind.UPDATED, 0), "contact", "updated"),
            counted(self.joining, "member", "added to the network"),
        ]
        return ", ".join(part for part in parts if part)


def counted(number: int, noun: str, verb: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'} {verb}" if number else ""
