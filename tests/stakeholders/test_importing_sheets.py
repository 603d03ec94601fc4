"""Lists of contacts as people keep them, and as nobody should: read, left out, or refused with what to do."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholders.importing.reading import read_contacts
from stakeholders.importing.template_sheet import headings
from vru_portal import spreadsheets
from vru_portal.sheets.tables import RefusedSheet

from .lists import HEADER, PAT, SAM, cells, csv_file, refused, xlsx_file

both_kinds = pytest.mark.parametrize("file", [csv_file, xlsx_file], ids=["csv", "xlsx"])
PAT_READ = {
    "name": "Pat Example",
    "role": "Youth worker",
    "organisation": "Moat House Community Trust",
    "email": "pat@example.org",
    "telephone": "07700 900101",
}


# Lists as people keep them ----------------------------------------------------------------------------------------


@both_kinds
def test_rows_are_read_under_the_headings_of_the_template(file):
    assert cells(file(HEADER, PAT))[0] == PAT_READ


@both_kinds
@pytest.mark.parametrize(
    "header",
    [
        ["NAME", "job title", "organization", "Email", "phone"],
        ["Full name", "Position", "Agency", "E-Mail", "Tel."],
        ["Contact name", "Post", "Employer", "Contact email", "Contact number"],
        [" Contact ", "Role:", "Organisation name", "Email address (work)", "Telephone number"],
        ["FullName", "JobTitle", "Org", "e_mail", "PhoneNumber"],
    ],
)
def test_headings_may_be_written_in_many_ways(file, header):
    assert cells(file(header, PAT))[0] == PAT_READ


@both_kinds
def test_title_and_notes_may_stand_above_the_headings(file):
    sheet = read_contacts(file(["Members of the network"], [None], ["As of January"], HEADER, PAT))
    assert sheet.columns.header_row == 4
    assert [(row.number, row.cells) for row in sheet.rows] == [(5, PAT_READ)]


@both_kinds
def test_columns_that_have_no_place_are_left_out_and_told(file):
    sheet = read_contacts(file([*HEADER, "Notes", None], [*PAT, "likes tea", "x"]))
    assert sheet.columns.left_out == ["F (“Notes”)", "G (no heading)"]
    assert sheet.rows[0].cells == PAT_READ


@both_kinds
def test_blank_rows_and_blank_cells_do_no_harm(file):
    assert len(cells(file(HEADER, PAT, [None] * 5, ["  ", None, "", None, None], SAM))) == 2


@both_kinds
def test_line_ends_tabs_and_invisible_characters_become_spaces(file):
    assert cells(file(["Name"], ["Pat\u200b \u00a0Example"]))[0] == {"name": "Pat Example"}


def test_numbers_and_days_of_a_worksheet_are_read_as_people_write_them():
    header = ["Name", "Phone", "Mobile", "Joined", "May be listed"]
    row = ["Pat Example", 2476012345, 7700900101.0, datetime(2021, 4, 3, 0, 0), True]
    assert cells(xlsx_file(header, row)) == [
        {
            "name": "Pat Example",
            "telephone": "02476012345",
            "mobile": "07700900101",
            "joined_on": "2021-04-03",
            "may_be_listed": "yes",
        }
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_may_be_separated_by_any_mark(delimiter):
    assert cells(csv_file(HEADER, PAT, delimiter=delimiter))[0] == PAT_READ


def test_telephone_with_the_code_of_the_country_is_no_formula():
    for number in ("+44 7700 900101", "+44(0)7700 900101", "'+44 7700 900101"):
        assert cells(csv_file(["Name", "Phone"], ["Pat Example", number]))[0]["telephone"] == number.strip("'")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_the_portal_writes_it_reads(kind):
    rows = [["Pat Example", "Youth worker", "", "", "", "", "pat@example.org", "+44 7700 900101"]]
    response = spreadsheets.response(kind, "contacts", headings(), rows)
    file = SimpleUploadedFile(f"contacts.{kind}", b"".join(response.streaming_content))
    assert cells(file)[0]["telephone"] == "+44 7700 900101"


def test_two_thousand_rows_with_fifteen_columns_are_read():
    rows = [[f"Person {number}", *["text"] * 12] for number in range(2_000)]
    header = ["Name", "Role", "Organisation", "Email", "Phone", *[f"Column {letter}" for letter in "abcdefgh"]]
    assert len(cells(xlsx_file(header, *rows))) == 2_000
    inline = spreadsheets.response("xlsx", "contacts", header, rows)
    assert len(cells(SimpleUploadedFile("a.xlsx", b"".join(inline.streaming_content)))) == 2_000


# Cells that say what is wrong with them --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (date(2021, 4, 3), "is a date"),
        (time(9, 30), "is a time"),
        (timedelta(hours=9), "is a time"),
        (True, "is TRUE or FALSE"),
        ("#N/A", "has an error in it, such as #N/A"),
        ("=A1&B1", "has a formula that was never worked out. Copy the column and paste it as values"),
    ],
)
def test_cell_that_is_no_text_is_told_beside_its_column(cell, fault):
    sheet = read_contacts(xlsx_file(["Name", "Job title"], ["Pat Example", cell]))
    assert sheet.rows[0].faults == {"role": fault}


def test_text_that_starts_like_a_formula_is_told():
    def write(book):
        book.active["A2"].value = "=cmd()"
        book.active["A2"].data_type = "s"

    assert read_contacts(xlsx_file(["Name"], ["x"], change=write)).rows[0].faults == {"name": "starts like a formula"}


# Sheets that are refused ------------------------------------------------------------------------------------------


@both_kinds
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Age", "ages"),
        ("Age at referral", "ages"),
        ("Date of Birth", "dates of birth"),
        ("D.O.B.", "dates of birth"),
        ("DOB", "dates of birth"),
        ("dateOfBirth", "dates of birth"),
        ("Birthday", "dates of birth"),
        ("NHS number", "NHS numbers"),
        ("UPN", "pupil numbers"),
        ("ULN", "learner numbers"),
        ("Year group", "school years"),
        ("School year", "school years"),
        ("Tutor group", "school years"),
    ],
)
def test_column_about_young_people_refuses_the_sheet(file, heading, kind):
    messages = refused(file([*HEADER, heading], [*PAT, "x"]))
    assert len(messages) == 1
    assert f"Column F looks like {kind}. The portal keeps no ages" in messages[0]


@both_kinds
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Jordan (14)", "it holds a name with an age"),
        ("DOB 01/02/2010", "it holds a date of birth"),
        ("943 476 5919", "it holds an NHS number"),
        ("A801200001001", "it holds a pupil number"),
    ],
)
def test_column_that_is_left_out_is_refused_for_what_its_cells_say(file, cell, kind):
    assert f"Column F looks like {kind}." in refused(file([*HEADER, "Notes"], [*PAT, cell]))[0]


def test_unknown_column_of_days_long_ago_is_taken_for_birthdays():
    rows = [[*PAT, date(2009, 5, day)] for day in (1, 2, 3)]
    assert "Column F looks like dates of birth" in refused(xlsx_file([*HEADER, "When"], *rows))[0]
    recent = [[*PAT, date.today() - timedelta(days=400)]]
    assert read_contacts(xlsx_file([*HEADER, "When"], *recent)).columns.left_out == ["F (“When”)"]


@both_kinds
def test_sheet_without_headings_is_refused(file):
    messages = refused(file(PAT, SAM))
    assert "Name the columns as in the template" in messages[0]


@both_kinds
def test_sheet_with_headings_only_is_refused(file):
    assert refused(file(HEADER)) == ["The sheet has headings but nothing under them"]


@both_kinds
def test_two_columns_of_one_kind_are_refused(file):
    messages = refused(file(["Name", "Email", "E-mail address"], ["Pat Example", "a@example.org", "b@example.org"]))
    assert messages == [
        "Row 1: Two columns, B and C, are both taken for “E-mail address”. Leave one of them, or give the other a"
        " different heading"
    ]


@both_kinds
@pytest.mark.parametrize("rows", [[], [[None]], [[" "]]])
def test_empty_sheet_is_refused(file, rows):
    assert refused(file(*rows)) in (["The sheet is empty"], ["The selected file is empty"])


@both_kinds
@pytest.mark.parametrize("count", [2_001, 30_000])
def test_sheet_of_too_many_rows_is_refused(file, count):
    assert refused(file(["Name"], *[["x"]] * count)) == [
        "The sheet has more than 2,000 rows. Divide it into several files"
    ]


def test_wide_sheet_is_refused():
    assert refused(csv_file(["Name"], ["x"] * 300)) == [
        "The sheet has too many columns. Leave only those of the template"
    ]


def test_worksheets_beside_the_list_are_refused():
    def add(book):
        book.create_sheet()["A1"] = "Young people"

    messages = refused(xlsx_file(HEADER, PAT, change=add))
    assert len(messages) == 1
    assert messages[0].endswith("perhaps hidden ones. Leave only the list of contacts")


def test_hidden_worksheet_row_or_column_is_refused():
    def hide_sheet(book):
        book.active.sheet_state = "hidden"
        book.create_sheet()

    def hide_row(book):
        book.active.row_dimensions[3].hidden = True

    def hide_column(book):
        book.active.column_dimensions["D"].hidden = True

    words = ["The worksheet is hidden", "Row 3: the row is hidden", "Column D is hidden"]
    for change, said in zip((hide_sheet, hide_row, hide_column), words, strict=True):
        assert said in refused(xlsx_file(HEADER, PAT, SAM, change=change))[0]


def test_merged_cells_are_refused():
    messages = refused(xlsx_file(HEADER, PAT, SAM, change=lambda book: book.active.merge_cells("C2:C3")))
    assert any("cells are merged" in message for message in messages)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", "Name\nZoë".encode("cp1252"), "CSV UTF-8"),
        ("a.csv", "Name\nPat".encode("utf-16"), "CSV UTF-8"),
        ("a.csv", b"Name\n=HYPERLINK(1)", "formulas"),
        ("a.csv", b"Name,Role\nPat,@SUM(A1)", "formulas"),
        ("a.csv", b'Name\n"Pat', "quotation mark"),
        ("a.csv", b"Name\n<script>alert(1)</script>", "web page code"),
        ("a.csv", b"Name\nPat\x00", "text in UTF-8"),
        ("a.csv", b"Name\n" + b"x\n" * 1_500_000, "too large for a list of contacts"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
        ("a.xlsx", b"Name\nPat", "not what its name says"),
        ("a.xls", b"Name\nPat", "must be a CSV or XLSX"),
        ("a.ods", b"Name\nPat", "must be a CSV or XLSX"),
        ("a.xlsm", b"Name\nPat", "must be a CSV or XLSX"),
        ("a.vcf", b"BEGIN:VCARD", "must be a CSV or XLSX"),
    ],
)
def test_file_that_is_no_list_is_refused(name, data, words):
    assert words in refused(SimpleUploadedFile(name, data))[0]


def zipped(changes):
    """Return a good workbook with some of its parts changed."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file(HEADER, PAT).read())) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda text: text)(old.read(name).decode()))
        for name in set(changes) - set(old.namelist()):
            new.writestr(name, changes[name](""))
    return SimpleUploadedFile("contacts.xlsx", result.getvalue())


