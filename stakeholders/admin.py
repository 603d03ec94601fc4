"""Organisations, for administrators."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter as RelatedOnly

from vru_portal.access.records import ArchivedPage

from .models import Organisation


@admin.register(Organisation)
class OrganisationPage(ArchivedPage):
    list_display = ["name", "region", "archived_at"]
    list_filter = [("region", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["name"]
