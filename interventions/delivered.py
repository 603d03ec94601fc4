"""What was delivered under interventions: sums over the approved entries that are logged against them.

Sums are read by the whole region, like the interventions themselves; the entries behind them are not. Individuals,
attendances, views and items count different things and are never added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from vru_portal.wording import counted

from .models import Activity, Intervention, Reach, Total

COUNTED_BY_EACH = "Somebody reached by several entries is counted once for each."
COST_RULE = (
    "The amount of funding divided by the individuals that approved entries count. Somebody reached by several entries"
    " is counted by each, so that the true cost of a person may be higher."
)
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class ReachTotal:
    """How many of one audience the entries count in one way. ``counts`` says nothing of what is not people."""

    audience: str
    unit: str
    counts: str
    number: int

    def __str__(self) -> str:
        """Such as "385 young people", "120 residents (attendances)" or "2,400 views (young people)"."""
        return Reach.in_words("", self.number, self.unit, self.counts, self.audience)


@dataclass(frozen=True)
class Delivered:
    """The sums of one intervention. ``minutes`` are of the ``timed`` entries, that say how long they took, or None."""

    entries: int = 0
    timed: int = 0
    minutes: int | None = None
    reach: list[ReachTotal] = field(default_factory=list)
    first_on: date | None = None
    last_on: date | None = None

    @property
    def individuals(self) -> int | None:
        """The people whom entries count as individuals; None where none does."""
        return self.people(Reach.Counts.INDIVIDUALS)

    @property
    def attendances(self) -> int | None:
        """The attendances that entries count; None where none does."""
        return self.people(Reach.Counts.ATTENDANCES)

    def people(self, counts: str) -> int | None:
        alike = [row.number for row in self.reach if row.unit == Reach.Unit.PEOPLE and row.counts == counts]
        return sum(alike) if alike else None

    @property
    def hours(self) -> float | None:
        return None if self.minutes is None else self.minutes / 60

    @property
    def timed_of(self) -> str:
        """Such as "in 6 of 7 entries", where hours are the sum of some entries only; else empty."""
        is_some = 0 < self.timed < self.entries
        return f"in {self.timed:,} of {counted(self.entries, 'entry', 'entries')}" if is_some else ""

    @property
    def is_counted_by_each(self) -> bool:
        """Whether individuals of several entries are summed: a person may then be counted more than once."""
        return self.entries > 1 and self.individuals is not None


NOTHING = Delivered()


def delivered(interventions: Iterable[Intervention | int]) -> dict[int, Delivered]:
    """Return what was delivered under each intervention, given as rows or keys, by its key; two queries in all.

    An intervention that no approved entry is logged against has ``entries`` of 0, and nothing is known of the rest.
    ``first_on`` and ``last_on`` are the days on which the first and the last of its entries began.
    """
    keys = {each if isinstance(each, int) else each.pk for each in interventions}
    if not keys:
        return {}
    reach = reach_of(keys)
    rows = Total.objects.filter(intervention__in=keys, audience=None).order_by().values("intervention")
    sums = rows.annotate(of=Sum("entries"), timed_of=Sum("timed"), minutes_of=Sum("minutes"))
    days = sums.annotate(first_on=begun("starts_on"), last_on=begun("-starts_on"))
    found = {row["intervention"]: row for row in days}
    return {key: told(found.get(key), reach.get(key, [])) for key in keys}


def told(row: dict[str, Any] | None, reach: list[ReachTotal]) -> Delivered:
    if row is None:
        return Delivered()
    minutes = row["minutes_of"] if row["timed_of"] else None
    return Delivered(row["of"], row["timed_of"], minutes, reach, row["first_on"], row["last_on"])


def begun(order: str) -> Subquery:
    """Return the day on which the first entry of an intervention, in an order of days, began."""
    entries = Activity.objects.approved().filter(intervention=OuterRef("intervention")).order_by(order)
    return Subquery(entries.values("starts_on")[:1])


def reach_of(keys: Iterable[int]) -> dict[int, list[ReachTotal]]:
    """Return the reach of approved entries, summed for each audience, unit and way of counting, by intervention."""
    rows = Total.objects.filter(intervention__in=keys, audience__isnull=False)
    rows = rows.order_by("audience__position", "audience__name", "unit", "counts")
    grouped = rows.values_list("intervention", "audience__name", "unit", "counts", "audience__position").annotate(
        total=Sum("number")
    )
    sums: dict[int, dict[tuple[str, str, str], int]] = {}
    for key, audience, unit, counts, _, number in grouped:
        alike = (audience, unit, counts if unit == Reach.Unit.PEOPLE else "")
        of_one = sums.setdefault(key, {})
        of_one[alike] = of_one.get(alike, 0) + number
    return {key: [ReachTotal(*alike, number) for alike, number in of_one.items()] for key, of_one in sums.items()}


def cost_per_person(funding: Decimal | None, done: Delivered) -> Decimal | None:
    """Return pounds and pence for each individual reached, by COST_RULE; None where either is not known or nobody."""
    if funding is None or not done.individuals:
        return None
    return (funding / done.individuals).quantize(PENNY, ROUND_HALF_UP)
