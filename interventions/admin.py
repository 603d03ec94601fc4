"""The lists behind the log, for administrators. The log itself is not here: administrators do not read it."""

from django.contrib import admin

from vru_portal.access.records import ArchivedPage

from .models import ActivityKind, AudienceGroup, OutcomeMeasure
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
    prepopulated_fields = {"slug": ["short_name"]}
