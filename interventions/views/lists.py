"""Reading the log: the list, its exports and one entry."""

from __future__ import annotations

from django.db.models import Model
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
from ..filters import filtered
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
    fields, known = fields_and_rows(request)
    asked = filtered(request, known=known)
    page = keyset.page_for(request, asked.shown.for_rows().in_span_of(request.user), asked.order)
    count = count_of(request.user, asked, page)
    sums = sums_of(request.user, asked, count)
    context = {
        "filter": asked,
        "fields": mark_safe(fields),  # noqa: S308 (a template made it)
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


def fields_and_rows(request: SignedInRequest) -> tuple[str, dict[str, Model]]:
    """Return the fields of the filters but for the words as HTML, and the rows that the address chooses.

    Both are kept, since most of the page's time would go into them.
    """
    asked = request.GET.copy()
    for name in (WORDS, DASHBOARD, "page"):
        asked.pop(name, None)

    def make() -> tuple[str, dict[str, Model]]:
        whole = filtered(request, asked)
        return str(render_to_string("interventions/_activity_filters.html", {"filter": whole})), whole.rows

    return kept_for(request.user, OFFERED, sorted(asked.lists()), make)


def query_without_page(request: SignedInRequest) -> str:
    """Return the query of this address but for the place in the list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
