"""What the columns of a list of contacts are, by their headings: known, left out, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.utils import timezone

from vru_portal.personal_data import Kind, find
from vru_portal.sheets.columns import CELLS_READ, kind_of_heading, words_of
from vru_portal.sheets.tables import Cell, Fault, Row, Table, column_letter

# What a column is called in the template, and what else people call it. Words that say nothing here are left out.
HEADINGS = {
    "name": ("Name", "full name|contact|contact name|person|member|member name|named contact|who"),
    "first_name": ("First name", "forename|given name|first|christian name"),
    "last_name": ("Last name", "surname|family name|last|second name"),
    "role": (
        "Job or role",
        "job title|job|role|job title role|position|post|job role|role title|occupation|designation",
    ),
    "organisation": (
        "Organisation",
        "organization|organisation name|organization name|org|agency|employer|company|body|partner"
        "|partner organisation",
    ),
    "sector": ("Sector", "type of organisation|organisation type"),
    "duty": ("Specified authority", "duty|serious violence duty|specified authority type"),
    "website": ("Website", "web site|web|url|web address|web page|organisation website"),
    "email": ("E-mail address", "e mail|email|email address|mail|emails|e mails"),
    "telephone": (
        "Telephone",
        "phone|tel|telephone number|phone number|tel no|phone no|telephone no|landline|office phone|direct line"
        "|contact number|contact no",
    ),
    "mobile": ("Mobile", "mobile number|mobile phone|mobile no|mob|cell|mobile telephone"),
    "lawful_basis": ("Lawful basis", "legal basis|basis|gdpr basis"),
    "may_be_listed": ("May be listed", "agreed to be listed|listed|consent to be listed|may list"),
    "agreed_on": ("Agreed on", "agreed|date agreed|consent date|date of consent|consent given on"),
    "confirmed_on": ("Last confirmed", "confirmed|confirmed on|date confirmed|last confirmed on|last checked"),
    "review_on": ("Review by", "review|review date|review on|next review"),
    "joined_on": ("Joined", "joined on|date joined|join date|joining date|member since|since|joined date"),
}
FILLERS = {"optional", "required", "work", "the", "s", "please", "dd", "mm", "yyyy", "uk"}
PARTS = {"name": ("name", "last_name", "first_name"), "telephone": ("telephone", "mobile")}
NAMED_BY = {"name", "first_name", "last_name", "organisation"}
ABOUT_THE_ORGANISATION = ("sector", "duty", "website")
LINES_BEFORE_HEADINGS = 10

KNOWN = {words: key for key, (heading, others) in HEADINGS.items() for words in (words_of(heading), *others.split("|"))}
REFUSED_HEADINGS = {"NHS numbers", "pupil numbers", "learner numbers", "dates of birth", "ages"}
SCHOOL_YEARS = {"year", "year group", "school year", "class", "form group", "tutor group", "key stage"}
REFUSED_CELLS = {Kind.NHS_NUMBER, Kind.PUPIL_NUMBER, Kind.DATE_OF_BIRTH, Kind.NAME_AND_AGE}
# A date that lies longer back than anybody's day of joining, and is headed by no known word, is likely a birthday.
LONG_AGO = timedelta(days=8 * 365)

NO_HEADINGS = (
    "No row has headings that the portal knows. Name the columns as in the template: Name, Organisation, E-mail address"
    " and so on"
)
NOBODY = "The sheet has headings but nothing under them"
TWICE = "Two columns, {} and {}, are both taken for “{}”. Leave one of them, or give the other a different heading"
IDENTIFYING = (
    "Column {} looks like {}. The portal keeps no ages, dates of birth or numbers of people, and no record about a"
    " young person: delete the column"
)


@dataclass(frozen=True)
class Columns:
    """Where the headings stand, the column of each known one, and the columns that are left out, as people see them."""

    header_row: int
    of: dict[str, int]
    left_out: list[str] = field(default_factory=list)

    def place(self, key: str) -> str:
        """Return the column and its heading as messages name it, such as "Column C (E-mail address)"."""
        there = next((part for part in PARTS.get(key, (key,)) if part in self.of), None)
        if there is None:
            return HEADINGS[key][0]
        return f"Column {column_letter(self.of[there])} ({HEADINGS[there][0]})"


def columns_of(table: Table) -> Columns | None:
    """Return what the columns of the sheet are, None where none can be told; adds faults to the table."""
    header_row = _header_row(table.rows)
    if header_row is None:
        table.faults.append(Fault(0, NO_HEADINGS))
        return None
    header = table.rows[header_row]
    of: dict[str, int] = {}
    for column, key in sorted(_known(header)):
        if key in of:
            letters = column_letter(of[key]), column_letter(column)
            table.faults.append(Fault(header_row, TWICE.format(*letters, HEADINGS[key][0])))
        of.setdefault(key, column)
    others = sorted({column for row in table.rows.values() for column in row} - set(dict(_known(header))))
    rows = [row for number, row in table.rows.items() if number > header_row]
    table.faults += [] if rows else [Fault(0, NOBODY)]
    table.faults += _identifying(others, header, rows)
    return Columns(header_row, of, [_told(column, header) for column in others])


def _header_row(rows: dict[int, Row]) -> int | None:
    """Return the row with the most known headings among the first; a title and notes may stand above it."""
    counts = {
        number: len({key for _, key in _known(row)})
        for number, row in islice(rows.items(), LINES_BEFORE_HEADINGS)
        if NAMED_BY & {key for _, key in _known(row)}
    }
    return max(counts, key=lambda number: (counts[number], -number), default=None)


def _known(header: Row) -> Iterator[tuple[int, str]]:
    for column, cell in header.items():
        if key := key_of(cell):
            yield column, key


def key_of(heading: Cell) -> str | None:
    """Return which known column a heading names, None where it names none."""
    words = " ".join(word for word in words_of(heading).split() if word not in FILLERS)
    return KNOWN.get(words) or KNOWN.get(words.removeprefix("contact "))


def _identifying(others: list[int], header: Row, rows: list[Row]) -> Iterable[Fault]:
    for column in others:
        cells = [row[column] for row in rows if column in row][:CELLS_READ]
        if kind := _heading_refused(header.get(column)) or _cells_refused(cells):
            yield Fault(0, IDENTIFYING.format(column_letter(column), kind))


def _heading_refused(heading: Cell) -> str | None:
    if words_of(heading) in SCHOOL_YEARS:
        return "school years"
    kind = kind_of_heading(heading)
    return kind if kind in REFUSED_HEADINGS else None


def _cells_refused(cells: list[Cell]) -> str | None:
    texts = [cell[:100] for cell in cells if isinstance(cell, str) and any(map(str.isdigit, cell))]
    found = next((finding for text in texts for finding in find(text) if finding.kind in REFUSED_CELLS), None)
    if found:
        return f"it holds {found.kind.label}"
    before = timezone.localdate() - LONG_AGO
    births = [
        cell for cell in cells if isinstance(cell, date) and (cell.year, cell.month) < (before.year, before.month)
    ]
    return "dates of birth" if 2 * len(births) > len(cells) else None


def _told(column: int, header: Row) -> str:
    heading = header.get(column)
    letter = column_letter(column)
    return f"{letter} (“{heading[:50]}”)" if isinstance(heading, str) else f"{letter} (no heading)"
