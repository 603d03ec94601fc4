"""The lists behind the log, for administrators. The log itself is not here: administrators do not read it."""

from django.contrib import admin

from vru_portal.access.records import ArchivedPage

from .models import ActivityKind, AudienceGroup


@admin.register(ActivityKind)
class ActivityKindPage(ArchivedPage):
    list_display = ["name", "hint", "position", "archived_at"]
    search_fields = ["name", "hint"]


@admin.register(AudienceGroup)
class AudienceGroupPage(ArchivedPage):
    list_display = ["name", "position", "archived_at"]
    search_fields = ["name"]
