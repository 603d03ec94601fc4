"""Addresses of the lists that numbers open: the list shows exactly the entries that a number counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from interventions.way_back import DASHBOARD
from vru_portal.quarters import Period

from ..areas import Area
from .period_form import EARLIEST


def list_address(area: Area, period: Period | None = None, **filters: Any) -> str:
    """Return the list of activities with the approved entries of an area that start in a period.

    Further filters are those of the list; one that is None or empty is left out, and ``status`` may be another one.
    """
    days = {"starts_from": period.start.isoformat(), "until": period.end.isoformat()} if period else {}
    asked = {"status": "approved"} | of_area(area) | days | filters | back_to(area)
    return f"{reverse('activities')}?{urlencode({name: value for name, value in asked.items() if value})}"


def of_area(area: Area) -> dict[str, Any]:
    """Return the filters of an area. A part of an authority needs both: a pilot may have moved from another."""
    within = {"authority": area.authority.pk} if area.kind in {"locality", "pilot"} else {}
    return within | area.filters


def back_to(area: Area) -> dict[str, str]:
    """Return what lets a list lead back to the dashboard that opens it; nothing where there is none."""
    return {DASHBOARD: area.way_back} if area.way_back else {}


def record_list(area: Area, period: Period, name: str) -> str:
    """Return the page beside a dashboard that lists the records which a number of it counts; "" before all periods."""
    if period.start < EARLIEST:
        return ""
    return f"{area.address}list/{name}/?{urlencode({'period': period.slug})}"
