"""The lists beside a dashboard: of the meetings, actions, decisions and outcomes that its numbers count."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.keyset import page_for

from ..dashboards.links import record_list
from ..dashboards.records import lines, listed
from ..dashboards.sentences import counted
from .dashboards import PARTS, area_and_period, trail_of


@needs(Capability.READ_APPROVED)
def records(request: SignedInRequest, kind: str, name: str, **place: str) -> HttpResponse:
    """List the records that a number of a dashboard counts in a period."""
    area, form = area_and_period(request, kind, place)
    period = form.chosen
    what = listed(request.user, area, period, form.today, name)
    page, number = page_for(request, what.rows, what.order), what.rows.count()
    so_far = ", so far" if period.holds(form.today) else ""
    title = f"{counted(number, *what.words)}, {area.name}, {period.label}{so_far}"
    back = f"{area.address}?period={period.slug}"
    context = {
        "title": title,
        "trail": [*trail_of(area)[:-1], ("Dashboard", back), ("List", "")],
        "back": back,
        "header": what.header,
        "number": number,
        "page": page,
        "lines": lines(what, page),
        "everything": record_list(area, period, "decisions") if name == "decisions-on-time" else "",
    }
    return render(request, f"{PARTS}records.html", context)
