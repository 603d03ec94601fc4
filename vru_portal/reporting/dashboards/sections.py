"""What a dashboard shows below its key numbers: the blocks of its charts and tables, under their headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.utils.formats import date_format

from .blocks import Block, Cell, Rows
from .charts import Bar, Column, bars_spec, columns_spec
from .figures import Figures
from .numbers import OutcomeRow, ReachRow, Row
from .sentences import changes, counted, most_of, of_activity, of_networks, of_reach, several
from .stretches import Stretch, stretches

BOTH = ["This period", "The period before", "Change"]
PLACES = {
    "authority": ("authorities", "local authority", "local authorities"),
    "pilot": ("pilots", "pilot", "pilots"),
    "locality": ("localities", "locality", "localities"),
}
WAYS = {
    "Individuals": ("individuals", "People reached, counted as individuals, by audience"),
    "Attendances": ("attendances", "Attendances by audience"),
    "Views": ("views", "Views by audience"),
    "Items": ("items", "Items given out, by audience"),
}


@dataclass(frozen=True)
class Section:
    """Some blocks under one heading; ``name`` is its anchor, which no block has for its own."""

    name: str
    title: str
    blocks: Sequence[Block]


def sections_of(figures: Figures, more: Sequence[Block] = ()) -> list[Section]:
    """Return the sections of a dashboard that have a block; ``more`` are those of a region's authorities."""
    made = [
        Section("work", "Activity", [by_month(figures), by_kind(figures)]),
        Section("places", "Where it took place", [*more, *by_place(figures)]),
        Section("reach", "Who was reached", [*by_audience(figures), *reach_by_month(figures)]),
        Section("results", "Outcomes", outcomes(figures)),
        Section("partners", "Networks", networks(figures)),
        Section("ready", "Readiness for critical incidents", readiness(figures)),
        Section("silent", "Pilots that have fallen silent", silent(figures)),
    ]
    return [section for section in made if section.blocks]


def difference(now: int | None, before: int | None) -> Cell:
    """Return a change, shown with its sign: "+3", "−2" or "0"; nothing where one of both is not recorded."""
    if now is None or before is None:
        return Cell(None, words="")
    change = now - before
    return Cell(change, words=f"{change:+,}".replace("-", "−") if change else "0")


def beside(row: Row | ReachRow | OutcomeRow, now: int | None, before: int | None) -> list[Cell]:
    """Return the cells of a number, of the period before and of the change."""
    return [Cell(now, row.href), Cell(before, row.before_href), difference(now, before)]


# Activity ---------------------------------------------------------------------------------------------------------


def by_month(figures: Figures) -> Block:
    parts = stretches([(row.month, row.kinds) for row in figures.by_month])
    columns = [Column(part.label, part.counts) for part in parts]
    unit = parts[0].unit if parts else "month"
    title = f"Approved activity by {unit} and kind"
    kinds = [row.name for row in figures.kinds if row.value]
    rows: Rows = [
        [
            date_format(row.month, "F Y"),
            Cell(row.total, row.href),
            *(Cell(row.kinds.get(kind, 0), row.hrefs.get(kind, "")) for kind in kinds),
        ]
        for row in figures.by_month
    ]
    words = f"{of_activity(figures)} {busiest(parts)}".strip()
    return Block(
        "activity",
        title,
        words,
        ["Month", "All", *kinds],
        [] if figures.is_empty else rows,
        partial(columns_spec, title, words, columns),
        empty="No approved entry starts in this period.",
    )


def busiest(parts: Sequence[Stretch]) -> str:
    """Return which month had the most, where one of several had."""
    if len(parts) < 2:
        return ""
    return most_of([(part.name, sum(part.counts.values()), 0) for part in parts], f"Busiest {parts[0].unit}")


