"""How the portal speaks to its database: SQLite in a file, or a PostgreSQL server."""

from __future__ import annotations

from typing import Any

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=1;PRAGMA secure_delete=1;",
}
# To share a small question among processes of the server, or to compile it, costs more than it saves.
POSTGRESQL = {"connect_timeout": 3, "options": "-c max_parallel_workers_per_gather=0 -c jit=off"}


def at(address: dict[str, Any]) -> dict[str, Any]:
    """Return Django's settings of the database at an address, as environ reads it.

    What the address of a server says itself, such as "?sslmode=require", stands.
    """
    if address["ENGINE"] == "django.db.backends.sqlite3":
        return address | {"OPTIONS": dict(SQLITE)}
    # Each worker keeps one connection. A pool would wait longer after each failed try: an outage of seconds would last.
    kept = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return address | kept | {"OPTIONS": POSTGRESQL | address.get("OPTIONS", {})}
