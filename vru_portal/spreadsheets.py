"""CSV and XLSX files that show what they hold and run nothing.

Cells may be text, numbers, dates, times of day with a date (shown in the portal's time zone), truth values ("Yes",
"No") or None. Text changes only so: characters that no spreadsheet can hold are left out and line ends become one
line feed; in CSV, what a spreadsheet would take for a formula gets an apostrophe in front; in XLSX, where text is
always a text cell, what is longer than a cell is cut with a mark.
"""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import IO, Any

import xlsxwriter
from defusedcsv import csv
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
CUT_MARK = " … (cut)"
LONGEST_SHEET = 1_048_576
SHEET_CUT = "More rows than a sheet holds: the CSV file has them all"
NARROWEST, WIDEST = 9, 60
EXACT = 10**15  # Excel keeps 15 digits.
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900, so that earlier dates shift by a day.
DATE = "d mmmm yyyy"

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Leading white space, invisible characters and quotation marks do not make a formula harmless.
FORMULA = re.compile("[\\s\"'\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\\-@|%＝＋－＠﹢﹣﹦﹫−]|[\t\r\n]")


class Echo:
    """A file that hands back what is written to it, so that a row leaves as soon as it is made."""

    def write(self, text: str) -> str:
        return text


def response(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return a table as a download of the kind that the address names, "csv" or "xlsx"."""
    return {"csv": csv_response, "xlsx": xlsx_response}[kind](name, header, rows)


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Stream a CSV file, in UTF-8 with the mark by which Excel knows it. ``name`` is without ".csv"."""
    response = StreamingHttpResponse(_csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(name)}.csv"'
    return response


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return an Excel workbook of one sheet. ``name`` is without ".xlsx"."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it when it has been sent)
    _write_workbook(file, header, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_file_name(name)}.xlsx", content_type=XLSX)


def _file_name(name: str) -> str:
    """Leave letters, digits, points, hyphens and underscores, in ASCII: safe in a header and on any disk."""
    ascii_name = name.encode("ascii", "ignore").decode()[:100]
    return get_valid_filename(f"x{ascii_name}")[1:].strip("._") or "export"


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    # Quoted text stays one cell where the spreadsheet's separator is a semicolon, too.
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff"
    for row in chain([header], rows):
        yield writer.writerow([_csv_cell(cell) for cell in row])


def _csv_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def _plain(value: Any) -> Any:
    """Return the value as None, a finite number, a date, a local date and time, or text that can be written."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if value is None or isinstance(value, date) or isinstance(value, int | float | Decimal) and isfinite(value):
        return value
    return UNWRITABLE.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")


def _write_workbook(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": DATE}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        heading, moment = book.add_format({"bold": True}), book.add_format({"num_format": f"{DATE} hh:mm"})
        widths: dict[int, int] = defaultdict(lambda: NARROWEST)
        for number, row in enumerate(chain([header], _that_fit(rows))):
            for column, value in enumerate(map(_xlsx_cell, row)):
                special = heading if number == 0 else moment if isinstance(value, datetime) else None
                _write_cell(sheet, number, column, value, special)
                widths[column] = max(widths[column], _width(value))
        for column, width in widths.items():
            sheet.set_column(column, column, width)


def _that_fit(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield as many rows as a sheet holds under its header, the last one saying so where there are more."""
    source = iter(rows)
    yield from islice(source, LONGEST_SHEET - 2)
    last = list(islice(source, 2))
    yield from last if len(last) < 2 else [[SHEET_CUT]]


def _xlsx_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, date) and value.timetuple() < FIRST_DAY.timetuple():
        return value.isoformat()
    if isinstance(value, int | Decimal) and not -EXACT < value < EXACT:
        return str(value)
    return _cut(value) if isinstance(value, str) else value


def _cut(text: str) -> str:
    """Cut what is longer than a cell, which counts in UTF-16: an emoji is two."""
    # Without shared strings, xlsxwriter copies text in these tags into the sheet as markup.
    text = f" {text}" if text.startswith("<r>") else text
    wide = text.encode("utf-16-le")
    if len(wide) <= 2 * LONGEST_CELL:
        return text
    return wide[: 2 * (LONGEST_CELL - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, special: Format | None) -> None:
    """Write by the type of the value, never by what its text looks like."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, special)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, special)
    elif value is not None:
        sheet.write_number(row, column, value, special)


def _width(value: Any) -> int:
    if isinstance(value, date):
        return len("30 September 2021 00:00")
    return min(max(map(len, str(value).split("\n"))) + 2, WIDEST)
