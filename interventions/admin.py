"""The lists behind the log, for administrators. The log itself is not here: administrators do not read it."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter as RelatedOnly

from vru_portal.access.records import ArchivedPage

from .delivery.type_form import TypeForm
from .models import ActivityKind, AudienceGroup, InterventionType, OutcomeMeasure
from .outcomes.measure_form import MeasureForm


@admin.register(ActivityKind)
class ActivityKindPage(ArchivedPage):
    list_display = ["name", "hint", "position", "archived_at"]
    search_fields = ["name", "hint"]


@admin.register(AudienceGroup)
class AudienceGroupPage(ArchivedPage):
    list_display = ["name", "position", "archived_at"]
    search_fields = ["name"]


@admin.register(OutcomeMeasure)
class OutcomeMeasurePage(ArchivedPage):
    form = MeasureForm
    list_display = ["name", "short_name", "kind", "lowest", "highest", "permission", "archived_at"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(InterventionType)
class InterventionTypePage(ArchivedPage):
    form = TypeForm
    list_display = ["name", "region", "prevention_level", "is_training", "impact", "evidence_quality", "archived_at"]
    list_filter = [("region", RelatedOnly), "prevention_level", "is_training", "impact", ("themes", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["name", "description", "target_groups"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        """A type stays in its region, whose pilots deliver it."""
        return (*super().get_readonly_fields(request, obj), *(["region"] if obj else []))
