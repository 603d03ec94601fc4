"""What can be taken away from a dashboard: a chart as a picture, its table, and all figures as one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from vru_portal import charts
from vru_portal.charts import WIDE
from vru_portal.quarters import Period

from ..areas import Area
from .blocks import Block
from .charts import with_heading
from .figures import Figures

FIGURES = ["Area", "First day", "Last day", "What", "This period", "The period before", "Unit", "How it is counted"]
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
TABLES = {"csv", "xlsx"}


def block_called(name: str, blocks: Sequence[Block]) -> Block:
    """Return the block of that name; Http404 where the dashboard has none, or nothing to show in it."""
    for block in blocks:
        if block.name == name and block.rows:
            return block
    raise Http404


def file_name(figures: Figures, what: str) -> str:
    return file_name_of(figures.area, figures.period, what)


def file_name_of(area: Area, period: Period, what: str) -> str:
    return slugify(f"{area.name} {period.slug} {what}")


def picture(figures: Figures, block: Block, kind: str, note: str) -> HttpResponse:
    """Return a chart as a file of its own, with its title, area and period in it; ``kind`` is "svg" or "png".

    ``note`` says which of its numbers must not leave the team.
    """
    if block.spec is None:
        raise Http404
    spec = with_heading(block.spec(WIDE), figures.area.name, figures.period.label, note)
    drawn = charts.png(spec) if kind == "png" else charts.svg(spec)
    name = f"{file_name(figures, block.name)}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(drawn, content_type=PICTURES[kind], headers=headers)


def figure_rows(figures: Figures, note: str) -> Iterator[list[Any]]:
    """Yield every figure of a dashboard, one a row, then the ``note`` if there is one. What is not recorded is empty,
    never 0.
    """
    where = [figures.area.name, figures.period.start, figures.period.end]
    for number in figures.numbers.values():
        yield [*where, number.label, number.value, number.before, number.unit, number.hint]
    for kind in figures.kinds:
        yield [*where, f"Activities: {kind.name}", kind.value, kind.before, "entries", ""]
    for place in figures.places:
        yield [*where, f"Activities in {place.name}", place.value, place.before, "entries", ""]
    for row in figures.reach:
        yield [*where, f"{row.group}: {row.audience}", row.number, row.before, row.group.lower(), ""]
    for network in figures.networks:
        yield [*where, f"Members listed by name: {network.name}", network.members, network.before, "members", ""]
    for outcome in figures.outcomes:
        yield [*where, f"Anticipated outcomes: {outcome.label}", outcome.value, outcome.before, "outcomes", ""]
    if note:
        yield [note]
