"""The lines of a log as pages show them, and as an open page fetches those of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from ..models import CriticalIncident, IncidentEntry
from .proposals import key_of_line


def lines_of(incident: CriticalIncident, after: int = 0) -> list[IncidentEntry]:
    """Return the lines behind a position, and those before it that they correct, in their order.

    One query for all lines, two for those behind a position.
    """
    rows = incident.entries.for_page()
    if after:
        return list(rows.filter(Q(position__gt=after) | Q(corrections__position__gt=after)).distinct())
    return with_corrections(rows.prefetch_related(None))


def with_corrections(log: Iterable[Any]) -> list[IncidentEntry]:
    """Return all lines of a log, each with its corrections among them."""
    lines = list(log)
    corrections = defaultdict(list)
    for line in lines:
        corrections[line.corrects_id].append(line)
    for line in lines:
        line._prefetched_objects_cache = {"corrections": corrections[line.pk]}  # Django's own
    return lines


def news(request: HttpRequest, incident: CriticalIncident, after: int) -> dict[str, Any]:
    """Return what an open page has to show since a position: the lines, where the incident stands, a fresh token."""
    lines = lines_of(incident, after)
    return {
        "last": max((line.position for line in lines), default=after),
        "lines": [described(request, incident, line) for line in lines],
        "standing": render_to_string("stakeholders/incidents/_standing.html", {"incident": incident}, request),
        "token": get_token(request),
    }


def described(request: HttpRequest, incident: CriticalIncident, line: IncidentEntry) -> dict[str, Any]:
    context = {"line": line, "incident": incident}
    return {
        "id": str(line.pk),
        "position": line.position,
        "key": key_of_line(line.kind, line),
        "by": str(line.made_by_id),
        "html": render_to_string("stakeholders/incidents/_line.html", context, request),
    }


def position_after(text: str) -> int:
    """Return the position that an address names; 0, for all lines, where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
