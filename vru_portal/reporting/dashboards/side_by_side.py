"""What the dashboard of a region shows of its authorities: side by side on one scale, per resident, and on a map.

They stand in the order of their names, whatever their figures: this is no league table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.utils.formats import date_format

from vru_portal.access.models import User
from vru_portal.quarters import Period, end_of_month

from ..areas import Area
from ..maps.known import Known, known_of
from .blocks import Block, Cell
from .figures import Figures
from .links import list_address
from .multiples import Panel, Rate, multiples_spec, rates_spec
from .numbers import Row
from .region_map import NONE_STARTS, map_of
from .sentences import counted, several
from .stretches import stretches

PER = 10_000
NO_POPULATION = "No population of a local authority is recorded, so nothing is shown per 10,000 residents."
Months = dict[tuple[int, date], int]


def region_blocks(user: User, area: Area, figures: Figures) -> list[Block]:
    """Return the blocks that compare the authorities of a region; none for another area. One query."""
    if area.kind != "region" or not area.authorities:
        return []
    known = known_of(user, area)
    return [
        map_of(area, figures, known),
        by_month(figures, figures.by_authority, known),
        *per_resident(figures, known),
    ]


# Side by side -----------------------------------------------------------------------------------------------------


def by_month(figures: Figures, found: Months, known: dict[int, Known]) -> Block:
    months = [row.month for row in figures.by_month]
    title = "Approved activity in each local authority by month, all on one scale"
    words = compared(figures.places)
    panels = [Panel(row.name, counts_of(row, months, found)) for row in figures.places]
    return Block(
        "side-by-side",
        title,
        words,
        ["Local authority", *(date_format(month, "M Y") for month in months), "All", "The period before"],
        [] if figures.is_empty else [monthly_row(figures, row, months, found) for row in figures.places],
        partial(multiples_spec, title, words, panels),
        note=few_rates(figures, known),
        empty=NONE_STARTS,
    )


def counts_of(row: Row, months: Sequence[date], found: Months) -> list[tuple[str, int]]:
    parts = stretches([(month, {"all": found.get((row.pk or 0, month), 0)}) for month in months])
    return [(part.label, part.counts["all"]) for part in parts]


def monthly_row(figures: Figures, row: Row, months: Sequence[date], found: Months) -> list[Cell]:
    numbers = [Cell(found.get((row.pk or 0, month), 0), in_month(figures, row, month)) for month in months]
    return [Cell(row.name), *numbers, Cell(row.value, row.href), Cell(row.before, row.before_href)]


def in_month(figures: Figures, row: Row, month: date) -> str:
    """Return the list of an authority's entries in the part of a month that lies in the period."""
    part = Period(max(month, figures.period.start), min(end_of_month(month), figures.period.end))
    return list_address(figures.area, part, authority=row.pk)


def compared(rows: Sequence[Row]) -> str:
    """Return in how many authorities there was more, less, or as much as in the period before."""
    ways = {
        "more entries than": sum(row.value > row.before for row in rows),
        "fewer entries than": sum(row.value < row.before for row in rows),
        "as many entries as": sum(row.value == row.before for row in rows),
    }
    told = [(f"{counted(number, 'authority', 'authorities')} had", what) for what, number in ways.items() if number]
    if not told:
        return ""
    (who, what), *others = told
    # What is compared is said once.
    return f"{several([f'{who} {what} in the period before', *(f'{who} {short(what)}' for who, what in others)])}."


def short(what: str) -> str:
    return what.partition(" entries")[0]


# Per resident -----------------------------------------------------------------------------------------------------


def per_resident(figures: Figures, known: dict[int, Known]) -> list[Block]:
    """Return the block of entries per 10,000 residents, where the population of most authorities is known."""
    rates = rates_in(figures, known)
    lacking = [one.name for one in rates if one.rate is None]
    if is_mostly_unknown(rates):
        return []
    title = f"Approved entries per {PER:,} residents"
    words = f"Known for {counted(len(rates) - len(lacking), 'authority', 'authorities')} of {len(rates)}."
    words += f" The population is not recorded for {several(lacking)}." if lacking else ""
    return [
        Block(
            "per-resident",
            title,
            words,
            ["Local authority", "Approved entries", "Residents", f"Per {PER:,} residents"],
            [] if figures.is_empty else [rate_row(row, known) for row in figures.places],
            partial(rates_spec, title, words, rates),
            note="An entry is one activity, however many people it reached.",
            empty=NONE_STARTS,
        )
    ]


def rates_in(figures: Figures, known: dict[int, Known]) -> list[Rate]:
    return [Rate(row.name, rate_of(row, known)) for row in figures.places]


def is_mostly_unknown(rates: Sequence[Rate]) -> bool:
    return 2 * sum(one.rate is not None for one in rates) < max(len(rates), 1)


def few_rates(figures: Figures, known: dict[int, Known]) -> str:
    """Return in one sentence what is known per 10,000 residents, where that is too little for a chart."""
    rates = rates_in(figures, known)
    found = [f"{one.name} ({one.rate:,.1f})" for one in rates if one.rate is not None]
    if not is_mostly_unknown(rates):
        return ""
    return f"Entries per {PER:,} residents are known of {several(found)} alone." if found else NO_POPULATION


def rate_of(row: Row, known: dict[int, Known]) -> float | None:
    population = known[row.pk].population if row.pk in known else None
    return PER * row.value / population.number if population else None


def rate_row(row: Row, known: dict[int, Known]) -> list[Cell]:
    population, rate = known[row.pk].population if row.pk in known else None, rate_of(row, known)
    residents = Cell(population.wording, note=population.origin) if population else Cell(None)
    return [Cell(row.name), Cell(row.value, row.href), residents, Cell(None if rate is None else f"{rate:,.1f}")]
