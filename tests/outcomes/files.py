"""Sheets of made-up scores, as files that somebody uploads."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interventions.outcomes.sheets import RefusedSheet, Scale, read_scores

METRIC = ["7.00", "9.51", "11.25", "12.40", "13.33", "14.08", "14.75", "15.32", "15.84", "16.36", "16.88", "17.43"]
METRIC += ["17.98", "18.59", "19.25", "19.98", "20.73", "21.54", "22.35", "23.21", "24.11", "25.03", "26.02", "27.03"]
METRIC += ["28.13", "29.31", "30.70", "32.55", "35.00"]
SWEMWBS = Scale(Decimal(7), Decimal(35), conversion={raw: Decimal(score) for raw, score in enumerate(METRIC, 7)})
RAW = Scale(Decimal(0), Decimal(30))
POINTS = Scale(Decimal(0), Decimal(10), whole_numbers=False)

HEADER = ["before", "after"]
GOOD = [[20, 25], [7, 35], [21, 21]]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def csv_file(*rows, delimiter=","):
    text = "\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return upload(text.encode())


def upload(data, name="scores.csv"):
    return SimpleUploadedFile(name, data)


def xlsx_file(*rows, change=lambda book: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    return upload(saved(book), "scores.xlsx")


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rewritten(part, change):
    """Return a good XLSX file, of which one part is changed."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file(HEADER, *GOOD).read())) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
    return upload(result.getvalue(), "scores.xlsx")


def with_sheet(markup):
    return rewritten("xl/worksheets/sheet1.xml", lambda _: f"<worksheet {MAIN}>{markup}</worksheet>")


def refused(file, scale=RAW):
    with pytest.raises(RefusedSheet) as refusal:
        read_scores(file, scale)
    return refusal.value.messages
