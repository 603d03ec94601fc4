"""What stands of a log once its corrections are read: each line as it was last told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..models import IncidentEntry

Kind = IncidentEntry.Kind


class Standing(NamedTuple):
    """A line, of the kind that it was first written as, and its last telling: the line itself or a correction."""

    kind: str
    told: IncidentEntry


def what_stands(entries: Iterable[IncidentEntry]) -> list[Standing]:
    """Return, for each line that is no correction and was not taken back, how it was last told.

    ``entries``: all lines of one or several incidents, in the order of their positions. No queries.
    """
    firsts: dict = {}
    standing: dict = {}
    for entry in entries:
        first = firsts[entry.pk] = firsts.get(entry.corrects_id, entry)
        standing[first.pk] = Standing(first.kind, entry)
    return [line for line in standing.values() if not line.told.takes_back]
