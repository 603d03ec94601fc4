"""Sheets of scores: good ones become pairs, others are refused with all reasons, by row, and no cell is repeated."""

import time
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest

from interventions.outcomes.sheets import Scale, read_scores

from .files import GOOD, HEADER, POINTS, RAW, SWEMWBS, csv_file, refused, rewritten, upload, with_sheet, xlsx_file

both_kinds = pytest.mark.parametrize("file", [csv_file, xlsx_file], ids=["csv", "xlsx"])


# Good sheets -----------------------------------------------------------------------------------------------------


@both_kinds
def test_pairs_are_read_and_converted(file):
    expected = [("18.59", "22.35"), ("7.00", "35.00"), ("19.25", "19.25")]
    assert read_scores(file(HEADER, *GOOD), SWEMWBS) == [tuple(map(Decimal, pair)) for pair in expected]


@both_kinds
@pytest.mark.parametrize(
    "header", [["Before", "AFTER"], [" before ", "after  "], ["Score before", "after_score"], ["Pre", "Post-test"]]
)
def test_headings_may_be_written_in_several_ways(file, header):
    assert read_scores(file(header, [1, 2], [3, 4]), RAW) == [(1, 2), (3, 4)]


@both_kinds
def test_columns_may_stand_the_other_way_round_and_apart(file):
    assert read_scores(file(["after", None, "before"], [2, None, 1], [4, None, 3]), RAW) == [(1, 2), (3, 4)]


@both_kinds
def test_blank_rows_are_left_out(file):
    rows = [HEADER, [1, 2], [None, None], [3, 4], [None, None], [" ", ""]]
    assert read_scores(file(*rows), RAW) == [(1, 2), (3, 4)]


@both_kinds
def test_scores_with_decimals_are_exact(file):
    pairs = read_scores(file(HEADER, ["0.1", 0.3], [7.25, "10.0"]), POINTS)
    assert pairs == [(Decimal("0.1"), Decimal("0.3")), (Decimal("7.25"), Decimal(10))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_may_be_written_by_any_spreadsheet(delimiter, encoding, end):
    text = end.join(delimiter.join(row) for row in [['"before"', "after"], ["1", '"2"'], ["3", " 4"]]) + end
    assert read_scores(upload(text.encode(encoding)), RAW) == [(1, 2), (3, 4)]


def test_noise_of_floating_point_in_a_worksheet_is_no_fraction():
    assert read_scores(xlsx_file(HEADER, [15.000000000000002, 1], [0.1 + 0.2 + 2.7, 2]), RAW) == [(15, 1), (3, 2)]


def test_results_of_formulas_are_read_and_texts_of_no_length_are_blank():
    heading = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    pair = "<c><v>{}</v></c><c><f>A2+1</f><v>{}</v></c>"
    blank = '<c t="str"><f>IF(1,"","")</f><v></v></c>'
    rows = [heading, pair.format(1, 2), pair.format(2, 3), blank * 2]
    file = with_sheet("<sheetData>" + "".join(f"<row>{row}</row>" for row in rows) + "</sheetData>")
    assert read_scores(file, RAW) == [(1, 2), (2, 3)]


def test_other_worksheets_may_be_there_if_they_are_blank():
    file = xlsx_file(HEADER, *GOOD, change=lambda book: [book.create_sheet() for _ in range(20)])
    assert len(read_scores(file, SWEMWBS)) == 3


def test_hidden_columns_and_rows_without_anything_in_them_do_no_harm():
    def hide(book):
        book.active.column_dimensions["F"].hidden = True
        book.active.row_dimensions[9].hidden = True

    assert len(read_scores(xlsx_file(HEADER, [1, 2], [3, 4], change=hide), RAW)) == 2


def test_five_thousand_pairs_are_read():
    rows = [[1, 2]] * 5000
    assert read_scores(csv_file(HEADER, *rows), RAW) == read_scores(xlsx_file(HEADER, *rows), RAW) == [(1, 2)] * 5000


# Rows that cannot be read ----------------------------------------------------------------------------------------


@both_kinds
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([20, None], "Row 3: there is a score before and none after. Leave out whoever was measured only once"),
        ([None, 20], "Row 3: there is a score after and none before. Leave out whoever was measured only once"),
        ([31, 20], "Row 3: column A (before) is not between 0 and 30"),
        ([20, -1], "Row 3: column B (after) is not between 0 and 30"),
        ([20, "absent"], "Row 3: column B (after) is text, not a number"),
        ([20.5, 20], "Row 3: column A (before) is not a whole number"),
        ([20, "12.5"], "Row 3: column B (after) is not a whole number"),
        ([20, "٢٠"], "Row 3: column B (after) is text, not a number"),
        ([20, "２０"], "Row 3: column B (after) is text, not a number"),
        ([20, "NaN"], "Row 3: column B (after) is text, not a number"),
        ([20, "inf"], "Row 3: column B (after) is text, not a number"),
        ([20, "1e400"], "Row 3: column B (after) is text, not a number"),
        ([20, "1e1"], "Row 3: column B (after) is text, not a number"),
        ([20, "1_0"], "Row 3: column B (after) is text, not a number"),
        ([20, "9" * 400], "Row 3: column B (after) is text, not a number"),
        ([20, "12 March 2021"], "Row 3: column B (after) is text, not a number"),
    ],
)
def test_row_that_cannot_be_read_is_named(file, row, message):
    assert refused(file(HEADER, [10, 20], row, [20, 10])) == [message]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (True, "is TRUE or FALSE, not a number"),
        (date(2021, 3, 12), "is a date or a time, not a number"),
        (timedelta(hours=5), "is a date or a time, not a number"),
        ("=A2+1", "has a formula that was never worked out. Copy the column and paste it as values"),
        ("#N/A", "has an error in it, such as #N/A"),
    ],
)
def test_cell_of_a_worksheet_that_is_no_number_is_named(cell, message):
    assert refused(xlsx_file(HEADER, [10, 20], [20, cell], [20, 10])) == [f"Row 3: column B (after) {message}"]


