"""Whom the entries of a region reached in a period, by audience and in every place at once, with all sums among them.

What is given out of one place is protected beside all the others: only then is seen what somebody works out who is
given a region today and its authorities tomorrow. The keys are those of bulletins (bulletins/counts.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Subquery, Sum

from interventions.models import MonthlyReach, Reach
from pilots.models import Region
from vru_portal.quarters import Period

from .areas import Area
from .disclosure import Total

NONE = "locality:none"


class Leaf(NamedTuple):
    """The smallest place that is counted: a pilot's entries in one authority that name a locality, or none."""

    authority: int
    pilot: int
    locality: int | None


@dataclass
class Cube:
    """The cells by their keys, and the totals that hold among them."""

    cells: dict[str, int] = field(default_factory=dict)
    totals: list[Total] = field(default_factory=list)
    moved: frozenset[int] = frozenset()  # pilots with entries in several authorities
    latest_release: int | None = None  # the key of what was given out of the region last; None also of no cells

    def pilot(self, pilot: int, authority: int) -> str:
        """Return the key of a pilot: of one that moved, only what took place in this authority."""
        return f"pilot:{pilot}/authority:{authority}" if pilot in self.moved else f"pilot:{pilot}"

    def leaf(self, one: Leaf) -> str:
        """Return the key of the smallest place. A locality lies in one authority."""
        if one.locality:
            return f"pilot:{one.pilot}/locality:{one.locality}"
        return f"{self.pilot(one.pilot, one.authority)}/{NONE}"

    def place(self, area: Area) -> str:
        """Return the key of an area, as its dashboard counts."""
        return self.pilot(area.place.pk, area.authority.pk) if area.kind == "pilot" else f"{area.kind}:{area.place.pk}"

    def part(self, area: Area, part: str) -> str:
        """Return the key of a part of an area, which its dashboard calls such as "pilot:12" or "locality:none"."""
        kind, _, number = part.partition(":")
        if area.kind == "region":
            return part
        own = area.authority.pk
        if area.kind == "authority":
            return (
                self.pilot(int(number), own) if kind == "pilot" else f"authority:{own}/{NONE}" if part == NONE else part
            )
        if area.kind == "locality":
            return self.leaf(Leaf(own, int(number), area.place.pk))
        return self.leaf(Leaf(own, area.place.pk, None if part == NONE else int(number)))

    def totals_about(self, keys: Collection[str]) -> list[Total]:
        """Return the totals that hold any of these cells, and what the people of each place in them are the sum of."""
        near = [total for total in self.totals if not {total[0], *total[1]}.isdisjoint(keys)]
        reached = {key for whole, parts in near for key in (whole, *parts)}
        return [total for total in self.totals if total in near or total[0] in reached and is_of_one_place(total)]


def is_of_one_place(total: Total) -> bool:
    return total[1][0].startswith("reach|") and not total[0].startswith("reach|")


def cube_of(region: Region, period: Period) -> Cube:
    """Read the people reached in a region in whole months. One query.

    It reads all of the region, whoever asks: what is given out of a place is held against what they cannot see.
    """
    latest = region.releases.order_by("-pk")
    rows = list(
        MonthlyReach.objects.filter(authority__region=region, month__range=(period.start, period.end))
        .filter(unit=Reach.Unit.PEOPLE)
        .order_by()
        .values_list("authority", "pilot", "locality", "counts", "audience__name")
        .annotate(Sum("number"), latest_release=Subquery(latest.values("pk")[:1]))
    )
    found: dict[str, dict[str, dict[Leaf, int]]] = defaultdict(lambda: defaultdict(dict))
    for authority, pilot, locality, way, audience, number, _ in rows:
        found[way][f"reach|{Reach.Unit.PEOPLE}|{way}|{audience}"][Leaf(authority, pilot, locality)] = number
    pairs = {(leaf.pilot, leaf.authority) for ways in found.values() for leaves in ways.values() for leaf in leaves}
    pilots = [pilot for pilot, _ in pairs]
    latest_release = rows[0][-1] if rows else None
    cube = Cube(moved=frozenset(pilot for pilot in pilots if pilots.count(pilot) > 1), latest_release=latest_release)
    for way, audiences in sorted(found.items()):
        add_way(cube, way, audiences, region, period.slug)
    return cube


def add_way(cube: Cube, way: str, audiences: dict[str, dict[Leaf, int]], region: Region, slug: str) -> None:
    """Add all that is counted in one way: each audience by itself, and all of them, in every place."""
    every: dict[Leaf, int] = defaultdict(int)
    of_place: dict[str, list[str]] = defaultdict(list)
    for audience, leaves in sorted(audiences.items()):
        for leaf, number in leaves.items():
            every[leaf] += number
        for place in add_measure(cube, audience, leaves, region, slug):
            of_place[place].append(f"{audience}|{place}|{slug}")
    for place in add_measure(cube, way, every, region, slug):
        cube.totals.append((f"{way}|{place}|{slug}", of_place[place]))


def add_measure(cube: Cube, measure: str, leaves: dict[Leaf, int], region: Region, slug: str) -> list[str]:
    """Add one measure in every place, and return the places."""
    parts: dict[str, dict[str, None]] = defaultdict(dict)
    numbers: dict[str, int] = defaultdict(int)
    for leaf in sorted(leaves, key=lambda one: (one.authority, one.pilot, one.locality or 0)):
        chains = list(chains_of(cube, leaf, region))
        for chain in chains:
            for whole, part in zip(chain, chain[1:], strict=False):
                parts[whole][part] = None
        for place in {place for chain in chains for place in chain}:
            numbers[place] += leaves[leaf]
    for place, number in numbers.items():
        cube.cells[f"{measure}|{place}|{slug}"] = number
    for whole, inner in parts.items():
        cube.totals.append((f"{measure}|{whole}|{slug}", [f"{measure}|{part}|{slug}" for part in inner]))
    return list(numbers)


def chains_of(cube: Cube, leaf: Leaf, region: Region) -> Iterator[list[str]]:
    """Yield the places that a leaf lies in, from the widest to the smallest, in each way of dividing them."""
    key, pilot, authority = cube.leaf(leaf), cube.pilot(leaf.pilot, leaf.authority), f"authority:{leaf.authority}"
    yield [f"region:{region.pk}", authority, pilot, key]
    yield [f"locality:{leaf.locality}" if leaf.locality else f"{authority}/{NONE}", key]
    if leaf.pilot in cube.moved:
        yield [f"pilot:{leaf.pilot}", pilot]
