"""What a dashboard is made of: numbers and rows, each with what it was in the period before and the list it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from interventions.models import Reach
from stakeholders.models import Network

Value = int | float | None


@dataclass(frozen=True)
class Number:
    """One number of a place and a period. None is not recorded, or not for the reader, and never 0.

    ``hint`` is the rule by which it is counted. Without ``href`` there is no list of what it counts.
    """

    key: str
    label: str
    value: Value
    before: Value = None
    unit: str = ""
    href: str = ""
    before_href: str = ""
    hint: str = ""

    @property
    def change(self) -> Value:
        """How much more it is than in the period before; None where either is not known."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class Row:
    """How many approved entries one kind or place has. ``group`` is "kind", "authority", "pilot" or "locality".

    ``individuals`` are people whom the entries of a place count as individuals: None where none does, and of a kind.
    """

    key: str
    name: str
    value: int
    before: int
    href: str
    before_href: str = ""
    group: str = ""
    pk: int | None = None
    individuals: int | None = None
    individuals_before: int | None = None
    individuals_href: str = ""
    individuals_before_href: str = ""


@dataclass(frozen=True)
class MonthRow:
    """The entries of one month, or of the part of it that lies in the period, by the name of their kind.

    ``hrefs`` are the lists of each kind.
    """

    month: date
    kinds: dict[str, int]
    total: int
    href: str
    hrefs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReachRow:
    """How many of one audience the ``entries`` count in one unit and way: None where none does in the period."""

    audience: str
    unit: str
    counts: str
    entries: int
    number: int | None
    before: int | None
    href: str
    before_href: str = ""

    @property
    def key(self) -> str:
        """Such as "people|individuals|Young people"."""
        return "|".join((self.unit, self.counts, self.audience))

    @property
    def group(self) -> str:
        """What is never added up with another: "Individuals", "Attendances", "Views" or "Items"."""
        return Reach.Counts(self.counts).label if self.unit == Reach.Unit.PEOPLE else Reach.Unit(self.unit).label


@dataclass(frozen=True)
class ReachMonth:
    """What the entries of one month count, and the lists that count it, by the key of a ReachRow.

    ``href`` is the list of all that count individuals.
    """

    month: date
    reach: dict[str, int]
    href: str
    hrefs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OutcomeRow:
    """How many anticipated outcomes stand at a word: met, on track, behind or no data."""

    word: str
    label: str
    value: int
    before: int
    href: str = ""
    before_href: str = ""


@dataclass(frozen=True)
class NetworkRow:
    """One network: its members by name at the end of the period and of the one before, and the latest headcount.

    The two ways of counting are never added up. ``headcount`` is in its source's words, empty where there is none.
    """

    network: Network
    members: int
    before: int
    headcount: str = ""
    headcount_on: str = ""  # such as "April 2021"

    @property
    def name(self) -> str:
        return self.network.name

    @property
    def href(self) -> str:
        return self.network.get_absolute_url()

    @property
    def change(self) -> int:
        return self.members - self.before


@dataclass(frozen=True)
class SilentPilot:
    """A pilot at work of which nothing was logged for 30 days, and since when; None where never."""

    name: str
    href: str
    last_on: date | None


@dataclass(frozen=True)
class PlanRow:
    """How far an authority is prepared for critical incidents, in facts of its response plan; its page says the rest.

    ``sectors`` of 5 have a partner in the plan, ``support`` of 6 kinds is given by somebody.
    """

    authority: str
    href: str
    has_plan: bool
    rehearsed_on: date | None = None
    review_on: date | None = None
    is_rehearsed: bool = False  # within 12 months
    is_review_ahead: bool = False
    sectors: int = 0
    support: int = 0
    places: int = 0


@dataclass(frozen=True)
class Queue:
    """Entries that wait for a decision now, and the decisions of the period: how many came within the days allowed."""

    waiting: int
    late: int
    decided: int
    on_time: int
    decided_before: int
    on_time_before: int

    @property
    def share(self) -> int | None:
        """The decisions that came on time, in per cent; None where there was none."""
        return share_of(self.on_time, self.decided)

    @property
    def share_before(self) -> int | None:
        return share_of(self.on_time_before, self.decided_before)


def share_of(part: int, whole: int) -> int | None:
    """Return a share in per cent, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


@dataclass(frozen=True)
class Reached:
    """Whom the entries reached: rows by audience, and the same by month."""

    rows: list[ReachRow] = field(default_factory=list)
    by_month: list[ReachMonth] = field(default_factory=list)
