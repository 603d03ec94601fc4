"""The form with which an organisation is kept up to date."""

from __future__ import annotations

from typing import cast

from django import forms

from pilots.fields import Records
from pilots.forms import limit_length
from pilots.versioned import VersionedForm
from vru_portal.free_text import refuse_personal_data
from vru_portal.names import NameField
from vru_portal.personal_data import Kind

from ..models import Organisation

LONGEST_SERVICES = 2_000


class OrganisationForm(VersionedForm):
    """An organisation of a region. A new one that is sent twice is stored once."""

    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a website in the right format, such as https://www.example.org"},
    )

    class Meta:
        model = Organisation
        fields = ["name", "sector", "duty", "covers", "services", "website"]
        labels = {"name": "Name of the organisation", "services": "Services it offers"}
        help_texts = {"services": "One service a line. Never name anybody: people are contacts."}
        field_classes = {"name": NameField, "covers": Records}
        widgets = {"covers": forms.CheckboxSelectMultiple, "services": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"name": {"required": "Enter the name of the organisation"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_repeat = False
        self.name_in_use: Organisation | None = None
        limit_length(self.fields["services"], LONGEST_SERVICES)
        cast(forms.ChoiceField, self.fields["sector"]).choices = [("", "Not recorded"), *Organisation.Sector.choices]
        cast(forms.ChoiceField, self.fields["duty"]).choices = [("", "It is none"), *Organisation.Duty.choices]
        covers = cast(forms.ModelMultipleChoiceField, self.fields["covers"])
        covers.queryset = self.instance.region.authorities.all()

    def version_of(self, record: Organisation) -> int:
        return record.version if record.pk else 0

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_personal_data(self, ["services"], {cleaned.get("name", "")}, allowed={Kind.POSTCODE})
        self.refuse_name_in_use(cleaned.get("name", ""))
        return cleaned

    def refuse_name_in_use(self, name: str) -> None:
        """Name the organisation that has the name already, also one that is archived or was merged into another."""
        listed = self._meta.model._default_manager.filter(region=self.instance.region, name__iexact=name)
        using = listed.exclude(pk=self.instance.pk).select_related("merged_into").first()
        if using is None or not name:
            return
        if not self.instance.pk and self.says_the_same_as(using):
            self.instance, self.is_repeat = using, True
        else:
            self.name_in_use = using.merged_into or using
            self.add_error("name", in_use(using))

    def says_the_same_as(self, stored: Organisation) -> bool:
        """Say whether an organisation says exactly what this new one says."""
        said = {name: self.cleaned_data.get(name) for name in ("name", "sector", "duty", "services", "website")}
        same = all(getattr(stored, name) == value for name, value in said.items())
        return same and set(stored.covers.all()) == set(self.cleaned_data.get("covers") or [])

    def words(self, name: str, value) -> str:
        choices = {"sector": Organisation.Sector, "duty": Organisation.Duty}
        return super().words(name, choices[name](value).label if name in choices and value else value)

    def save(self, commit: bool = True) -> Organisation:
        if self.is_repeat:
            return self.instance
        if self.instance.pk:
            self.instance.version = self.stored_version + 1
        return super().save(commit)


def in_use(using: Organisation) -> str:
    if using.merged_into:
        return f"“{using.name}” was merged into “{using.merged_into.name}”"
    return f"“{using.name}” is listed already{' and archived' if using.archived_at else ''}"