def by_kind(figures: Figures) -> Block:
    title = "Approved activity by kind, beside the period before"
    rows = figures.kinds
    bars = [Bar(row.name, row.value, row.before) for row in in_order(rows)]
    words = most_of(changes(rows), "Most frequent kind")
    return Block(
        "kinds",
        title,
        words,
        ["Kind", *BOTH],
        [[row.name, *beside(row, row.value, row.before)] for row in rows],
        partial(bars_spec, title, words, bars),
        empty="No approved entry starts in this period or the one before.",
    )


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return kinds with the most frequent first; places stay in the order of their names."""
    return sorted(rows, key=lambda row: (-row.value, -row.before, row.name))


# Places -----------------------------------------------------------------------------------------------------------


def by_place(figures: Figures) -> Iterator[Block]:
    """Yield a block for each sort of place within an authority, the rows in the order of their names: none is ranked.

    Of localities that have the names and numbers of their pilots, one chart is enough.
    """
    seen: list[list[tuple[str, int, int]]] = []
    for group, found in groupby(figures.places, key=lambda row: row.group):
        rows = list(found)
        told = changes(rows)
        if group != "authority" and told not in seen and any(now or before for _, now, before in told):
            yield places_block(group, rows)
        seen.append(told)


def places_block(group: str, rows: list[Row]) -> Block:
    name, noun, plural = PLACES[group]
    title = f"Approved activity by {noun}, in alphabetical order"
    bars = [Bar(row.name, row.value, row.before) for row in rows]
    places = [row for row in rows if row.pk is not None]
    none = [row.name for row in places if not row.value]
    words = f"{counted(len(places) - len(none), noun, plural)} with approved entries."
    words += f" None in {several(none)}." if none else ""
    return Block(
        name,
        title,
        words,
        [noun.capitalize(), *BOTH, "Individuals", "Individuals before"],
        [[row.name, *beside(row, row.value, row.before), *people(row)] for row in rows],
        partial(bars_spec, title, words, bars),
    )


def people(row: Row) -> list[Cell]:
    """Return the cells of the people reached at a place, and of those before."""
    return [Cell(row.individuals, row.individuals_href), Cell(row.individuals_before, row.individuals_before_href)]


# Reach ------------------------------------------------------------------------------------------------------------


def by_audience(figures: Figures) -> list[Block]:
    """Return a block for each way of counting: what is counted differently never stands in one chart."""
    found = [
        audience_block(figures, group, list(rows)) for group, rows in groupby(figures.reach, lambda row: row.group)
    ]
    return found or [audience_block(figures, "Individuals", [])]


def audience_block(figures: Figures, group: str, rows: list[ReachRow]) -> Block:
    name, title = WAYS[group]
    words = of_reach(figures, group)
    return Block(
        name,
        title,
        words,
        ["Audience", *BOTH, "Entries"],
        [[row.audience, *beside(row, row.number, row.before), row.entries] for row in rows],
        partial(bars_spec, title, words, [Bar(row.audience, row.number, row.before) for row in rows]),
        note=figures.numbers[name].hint,
        empty="No entry of this period or the one before says how many it reached.",
    )


def reach_by_month(figures: Figures) -> Iterator[Block]:
    """Yield whom the entries reached as individuals, month by month; of one month alone it would say nothing new."""
    rows = [row for row in figures.reach if row.group == "Individuals" and row.number]
    if not rows or len(figures.reach_by_month) < 2:
        return
    title = "People reached, counted as individuals, by month and audience"
    counts = [(one.month, {row.audience: one.reach.get(row.key, 0) for row in rows}) for one in figures.reach_by_month]
    parts = stretches(counts)
    columns = [Column(part.label, part.counts) for part in parts]
    unit = f"{parts[0].unit.capitalize()} that reached the most people"
    words = most_of([(part.name, sum(part.counts.values()), 0) for part in parts], unit)
    yield Block(
        "reach-by-month",
        title,
        words,
        ["Month", *(row.audience for row in rows)],
        [
            [
                Cell(date_format(one.month, "F Y"), one.href),
                *(Cell(one.reach.get(row.key), one.hrefs.get(row.key, "")) for row in rows),
            ]
            for one in figures.reach_by_month
        ],
        partial(columns_spec, title, words, columns),
    )


# Outcomes, networks, readiness, silence ---------------------------------------------------------------------------


def outcomes(figures: Figures) -> list[Block]:
    whole_number = sum(row.value for row in figures.outcomes)
    if not whole_number:
        return []
    title = "Anticipated outcomes against their targets"
    met = next((row.value for row in figures.outcomes if row.word == "met"), 0)
    words = f"{met:,} of {counted(whole_number, 'anticipated outcome')} {'has' if met == 1 else 'have'} met the target."
    bars = [Bar(row.label, row.value, row.before) for row in figures.outcomes]
    rows: Rows = [[row.label, *beside(row, row.value, row.before)] for row in figures.outcomes]
    return [Block("outcomes", title, words, ["Standing", *BOTH], rows, partial(bars_spec, title, words, bars))]


def networks(figures: Figures) -> list[Block]:
    if not figures.networks:
        return []
    title = "Members of networks, listed by name"
    words = of_networks(figures)
    bars = [Bar(row.name, row.members, row.before) for row in figures.networks]
    rows: Rows = [
        [
            Cell(row.name, row.href),
            row.members,
            row.before,
            difference(row.members, row.before),
            Cell(row.headcount or "–", note=row.headcount_on),
        ]
        for row in figures.networks
    ]
    return [
        Block(
            "networks",
            title,
            words,
            ["Network", "At the end of the period", "Of the period before", "Change", "Counted, in the source’s words"],
            rows,
            # A chart of nothing says less than its table.
            partial(bars_spec, title, words, bars) if any(bar.now or bar.before for bar in bars) else None,
            note="Members listed by name and counted figures are two things, and are never added up.",
        )
    ]


def readiness(figures: Figures) -> list[Block]:
    if not figures.ready:
        return []
    with_plan = sum(row.has_plan for row in figures.ready)
    have = "has" if 1 in {with_plan, len(figures.ready)} else "have"
    words = (
        f"{with_plan:,} of {counted(len(figures.ready), *PLACES['authority'][1:])} {have} a community response plan."
    )
    rows: Rows = [
        [
            Cell(row.authority, row.href),
            "yes" if row.has_plan else "no",
            date_format(row.rehearsed_on, "j F Y") if row.rehearsed_on else "never",
            f"{row.sectors} of 5",
            f"{row.support} of 6",
            row.places,
        ]
        for row in figures.ready
    ]
    header = ["Local authority", "Plan", "Last rehearsed", "Sectors", "Kinds of support", "Places"]
    return [Block("readiness", "Community response plans", words, header, rows)]


def silent(figures: Figures) -> list[Block]:
    if not figures.silent_pilots:
        return []
    words = f"{counted(len(figures.silent_pilots), 'pilot')} at work logged nothing for 30 days."
    rows: Rows = [
        [Cell(row.name, row.href), date_format(row.last_on, "j F Y") if row.last_on else "never"]
        for row in figures.silent_pilots
    ]
    return [Block("silent-pilots", "Nothing logged for 30 days", words, ["Pilot", "Last entry"], rows)]
