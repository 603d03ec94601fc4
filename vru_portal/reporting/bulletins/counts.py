"""The counts of a bulletin, and what may be shown of each: all of them pass disclosure control together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from interventions.models import OutcomeRecord
from pilots.models import Region, RegionalWork
from vru_portal.quarters import Quarter

from ..cube import cube_of
from ..disclosure import Shown, Total, earlier_releases, in_words, protect
from ..earlier import Cells
from ..models import Bulletin
from .content import Figure, Outcome
from .counts_in_words import members_in_words, note_on, reached_in_words, words_of
from .outcomes import numbers_of, sentence
from .regional_work import quarter_of
from .sources import Material, Reached


@dataclass
class Counts:
    """Cells with the totals among them, then what may be shown. ``printed`` are the cells that the bulletin says."""

    cells: dict[str, int | None] = field(default_factory=dict)
    totals: list[Total] = field(default_factory=list)
    shown: dict[str, Shown] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    reached: dict[str, list[Reached]] = field(default_factory=dict)

    def released(self) -> dict[str, Shown]:
        """Return what is given out by the bulletin."""
        return {key: self.shown[key] for key in sorted(self.printed)}

    def figures(self, place: str) -> list[Figure]:
        """Return, and mark as printed, what may be said of the reach at a place, such as "pilot:12"."""
        found = []
        for key, rows in self.reached.items():
            if at(key) == place:
                self.printed.add(key)
                found.append(Figure(words=words_of(self.shown[key], rows, self.cells[key]), note=""))
        return found

    def texts(self, place: str) -> list[str]:
        """Return the numbers at a place as they were recorded, in figures and in the words of the source."""
        rows = [row for key, rows in self.reached.items() if at(key) == place for row in rows]
        return [f"{row.number} {row.wording}" for row in rows]

    def of_outcome(self, record: OutcomeRecord) -> dict[str, Shown]:
        """Return what may be shown of each number of an outcome record, by what it counts."""
        return {what: self.shown[key_of_outcome(record, what)] for what in numbers_of(record)}

    def told(self, place: str) -> set[int]:
        """Return the numbers at a place that may be said."""
        return {number for key, one in self.shown.items() if at(key) == place and (number := one.value)}

    def hidden(self, *places: str) -> set[int]:
        """Return the numbers at these places that must not be said; those of the whole bulletin if none is given."""
        keys = [key for key in self.cells if self.shown[key].is_hidden and (not places or at(key) in places)]
        return {number for key in keys if (number := self.cells[key]) is not None}


def at(key: str) -> str:
    return key.split("|")[-2]


def counts_of(material: Material) -> Counts:
    """Return every count of a bulletin, protected against what was given out before."""
    counts, bulletin = Counts(), material.bulletin
    period = bulletin.quarter.slug
    for measure, rows in by_measure(material.reach).items():
        add_reach(counts, measure, rows, bulletin, period)
    for networks in material.networks.values():
        for network in networks:
            add_members(counts, network, period)
    for records in material.outcomes.values():
        for record in records:
            counts.cells |= {key_of_outcome(record, what): number for what, number in numbers_of(record).items()}
    for work in work_printed(material):
        counts.cells[key_of_work(work, bulletin.quarter)] = work.reached
    before = earlier_releases(bulletin.region)
    cells, totals = given_out_elsewhere(counts, before, bulletin)
    counts.shown = protect({**cells, **counts.cells}, [*counts.totals, *totals], before)
    return counts


def work_printed(material: Material) -> list[RegionalWork]:
    entries = [entry for section in material.included for entry in material.entries_of(section)]
    return [entry.work for entry in entries if entry.work]


def given_out_elsewhere(counts: Counts, before: Sequence[Cells], bulletin: Bulletin) -> tuple[Cells, list[Total]]:
    """Return the cells that the bulletin does not count, but of which something was given out, with their sums.

    A pilot that moved is counted in other ways here and there: what does not agree says nothing of each other.
    """
    ending = f"|{bulletin.quarter.slug}"
    known = {key for cells in before for key in cells if key.endswith(ending)} - counts.cells.keys()
    if not known:
        return {}, []
    cube = cube_of(bulletin.region, bulletin.quarter)
    agreeing = {key for key, number in cube.cells.items() if counts.cells.get(key, number) == number}
    totals = [total for total in cube.totals_about(known) if {total[0], *total[1]} <= agreeing]
    return {key: cube.cells[key] for total in totals for key in (total[0], *total[1])}, totals


def by_measure(rows: Iterable[Reached]) -> dict[str, list[Reached]]:
    found = defaultdict(list)
    for row in rows:
        found[f"reach|{row.unit}|{row.counts}|{row.audience}"].append(row)
    return found


def add_reach(counts: Counts, measure: str, rows: list[Reached], bulletin: Bulletin, period: str) -> None:
    """Add the cells of one measure, from the area down to single entries, and which are the sums of which."""

    def put(place: str, of: list[Reached]) -> str:
        key = f"{measure}|{place}|{period}"
        counts.cells[key] = sum(row.number for row in of)
        counts.reached[key] = of
        return key

    pilots: dict[str, int] = {}
    for pilot in dict.fromkeys(row.pilot for row in rows):
        of_pilot = [row for row in rows if row.pilot == pilot]
        here = [row for row in of_pilot if row.is_here]
        if not here:
            continue
        key = put(place_of_pilot(bulletin, pilot), here)
        parts = [put(place_of_entry(row.entry) if row.entry else place_of_rest(bulletin, pilot), [row]) for row in here]
        counts.totals.append((key, parts))
        pilots[key] = here[0].authority
        if bulletin.locality_id:
            elsewhere = put(
                f"pilot:{pilot}/outside:{bulletin.locality_id}", [row for row in of_pilot if not row.is_here]
            )
            counts.totals.append((put(f"pilot:{pilot}", of_pilot), [key, elsewhere]))
    if pilots:
        area = put(place_of_area(bulletin), [row for row in rows if row.is_here])
        counts.totals.append((area, list(pilots)))
        if bulletin.authority_id is None and is_each_in_one_authority(rows):
            add_authorities(counts, area, pilots, measure, period)


def is_each_in_one_authority(rows: Iterable[Reached]) -> bool:
    """Say whether no pilot moved within the quarter: only then are authorities the sums of their pilots."""
    pairs = {(row.pilot, row.authority) for row in rows}
    return len(pairs) == len({pilot for pilot, _ in pairs})


def add_authorities(counts: Counts, area: str, pilots: dict[str, int], measure: str, period: str) -> None:
    """Say what the authorities are the sums of: their totals may have been given out before."""
    keys = []
    for authority in dict.fromkeys(pilots.values()):
        parts = [key for key, of in pilots.items() if of == authority]
        key = f"{measure}|authority:{authority}|{period}"
        counts.cells[key] = sum(counts.cells[part] or 0 for part in parts)
        counts.totals.append((key, parts))
        keys.append(key)
    counts.totals.append((area, keys))


def add_members(counts: Counts, network: Any, period: str) -> None:
    """Add how many members a network has: those of its headcount or, where there is none, those listed by name.

    A headcount is the same number wherever it is given out: beside every quarter, and on the pilot's public page.
    """
    key, counted = key_of_members(network, period), network.counted
    counts.cells[key] = counted["number"] if counted else network.named
    if counted:
        same = key_of_headcount(network, counted["as_at"])
        counts.cells[same] = counted["number"]
        counts.totals.append((key, [same]))


def place_of_area(bulletin: Bulletin) -> str:
    if bulletin.locality_id:
        return f"locality:{bulletin.locality_id}"
    return f"authority:{bulletin.authority_id}" if bulletin.authority_id else f"region:{bulletin.region_id}"


def place_of_pilot(bulletin: Bulletin, pilot: int) -> str:
    return f"pilot:{pilot}/locality:{bulletin.locality_id}" if bulletin.locality_id else f"pilot:{pilot}"


def place_of_rest(bulletin: Bulletin, pilot: int) -> str:
    """Return the place of what a bulletin does not print by itself: each one leaves others over."""
    return f"rest:{pilot}/bulletin:{bulletin.pk}"


def place_of_work(work: RegionalWork) -> str:
    return f"work:{work.pk}"


def place_of_entry(entry: UUID) -> str:
    return f"entry:{entry}"


def place_of_network(network: Any) -> str:
    return f"network:{network.pk}"


def key_of_members(network: Any, period: str) -> str:
    return f"members|{place_of_network(network)}|{period}"


def key_of_headcount(network: Any, as_at: str) -> str:
    return f"members|{place_of_network(network)}/{as_at}|"


def place_of_outcome(record: OutcomeRecord) -> str:
    return f"record:{record.pk}"


def key_of_outcome(record: OutcomeRecord, what: str) -> str:
    """Return the key of a number of an outcome record: of no quarter, since its days may be corrected."""
    return f"outcome|{what}|{place_of_outcome(record)}|"


# In words --------------------------------------------------------------------------------------------------------


def members_of(network: Any, counts: Counts, period: str) -> Figure | None:
    """Return what is said of the size of a network, None where nobody has counted or listed its members."""
    key, counted = key_of_members(network, period), network.counted
    shown = counts.shown[key]
    if shown.value is None and not shown.is_hidden or not counted and not shown.is_hidden and not shown.value:
        return None
    counts.printed |= {key, key_of_headcount(network, counted["as_at"])} if counted else {key}
    said = members_in_words(counted["number"], counted["wording"], shown) if counted else in_words(shown, "members")
    when = counted["when"] if counted and shown.value is not None else ""
    return Figure(words=f"{said} {when}".strip(), note=note_on(network))


def outcomes_of(records: Iterable[OutcomeRecord], counts: Counts) -> list[Outcome]:
    """Return a sentence for each record of which it may be said, and mark its counts as printed."""
    found = []
    for record in records:
        shown = counts.of_outcome(record)
        if words := sentence(record, shown):
            counts.printed |= {key_of_outcome(record, what) for what in shown}
            found.append(Outcome(words=words, record=str(record.pk)))
    return found


def reached_by(work: RegionalWork, counts: Counts) -> list[Figure]:
    """Return, and mark as printed, whom regional work reached, in the words of its source where they may be said."""
    key = key_printed(work, counts)
    counts.printed.add(key)
    words = reached_in_words(work, counts.shown[key])
    return [Figure(words=words, note="")] if words else []


def key_printed(work: RegionalWork, counts: Counts) -> str:
    return next(key for key in counts.cells if at(key) == place_of_work(work))


def shown_of_work(works: Iterable[RegionalWork], region: Region) -> dict[RegionalWork, Shown]:
    """Return what may be shown of work in its own quarter, after all that was given out of the region before."""
    reached = {work: (key_of_work(work, quarter_of(work)), work.reached) for work in works}
    before = earlier_releases(region) if reached else []
    shown = protect(dict(reached.values()), before=before)
    return {work: shown[key] for work, (key, _) in reached.items()}


def key_of_work(work: RegionalWork, quarter: Quarter | None) -> str:
    return f"work|{place_of_work(work)}|{quarter.slug if quarter else ''}"
