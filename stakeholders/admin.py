"""Organisations, calendar links, and who read which incident, for administrators."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter as RelatedOnly

from vru_portal.access.records import ArchivedPage, ReadOnlyPage

from .models import CalendarLink, IncidentReading, Organisation


@admin.register(Organisation)
class OrganisationPage(ArchivedPage):
    list_display = ["name", "region", "archived_at"]
    list_filter = [("region", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["name"]


@admin.register(IncidentReading)
class IncidentReadingPage(ReadOnlyPage):
    """Who read which incident on which day. Of the incident only its code: administrators do not read incidents."""

    list_display = ["incident", "user", "on", "first_at", "times"]
    list_filter = ["on", ("incident__authority", RelatedOnly)]
    list_select_related = ["incident", "user"]
    search_fields = ["incident__code", "user__full_name"]
    date_hierarchy = "on"


@admin.register(CalendarLink)
class CalendarLinkPage(ReadOnlyPage):
    """Who has a calendar link, and since when. An administrator can only end it; its digest is shown to nobody."""

    list_display = ["user", "made_at"]
    fields = ["user", "made_at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_administrator
