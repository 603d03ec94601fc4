"""CSV and XLSX read back: what went in comes out, and nothing in it runs."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from vru_portal import spreadsheets
from vru_portal.spreadsheets import CUT_MARK, LONGEST_CELL, UNWRITABLE, csv_response, xlsx_response

HEADER = ["Title", "What happened"]
DANGEROUS = "=+-@|%\t\r\n＝＋－＠"
ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+44 7700 900123",
    "-2",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "  =1+1",
    '"=1+1',
    "'=1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "\x1f=1+1",
    "%0A=1",
    "|cmd",
]


def csv_text(header, rows):
    return b"".join(csv_response("Log", header, rows)).decode("utf-8-sig")


def csv_rows(header, rows):
    return list(csv.reader(io.StringIO(csv_text(header, rows), newline="")))


def xlsx_bytes(header, rows):
    return b"".join(xlsx_response("Log", header, rows))


def sheet_of(header, rows):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(header, rows))).active


def as_written(text):
    return UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_no_text_is_a_formula_in_csv(attack):
    [cell] = csv_rows(["Title"], [[attack]])[1]
    assert cell == "'" + as_written(attack)


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_no_text_is_a_formula_in_xlsx_and_none_is_changed(attack):
    cell = sheet_of(["Title"], [[attack]])["A2"]
    assert (cell.data_type, cell.value) == ("s", as_written(attack))


def test_headers_are_made_safe_as_well():
    assert csv_rows(["=1+1"], [])[0] == ["'=1+1"]
    assert sheet_of(["=1+1"], [])["A1"].data_type == "s"


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_comes_back_from_csv_but_for_the_documented_changes(text):
    [cell, after] = csv_rows(HEADER, [[text, "after"]])[1]
    assert after == "after"
    assert cell in (as_written(text), "'" + as_written(text))
    assert not cell or cell[0] not in DANGEROUS


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=20))
def test_any_text_comes_back_from_xlsx_but_for_the_documented_changes(texts):
    sheet = sheet_of(["Title"], [[text] for text in texts])
    for number, text in enumerate(texts, start=2):
        cell = sheet.cell(number, 1)
        assert cell.data_type in ("s", "n" if as_written(text) == "" else "s")
        assert (cell.value or "") == as_written(text)
        assert cell.hyperlink is None


@pytest.mark.parametrize(
    "text",
    [
        "🙂👩‍👩‍👧",
        "שלום, עולם",
        "مرحبا بالعالم",
        "Zażółć gęślą jaźń",
        'He said "hi", then left',
        "a,b;c\td",
        "line 1\nline 2",
    ],
)
def test_emoji_scripts_quotes_and_line_ends_come_back(text):
    assert csv_rows(["Title"], [[text]])[1] == [text]
    assert sheet_of(["Title"], [[text]])["A2"].value == text


def test_numbers_and_dates_are_numbers_and_dates():
    moment = datetime(2021, 7, 12, 13, 30, tzinfo=UTC)
    row = [-2, 385, 2.5, Decimal("-1.25"), date(2021, 3, 12), moment, None, True]
    assert csv_text(["A"] * 8, [row]).splitlines()[1] == '-2,385,2.5,-1.25,"2021-03-12","2021-07-12 14:30","","Yes"'
    cells = list(sheet_of(["A"] * 8, [row]).iter_rows(min_row=2))[0]
    assert [cell.value for cell in cells[:4]] == [-2, 385, 2.5, -1.25]
    assert cells[4].is_date
    assert cells[4].value == datetime(2021, 3, 12)
    assert cells[4].number_format == "d mmmm yyyy"
    assert cells[5].value == datetime(2021, 7, 12, 14, 30)
    assert [cells[6].value, cells[7].value] == [None, "Yes"]


def test_values_that_a_sheet_cannot_hold_become_text():
    row = [float("nan"), float("inf"), 12345678901234567890, date(1899, 1, 1), datetime(1850, 1, 1, tzinfo=UTC)]
    cells = list(sheet_of(["A"] * 5, [row]).iter_rows(min_row=2))[0]
    assert [cell.value for cell in cells[:4]] == ["nan", "inf", "12345678901234567890", "1899-01-01"]
    assert cells[4].value.startswith(("1849", "1850"))
    assert csv_rows(["A"] * 5, [row])[1][0] == "nan"


def test_addresses_do_not_become_links():
    data = xlsx_bytes(["Title"], [["https://example.org/"], ["mailto:ann@example.org"], ["internal:A1"]])
    assert b"hyperlink" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "text", ["<r></c><c r='B9'><f>1+1</f></c></r>", "<r><t>x</t></r>", "<t>&amp;</t>", "]]>", "&#61;1"]
)
def test_markup_in_text_stays_text(text):
    sheet = sheet_of(["Title"], [[text]])
    assert sheet["A2"].value.strip() == text
    assert sheet.dimensions == "A1:A2"


def test_text_that_looks_like_an_escape_of_the_format_stays_text():
    assert unescape(sheet_of(["Title"], [["_x0041_"]])["A2"].value) == "_x0041_"


@pytest.mark.parametrize("character", ["x", "🙂"])
def test_text_longer_than_a_cell_is_cut_with_a_mark(character):
    value = sheet_of(["Title"], [[character * 100_000]])["A2"].value
    assert value.endswith(character + CUT_MARK)
    assert LONGEST_CELL - 1 <= len(value.encode("utf-16-le")) / 2 <= LONGEST_CELL
    assert csv_rows(["Title"], [[character * 100_000]])[1] == [character * 100_000]


def test_text_as_long_as_a_cell_is_whole():
    assert sheet_of(["Title"], [["x" * LONGEST_CELL]])["A2"].value == "x" * LONGEST_CELL


@pytest.mark.parametrize(("rows", "last"), [(3, 3), (4, 4), (5, spreadsheets.SHEET_CUT), (9, spreadsheets.SHEET_CUT)])
def test_a_sheet_that_is_full_says_so(monkeypatch, rows, last):
    monkeypatch.setattr(spreadsheets, "LONGEST_SHEET", 5)
    sheet = sheet_of(["Number"], [[number + 1] for number in range(rows)])
    assert sheet.max_row == min(rows, 4) + 1
    assert sheet.cell(sheet.max_row, 1).value == last


def test_the_header_is_bold_and_stays_in_sight_and_columns_fit():
    sheet = sheet_of(HEADER, [["A title of thirty characters!!", "x" * 5_000]])
    assert sheet.freeze_panes == "A2"
    assert [cell.font.b for cell in sheet[1]] == [True, True]
    assert not sheet["A2"].font.b
    assert 30 <= sheet.column_dimensions["A"].width <= 34
    assert 60 <= sheet.column_dimensions["B"].width <= 61


def test_csv_leaves_row_by_row():
    made = []

    def rows():
        for number in range(3):
            made.append(number)
            yield [number]

    parts = iter(csv_response("Log", ["Number"], rows()))
    assert next(parts) == b"\xef\xbb\xbf"
    assert next(parts) == b'"Number"\r\n'
    assert made == []
    assert next(parts) == b"0\r\n"
    assert made == [0]


def test_an_empty_export_is_a_header():
    assert csv_rows(HEADER, []) == [HEADER]
    assert [cell.value for cell in sheet_of(HEADER, [])[1]] == HEADER


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Activities in Coventry", "Activities_in_Coventry"),
        ("../../etc/passwd", "etcpasswd"),
        ('a"b\r\nSet-Cookie: x', "abSet-Cookie_x"),
        ("St James' Ward", "St_James_Ward"),
        ("🙂", "export"),
        ("", "export"),
        ("..", "export"),
    ],
)
def test_file_names_are_safe_in_a_header(name, expected):
    assert f'"{expected}.csv"' in csv_response(name, ["A"], [])["Content-Disposition"]
    assert f'"{expected}.xlsx"' in xlsx_response(name, ["A"], [])["Content-Disposition"]


def test_files_say_what_they_are():
    assert csv_response("Log", ["A"], [])["Content-Type"] == "text/csv; charset=utf-8"
    response = xlsx_response("Log", ["A"], [])
    assert response["Content-Type"] == spreadsheets.XLSX
    assert int(response["Content-Length"]) == len(b"".join(response))
