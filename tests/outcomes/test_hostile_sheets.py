"""Files made to keep the portal busy, and whatever else may come: read or refused, in little time and memory."""

import io
import time
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interventions.outcomes.sheets import RefusedSheet, read_scores

from .files import GOOD, HEADER, MAIN, RAW, csv_file, refused, rewritten, upload, with_sheet, xlsx_file

ROW = "<c><v>1</v></c><c><v>2</v></c>"
DAMAGED = "The selected file is damaged or incomplete. Try again with another copy"


@pytest.mark.parametrize(
    "markup",
    [
        f'<sheetData><row r="5">{ROW}</row><row r="2">{ROW}</row></sheetData>',
        f'<sheetData><row r="5">{ROW}</row><row r="5">{ROW}</row></sheetData>',
        f'<sheetData><row r="99999999999">{ROW}</row></sheetData>',
        f'<sheetData><row r="x">{ROW}</row></sheetData>',
        '<sheetData><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A9"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>77</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row></sheetData>",
        '<sheetData><row r="1"><c r="A1"><v>NaN</v></c></row></sheetData>',
        f'<sheetData><row>{ROW}</row></sheetData><mergeCells><mergeCell ref="nonsense"/></mergeCells>',
        f"<sheetData><row>{ROW}</row></sheetData",
    ],
)
def test_markup_that_no_spreadsheet_writes_is_refused(markup):
    assert refused(with_sheet(markup)) == [DAMAGED]


def test_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        assert refused(rewritten(part, lambda text: bomb + text[text.index("<", 2) :])) == [DAMAGED]


def many_listings(text):
    sheet = text[text.index("<sheet ") : text.index("</sheets>")]
    return text.replace(sheet, "".join(sheet.replace('"Sheet"', f'"S{n}"') for n in range(3_000)))


ATTACKS = {
    "styles": lambda: rewritten(
        "xl/styles.xml", lambda _: f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 180_000}</cellXfs></styleSheet>"
    ),
    "number format": lambda: rewritten(
        "xl/styles.xml",
        lambda _: (
            f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="200" formatCode="{"[" * 900_000}"/></numFmts>'
            '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
        ),
    ),
    "number formats": lambda: rewritten(
        "xl/styles.xml",
        lambda _: (
            f"<styleSheet {MAIN}><numFmts>"
            + "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{"[" * 900}"/>' for n in range(1_000))
            + "</numFmts><cellXfs>"
            + "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(1_000))
            + "</cellXfs></styleSheet>"
        ),
    ),
    "blank rows": lambda: with_sheet(f"<sheetData>{'<row/>' * 3_000_000}</sheetData>"),
    "blank cells": lambda: with_sheet(f"<sheetData><row>{'<c/>' * 16_000}</row></sheetData>"),
    "wide rows": lambda: with_sheet("<sheetData>" + ("<row>" + "<c/>" * 15 + "</row>") * 4_900 + "</sheetData>"),
    "far cells": lambda: with_sheet(
        "<sheetData>"
        + "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5_000))
        + "</sheetData>"
    ),
    "a far row": lambda: with_sheet(f'<sheetData><row r="1048576">{ROW}</row></sheetData>'),
    "a merge of everything": lambda: with_sheet(
        f'<sheetData><row>{ROW}</row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "ranges": lambda: with_sheet(
        f'<sheetData><row>{ROW}</row></sheetData><dataValidations><dataValidation sqref="'
        + " ".join(f"A{n}" for n in range(1, 300_000))
        + '"/></dataValidations>'
    ),
    "rules": lambda: with_sheet(
        f"<sheetData><row>{ROW}</row></sheetData>"
        + '<conditionalFormatting sqref="A1"><cfRule type="expression"/></conditionalFormatting>' * 33_000
    ),
    "hidden columns": lambda: with_sheet(
        "<cols>" + '<col hidden="1" min="9" max="9"/>' * 50_000 + "</cols>"
        "<sheetData><row>" + "<c><v>1</v></c>" * 16_000 + "</row></sheetData>"
    ),
    "worksheets listed again and again": lambda: rewritten("xl/workbook.xml", many_listings),
    "one long text": lambda: with_sheet(
        f'<sheetData><row><c t="inlineStr"><is><t>{"x" * 90_000_000}</t></is></c></row></sheetData>'
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_workbook_takes_little_time_and_memory(attack):
    file = ATTACKS[attack]()
    with suppress(RefusedSheet):
        read_scores(xlsx_file(HEADER, [1, 2], [3, 4]), RAW)  # imports are not counted
    start = time.process_time()
    tracemalloc.start()
    try:
        refused(file)
        assert tracemalloc.get_traced_memory()[1] < 150 * 1024**2
    finally:
        tracemalloc.stop()
    # Counting memory makes it three times as slow as it is.
    assert time.process_time() - start < 20


def test_bomb_is_refused():
    data = io.BytesIO(xlsx_file(HEADER, *GOOD).read())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(120 * 1024**2))
    assert data.tell() < 2 * 1024**2
    assert "too large when unpacked" in refused(upload(data.getvalue(), "scores.xlsx"))[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
        (b"before,after\n1,2\n", "not what its name says"),
        (xlsx_file(HEADER, *GOOD).read()[:-400], "damaged"),
        (bytes(3 * 1024**2), "too large for a sheet of scores"),
    ],
    ids=["password", "text", "damaged", "large"],
)
def test_file_that_is_no_workbook_is_refused(data, words):
    assert words in refused(upload(data, "scores.xlsx"))[0]


def test_macros_are_refused():
    data = io.BytesIO(xlsx_file(HEADER, *GOOD).read())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refused(upload(data.getvalue(), "scores.xlsx"))[0]


# Whatever comes --------------------------------------------------------------------------------------------------

cells = st.one_of(st.integers(-5, 40), st.floats(), st.text(max_size=12), st.sampled_from(["before", "after", "", '"']))


def read_or_refuse(file):
    with suppress(RefusedSheet):
        assert len(read_scores(file, RAW)) > 1


@given(st.binary(max_size=500), st.sampled_from(["a.csv", "a.xlsx"]))
def test_random_bytes_are_read_or_refused(data, name):
    read_or_refuse(upload(data, name))


@given(st.lists(st.lists(cells, max_size=4), max_size=8), st.sampled_from(",;\t"))
def test_random_csv_is_read_or_refused(rows, delimiter):
    lines = [HEADER, *rows]
    read_or_refuse(upload("\n".join(delimiter.join(map(str, row)) for row in lines).encode("utf-8", "ignore")))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_workbook_with_random_damage_is_read_or_refused(data):
    part = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))

    def damage(text):
        at = data.draw(st.integers(0, len(text) - 1))
        return text[:at] + data.draw(st.text(max_size=8)) + text[at + data.draw(st.integers(0, 8)) :]

    with suppress(UnicodeEncodeError):
        read_or_refuse(rewritten(part, damage))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=40))
@settings(max_examples=20, deadline=None)
def test_the_same_scores_in_both_kinds_of_file_are_the_same_pairs(pairs):
    assert read_scores(csv_file(HEADER, *pairs), RAW) == read_scores(xlsx_file(HEADER, *pairs), RAW) == pairs
