"""The rows and numbers of a dashboard that tell of activity and reach, each with the list that it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypedDict

from interventions.delivered import COUNTED_BY_EACH
from interventions.models import Reach
from vru_portal.quarters import Period, end_of_month

from ..areas import Area
from .cells import Audience, Cells, Cut, Name, Place, Sums, put
from .links import list_address
from .numbers import MonthRow, Number, ReachMonth, ReachRow, Row, Value

ENTRIES, WITH_REACH, TIMED, MINUTES = range(4)
NUMBER = 1
NO_LOCALITY = "No locality named"
REACHED = {
    "individuals": ("Individuals", Reach.Unit.PEOPLE, Reach.Counts.INDIVIDUALS, "people"),
    "attendances": ("Attendances", Reach.Unit.PEOPLE, Reach.Counts.ATTENDANCES, "attendances"),
    "views": ("Views", Reach.Unit.VIEWS, "", "views"),
    "items": ("Items given out", Reach.Unit.ITEMS, "", "items"),
}
STARTS = "Approved entries that start in the period."


def in_hours(sums: Sums) -> Value:
    """Return the hours of the entries that say how long they took; None where none does."""
    if not sums[TIMED]:
        return None
    hours = round(sums[MINUTES] / 60, 1)
    return int(hours) if hours == int(hours) else hours


class Links(TypedDict):
    """The addresses of what a number counts in the period, and in the one before."""

    href: str
    before_href: str


@dataclass(frozen=True)
class Activities:
    """What is counted of an area, as the dashboard shows it."""

    area: Area
    period: Period
    previous: Period
    today: date
    cut: Cut

    def link(self, **filters) -> str:
        return list_address(self.area, self.period, **filters)

    def links(self, **filters) -> Links:
        """Return the addresses of a number and of what it was before."""
        return {"href": self.link(**filters), "before_href": list_address(self.area, self.previous, **filters)}

    # By month and kind --------------------------------------------------------------------------------------------

    @property
    def months(self) -> list[date]:
        """The months of the period that have begun, and any to come that entries are counted in."""
        counted = {month for month, _ in self.cut.now.kinds}
        return [month for month in self.period.months if month <= self.today or month in counted]

    def part_of(self, month: date) -> Period:
        """Return the part of a month that lies in the period."""
        return Period(max(month, self.period.start), min(end_of_month(month), self.period.end))

    @property
    def by_month(self) -> list[MonthRow]:
        found: dict[date, dict[str, int]] = {month: {} for month in self.months}
        opened: dict[date, dict[str, str]] = {month: {} for month in self.months}
        for (month, kind), sums in sorted(self.cut.now.kinds.items()):
            found[month][kind.name] = sums[ENTRIES]
            opened[month][kind.name] = list_address(self.area, self.part_of(month), kind=kind.pk)
        return [
            MonthRow(month, kinds, sum(kinds.values()), list_address(self.area, self.part_of(month)), opened[month])
            for month, kinds in found.items()
        ]

    @property
    def kinds(self) -> list[Row]:
        now, before = (of_kinds(cells) for cells in (self.cut.now, self.cut.before))
        return [
            Row(
                f"kind:{kind.pk}",
                kind.name,
                now.get(kind, 0),
                before.get(kind, 0),
                group="kind",
                pk=kind.pk,
                **self.links(kind=kind.pk),
            )
            for kind in sorted(now.keys() | before.keys())
        ]

    @property
    def by_authority(self) -> dict[tuple[int, date], int]:
        return {key: sums[ENTRIES] for key, sums in self.cut.now.by_authority.items()}

    # By audience --------------------------------------------------------------------------------------------------

    @cached_property
    def audiences(self) -> tuple[dict[Audience, Sums], dict[Audience, Sums]]:
        return of_audiences(self.cut.now), of_audiences(self.cut.before)

    @property
    def reach(self) -> list[ReachRow]:
        now, before = self.audiences
        return [
            self.reach_row(audience, now.get(audience), before.get(audience)) for audience in sorted_by_way(now, before)
        ]

    def reach_row(self, audience: Audience, now: Sums | None, before: Sums | None) -> ReachRow:
        group, unit, counts = audience
        return ReachRow(
            group.name,
            unit,
            counts,
            now[ENTRIES] if now else 0,
            now[NUMBER] if now else None,
            before[NUMBER] if before else None,
            **self.links(audience=group.pk, unit=unit, counts=counts),
        )

    @property
    def reach_by_month(self) -> list[ReachMonth]:
        found: dict[date, dict[str, int]] = {month: {} for month in self.months}
        opened: dict[date, dict[str, str]] = {month: {} for month in self.months}
        for (month, (group, unit, counts)), sums in sorted(self.cut.now.reach.items()):
            key, asked = "|".join((unit, counts, group.name)), {"audience": group.pk, "unit": unit, "counts": counts}
            found[month][key] = sums[NUMBER]
            opened[month][key] = list_address(self.area, self.part_of(month), **asked)
        alike = {"unit": Reach.Unit.PEOPLE, "counts": Reach.Counts.INDIVIDUALS}
        return [
            ReachMonth(month, reach, list_address(self.area, self.part_of(month), **alike), opened[month])
            for month, reach in found.items()
        ]

    # By place -----------------------------------------------------------------------------------------------------

    def places(self, group: str, names: dict[int, str]) -> list[Row]:
        """Return a row for each of these places by their names, and for any other that entries name."""
        cuts = self.cut.now.entries_at, self.cut.before.entries_at
        reached = self.cut.now.individuals_at, self.cut.before.individuals_at
        entries = [at(group, cells) for cells in cuts]
        people = [at(group, cells) for cells in reached]
        called = {key: self.named(group, key) for cells in entries for key in cells} | names
        return [
            self.place_row(group, key, name, [cells.get(key) for cells in (*entries, *people)])
            for key, name in sorted(called.items(), key=lambda item: (item[0] == 0, item[1], item[0]))
        ]

    def named(self, group: str, key: int) -> str:
        return (self.cut.pilots if group == "pilot" else self.cut.localities).get(key, "") or NO_LOCALITY

    def place_row(self, group: str, key: int, name: str, sums: list[Sums | None]) -> Row:
        now, before = (one[ENTRIES] if one else 0 for one in sums[:2])
        individuals, individuals_before = (one[NUMBER] if one else None for one in sums[2:])
        here: dict[str, Any] = {group: key} if key else {"without_locality": "on"}
        opened = self.links(**here, unit=Reach.Unit.PEOPLE, counts=Reach.Counts.INDIVIDUALS)
        return Row(
            f"{group}:{key or 'none'}",
            name,
            now,
            before,
            group=group,
            pk=key or None,
            individuals=individuals,
            individuals_before=individuals_before,
            individuals_href=opened["href"],
            individuals_before_href=opened["before_href"],
            **self.links(**here),
        )

    # Numbers ------------------------------------------------------------------------------------------------------

    @property
    def numbers(self) -> list[Number]:
        now, before = self.cut.now.entries, self.cut.before.entries
        timed = f"{now[TIMED]:,} of {now[ENTRIES]:,} entries say how long they took."
        lacking = (now[ENTRIES] - now[WITH_REACH], before[ENTRIES] - before[WITH_REACH])
        return [
            Number("activities", "Activities", now[ENTRIES], before[ENTRIES], "entries", hint=STARTS, **self.links()),
            Number(
                "hours", "Hours", in_hours(now), in_hours(before), "hours", hint=timed, **self.links(with_hours="on")
            ),
            *self.reached(),
            Number(
                "without_reach",
                "Entries without reach",
                *lacking,
                "entries",
                hint="Approved entries that do not say how many they reached.",
                **self.links(without_reach="on"),
            ),
        ]

    def reached(self) -> Iterable[Number]:
        for key, (label, unit, counts, words) in REACHED.items():
            now, before = (
                [sums[NUMBER] for audience, sums in cells.items() if is_counted(audience, unit, counts)]
                for cells in self.audiences
            )
            links = self.links(unit=unit, counts=counts)
            yield Number(
                key,
                label,
                sum(now) if now else None,
                sum(before) if before else None,
                words,
                hint=COUNTED_BY_EACH if unit == Reach.Unit.PEOPLE else "",
                **links,
            )


def is_counted(audience: Audience, unit: str, counts: str) -> bool:
    return audience.unit == unit and counts in {"", audience.counts}


def of_kinds(cells: Cells) -> dict[Name, int]:
    found: dict[Name, int] = {}
    for (_, kind), sums in cells.kinds.items():
        found[kind] = found.get(kind, 0) + sums[ENTRIES]
    return found


def of_audiences(cells: Cells) -> dict[Audience, Sums]:
    found: dict[Audience, Sums] = {}
    for (_, audience), sums in cells.reach.items():
        put(found, audience, sums)
    return found


def sorted_by_way(*found: dict[Audience, Sums]) -> list[Audience]:
    """Return the audiences: individuals first, then attendances, views and items; in the order of their list."""
    units, ways = list(Reach.Unit), list(Reach.Counts)
    both = set().union(*found)
    return sorted(
        both, key=lambda one: (units.index(Reach.Unit(one.unit)), ways.index(Reach.Counts(one.counts)), one.group)
    )


def at(group: str, cells: dict[Place, Sums]) -> dict[int, Sums]:
    """Sum up cells by authority, pilot or locality."""
    place = ("authority", "pilot", "locality").index(group)
    found: dict[int, Sums] = {}
    for key, sums in cells.items():
        put(found, key[place], sums)
    return found
