"""What must hold in a region file: its schema, and what refers to what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import naming, networks, order, theories
from .against_schema import check_against, schema_in
from .reading import DataFile

SCHEMA_FILE = Path(__file__).resolve().parent.parent / "data" / "region.schema.json"
RULES = (
    naming.names,
    naming.names_of_authorities,
    naming.names_of_pilots,
    naming.urns,
    order.periods,
    order.order_of_phases,
    order.ages,
    order.future,
    order.past,
    theories.links,
    networks.keys,
    networks.headcounts,
)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a region file."""
    return schema_in(SCHEMA_FILE)


def check(file: DataFile) -> None:
    """Note every fault of the file, as far as it can be seen without the database."""
    check_against(schema(), file)
    for rule in RULES:
        for path, message in rule(file):
            file.blame(path, message)
