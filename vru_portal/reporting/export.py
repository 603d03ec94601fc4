"""The board, and the results behind it, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import prefetch_related_objects

from interventions.outcomes.record_list import UNITS, rounded
from interventions.outcomes.results import Result
from interventions.outcomes.statistics import Pooled
from vru_portal.dates import in_words

from .comparisons import Comparison
from .completeness import ITEMS
from .what_works import TypeFigures

TYPES = [
    "Intervention type",
    "Prevention level",
    "Themes",
    "Rating",
    "Impact on violent crime",
    "Evidence quality (0 to 5)",
    "Cost rating (1 to 3)",
    "Source of the rating",
    "Source read",
    "Evidence gap",
    "Measure to use",
    "Interventions",
    "Pilots",
    "Where",
    "Reach",
    "People (individuals)",
    "People (attendances)",
    "Hours",
    "Approved entries",
    "Entries with hours",
    "Cost per person reached (pounds)",
    "Interventions that this is over",
    "Approved outcome records",
    "Pilots with an approved outcome record",
    "Outcomes",
    *[f"Interventions with {item.name}" for item in ITEMS],
    "Address",
]
# Columns that the export of the list of records has, too, are named as they are there.
RESULTS = [
    "Intervention type",
    "Measure",
    "Lower is better",
    "Local authority",
    "Pilot",
    "Intervention",
    "What is counted",
    "Group",
    "First day",
    "Last day",
    "People the figures are about",
    "What they say",
    "Before",
    "After",
    "Unit",
    "Mean change",
    "95% interval from",
    "95% interval to",
    "Before, 95% interval from",
    "Before, 95% interval to",
    "After, 95% interval from",
    "After, 95% interval to",
    "Standardised effect",
    "Taken together with others",
    "Address",
]
TOGETHER = "Together (random effects)"


def type_rows(figures: list[TypeFigures]) -> Iterator[list]:
    """Yield a row for each type. What is not known is empty, never 0."""
    prefetch_related_objects([one.type for one in figures], "themes")
    for one in figures:
        yield [*evidence_cells(one), *delivery_cells(one), *outcome_cells(one), address_of(one.type)]


def evidence_cells(one: TypeFigures) -> list:
    of = one.type
    return [
        of.name,
        of.get_prevention_level_display(),
        "; ".join(theme.name for theme in of.themes.all()),
        one.rating,
        of.get_impact_display(),
        of.evidence_quality,
        of.cost,
        of.evidence_source,
        in_words(of.evidence_read_on),
        one.gap,
        str(of.suggested_measure or ""),
    ]


def delivery_cells(one: TypeFigures) -> list:
    places = [(place.authority.name, [each.pilot.name for each in place.pilots]) for place in one.places]
    return [
        len(one.works),
        one.pilots,
        "; ".join(f"{authority}: {', '.join(pilots)}" for authority, pilots in places),
        "; ".join(str(row) for row in one.done.reach),
        one.done.individuals,
        one.done.attendances,
        one.done.hours,
        one.done.entries,
        one.done.timed if one.done.entries else None,
        one.cost.per_person,
        one.cost.known,
    ]


def outcome_cells(one: TypeFigures) -> list:
    said = [f"{each.measure}: {' '.join(each.sentences)}" for each in one.comparisons]
    return [one.records, one.measured_pilots, " ".join(said), *[known.number for known in one.completeness]]


def result_rows(figures: list[TypeFigures]) -> Iterator[list]:
    """Yield a row for each result, as this reader may see it, and one for those that are taken together."""
    for one in figures:
        for comparison in one.comparisons:
            yield from (result_row(one, comparison, result) for result in comparison.results)
            if comparison.pooled:
                yield pooled_row(one, comparison, comparison.pooled)


def result_row(one: TypeFigures, comparison: Comparison, result: Result) -> list:
    record = result.record
    intervals = [result.interval, result.before_interval, result.after_interval]
    ends = [end for each in intervals for end in ((each.low, each.high) if each else (None, None))]
    return [
        *named(one, comparison),
        record.authority.name,
        record.pilot.name,
        str(record.intervention or ""),
        "" if result.is_hidden else record.what_is_counted,
        result.group,
        *result.period,
        result.n,
        result.sentence,
        *map(rounded, [result.before, result.after]),
        UNITS[comparison.measure.kind],
        *map(rounded, [result.change, *ends, result.effect]),
        bool(comparison.pooled and result in comparison.comparable),
        f"{settings.SITE_URL}{record.get_absolute_url()}",
    ]


def pooled_row(one: TypeFigures, comparison: Comparison, pooled: Pooled) -> list:
    """Return what several results say together, in the columns of a result."""
    no_place, no_period, no_sides = [""] * 4, [None] * 2, [None] * 2
    change, no_intervals_nor_effect = [pooled.estimate, pooled.low, pooled.high], [None] * 5
    start = [*named(one, comparison), *no_place, TOGETHER, *no_period, comparison.people, comparison.together]
    figures = [*no_sides, UNITS[comparison.measure.kind], *map(rounded, change), *no_intervals_nor_effect]
    return [*start, *figures, "", address_of(one.type)]


def named(one: TypeFigures, comparison: Comparison) -> list:
    return [one.type.name, str(comparison.measure), not comparison.measure.higher_is_better]


def address_of(of) -> str:
    return f"{settings.SITE_URL}{of.get_absolute_url()}"
