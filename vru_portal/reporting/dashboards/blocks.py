"""The blocks of a dashboard: each a chart with what it says in words, its table and its downloads.

A block is made into HTML once for what is in it, and kept: a page that is shown again draws and renders nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from vru_portal.charts import KEPT_SECONDS, Spec, svg_for_any_width
from vru_portal.charts import VERSION as DRAWING

# Counts the changes to the template of a block, and to how charts of the same figures are specified.
VERSION = 1
TEMPLATE = "reporting/dashboards/_block.html"


class Cell(NamedTuple):
    """A cell of a table: what it says, None where nothing is recorded, and the list of what it counts."""

    value: str | int | None
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Block:
    """One chart of a dashboard. The first cell of each row names it.

    ``name`` is the chart's in addresses. ``spec`` makes the specification for a width, from the title, the table and
    ``data`` alone, since these are what the picture is kept under; a block without it is a table. ``empty`` is said
    instead of a chart where there is no row.
    """

    name: str
    title: str
    sentence: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell | str | int | None]]
    spec: Callable[[int], Spec] | None = None
    data: Any = None
    note: str = ""
    empty: str = "Nothing was recorded in this period."

    @property
    def cells(self) -> list[list[Cell]]:
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in self.rows]

    @property
    def values(self) -> list[list[str | int | None]]:
        """The rows of its table as a spreadsheet holds them."""
        return [[cell.value for cell in row] for row in self.cells]

    @property
    def has_chart(self) -> bool:
        return self.spec is not None and bool(self.rows)

    def key(self, address: str, query: str) -> str:
        """Return under what its HTML is kept, on the page at an address."""
        parts = [self.name, self.title, self.sentence, self.header, self.rows, self.data, self.note, self.empty]
        told = json.dumps([VERSION, DRAWING, address, query, *parts], default=str)
        return f"block-{sha256(told.encode()).hexdigest()}"


def shown(blocks: Iterable[Block], address: str, query: str) -> dict[str, SafeString]:
    """Return the HTML of each block by its name; ``query`` is what its downloads are asked for with."""
    kept = {block.key(address, query): block for block in blocks}
    pictures = caches["pictures"]
    found = pictures.get_many(kept)
    for key, block in kept.items():
        if key not in found:
            found[key] = rendered(block, address, query)
            pictures.set(key, found[key], KEPT_SECONDS)
    # What is kept there has been escaped by the template.
    return {block.name: mark_safe(found[key]) for key, block in kept.items()}  # noqa: S308


def rendered(block: Block, address: str, query: str) -> str:
    picture = svg_for_any_width(block.spec) if block.spec and block.rows else ""
    return str(render_to_string(TEMPLATE, {"block": block, "picture": picture, "address": address, "query": query}))
