"""What the markup of an XLSX file says that openpyxl does not: merged and hidden cells, formulas without a result.

It also counts what would keep openpyxl busy, which trusts the sizes that a file claims.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from xlsxwriter.utility import xl_cell_to_rowcol

from .tables import Expected, Fault, column_letter, refuse

LETTERS_LIKE_AN_ELEMENT = 20
LONGEST_ATTRIBUTE = 1_000  # openpyxl takes the square of the length of a number format
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
COLUMNS_CHECKED = 40  # those with something in them; hostile markup may hide columns again and again
PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.ASCII)
TRUE = {"1", "true"}

HIDDEN_COLUMN = "Column {} is hidden. Show it and check what it holds, or delete it"
HIDDEN_ROW = "the row is hidden. Show it and check what it holds, or delete it"
MERGED = "cells are merged from this row on. Unmerge them: each person has one row"


@dataclass
class Scan:
    """What one worksheet says in its markup: which cells hold something, which are hidden, which are merged."""

    rows: set[int] = field(default_factory=set)  # those with something in them, and so the columns
    columns: set[int] = field(default_factory=set)
    without_result: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged_from: list[int] = field(default_factory=list)
    rows_start_hidden: bool = False

    def faults(self) -> list[Fault]:
        first = sorted(self.columns)[:COLUMNS_CHECKED]
        hidden = [column for column in first if any(low <= column <= high for low, high in self.hidden_columns)]
        return [
            *(Fault(0, HIDDEN_COLUMN.format(column_letter(column))) for column in hidden),
            *(Fault(row, HIDDEN_ROW) for row in self.hidden_rows & self.rows),
            *(Fault(row, MERGED) for row in self.merged_from),
        ]


class Damaged(Exception):
    """The markup is not that of a worksheet."""


class Scanner:
    """Feeds a part of the file to expat, which keeps nothing; ``scan`` is None where the part is no worksheet."""

    def __init__(self, expected: Expected, work_left: int) -> None:
        self.expected = expected
        self.work_left = work_left
        self.listed = 0
        self.scan: Scan | None = None
        self.is_first = True
        self.row = self.column = 0
        self.has_formula = self.has_value = self.in_value = self.is_text = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: Any) -> None:
        raise Damaged

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._count(tag, attributes)
        if self.is_first:
            self.is_first = False
            self.scan = Scan() if tag == "worksheet" else None
        elif self.scan and tag in STARTS:
            STARTS[tag](self, self.scan, attributes)

    def _count(self, tag: str, attributes: dict[str, str]) -> None:
        lengths = [len(value) for value in attributes.values()]
        self.work_left -= 1 + sum(lengths) // LETTERS_LIKE_AN_ELEMENT
        self.listed += tag == "sheet"
        if self.work_left < 0 or (not self.scan and max(lengths, default=0) > LONGEST_ATTRIBUTE):
            refuse(self.expected.too_large)

    def text(self, text: str) -> None:
        self.has_value = self.has_value or self.in_value

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in {"v", "t"}:
            self.in_value = False
        elif tag == "c" and self.scan:
            self._end_of_cell(self.scan)

    def _end_of_cell(self, scan: Scan) -> None:
        # A formula whose result is a text of no length leaves the cell blank.
        if not self.has_value and (self.is_text or not self.has_formula):
            return
        scan.rows.add(self.row)
        scan.columns.add(self.column)
        if not self.has_value:
            scan.without_result.add((self.row, self.column))
        if len(scan.rows) > self.expected.most_rows + 1:
            refuse(self.expected.too_many_rows)
        if self.column > self.expected.most_columns:
            refuse(self.expected.too_many_columns)

    # What each element of a worksheet says ------------------------------------------------------------------------

    def on_row(self, scan: Scan, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        # openpyxl drops rows that go back, and would fill with blank ones up to a row that no spreadsheet has.
        if not self.row < number <= LAST_ROW:
            raise Damaged
        self.row, self.column = number, 0
        if _is_hidden(attributes, "ht", otherwise=scan.rows_start_hidden):
            scan.hidden_rows.add(number)

    def on_cell(self, scan: Scan, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        row, column = _row_and_column(place) if place else (self.row, self.column + 1)
        if row != self.row or not self.column < column <= LAST_COLUMN:
            raise Damaged
        self.column = column
        self.has_formula = self.has_value = self.in_value = False
        self.is_text = attributes.get("t") == "str"

    def on_formula(self, scan: Scan, attributes: dict[str, str]) -> None:
        self.has_formula = True

    def on_value(self, scan: Scan, attributes: dict[str, str]) -> None:
        self.in_value = True

    def on_column(self, scan: Scan, attributes: dict[str, str]) -> None:
        if _is_hidden(attributes, "width"):
            scan.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def on_format(self, scan: Scan, attributes: dict[str, str]) -> None:
        scan.rows_start_hidden = attributes.get("zeroHeight") in TRUE

    def on_merge(self, scan: Scan, attributes: dict[str, str]) -> None:
        scan.merged_from.append(_row_and_column(attributes["ref"].partition(":")[0])[0])


STARTS = {
    "row": Scanner.on_row,
    "c": Scanner.on_cell,
    "f": Scanner.on_formula,
    "v": Scanner.on_value,
    "t": Scanner.on_value,
    "col": Scanner.on_column,
    "sheetFormatPr": Scanner.on_format,
    "mergeCell": Scanner.on_merge,
}


def _row_and_column(place: str) -> tuple[int, int]:
    if not PLACE.fullmatch(place):
        raise Damaged
    row, column = xl_cell_to_rowcol(place)
    return row + 1, column + 1


def _is_hidden(attributes: dict[str, str], size: str, otherwise: bool = False) -> bool:
    is_hidden = attributes["hidden"] in TRUE if "hidden" in attributes else otherwise
    return is_hidden or float(attributes.get(size, 1)) == 0
