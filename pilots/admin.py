"""Places, themes, sources and pilots, for administrators."""

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter as RelatedOnly
from django.db import models

from vru_portal.access.records import ArchivedPage, RecordInline, RecordPage

from .models import (
    ContextEntry,
    Factor,
    LocalAuthority,
    Locality,
    Phase,
    Pilot,
    PublishedFigure,
    Region,
    RegionalWork,
    Site,
    Source,
    Theme,
)

OUTDATED = (
    "Somebody else has changed this pilot since you opened it, so nothing is saved yet. Open the pilot again in a new"
    " tab, and make your changes there."
)


@admin.register(Region)
class RegionPage(RecordPage):
    list_display = ["name", "unit_name", "police_force"]
    search_fields = ["name", "unit_name"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request) -> bool:
        """A region comes with its places from a file: see ``manage.py load_region``."""
        return False


@admin.register(LocalAuthority)
class LocalAuthorityPage(RecordPage):
    list_display = ["name", "gss_code", "region", "self_approval_allowed"]
    list_filter = [("region", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["name", "gss_code"]


@admin.register(Locality)
class LocalityPage(ArchivedPage):
    list_display = ["name", "authority", "population", "archived_at"]
    list_filter = [("authority", RelatedOnly)]
    list_select_related = ["authority"]
    search_fields = ["name", "authority__name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Theme)
class ThemePage(ArchivedPage):
    list_display = ["name", "region", "is_cross_cutting", "archived_at"]
    list_filter = [("region", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["name"]


@admin.register(Factor)
class FactorPage(ArchivedPage):
    list_display = ["name", "kind", "level", "archived_at"]
    list_filter = ["kind", "level"]
    search_fields = ["name"]


@admin.register(Source)
class SourcePage(RecordPage):
    list_display = ["title", "published_on", "region"]
    list_filter = [("region", RelatedOnly)]
    list_select_related = ["region"]
    search_fields = ["title", "key"]


@admin.register(PublishedFigure)
class PublishedFigurePage(RecordPage):
    list_display = ["label", "wording", "about", "as_at", "source"]
    list_filter = [("authority", RelatedOnly), ("pilot", RelatedOnly), ("source", RelatedOnly)]
    list_select_related = ["region", "authority", "pilot", "source"]
    search_fields = ["label", "wording", "note"]

    @admin.display(description="about")
    def about(self, figure: PublishedFigure) -> str:
        return str(figure.pilot or figure.authority or figure.region)


@admin.register(RegionalWork)
class RegionalWorkPage(RecordPage):
    list_display = ["__str__", "theme", "partner", "reached_wording", "source"]
    list_filter = [("theme", RelatedOnly), ("source", RelatedOnly)]
    list_select_related = ["theme", "source"]
    search_fields = ["kind", "title", "partner"]


class PilotForm(forms.ModelForm):
    """A pilot, in localities of its own authority. Nobody overwrites with it what they have not seen."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Pilot
        fields = [
            "authority",
            "name",
            "slug",
            "short_name",
            "initiative",
            "basis",
            "localities",
            "lead_navigator",
            "partners",
            "themes",
            "target_group",
            "focus",
            "aims",
            "offers",
            "next_steps",
            "starts_on",
            "ends_on",
        ]
        widgets = dict.fromkeys(["localities", "partners", "themes"], forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = changes_of(self.instance)

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen") != self.changes_now():
            raise forms.ValidationError(OUTDATED)
        authority = cleaned.get("authority")
        elsewhere = [str(place) for place in cleaned.get("localities", []) if place.authority != authority]
        if authority and elsewhere:
            self.add_error("localities", f"Choose localities in {authority}: not {', '.join(elsewhere)}.")
        return cleaned

    def changes_now(self) -> int:
        """Count the changes so far, with the pilot locked until this form is stored."""
        return changes_of(Pilot.objects.select_for_update(of=("self",)).get(pk=self.instance.pk))


def changes_of(pilot: Pilot) -> int:
    """Return how often a pilot or anything on its page was changed; 0 before it is stored."""
    parts = [Phase.history, Site.history, ContextEntry.history]
    if not pilot.pk:
        return 0
    return pilot.history.count() + sum(part.filter(pilot_id=pilot.pk).count() for part in parts)


class SiteInline(RecordInline):
    model = Site


class PhaseInline(RecordInline):
    model = Phase
    fields = ["position", "status", "since", "until", "reason", "source"]


class ContextEntryInline(RecordInline):
    model = ContextEntry
    fields = ["claim", "cited", "source", "withdrawn_at"]
    readonly_fields = ["withdrawn_at"]


@admin.register(Pilot)
class PilotPage(ArchivedPage):
    form = PilotForm
    inlines = [PhaseInline, SiteInline, ContextEntryInline]
    list_display = ["name", "authority", "basis", "lead_navigator", "archived_at"]
    list_filter = [("authority", RelatedOnly), "basis", ("themes", RelatedOnly)]
    list_select_related = ["authority", "lead_navigator"]
    search_fields = ["name", "short_name", "initiative"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request, obj, form, change) -> None:
        """Count the version on, so that who has the pilot's own page open sees that it changed."""
        obj.version += change
        super().save_model(request, obj, form, change)
