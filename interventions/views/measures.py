"""The library of outcome measures: what each measures, how it is scored, who must be asked, and where it is used."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django_filters import CharFilter, ChoiceFilter

from pilots.models import Pilot
from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding

from ..models import AnticipatedOutcome, OutcomeMeasure, OutcomeRecord

ORDER = ("name", "pk")
SEARCHED = ("name", "short_name", "description")
USES_SHOWN = 20
SHEET_HEADER = ["before", "after"]
ROWS_OF_A_TABLE = 10


class MeasureFilter(ListFilter):
    """Which measures the library shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    kind = ChoiceFilter(choices=OutcomeMeasure.Kind.choices, label="Kind", empty_label="All")

    class Meta(ListFilter.Meta):
        model = OutcomeMeasure
        fields: list[str] = []

    def with_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Keep the measures that have each of the words in a name or in what they measure."""
        return queryset.filter(holding(words, SEARCHED))


@needs(Capability.SEE_PLACES)
def measures(request: SignedInRequest) -> HttpResponse:
    """List the measures that are in use, by kind and words."""
    asked = MeasureFilter(request.GET, queryset=OutcomeMeasure.objects.current())
    context = {
        "filter": asked,
        "trail": [*trail_above(), ("Measures", "")],
        "page": keyset.page_for(request, asked.shown, ORDER),
        "count": keyset.capped_count(asked.shown),
    }
    return render(request, "interventions/measures/measures.html", context)


@needs(Capability.SEE_PLACES)
def measure(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show all that a person needs to use a measure rightly, and where it is used in their regions."""
    user = request.user
    measure = get_object_or_404(OutcomeMeasure, slug=slug)
    anticipated = AnticipatedOutcome.objects.visible_to(user).current().filter(measure=measure)
    records = OutcomeRecord.objects.visible_to(user).approved().filter(measure=measure)
    rows = list(measure.converted.items())
    context = {
        "measure": measure,
        "trail": [*trail_above(), ("Measures", reverse("measures")), (str(measure), "")],
        "conversion": [rows[start : start + ROWS_OF_A_TABLE] for start in range(0, len(rows), ROWS_OF_A_TABLE)],
        "anticipated": anticipated.select_related("pilot__authority", "intervention")[:USES_SHOWN],
        "anticipated_count": keyset.capped_count(anticipated),
        "records": records.select_related("pilot__authority")[:USES_SHOWN],
        "records_count": keyset.capped_count(records),
        "may_read_outcomes": user.may(Capability.READ_APPROVED),
        "may_open": set(Pilot.objects.visible_to(user).values_list("pk", flat=True)),
    }
    return render(request, "interventions/measures/measure.html", context)


@needs(Capability.SEE_PLACES)
def measure_sheet(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Download the sheet to fill in with paired scores of a scale: headings only."""
    measure = get_object_or_404(OutcomeMeasure, slug=slug)
    if measure.kind != OutcomeMeasure.Kind.SCALE:
        raise Http404
    return spreadsheets.csv_response(f"{measure.slug}-scores", SHEET_HEADER, [])


def trail_above() -> list[tuple[str, str]]:
    return [("Interventions", reverse("interventions"))]