SHEET = "xl/worksheets/sheet1.xml"
ATTACKS = {
    "a bomb": lambda: zipped({"xl/media/zeros.bin": lambda _: "\0" * 120 * 1024**2}),
    "macros": lambda: zipped({"xl/vbaProject.bin": lambda _: "macro"}),
    "entities": lambda: zipped(
        {SHEET: lambda text: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text[text.index("<worksheet") :]}
    ),
    "cut short": lambda: SimpleUploadedFile("a.xlsx", xlsx_file(HEADER, PAT).read()[:-300]),
    "a row far down": lambda: zipped({SHEET: lambda text: text.replace('<row r="2"', '<row r="99999999"')}),
    "blank rows": lambda: zipped(
        {SHEET: lambda text: text.replace("<sheetData>", "<sheetData>" + "<row/>" * 1_000_000)}
    ),
    "a long text": lambda: zipped({SHEET: lambda text: text.replace("<t>", f"<t>{'9' * 50_000_000}")}),
    "links to a file elsewhere": lambda: zipped(
        {
            "xl/externalLinks/externalLink1.xml": lambda _: (
                "<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>"
            )
        }
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_workbook_is_refused_or_does_no_harm(attack):
    with suppress(RefusedSheet):
        assert cells(ATTACKS[attack]()) == [PAT_READ]
    if attack != "links to a file elsewhere":
        assert refused(ATTACKS[attack]())


@both_kinds
def test_refusal_repeats_no_cell(file):
    secret = "Zanzibar Quux"
    for rows in ([[secret], [secret]], [[*HEADER, "DOB"], [*PAT, secret]], [["Name", "Name"], [secret, secret]]):
        assert "zanzibar" not in " ".join(refused(file(*rows))).lower()


# Whatever comes --------------------------------------------------------------------------------------------------

anything = st.one_of(st.integers(), st.floats(), st.booleans(), st.dates(), st.text(max_size=20), st.none())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(anything, max_size=6), max_size=6))
def test_random_worksheet_is_read_or_refused(rows):
    book = openpyxl.Workbook()
    with suppress(openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
        for row in [HEADER, *rows]:
            book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    with suppress(RefusedSheet):
        for row in read_contacts(SimpleUploadedFile("a.xlsx", data.getvalue())).rows:
            assert all(isinstance(text, str) and "\x00" not in text for text in row.cells.values())


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
def test_random_bytes_are_read_or_refused(data, name):
    with suppress(RefusedSheet):
        read_contacts(SimpleUploadedFile(name, data))
