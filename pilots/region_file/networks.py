"""What must hold in the networks of a region file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vru_portal.dates import first_day, last_day

from .messages import shown
from .naming import Faults
from .order import day
from .reading import DataFile, Path_

PLACES = ("authorities[].networks[]", "pilots[].networks[]")


def keys(file: DataFile) -> Faults:
    """Yield the keys that two networks of one local authority have: the authority's own and those of its pilots."""
    names = {path[1]: name for path, name in file.each("authorities[].name")}
    seen = set()
    for path, network in networks(file):
        if (key := network.get("key")) is None:
            continue
        whose = names.get(path[1]) if path[0] == "authorities" else file.data["pilots"][path[1]].get("authority")
        if (shown(whose), shown(key)) in seen:
            yield (*path, "key"), f"{shown(key)} is there twice: each network of a local authority has its own key"
        seen.add((shown(whose), shown(key)))


def headcounts(file: DataFile) -> Faults:
    """Yield the headcounts from before the network, and those that stand in for a figure that is still listed."""
    for path, network in networks(file):
        established = day(network.get("established"), first_day)
        listed = [label for at, label in file.each(f"{path[0]}[].figures[].label") if at[1] == path[1]]
        for at, count in parts(path, network, "headcounts"):
            counted = day(count.get("as_at"), last_day)
            if established and counted and counted < established:
                yield (
                    (*at, "as_at"),
                    f"{count['as_at']} is before the network was established: {network['established']}",
                )
            if (label := count.get("instead_of")) in listed:
                yield (*at, "instead_of"), f"{shown(label)} is still listed under figures: say it once"


def networks(file: DataFile) -> Iterator[tuple[Path_, dict[str, Any]]]:
    for pattern in PLACES:
        yield from ((path, network) for path, network in file.each(pattern) if isinstance(network, dict))


def parts(path: Path_, item: dict[str, Any], name: str) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Yield the path and value of each group of keys in a list of the item."""
    listed = item.get(name)
    for index, part in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(part, dict):
            yield (*path, name, index), part
