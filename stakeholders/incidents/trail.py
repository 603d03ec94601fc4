"""The way to a page of an incident."""

from __future__ import annotations

from django.urls import reverse

from ..models import CriticalIncident


def trail_to(incident: CriticalIncident, page: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of the incident, or of a page below it."""
    start = [("Critical incidents", reverse("incidents"))]
    return [*start, (incident.code, incident.get_absolute_url()), (page, "")] if page else [*start, (incident.code, "")]
