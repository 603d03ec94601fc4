"""Reading a list of contacts: each filled row under the headings as plain text by column.

What a cell says goes to its owner's own preview, nowhere else: into no log and no exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import UploadedFile

from vru_portal.names import visible
from vru_portal.sheets.reading import read_table
from vru_portal.sheets.tables import Cell, Expected, RefusedSheet, Row, Unreadable

from .columns import Columns, columns_of

MOST_ROWS = 2_000
CONTACTS = Expected(
    most_rows=MOST_ROWS,
    most_columns=60,
    most_work=160_000,  # enough for all rows with 15 filled columns
    too_large="The selected file is too large for a list of contacts. Copy its columns into a new workbook, and try"
    " again",
    too_many_rows=f"The sheet has more than {MOST_ROWS:,} rows. Divide it into several files",
    too_many_columns="The sheet has too many columns. Leave only those of the template",
    several_worksheets="The workbook has several worksheets with something in them, perhaps hidden ones. Leave only the"
    " list of contacts",
)
DATES = {"agreed_on", "confirmed_on", "review_on", "joined_on"}
NUMBERS = {"telephone", "mobile"}
# The portal's own CSV files put an apostrophe before what a spreadsheet would take for a formula.
MARKED = re.compile(r"'(?=[\s\"']*[=+\-@|%])")

DATE = "is a date"
TIME = "is a time"
TRUTH = "is TRUE or FALSE"
FORMULA = "starts like a formula"


@dataclass
class SheetRow:
    """One row of the sheet: the text of its filled cells by column, and what is wrong with those that have none."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """What a list of contacts says, before anything is held against what is stored."""

    columns: Columns
    rows: list[SheetRow]


def read_contacts(uploaded: UploadedFile) -> Sheet:
    """Return the rows of an uploaded list. RefusedSheet has what is wrong with the sheet as a whole."""
    table = read_table(uploaded, CONTACTS)
    columns = columns_of(table)
    if columns is None or table.faults:
        raise RefusedSheet(table.faults)
    return Sheet(columns, list(_rows(table.rows, columns)))


def _rows(rows: dict[int, Row], columns: Columns) -> Iterator[SheetRow]:
    for number, row in rows.items():
        if number > columns.header_row and any(column in row for column in columns.of.values()):
            yield _row(number, row, columns)


def _row(number: int, row: Row, columns: Columns) -> SheetRow:
    read = SheetRow(number, {})
    for key, column in columns.of.items():
        try:
            if text := text_of(key, row.get(column)):
                read.cells[key] = text
        except ValueError as error:
            read.faults[key] = str(error)
    return read


def text_of(key: str, cell: Cell) -> str:
    """Return a cell of a known column as one line of text; ValueError goes on from "Column C"."""
    if isinstance(cell, Unreadable):
        raise ValueError(cell.why)
    if isinstance(cell, bool):
        if key == "may_be_listed":
            return "yes" if cell else "no"
        raise ValueError(TRUTH)
    if isinstance(cell, date):
        if key not in DATES:
            raise ValueError(DATE)
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, time | timedelta):
        raise ValueError(TIME)
    if isinstance(cell, int | float):
        return _number(key, cell)
    return _plain(cell or "")


def _number(key: str, number: int | float) -> str:
    text = format(number, ".15g")
    # Spreadsheets drop the zero with which a telephone number begins.
    return f"0{text}" if key in NUMBERS and re.fullmatch(r"[1-9]\d{8,9}", text) else text


def _plain(text: str) -> str:
    text = visible(MARKED.sub("", text, count=1) if MARKED.match(text) else text)
    if text.startswith("="):
        raise ValueError(FORMULA)
    return text
