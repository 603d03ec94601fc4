"""What the columns of a sheet are, by their headings: before, after, or one that has no business in it.

Messages name what a column looks like, and never what it says.
"""

from collections.abc import Iterable

from vru_portal.sheets.columns import looks_like, words_of
from vru_portal.sheets.tables import Cell, Fault, Table, column_letter

BEFORE, AFTER = {"before", "pre"}, {"after", "post"}
# "Score before" and "Pre-test score" say before, no more.
FILLERS = {"score", "scores", "test"}
MOST_COLUMNS_READ = 20

HEADER_NEEDED = "name the columns here: before, after"
MISSING = "no column is called “{}”"
TWICE = "two columns are called “{}”"
EXTRA = "Column {} is neither “before” nor “after”. Leave only those two columns"
IDENTIFYING = "Column {} looks like {}. The portal keeps no column that could identify a person: delete it"


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
    words = words_of(cell).split()
    return " ".join(word for word in words if word not in FILLERS)


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
