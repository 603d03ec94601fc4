"""The blocks of a dashboard: each a chart with what it says in words, its table and its downloads.

A block is made into HTML once for what is in it, and kept: a page that is shown again draws and renders nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from vru_portal.charts import VERSION as DRAWING
from vru_portal.charts import Spec, keep, kept, svg_for_any_width

# Counts the changes to the template of a block, and to how charts of the same figures are specified.
VERSION = 9
TEMPLATE = "reporting/dashboards/_block.html"


class Cell(NamedTuple):
    """A cell of a table: what it says, None where nothing is recorded, and the list of what it counts.

    ``words`` are what a page shows instead of the value, such as a change with its sign.
    """

    value: str | int | None
    href: str = ""
    note: str = ""
    words: str | None = None

    @property
    def shown(self) -> str:
        if self.words is not None:
            return self.words
        return f"{self.value:,}" if isinstance(self.value, int) else str(self.value)


Rows = Sequence[Sequence[Cell | str | int | None]]


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
    rows: Rows
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

    @property
    def data_of_picture(self) -> list[Any]:
        return [self.name, self.title, self.sentence, self.header, self.rows, self.data, self.note, self.empty]


@dataclass(frozen=True)
class Piece:
    """A part of a page that is made from its data alone, and so kept as HTML under them."""

    name: str
    data: Any
    make: Callable[[], str]

    @property
    def key(self) -> str:
        told = json.dumps([VERSION, DRAWING, self.name, self.data], default=str)
        return f"piece-{sha256(told.encode()).hexdigest()}"


def piece_of(block: Block, address: str, query: str) -> Piece:
    """Return a block as a part of the page at an address; ``query`` is what its downloads are asked for with."""
    return Piece(block.name, [address, query, *block.data_of_picture], lambda: rendered(block, address, query))


def shown(pieces: Sequence[Piece]) -> list[SafeString]:
    """Return the HTML of each piece, made anew only where it is not kept."""
    keys = [piece.key for piece in pieces]
    found = kept(keys)
    for key, piece in zip(keys, pieces, strict=True):
        if key not in found:
            found[key] = piece.make()
            keep(key, found[key])
    # Templates made it, and escaped what is in it.
    return [mark_safe(found[key]) for key in keys]  # noqa: S308


def rendered(block: Block, address: str, query: str) -> str:
    picture = svg_for_any_width(block.spec) if block.spec and block.rows else ""
    return str(render_to_string(TEMPLATE, {"block": block, "picture": picture, "address": address, "query": query}))
