"""Reading the log: the list, its exports and one entry."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.filtering import WORDS
from vru_portal.kept import kept_for

from ..export import HEADER, export_rows, record_export
from ..filters import ActivityFilter, filtered
from ..list_rows import rows_of
from ..sums import count_of, rule_of, sums_of
from ..way_back import DASHBOARD, way_back

# What the filters offer.
OFFERED = (
    *("access.User", "access.Posting", "pilots.Region", "pilots.LocalAuthority", "pilots.Locality", "pilots.Pilot"),
    *("pilots.Theme", "interventions.ActivityKind", "interventions.AudienceGroup", "interventions.Intervention"),
)


@needs(Capability.READ_APPROVED)
def activities(request: SignedInRequest) -> HttpResponse:
    """The list, 25 a page."""
    asked = filtered(request, only_asked=True)
    page = keyset.page_for(request, asked.shown.for_rows().in_span_of(request.user), asked.order)
    count = count_of(request.user, asked, page)
    sums = sums_of(request.user, asked, count)
    context = {
        "filter": asked,
        "fields": fields_of(request, asked),
        "page": page,
        "rows": rows_of(page.items),
        "count": count,
        "sums": sums,
        "rule": rule_of(sums),
        "query": query_without_page(request),
        "way_back": way_back(request, asked),
    }
    return render(request, "interventions/activity_list.html", context)


@needs(Capability.READ_APPROVED)
def activities_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """What the list shows, on every page of it, as a table; that it was taken out is recorded."""
    asked = filtered(request)
    record_export(request.user, kind, asked.set_filters)
    rows = export_rows(asked.shown.for_export().order_by(*asked.order))
    return spreadsheets.response(kind, "activities", HEADER, rows)


def fields_of(request: SignedInRequest, asked: ActivityFilter) -> str:
    """Return the fields of the filters as HTML; they are kept, since most of the page's time would go into them."""

    def make() -> str:
        return str(render_to_string("interventions/_activity_filters.html", {"filter": filtered(request)}))

    if asked.form.errors:
        return make()
    chosen = sorted((name, values) for name, values in request.GET.lists() if name not in {WORDS, DASHBOARD, "page"})
    return mark_safe(kept_for(request.user, OFFERED, chosen, make))  # noqa: S308 (a template made it)


def query_without_page(request: SignedInRequest) -> str:
    """Return the query of this address but for the place in the list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
