"""Reading a sheet of anonymous scores: one row a person, one column before and one after.

Nothing of it is stored or logged, and no message repeats what a cell says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite

from django.core.files.uploadedfile import UploadedFile

from vru_portal.sheets.reading import read_table
from vru_portal.sheets.tables import Cell, Expected, Fault, RefusedSheet, Row, Table, Unreadable, column_letter

from .headings import score_columns
from .statistics import Pair

__all__ = ["Fault", "RefusedSheet", "Scale", "read_scores"]

MOST_ROWS = 5_000
SCORES = Expected(
    most_rows=MOST_ROWS,
    most_columns=200,
    most_work=80_000,  # enough for all rows with seven filled columns
    too_large="The selected file is too large for a sheet of scores. Copy the two columns into a new workbook, and try"
    " again",
    too_many_rows=f"The sheet has more than {MOST_ROWS:,} rows. Type the summary of a larger group instead",
    too_many_columns="The sheet has too many columns. Leave only two: before, after",
    several_worksheets="The workbook has several worksheets with something in them, perhaps hidden ones. Leave only the"
    " scores",
)
NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?", re.ASCII)
COMMA = re.compile(r"[+-]?\d{1,12},\d{1,12}", re.ASCII)

TEXT = "is text, not a number"
DECIMAL_COMMA = "has a comma: use a point, like 20.5"
DATE = "is a date or a time, not a number"
TRUTH = "is TRUE or FALSE, not a number"
NO_NUMBER = "is not a number"
NOT_WHOLE = "is not a whole number"
UNPAIRED = "there is a score {} and none {}. Leave out whoever was measured only once"
NO_SCORES = "The sheet has headings but no scores under them"
GROUP_OF_ONE = "The sheet has one pair of scores. A group of one is a person: the portal keeps no record about one"


@dataclass(frozen=True)
class Scale:
    """The scores that a measure can have, and what each whole raw score is converted to, if it is."""

    lowest: Decimal
    highest: Decimal
    whole_numbers: bool = True
    conversion: Mapping[int, Decimal] | None = None

    def score(self, cell: Cell) -> Decimal:
        """Return the score, converted, of a cell with a number or its text; ValueError goes on from "Column A"."""
        number = _number(cell)
        if not self.lowest <= number <= self.highest:
            raise ValueError(f"is not between {self.lowest:f} and {self.highest:f}")
        is_whole = number == number.to_integral_value()
        if not is_whole and (self.whole_numbers or self.conversion):
            raise ValueError(NOT_WHOLE)
        if not self.conversion:
            return number
        if int(number) not in self.conversion:
            raise ValueError("has no entry in the conversion table of the measure")
        return self.conversion[int(number)]


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, str):
        if COMMA.fullmatch(cell.strip()):
            raise ValueError(DECIMAL_COMMA)
        if not NUMBER.fullmatch(cell.strip()):
            raise ValueError(TEXT)
        return Decimal(cell.strip())
    if isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell):
        # Spreadsheets count to 15 digits: 0.1 + 0.2 is kept as 0.30000000000000004, and means 0.3.
        return Decimal(format(cell, ".15g"))
    raise ValueError(_why_no_number(cell))


def _why_no_number(cell: Cell) -> str:
    if isinstance(cell, Unreadable):
        return cell.why
    if isinstance(cell, date | time | timedelta):
        return DATE
    return TRUTH if isinstance(cell, bool) else NO_NUMBER


def read_scores(uploaded: UploadedFile, scale: Scale) -> list[Pair]:
    """Return the scores of each person, before and after, converted. RefusedSheet has every fault of the sheet."""
    table = read_table(uploaded, SCORES)
    columns = score_columns(table)
    pairs = list(_pairs(table, columns, scale)) if columns else []
    if columns and len(pairs) < 2 and not table.faults:
        table.faults.append(Fault(0, GROUP_OF_ONE if pairs else NO_SCORES))
    if table.faults:
        # Not chained to anything: what raised in between may quote a cell.
        raise RefusedSheet(table.faults)
    return pairs


def _pairs(table: Table, columns: tuple[int, int], scale: Scale) -> Iterator[Pair]:
    for number, row in table.rows.items():
        if number == 1 or not any(column in row for column in columns):
            continue
        scores, faults = _scores(row, columns, scale)
        table.faults += [Fault(number, fault) for fault in faults]
        if not faults:
            yield scores[0], scores[1]


def _scores(row: Row, columns: tuple[int, int], scale: Scale) -> tuple[list[Decimal], list[str]]:
    """Return the scores of a row, and what is wrong with it."""
    scores, faults = [], []
    for column, name, other in zip(columns, ("before", "after"), ("after", "before"), strict=True):
        if column not in row:
            faults.append(UNPAIRED.format(other, name))
            continue
        try:
            scores.append(scale.score(row[column]))
        except ValueError as error:
            faults.append(f"column {column_letter(column)} ({name}) {error}")
    return scores, faults
