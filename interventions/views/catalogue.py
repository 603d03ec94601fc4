"""The catalogue of intervention types: the list, and the page of a type with what is known of it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from pilots.models import Region
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..delivery import evidence
from ..delivery.filters import ORDER, TYPE_ORDER, filtered_types
from ..models import Intervention, InterventionType
from .interventions import pilots_to_add_to
from .practice import rows_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class KindRow:
    """What the catalogue shows of one type: its rating in words, and whether a gap has to be said out loud.

    ``results`` is how many approved outcome records of the type the person reads.
    """

    type: InterventionType
    rating: str
    read: str
    gap: str
    results: int

    @classmethod
    def of(cls, kind: InterventionType, results: int) -> KindRow:
        """Make the row of a type from ``evidence.with_pilots``."""
        gap = evidence.gap_in_words(kind, kind.pilots, results)  # type: ignore[attr-defined]  # the query adds it
        return cls(kind, evidence.rating_in_words(kind), evidence.read_in_words(kind), gap, results)


def kind_rows(user, kinds: Iterable[InterventionType]) -> list[KindRow]:
    """Return the rows of types from ``evidence.with_pilots``, with one query more whatever their number."""
    shown = list(kinds)
    results = evidence.results_of(user, shown)
    return [KindRow.of(kind, results.get(kind.pk, 0)) for kind in shown]


@needs(Capability.SEE_PLACES)
def intervention_types(request: SignedInRequest) -> HttpResponse:
    """The catalogue, by name."""
    asked = filtered_types(request)
    types = asked.shown.select_related("region", "suggested_measure").prefetch_related("themes")
    page = keyset.page_for(request, types, TYPE_ORDER, PAGE_SIZE)
    context = {
        "filter": asked,
        "page": page,
        "rows": kind_rows(request.user, page),
        "count": keyset.capped_count(asked.shown),
        "levels": [(level.label, meaning) for level, meaning in InterventionType.PREVENTION_MEANS.items()],
        "several_regions": Region.objects.visible_to(request.user).count() > 1,
        "may_administer": request.user.is_administrator,
    }
    return render(request, "interventions/catalogue/list.html", context)


@needs(Capability.SEE_PLACES)
def intervention_type(request: SignedInRequest, region: str, slug: str) -> HttpResponse:
    """All that is known of one type: from elsewhere, and from the pilots of the region."""
    types = evidence.with_pilots(InterventionType.objects.visible_to(request.user))
    types = types.select_related("region", "suggested_measure").prefetch_related("themes")
    kind = get_object_or_404(types, region__slug=region, slug=slug)
    interventions = Intervention.objects.visible_to(request.user).filter(type=kind)
    page = keyset.page_for(request, interventions.for_list(), ORDER)
    context = {
        "row": kind_rows(request.user, [kind])[0],
        "type": kind,
        "trail": [("Catalogue", reverse("intervention_types")), (kind.name, "")],
        "page": page,
        "rows": rows_of(request.user, page.items),
        "pilots_to_add_to": pilots_to_add_to(request.user).filter(authority__region=kind.region),
    }
    return render(request, "interventions/catalogue/type.html", context)