@pytest.mark.parametrize("value", ["1e400", "-1E400"])
def test_a_number_past_all_numbers_is_none(value):
    file = with_sheet(
        '<sheetData><row><c t="inlineStr"><is><t>before</t></is></c><c t="inlineStr"><is><t>after</t></is></c></row>'
        f"<row><c><v>1</v></c><c><v>{value}</v></c></row></sheetData>"
    )
    assert refused(file) == ["Row 2: column B (after) is not a number"]


def test_a_raw_score_without_a_conversion_is_named():
    scale = Scale(Decimal(0), Decimal(30), conversion={10: Decimal(1)})
    message = "Row 3: column B (after) has no entry in the conversion table of the measure"
    assert refused(csv_file(HEADER, [10, 10], [10, 20]), scale) == [message]


@both_kinds
def test_all_faults_are_told_at_once(file):
    messages = refused(file(HEADER, ["x", 99], [1, 2], [3, None]))
    assert [message.split(": ")[0] for message in messages] == ["Row 2", "Row 2", "Row 4"]


def test_a_sheet_of_a_continental_spreadsheet_says_how_to_write_decimals():
    message = "Row 2: column A (before) has a comma: use a point, like 20.5"
    rows = [["20,5", 21], [20, 21], [20, 21]]
    assert refused(csv_file(HEADER, *rows, delimiter=";")) == refused(xlsx_file(HEADER, *rows)) == [message]


@both_kinds
def test_twenty_faults_are_shown_and_the_other_rows_counted(file):
    messages = refused(file(HEADER, *[["x", 1]] * 22))
    assert messages[19:] == ["Row 21: column A (before) is text, not a number", "and 2 more rows"]
    assert refused(file(HEADER, *[["x", 1]] * 21))[20:] == ["and 1 more row"]


# Sheets that cannot be read --------------------------------------------------------------------------------------


@both_kinds
@pytest.mark.parametrize("rows", [[], [[None]], [["  "], [None]]])
def test_empty_sheet_is_refused(file, rows):
    assert refused(file(*rows)) in (["The sheet is empty"], ["The selected file is empty"])


