"""Shows the results of a comparison: as a forest plot where there are changes of a scale, and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from interventions.outcomes.charts import ForestRow, forest_spec
from interventions.outcomes.results import Result
from vru_portal.charts import svg_for_any_width

from .comparisons import Comparison
from .result_table import Cell, Row, row_of, together

UNIT = "points"


@dataclass(frozen=True)
class Shown:
    """A comparison with its table and its forest plot; the plot is empty where no change can be drawn."""

    comparison: Comparison
    plot: SafeString | str
    rows: list[Row]
    together: Cell | None


def shown(comparisons: Iterable[Comparison]) -> list[Shown]:
    """Return each comparison with what the page shows of it."""
    return [shown_of(one) for one in comparisons]


def shown_of(one: Comparison) -> Shown:
    pooled = together(one.pooled) if one.pooled else None
    return Shown(one, plot_of(one), [row_of(result) for result in one.results], pooled)


def plot_of(comparison: Comparison) -> SafeString | str:
    """Return the forest plot of a comparison, empty where it has no change of a scale."""
    drawn = [result for result in comparison.results if comparison.is_scale and result.change is not None]
    if not drawn:
        return ""
    measure = comparison.measure
    make = partial(forest_spec, forest_rows(drawn), comparison.pooled, str(measure), UNIT, measure.higher_is_better)
    return svg_for_any_width(lambda width: make(width=width))


def forest_rows(results: Sequence[Result]) -> list[ForestRow]:
    """Return a line for each result, named by its pilot; of a pilot with several, by the group too."""
    several = Counter(result.record.pilot_id for result in results)
    return [forest_row(result, several[result.record.pilot_id] > 1) for result in results]


def forest_row(result: Result, is_one_of_several: bool) -> ForestRow:
    record, interval = result.record, result.interval
    about = record.group_label if is_one_of_several else record.authority.name
    return ForestRow(
        f"{record.pilot.name}, {about}",
        result.n,
        float(result.change or 0),
        interval.low if interval else None,
        interval.high if interval else None,
    )
