"""The board of what works, the page of one intervention type, and their tables."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from interventions.export import record_export
from interventions.models import Intervention, InterventionType
from vru_portal import spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import export
from ..comparisons import POOLED_RULE
from ..filters import BoardForm
from ..plots import shown
from ..what_works import TypeFigures, board_for, figures_for


@needs(Capability.READ_APPROVED)
def what_works(request: SignedInRequest) -> HttpResponse:
    """All intervention types of the person's regions or, by ``?show=unmeasured``, those that nobody measures."""
    form = BoardForm(request.GET, user=request.user)
    context = {
        "form": form,
        "board": board_for(form),
        "without_intervention": form.without_intervention,
        "query": request.GET.urlencode(),
        "pooled_rule": POOLED_RULE,
        "several_regions": len(form.regions) > 1,
        **addresses(request),
    }
    return render(
        request, "reporting/unmeasured.html" if form.only_unmeasured else "reporting/what_works.html", context
    )


def addresses(request: SignedInRequest) -> dict[str, str]:
    """Return the addresses of the whole board and of its unmeasured types, both with the filters that are set."""
    query = request.GET.copy()
    query.pop("show", None)
    everything = query.urlencode()
    query["show"] = "unmeasured"
    board = reverse("what_works")
    return {
        "all_url": f"{board}?{everything}" if everything else board,
        "unmeasured_url": f"{board}?{query.urlencode()}",
    }


@needs(Capability.READ_APPROVED)
def what_works_type(request: SignedInRequest, region_slug: str, slug: str) -> HttpResponse:
    """One intervention type over all pilots of its region: its results, where it is delivered, what is missing."""
    regions = request.user.regions_with(Capability.READ_APPROVED)
    types = InterventionType.objects.visible_to(request.user).filter(region__in=regions)
    one = get_object_or_404(types, region__slug=region_slug, slug=slug)
    rows = Intervention.objects.visible_to(request.user).filter(authority__region=one.region_id)
    figures = figures_for(request.user, types.filter(pk=one.pk), rows)[0]
    context = {
        "figures": figures,
        "shown": shown(figures.comparisons),
        "pooled_rule": POOLED_RULE,
        "trail": [("What works", reverse("what_works")), (one.name, "")],
    }
    return render(request, "reporting/what_works_type.html", context)


@needs(Capability.READ_APPROVED)
def what_works_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The types that the board shows as a table."""
    return spreadsheets.response(kind, "what-works", export.TYPES, export.type_rows(exported(request, kind)))


@needs(Capability.READ_APPROVED)
def what_works_results_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The results of the types that the board shows as a table."""
    return spreadsheets.response(kind, "results", export.RESULTS, export.result_rows(exported(request, kind)))


def exported(request: SignedInRequest, kind: str) -> list[TypeFigures]:
    """Return what the board shows with these filters, and record that it was taken out."""
    form = BoardForm(request.GET, user=request.user)
    record_export(request.user, kind, ["what works", *form.filters_in_use])
    board = board_for(form)
    return board.unmeasured if form.only_unmeasured else [*board.delivered, *board.planned]