@both_kinds
def test_sheet_with_headings_only_is_refused(file):
    assert refused(file(HEADER)) == ["The sheet has headings but no scores under them"]


@both_kinds
def test_group_of_one_is_refused(file):
    assert "A group of one is a person" in refused(file(HEADER, [1, 2]))[0]


@both_kinds
def test_columns_have_to_be_named(file):
    needed = ["Row 1: name the columns here: before, after"]
    assert refused(file([1, 2], [3, 4])) == needed
    assert refused(file([None], HEADER, [3, 4])) == needed
    assert refused(file(["before"], [3], [4])) == ["Row 1: no column is called “after”"]
    assert refused(file(["before", "after", "Pre"], [3, 4, 5], [5, 6, 7])) == ["Row 1: two columns are called “before”"]


@both_kinds
def test_another_column_is_refused_by_its_letter(file):
    rows = [["group", *HEADER], ["a", 1, 2], ["a", 3, 4], ["b", 3, 4], ["b", 3, 4]]
    assert refused(file(*rows)) == ["Column A is neither “before” nor “after”. Leave only those two columns"]


@both_kinds
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Name", "names"),
        ("FIRST NAME", "names"),
        ("Pupil surname", "names"),
        ("Initials", "initials"),
        ("Date of Birth", "dates of birth"),
        ("dob", "dates of birth"),
        ("DateOfBirth", "dates of birth"),
        ("Age", "ages"),
        ("home_address", "addresses"),
        ("Post code", "postcodes"),
        ("E-mail address", "e-mail addresses"),
        ("Mobile no", "telephone numbers"),
        ("NHS number", "NHS numbers"),
        ("UPN", "pupil numbers"),
        ("ULN", "learner numbers"),
        ("Participant", "identifiers"),
        ("Client ID", "identifiers"),
    ],
)
def test_column_whose_heading_identifies_a_person_is_refused(file, heading, kind):
    expected = f"Column C looks like {kind}. The portal keeps no column that could identify a person: delete it"
    assert refused(file([*HEADER, heading], [1, 2, "x"], [3, 4, "x"])) == [expected]


@both_kinds
@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Zofia Example", "Łukasz O'Connor", "Jean-Paul Sample"], "names"),
        (["Zofia", "Aaliyah", "Kacper"], "names"),
        (["Z.E.", "LO", "J P S"], "initials"),
        (["WV10 0AB", "CV1 5HB", "WS2 8NR"], "it holds a postcode"),
        (["a@example.org", "b@example.org", "c@example.org"], "it holds an e-mail address"),
        (["07700 900123", "07700 900124", "07700 900125"], "it holds a telephone number"),
        (["9434765919", "9434765870", "9434765919"], "it holds an NHS number"),
        (["A801200001001", "B801200001002", "C801200001003"], "it holds a pupil number"),
        ([1000234567, 1000234568, 1000234569], "identifiers"),
    ],
)
@pytest.mark.parametrize("heading", ["", "Group"])
def test_column_whose_cells_identify_a_person_is_refused(file, cells, kind, heading):
    rows = [[1, 2, cell] for cell in cells]
    messages = refused(file([*HEADER, heading], *rows))
    assert messages == [
        f"Column C looks like {kind}. The portal keeps no column that could identify a person: delete it"
    ]


def test_column_of_dates_is_refused():
    rows = [[1, 2, date(2008, 5, day)] for day in (1, 2, 3)]
    assert "Column C looks like dates." in refused(xlsx_file([*HEADER, "when"], *rows))[0]


@both_kinds
def test_names_beside_numbers_without_headings_are_seen(file):
    messages = refused(file(["Zofia Example", 1, 2], ["Kacper Sample", 3, 4], ["Siân Sample", 3, 4]))
    assert len(messages) == 2
    assert "looks like names" in messages[0]


@both_kinds
def test_no_message_repeats_a_cell(file):
    secret = "Zanzibar Quux"
    rows = [[secret, *HEADER, secret], [1, secret, 2, secret], [secret, 3, secret, 1], [secret, 4, None, 2]]
    for messages in (refused(file(*rows)), refused(file(*rows[1:]))):
        assert messages
        assert "zanzibar" not in " ".join(messages).lower()


