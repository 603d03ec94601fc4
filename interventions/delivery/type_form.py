"""The form of Django admin with which administrators keep the catalogue."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from pilots.fields import PartialDate

from ..models import InterventionType
from .offers import in_use_or

NEEDS_SOURCE = "Enter the source of the rating: nothing is rated without one."
NEEDS_DATE = "Enter the date the source was read, such as 12 March 2026."


class TypeForm(forms.ModelForm):
    """A type of the catalogue, with themes of its own region. A rating needs its source and the date it was read."""

    evidence_read_on = PartialDate(
        label="Date the source was read", help_text="For example, 2026, November 2026 or 22 November 2026."
    )

    class Meta:
        model = InterventionType
        fields = [
            "region",
            "name",
            "slug",
            "description",
            "prevention_level",
            "is_training",
            "themes",
            "target_groups",
            "usual_dose",
            "languages",
            "materials",
            "impact",
            "evidence_quality",
            "cost",
            "evidence",
            "evidence_source",
            "evidence_read_on",
            "suggested_measure",
        ]
        widgets = {"themes": forms.CheckboxSelectMultiple}
        help_texts = {
            "impact": "Leave it empty where no source rates it: the portal then says “Not rated”.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind, fields = self.instance, cast(dict[str, Any], self.fields)
        themes_before = kind.themes.all() if kind.pk else []
        fields["themes"].queryset = fields["themes"].queryset.filter(in_use_or(pk__in=themes_before))
        measures = fields["suggested_measure"].queryset
        fields["suggested_measure"].queryset = measures.filter(in_use_or(pk=kind.suggested_measure_id))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        region = cleaned.get("region") or (self.instance.region if self.instance.region_id else None)
        elsewhere = [str(theme) for theme in cleaned.get("themes", []) if theme.region != region]
        if region and elsewhere:
            self.add_error("themes", f"Choose themes of {region}: not {', '.join(elsewhere)}.")
        self.check_rating(cleaned)
        return cleaned

    def check_rating(self, cleaned: dict[str, Any]) -> None:
        """Ask beside their fields for the source and the date, which the database demands of any rating."""
        rated = [cleaned.get(name) for name in ("impact", "evidence_quality", "cost", "evidence")]
        if all(value in (None, "") for value in rated):
            return
        for name, message in {"evidence_source": NEEDS_SOURCE, "evidence_read_on": NEEDS_DATE}.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
