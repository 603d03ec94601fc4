"""Reading outcome records: the list and its exports."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..export import record_export
from ..outcomes.record_list import HEADER, export_rows, filtered
from ..outcomes.results import results_for
from .lists import query_without_page


@needs(Capability.READ_APPROVED)
def outcomes(request: SignedInRequest) -> HttpResponse:
    """The list, 25 a page."""
    asked = filtered(request)
    page = keyset.page_for(request, asked.shown.for_page(), asked.order)
    context = {
        "filter": asked,
        "page": page,
        "results": results_for(request.user, page),
        "count": keyset.capped_count(asked.shown),
        "query": query_without_page(request),
    }
    return render(request, "interventions/outcomes/list.html", context)


@needs(Capability.READ_APPROVED)
def outcomes_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """What the list shows, on every page of it, as a table; that it was taken out is recorded."""
    asked = filtered(request)
    record_export(request.user, kind, ["outcomes", *asked.set_filters])
    rows = export_rows(request.user, asked.shown.for_page().order_by(*asked.order))
    return spreadsheets.response(kind, "outcomes", HEADER, rows)
