"""From an uploaded file to a table: CSV or XLSX, checked by content before anything reads it."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from vru_portal.files import check_upload, clean_name

from .tables import EMPTY_SHEET, Expected, Fault, RefusedSheet, Table, csv_table, refuse
from .workbooks import workbook_table

# 5,000 pairs of scores need a tenth of this, 2,000 contacts a third.
LONGEST_SHEET = 2 * 1024 * 1024
READERS = {".csv": csv_table, ".xlsx": workbook_table}

WRONG_TYPE = "The selected file must be a CSV or XLSX"


def read_table(uploaded: UploadedFile, expected: Expected) -> Table:
    """Return what is in an uploaded sheet. RefusedSheet says why it cannot be read.

    The table's own ``faults``, such as hidden rows, are the caller's to raise with those of its own.
    """
    reader = READERS.get(PurePosixPath(clean_name(uploaded.name or "")).suffix)
    if reader is None:
        refuse(WRONG_TYPE)
    if (uploaded.size or 0) > LONGEST_SHEET:
        refuse(f"{expected.too_large}. It can have up to {expected.most_rows:,} rows")
    table = reader(_checked(uploaded), expected)
    if not table.rows:
        refuse(EMPTY_SHEET)
    return table


def _checked(uploaded: UploadedFile) -> bytes:
    try:
        return check_upload(uploaded).content.read()
    except ValidationError as error:
        # Not chained to anything: what raised in between may quote a cell.
        raise RefusedSheet([Fault(0, message) for message in error.messages]) from None
