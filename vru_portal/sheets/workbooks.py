"""An XLSX file as rows of cells: openpyxl reads the values once the markup has been scanned."""

import io
import warnings
import zipfile
from typing import Any
from xml.parsers import expat

from vru_portal import documents

from .markup import Scan, Scanner
from .tables import EMPTY_SHEET, Cell, Expected, Fault, RefusedSheet, Row, Table, Unreadable, refuse

LONGEST_WORKSHEET = 3 * 1024 * 1024
LONGEST_OTHER_PART = 1024 * 1024
PIECE = 64 * 1024

HIDDEN_SHEET = "The worksheet is hidden. Show it and check what it holds, or delete it"
ERROR = Unreadable("has an error in it, such as #N/A")
NO_RESULT = Unreadable("has a formula that was never worked out. Copy the column and paste it as values")


def workbook_table(data: bytes, expected: Expected) -> Table:
    """Return what is in the only worksheet that holds something. RefusedSheet says why it cannot be read.

    ``data`` has passed ``vru_portal.files.check_upload``.
    """
    try:
        scan = _only_filled([found for found in _scans(data, expected) if found.rows], expected)
        return Table(_values(data, scan, expected), scan.faults())
    except (RefusedSheet, MemoryError):
        raise
    except Exception:  # hostile bytes may raise anything inside a decoder; what it says may quote a cell
        raise RefusedSheet([Fault(0, documents.DAMAGED)]) from None


def _only_filled(filled: list[Scan], expected: Expected) -> Scan:
    if len(filled) != 1:
        refuse(expected.several_worksheets if filled else EMPTY_SHEET)
    return filled[0]


def _scans(data: bytes, expected: Expected) -> list[Scan]:
    """Return what each worksheet says, whatever its part is called, whether or not the workbook lists it."""
    scans, listed, work_left = [], 0, expected.most_work
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for entry in parts.infolist():
            scanner = Scanner(expected, work_left)
            with parts.open(entry) as part:
                _feed(scanner, part)
            listed, work_left = listed + scanner.listed, scanner.work_left
            scans += [scanner.scan] if scanner.scan else []
    # openpyxl reads a worksheet as often as the workbook lists it.
    if listed * (expected.most_work - work_left) > 2 * expected.most_work:
        refuse(expected.several_worksheets)
    return scans


def _feed(scanner: Scanner, part: Any) -> None:
    size = 0
    try:
        while piece := part.read(PIECE):
            scanner.parser.Parse(piece)
            size += len(piece)
            if size > (LONGEST_WORKSHEET if scanner.scan else LONGEST_OTHER_PART):
                refuse(scanner.expected.too_large)
        scanner.parser.Parse(b"", True)
    except expat.ExpatError:
        # A picture is no markup, nor need it be.
        if scanner.scan:
            raise


def _values(data: bytes, scan: Scan, expected: Expected) -> dict[int, Row]:
    # It takes a quarter of a second and 24 MB to import, and only who uploads a workbook needs it.
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's warnings quote cells
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = [(sheet, _rows(sheet, scan)) for sheet in book.worksheets]
        finally:
            book.close()
    filled = [(sheet, found) for sheet, found in rows if found]
    if len(filled) > 1:
        refuse(expected.several_worksheets)
    if any(sheet.sheet_state != "visible" for sheet, _ in filled):
        refuse(HIDDEN_SHEET)
    return filled[0][1] if filled else {}


def _rows(sheet: Any, scan: Scan) -> dict[int, Row]:
    """Return the filled cells of a worksheet of openpyxl's, whatever size it claims to have."""
    sheet.reset_dimensions()
    rows: dict[int, Row] = {}
    for cells in sheet.iter_rows(max_col=max(scan.columns)):
        for cell in cells:
            value = _value(cell, scan)
            if value is not None and value != "":
                rows.setdefault(cell.row, {})[cell.column] = value
    return rows


def _value(cell: Any, scan: Scan) -> Cell:
    if cell.value is None:
        is_there = hasattr(cell, "row") and (cell.row, cell.column) in scan.without_result
        return NO_RESULT if is_there else None
    if cell.data_type == "e":
        return ERROR
    return cell.value.strip() if isinstance(cell.value, str) else cell.value
