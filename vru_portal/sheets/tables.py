"""A sheet as rows of cells, or the reasons why it is none. Nothing here knows what a cell means.

No message repeats what a cell says: it may be a name.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NoReturn

from xlsxwriter.utility import xl_col_to_name

MOST_LINES = 100_000
FAULTS_SHOWN = 20
DELIMITERS = ",;\t"

EMPTY_SHEET = "The sheet is empty"
BROKEN_QUOTES = "The sheet has a quotation mark without its pair, or a very long cell. Remove it and try again"


@dataclass(frozen=True)
class Expected:
    """What a sheet is expected to be: how large, how much work to read, and what refuses one that is not.

    ``most_work``: elements of markup; openpyxl takes up to 25 microseconds for one.
    """

    most_rows: int
    most_columns: int
    most_work: int
    too_large: str
    too_many_rows: str
    too_many_columns: str
    several_worksheets: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, counted as the spreadsheet counts them; row 0 is the whole sheet."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.message}" if self.row else self.message


class RefusedSheet(Exception):
    """The sheet cannot be read. ``faults`` are the first of its faults, by row, and ``more`` counts the other rows that
    have some."""

    def __init__(self, faults: list[Fault]) -> None:
        faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.row)
        self.faults = faults[:FAULTS_SHOWN]
        self.more = len({fault.row for fault in faults} - {fault.row for fault in self.faults})
        super().__init__(*self.messages)

    @property
    def messages(self) -> list[str]:
        """Return the faults in words, and how many more rows have some."""
        rows = "row" if self.more == 1 else "rows"
        return [*map(str, self.faults), *([f"and {self.more:,} more {rows}"] if self.more else [])]


@dataclass(frozen=True)
class Unreadable:
    """A cell without a value: ``why`` goes on from "Column A"."""

    why: str


Cell = str | int | float | bool | date | time | timedelta | Unreadable | None
Row = dict[int, Cell]


@dataclass
class Table:
    """The rows that hold something, by number, each the cells that do, by column; both count from 1."""

    rows: dict[int, Row]
    faults: list[Fault] = field(default_factory=list)


def column_letter(column: int) -> str:
    """Return what spreadsheets call a column, which counts from 1."""
    return xl_col_to_name(column - 1)


def refuse(message: str, row: int = 0) -> NoReturn:
    """Raise RefusedSheet with one fault."""
    raise RefusedSheet([Fault(row, message)])


def csv_table(data: bytes, expected: Expected) -> Table:
    """Return what is in a CSV file in UTF-8, separated by commas, semicolons or tabs."""
    text = data.decode("utf-8-sig")
    try:
        return Table(dict(_rows_of(text, expected)))
    except csv.Error:
        refuse(BROKEN_QUOTES)


def _rows_of(text: str, expected: Expected) -> Iterator[tuple[int, Row]]:
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    filled = 0
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
        row: Row = {column: cell for column, cell in enumerate(map(str.strip, cells), 1) if cell}
        filled += bool(row)
        if filled > expected.most_rows + 1 or number > MOST_LINES:
            refuse(expected.too_many_rows)
        if max(row, default=0) > expected.most_columns:
            refuse(expected.too_many_columns)
        if row:
            yield number, row