@pytest.mark.parametrize("count", [5_001, 50_000])
@both_kinds
def test_sheet_of_too_many_rows_is_refused_at_once(file, count):
    large = file(HEADER, *[[1, 2]] * count)
    start = time.process_time()
    assert refused(large) == ["The sheet has more than 5,000 rows. Type the summary of a larger group instead"]
    assert time.process_time() - start < 2


def test_wide_csv_is_refused():
    assert refused(upload(b"before,after\n" + b"1," * 20_000 + b"1")) == [
        "The sheet has too many columns. Leave only two: before, after"
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("before,after\n1,2\n".encode("utf-16"), "CSV UTF-8"),
        (b'before,after\n"1,2\n3,4', "quotation mark"),
        (b"before,after\n1,2\n" + b"9" * 200_000, "very long cell"),
        (b"before,after\n=1+1,2\n", "formulas"),
        (b"before,after\n1,\x002\n", "text in UTF-8"),
        (b"before,after\n" + b"1,2\n" * 600_000, "too large"),
    ],
)
def test_csv_that_cannot_be_read_is_refused(data, words):
    messages = refused(upload(data))
    assert len(messages) == 1
    assert words in messages[0]


@pytest.mark.parametrize("name", ["scores.txt", "scores.pdf", "scores.xls", "scores.xlsm", "scores", ""])
def test_other_files_are_refused(name):
    file = upload(b"before,after\n1,2\n3,4", "a")
    file._name = name
    assert refused(file) == ["The selected file must be a CSV or XLSX"]


# Worksheets that hide something ----------------------------------------------------------------------------------


def test_merged_cells_are_refused_by_row():
    file = xlsx_file(HEADER, [1, 2], [3, 4], change=lambda book: book.active.merge_cells("A2:A3"))
    assert "Row 2: cells are merged from this row on. Unmerge them: each person has one row" in refused(file)


def test_several_worksheets_with_something_in_them_are_refused():
    message = "The workbook has several worksheets with something in them, perhaps hidden ones. Leave only the scores"

    def add_sheet(book):
        book.create_sheet()["B7"] = "a note"

    def add_hidden_sheet(book):
        add_sheet(book)
        book.worksheets[1].sheet_state = "veryHidden"

    for change in (add_sheet, add_hidden_sheet):
        assert refused(xlsx_file(HEADER, [1, 2], [3, 4], change=change)) == [message]


def test_hidden_worksheet_is_refused():
    def hide(book):
        book.active.sheet_state = "hidden"
        book.create_sheet()

    assert refused(xlsx_file(HEADER, [1, 2], [3, 4], change=hide)) == [
        "The worksheet is hidden. Show it and check what it holds, or delete it"
    ]


def test_hidden_rows_and_columns_are_refused():
    def hide(book):
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True

    assert refused(xlsx_file(HEADER, [1, 2], [3, 4], change=hide)) == [
        "Column B is hidden. Show it and check what it holds, or delete it",
        "Row 3: the row is hidden. Show it and check what it holds, or delete it",
    ]


@pytest.mark.parametrize("attribute", ['hidden="true"', 'ht="0" customHeight="1"'])
def test_row_of_no_height_is_hidden(attribute):
    file = rewritten(
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<row r="3"', f'<row r="3" {attribute}').replace("35", "5"),
    )
    assert any("Row 3: the row is hidden" in message for message in refused(file))


def test_rows_that_are_hidden_unless_said_otherwise_are_refused():
    file = rewritten(
        "xl/worksheets/sheet1.xml", lambda text: text.replace("<sheetFormatPr", '<sheetFormatPr zeroHeight="1"')
    )
    assert any("the row is hidden" in message for message in refused(file))


def test_dimension_that_lies_hides_no_rows():
    file = rewritten("xl/worksheets/sheet1.xml", lambda text: text.replace('ref="A1:B4"', 'ref="A1:B2"'))
    assert 'ref="A1:B2"' in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    file.seek(0)
    assert len(read_scores(file, SWEMWBS)) == 3
