"""Sharing promising practice: what every pilot of the region delivers, as a list and as its exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..delivered import Delivered, delivered
from ..delivery.export import HEADER, export_rows
from ..delivery.filters import ORDER, filtered_interventions
from ..export import record_export
from ..models import Intervention, OutcomeRecord
from ..way_back import way_back
from .lists import query_without_page


@dataclass(frozen=True)
class Row:
    """What a list shows of one intervention. Who may not open its pilot still reads its name.

    ``records`` is how many outcome records about it are approved; None for those who do not read outcomes.
    """

    intervention: Intervention
    done: Delivered
    records: int | None
    may_open_pilot: bool


def rows_of(user, interventions: Sequence[Intervention]) -> list[Row]:
    """Return the rows of interventions from ``for_list``, in three queries whatever their number."""
    sums, records = delivered(interventions), records_about(user, interventions)
    reads = user.regions_with(Capability.READ_APPROVED)
    return [
        Row(
            each,
            sums[each.pk],
            records.get(each.pk, 0) if each.authority.region_id in reads else None,
            user.may_in(Capability.SEE_PLACES, each.authority),
        )
        for each in interventions
    ]


def records_about(user, interventions: Sequence[Intervention]) -> dict[int, int]:
    """Return how many approved outcome records there are about each intervention that has any, by its key."""
    records = OutcomeRecord.objects.visible_to(user).approved().filter(intervention__in=interventions)
    return dict(records.order_by().values_list("intervention").annotate(Count("pk")))


@needs(Capability.SEE_PLACES)
def interventions(request: SignedInRequest) -> HttpResponse:
    """The list, 25 a page, by authority and pilot."""
    asked = filtered_interventions(request)
    page = keyset.page_for(request, asked.shown.for_list().select_related("like__pilot"), ORDER)
    context = {
        "filter": asked,
        "page": page,
        "rows": rows_of(request.user, page.items),
        "count": keyset.capped_count(asked.shown),
        "query": query_without_page(request),
        "may_export": request.user.may(Capability.READ_APPROVED),
        "way_back": way_back(request, asked),
    }
    return render(request, "interventions/intervention_list.html", context)


@needs(Capability.READ_APPROVED)
def interventions_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """What the list shows, on every page of it, as a table; that it was taken out is recorded."""
    asked = filtered_interventions(request)
    record_export(request.user, kind, ["interventions", *asked.set_filters])
    rows = export_rows(asked.shown.order_by(*ORDER))
    return spreadsheets.response(kind, "interventions", HEADER, rows)
