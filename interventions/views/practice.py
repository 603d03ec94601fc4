"""Sharing promising practice: what every pilot of the region delivers, as a list and as its exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..delivered import Delivered, delivered
from ..delivery.export import HEADER, export_rows
from ..delivery.filters import ORDER, filtered_interventions
from ..export import record_export
from ..models import Intervention
from .lists import query_without_page


@dataclass(frozen=True)
class Row:
    """What a list shows of one intervention. Who may not open its pilot still reads its name."""

    intervention: Intervention
    done: Delivered
    may_open_pilot: bool


def rows_of(user, interventions: Iterable[Intervention], sums: Mapping[int, Delivered]) -> list[Row]:
    """Return the rows of interventions from ``for_list``, with what was delivered under each."""
    return [Row(each, sums[each.pk], user.may_in(Capability.SEE_PLACES, each.authority)) for each in interventions]


@needs(Capability.SEE_PLACES)
def interventions(request: SignedInRequest) -> HttpResponse:
    """The list, 25 a page, by authority and pilot."""
    asked = filtered_interventions(request)
    page = keyset.page_for(request, asked.shown.for_list().select_related("like__pilot"), ORDER)
    context = {
        "filter": asked,
        "page": page,
        "rows": rows_of(request.user, page, delivered(page)),
        "count": keyset.capped_count(asked.shown),
        "query": query_without_page(request),
        "may_export": request.user.may(Capability.READ_APPROVED),
    }
    return render(request, "interventions/intervention_list.html", context)


@needs(Capability.READ_APPROVED)
def interventions_csv(request: SignedInRequest) -> HttpResponseBase:
    """What the list shows, on every page of it, as CSV."""
    return spreadsheets.csv_response("interventions", HEADER, exported(request, "csv"))


@needs(Capability.READ_APPROVED)
def interventions_xlsx(request: SignedInRequest) -> HttpResponseBase:
    """What the list shows, on every page of it, as XLSX."""
    return spreadsheets.xlsx_response("interventions", HEADER, exported(request, "xlsx"))


def exported(request: SignedInRequest, kind: str):
    """Return the rows to export, and record that they were."""
    asked = filtered_interventions(request)
    record_export(request.user, kind, ["interventions", *sorted(asked.form.changed_data)])
    return export_rows(asked.shown.order_by(*ORDER))
