"""Reading the log: the list, its exports and one entry."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..export import HEADER, export_rows, record_export
from ..filters import filtered


@needs(Capability.READ_APPROVED)
def activities(request: SignedInRequest) -> HttpResponse:
    """The list, 25 a page."""
    asked = filtered(request)
    context = {
        "filter": asked,
        "page": keyset.page_for(request, asked.shown.for_list(), asked.order),
        "count": keyset.capped_count(asked.shown),
        "query": query_without_page(request),
    }
    return render(request, "interventions/activity_list.html", context)


@needs(Capability.READ_APPROVED)
def activities_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """What the list shows, on every page of it, as a table; that it was taken out is recorded."""
    asked = filtered(request)
    record_export(request.user, kind, asked.set_filters)
    rows = export_rows(asked.shown.for_export().order_by(*asked.order))
    return spreadsheets.response(kind, "activities", HEADER, rows)


def query_without_page(request: SignedInRequest) -> str:
    """Return the query of this address but for the place in the list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
