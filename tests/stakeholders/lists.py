"""Lists of made-up contacts, as files that somebody uploads."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stakeholders.importing.reading import read_contacts
from vru_portal.sheets.tables import RefusedSheet

HEADER = ["Name", "Job or role", "Organisation", "E-mail address", "Telephone"]
PAT = ["Pat Example", "Youth worker", "Moat House Community Trust", "pat@example.org", "07700 900101"]
SAM = ["Sam Sample", "Head of year", "Blue Coat Academy", "sam@example.org", "024 7601 2345"]


def csv_file(*rows, delimiter=",", name="contacts.csv"):
    text = "\n".join(delimiter.join("" if cell is None else f'"{cell}"' for cell in row) for row in rows)
    return SimpleUploadedFile(name, text.encode())


def xlsx_file(*rows, change=lambda book: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    data = io.BytesIO()
    book.save(data)
    return SimpleUploadedFile("contacts.xlsx", data.getvalue())


def cells(file):
    """Return the cells of each row that is read."""
    return [row.cells for row in read_contacts(file).rows]


def refused(file):
    with pytest.raises(RefusedSheet) as refusal:
        read_contacts(file)
    return refusal.value.messages


def answers(authority, file, /, **given):
    """Return the upload form as a browser sends it."""
    review = {"review_on_day": "", "review_on_month": "", "review_on_year": ""}
    basis = {"lawful_basis": "public_task", "review_on": "2027-01-10"}
    return {"authority": authority.pk, "sheet": file, **review, **basis, **given}


def upload(client, authority, *rows, file=None, **given):
    """Upload rows under the usual headings, or a file, and return the answer."""
    return client.post(reverse("contact_import"), answers(authority, file or csv_file(HEADER, *rows), **given))


def confirm(client, page, action="confirm"):
    """Press a button of the preview."""
    sealed = page.context["sealed"]
    return client.post(reverse("contact_import"), {"sheet-keeper": sealed, "action": action})


def outcomes(page):
    """Return what the preview says of each row, by its number."""
    return {outcome.number: outcome for outcome in page.context["preview"].outcomes}


def problems(page):
    """Return what is wrong, by row."""
    return page.context["preview"].problems
