"""What a column of a sheet looks like, by its heading or by its cells: what kinds of them identify a person.

Kinds are named as messages name them. No message says what a cell says.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice

from vru_portal.personal_data import find

from .tables import Cell, Row, Table

CELLS_READ, LETTERS_READ = 50, 100

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


def words_of(cell: Cell) -> str:
    """Return the words of a heading: "DateOfBirth", "date_of_birth" and "Date of birth" are "date of birth"."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell[:LETTERS_READ]) if isinstance(cell, str) else ""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def kind_of_heading(cell: Cell) -> str | None:
    """Return what a heading says that identifies a person, None where it says nothing of the kind."""
    words = words_of(cell)
    return next((kind for kind, pattern in KIND_OF_HEADING.items() if pattern.search(words)), None)


def looks_like(column: int, table: Table) -> str | None:
    """Return what identifies a person in a column headed in row 1, by heading or by cells; None where nothing does."""
    by_heading = kind_of_heading(table.rows.get(1, {}).get(column))
    return by_heading or _kind_of_cells(list(islice(_cells(column, table.rows), CELLS_READ)))


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
