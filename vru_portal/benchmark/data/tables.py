"""Storing very many rows: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager

from django.db import connection, models


class Table:
    """Fills columns of the table of a model. Those that are not named hold the default of their field."""

    def __init__(self, model: type[models.Model], columns: str):
        given = columns.split()
        fields = {field.attname: field for field in model._meta.concrete_fields}
        left = [field for name, field in fields.items() if name not in given and not field.null]
        constant = [field for field in left if not isinstance(field, models.AutoField)]
        self.constants = tuple(field.get_db_prep_save(field.get_default(), connection) for field in constant)
        self.columns = [fields[name].column for name in given] + [field.column for field in constant]
        self.name = model._meta.db_table

    def fill(self, rows: Iterable[Sequence]) -> None:
        """Store rows of the given columns: numbers, texts (dates among them, as ISO texts in UTC), None."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self.copy(cursor, rows)
            else:
                places = ", ".join(["%s"] * len(self.columns))
                insert = f"INSERT INTO {self.name} ({self.quoted}) VALUES ({places})"  # noqa: S608 (names of models)
                cursor.executemany(insert, [(*row, *self.constants) for row in rows])

    def copy(self, cursor, rows: Iterable[Sequence]) -> None:
        with cursor.copy(f"COPY {self.name} ({self.quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row, *self.constants))

    @property
    def quoted(self) -> str:
        return ", ".join(map(connection.ops.quote_name, self.columns))


@contextmanager
def references_unchecked():
    """Leave out the check of each reference where the database allows it: it takes longer than the rows themselves."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            if is_postgres:
                cursor.execute("SET session_replication_role = DEFAULT")
