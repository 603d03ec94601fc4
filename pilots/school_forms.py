"""The form with which a school or college is kept up to date."""

from __future__ import annotations

from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from vru_portal.dates import first_day

from .fields import PartialDate
from .forms import refuse_backwards
from .models import EducationSetting
from .versioned import VersionedForm


class SchoolForm(VersionedForm):
    """A school or college of an authority. A new one that is sent twice is stored once."""

    engaged_since = PartialDate(label="Since when has the unit worked with it?")
    engaged_until = PartialDate(label="Until when?", help_text="Only where that has ended, such as March 2021.")

    class Meta:
        model = EducationSetting
        fields = ["name", "phase", "urn", "engaged_since", "engaged_until"]
        labels = {"name": "Name of the school or college"}
        error_messages = {"name": {"required": "Enter the name of the school or college"}}
        widgets = {"urn": forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_repeat = False
        cast(forms.ChoiceField, self.fields["phase"]).choices = [("", "Not recorded"), *EducationSetting.Phase.choices]

    def others(self) -> QuerySet[EducationSetting]:
        """Return the schools of the same authority without this one."""
        return self.instance.authority.education_settings.exclude(pk=self.instance.pk)

    def stored_before(self) -> EducationSetting | None:
        """Return the school that says exactly what this new one says, None where there is none."""
        said = {name: self.cleaned_data.get(name) for name in self._meta.fields or []}
        return None if self.instance.pk else self.others().filter(**said).first()

    def clean_engaged_since(self) -> str:
        since = self.cleaned_data["engaged_since"]
        if since and first_day(since) > timezone.localdate():
            raise forms.ValidationError("The date must be today or in the past")
        return since

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_backwards(self, "engaged_since", "engaged_until")
        if before := self.stored_before():
            self.instance, self.is_repeat = before, True
        self.refuse_name_in_use(cleaned.get("name", ""))
        self.refuse_urn_in_use(cleaned.get("urn", ""))
        return cleaned

    def refuse_name_in_use(self, name: str) -> None:
        if self.others().filter(name__iexact=name).exists():
            self.add_error("name", f"“{name}” is listed in {self.instance.authority} already")

    def refuse_urn_in_use(self, urn: str) -> None:
        """Name the school that has the URN where the person may see it."""
        # Nobody may use it twice, whoever sees the school that has it.
        using = self._meta.model._default_manager.filter(urn=urn).exclude(pk=self.instance.pk)
        if not urn or not using.exists():
            return
        holder = using.visible_to(self.user).select_related("authority").first()
        whose = (
            f"{holder} in {holder.authority}{' (archived)' if holder.archived_at else ''}"
            if holder
            else "Another school"
        )
        self.add_error("urn", f"{whose} has this URN already: check both")

    def words(self, name: str, value) -> str:
        return super().words(name, EducationSetting.Phase(value).label if name == "phase" and value else value)

    def save(self, commit: bool = True) -> EducationSetting:
        return self.instance if self.is_repeat else super().save(commit)
