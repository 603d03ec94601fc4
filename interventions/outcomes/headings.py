"""What the columns of a sheet are, by their headings: before, after, or one that has no business in it.

Messages name what a column looks like, and never what it says.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice

from vru_portal.personal_data import find

from .tables import Cell, Fault, Row, Table, column_letter

BEFORE, AFTER = {"before", "pre"}, {"after", "post"}
# "Score before" and "Pre-test score" say before, no more.
FILLERS = {"score", "scores", "test"}
CELLS_READ, LETTERS_READ = 50, 100
MOST_COLUMNS_READ = 20

HEADER_NEEDED = "name the columns here: before, after"
MISSING = "no column is called “{}”"
TWICE = "two columns are called “{}”"
EXTRA = "Column {} is neither “before” nor “after”. Leave only those two columns"
IDENTIFYING = "Column {} looks like {}. The portal keeps no column that could identify a person: delete it"

# The first that matches says what the column is.
KINDS = {
    "NHS numbers": "nhs",
    "pupil numbers": "upn|pupil (?:number|no|id|ref)|admission",
    "learner numbers": "uln|learner|candidate",
    "dates of birth": "d ?o ?b|birth|birthday|birthdate|born",
    "e-mail addresses": "e ?mails?|mail",
    "postcodes": "post ?codes?|zip",
    "telephone numbers": "tel|telephone|phone|mobile|contact",
    "addresses": "address|addresses|street|road|house|flat",
    "initials": "initials?",
    "ages": "ages?|aged|years old",
    "names": "(?:first|last|sur|fore|nick|full|user|middle|given|family)? ?names?|called",
    "identifiers": (
        "ids?|identifiers?|ref|reference|codes?|numbers?|no|case|key|serial|user|client|person|people|participants?"
        "|pupils?|students?|child|children|young person|member|respondents?|mentees?|record"
    ),
}
KIND_OF_HEADING = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in KINDS.items()}
NAME = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '’-]+[^\W\d_a-z][^\W\d_]*){1,3}")
FIRST_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]{2,}")
INITIALS = re.compile(r"[A-Z](?:[. ]{0,2}[A-Z]){1,3}\.?")
LONG_NUMBER = re.compile(r"\d{6,}")


def score_columns(table: Table) -> tuple[int, int] | None:
    """Return the columns of the scores before and after, None where they are not there; add faults to the table."""
    header = table.rows.get(1, {})
    named = {column: _plain(cell) for column, cell in header.items()}
    before = [column for column, words in named.items() if words in BEFORE]
    after = [column for column, words in named.items() if words in AFTER]
    columns = {column for row in table.rows.values() for column in row}
    extra = sorted(columns - set(before) - set(after))
    has_header = bool(before or after)
    table.faults += list(_header_faults(before, after)) if has_header else [Fault(1, HEADER_NEEDED)]
    table.faults += list(_faults_of(extra, table, say_extra=has_header))
    return (before[0], after[0]) if len(before) == len(after) == 1 else None


def _plain(cell: Cell) -> str:
    """Return the words of a heading in lower case, without those that say nothing here."""
    words = _words(cell).split()
    return " ".join(word for word in words if word not in FILLERS)


def _words(cell: Cell) -> str:
    # "DateOfBirth", "date_of_birth" and "Date of birth" are the same words.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell[:LETTERS_READ]) if isinstance(cell, str) else ""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _header_faults(before: list[int], after: list[int]) -> Iterable[Fault]:
    for name, found in (("before", before), ("after", after)):
        if len(found) != 1:
            yield Fault(1, (TWICE if found else MISSING).format(name))


def _faults_of(extra: list[int], table: Table, say_extra: bool) -> Iterable[Fault]:
    for column in extra[:MOST_COLUMNS_READ]:
        letter, kind = column_letter(column), looks_like(column, table)
        if kind:
            yield Fault(0, IDENTIFYING.format(letter, kind))
        elif say_extra:
            yield Fault(0, EXTRA.format(letter))


def looks_like(column: int, table: Table) -> str | None:
    """Return what identifies a person in this column, by its heading or else by its cells, None where nothing does."""
    heading = _words(table.rows.get(1, {}).get(column))
    by_heading = (kind for kind, pattern in KIND_OF_HEADING.items() if pattern.search(heading))
    return next(by_heading, None) or _kind_of_cells(list(islice(_cells(column, table.rows), CELLS_READ)))


def _cells(column: int, rows: dict[int, Row]) -> Iterable[Cell]:
    return (row[column] for number, row in rows.items() if number > 1 and column in row)


def _kind_of_cells(cells: list[Cell]) -> str | None:
    if any(isinstance(cell, date) for cell in cells):
        return "dates"
    texts = [str(cell)[:LETTERS_READ] for cell in cells if isinstance(cell, str | int | float)]
    found = next((finding for text in texts for finding in find(text)), None)
    if found:
        return f"it holds {found.kind.label}"
    if 2 * len(set(texts)) <= len(texts):
        return None  # words that come again and again are groups
    likeness = (("names", NAME), ("names", FIRST_NAME), ("initials", INITIALS), ("identifiers", LONG_NUMBER))
    return next((kind for kind, like in likeness if 2 * len([*filter(like.fullmatch, texts)]) > len(texts)), None)
