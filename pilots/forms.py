"""The forms with which a pilot is kept up to date."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet
from django.utils import timezone

from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Role
from vru_portal.dates import first_day, in_words, last_day
from vru_portal.free_text import refuse_personal_data

from .fields import PartialDate, Records
from .models import ContextEntry, Phase, Pilot, Site
from .versioned import VersionedForm

LONGEST_TEXT = 5_000
FREE_TEXT = ("focus", "aims", "offers", "next_steps")
NOT_OFFERED = "Choose one of the statuses in the list: the pilot may have this one already"


def refuse_backwards(form: forms.BaseForm, start: str, end: str) -> None:
    """Add an error where the end is before the start."""
    since, until = form.cleaned_data.get(start), form.cleaned_data.get(end)
    if since and until and last_day(until) < first_day(since):
        form.add_error(end, f"This must be the same as or after {in_words(since)}")


def names_of_places(pilot: Pilot) -> set[str]:
    """Return the names of places and bodies around a pilot, which may stand beside a number and are nobody's."""
    authority = pilot.authority
    places = [*authority.localities.all(), *authority.education_settings.all(), *pilot.sites.all()]
    return {pilot.short_name, *map(str, [pilot, authority, *places, *pilot.partners.all()])}


class PilotForm(VersionedForm):
    starts_on = PartialDate(label="Started")
    ends_on = PartialDate(label="Ended")

    class Meta:
        model = Pilot
        fields = [
            "name",
            "short_name",
            "initiative",
            "lead_navigator",
            "localities",
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
        labels = {
            "name": "Name of the pilot",
            "next_steps": "What comes next",
            "offers": "What the pilot offers",
        }
        help_texts = {
            "focus": "Anybody can read the name, target group, focus, aims, offers and partners on the public site.",
            "lead_navigator": "Somebody who is posted to this local authority as a community navigator.",
            "target_group": "For example, looked after children and care leavers.",
        }
        error_messages = {
            "name": {"required": "Enter the name of the pilot"},
            "localities": {"required": "Choose at least one locality"},
        }
        field_classes = dict.fromkeys(("localities", "partners", "themes"), Records)
        widgets = {
            "localities": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
            **{name: forms.Textarea(attrs={"rows": 5}) for name in FREE_TEXT},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_places_and_people()
        for name in FREE_TEXT:
            limit_length(self.fields[name])
        self.fields["localities"].required = True
        if self.instance.basis != Pilot.Basis.PLACE:
            del self.fields["localities"]

    def offer_places_and_people(self) -> None:
        """Offer what is in use in the pilot's authority and region, beside what was chosen before."""
        pilot, region, fields = self.instance, self.instance.authority.region, cast(dict[str, Any], self.fields)
        partners = fields["partners"].queryset.visible_to(self.user)
        offers = {
            "localities": pilot.authority.localities.current() | pilot.localities.all(),
            "partners": partners.filter(region=region).current() | pilot.partners.all(),
            "themes": region.themes.current() | pilot.themes.all(),
        }
        for name, queryset in offers.items():
            fields[name].queryset = queryset.distinct()
        navigators = Posting.objects.current().filter(authority=pilot.authority, role=Role.NAVIGATOR)
        people = User.objects.filter(is_active=True, pk__in=navigators.values("user"))
        fields["lead_navigator"].queryset = people | User.objects.filter(pk=pilot.lead_navigator_id)
        fields["lead_navigator"].empty_label = "Nobody"

    def version_of(self, record) -> int:
        return record.version

    def clean(self):
        refuse_backwards(self, "starts_on", "ends_on")
        refuse_personal_data(self, FREE_TEXT, names_of_places(self.instance))
        return super().clean()

    def save(self, commit=True):
        self.instance.version = self.stored_version + 1
        return super().save(commit)


def limit_length(field, longest: int = LONGEST_TEXT) -> None:
    """Have a long text be counted on the page, and refused where it is too long."""
    field.max_length = longest
    field.validators.append(MaxLengthValidator(longest))


class PhaseForm(forms.ModelForm):
    """A new status of a pilot: closes the one before it."""

    since = PartialDate(label="Since when?")

    class Meta:
        model = Phase
        fields = ["status", "since", "reason"]
        labels = {"status": "New status"}
        help_texts = {"reason": "A pause needs one."}
        widgets = {"status": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "status": {
                "required": "Choose the new status",
                "invalid_choice": NOT_OFFERED,
            }
        }

    def __init__(self, *args, pilot: Pilot, **kwargs):
        kwargs["instance"] = Phase(pilot=pilot)
        super().__init__(*args, **kwargs)
        self.pilot = pilot
        self.present = pilot.current_phase
        taken = self.present.status if self.present else None
        choices = [choice for choice in Phase.Status.choices if choice[0] != taken]
        # Offered are the other statuses. The present one is understood too: it comes when the form is sent twice.
        cast(forms.ChoiceField, self.fields["status"]).widget.choices = choices

    def clean_since(self) -> str:
        since = self.cleaned_data["since"]
        earliest = self.present.since if self.present else ""
        if since and first_day(since) > timezone.localdate():
            raise forms.ValidationError("The date must be today or in the past")
        if since and earliest and last_day(since) < first_day(earliest):
            raise forms.ValidationError(f"The date must be the same as or after {in_words(earliest)}")
        return since

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status == Phase.Status.PAUSED and not cleaned.get("reason"):
            self.add_error("reason", "Enter why the pilot is paused")
        refuse_personal_data(self, ["reason"], names_of_places(self.pilot))
        if self.present and status == self.present.status and not self.is_stored:
            self.add_error("status", NOT_OFFERED)
        return cleaned

    @property
    def is_stored(self) -> bool:
        """Whether the present phase says exactly what this one says, because the form was sent twice."""
        said = [self.cleaned_data.get(name) for name in self._meta.fields]
        return said == [getattr(self.present, name, None) for name in self._meta.fields]

    def save(self, commit=True):
        """Store the new phase, once; the one before it ends when this one starts."""
        if self.is_stored:
            return self.present
        if self.present and not self.present.until and self.instance.since:
            self.present.until = self.instance.since
            self.present.save()
        self.instance.position = self.present.position + 1 if self.present else 1
        return super().save(commit)


class PartForm(VersionedForm):
    """One of what a pilot has several of. A new one that is sent twice is stored once."""

    def others(self) -> QuerySet:
        """Return the rows that the pilot has already, without this one."""
        return self._meta.model._default_manager.filter(pilot=self.instance.pilot).exclude(pk=self.instance.pk)

    def stored_before(self):
        """Return the row that says exactly what this new one says, None where there is none."""
        said = {name: self.cleaned_data.get(name) for name in self._meta.fields}
        return None if self.instance.pk else self.others().filter(**said).first()

    def save(self, commit=True):
        return self.stored_before() or super().save(commit)


class ContextForm(PartForm):
    class Meta:
        model = ContextEntry
        fields = ["claim", "cited", "source"]
        labels = {
            "claim": "What is claimed?",
            "cited": "Which publication does it rest on?",
            "source": "Which of the unit’s own sources says so?",
        }
        help_texts = {
            "claim": "One claim, in a sentence. Never name anybody.",
            "cited": "Author, title and year, so that a reader can find it.",
        }
        widgets = {"claim": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"claim": {"required": "Enter what is claimed"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit_length(self.fields["claim"], 2_000)
        source = cast(forms.ModelChoiceField, self.fields["source"])
        source.queryset = self.instance.pilot.authority.region.sources.all()
        source.empty_label = "None of them"

    def others(self) -> QuerySet:
        return super().others().filter(withdrawn_at=None)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        # What is cited names its authors.
        refuse_personal_data(self, ["claim"], names_of_places(self.instance.pilot))
        if not self.errors and not cleaned.get("cited") and not cleaned.get("source"):
            self.add_error("cited", "Enter the publication, or choose a source")
        return cleaned


class SiteForm(PartForm):
    since = PartialDate(label="Since when does the pilot work there?")
    until = PartialDate(label="Until when?")

    class Meta:
        model = Site
        fields = ["name", "school", "since", "until"]
        labels = {"name": "Name of the site", "school": "School or college"}
        help_texts = {
            "name": "A school, a college or another place.",
            "school": "Which one of the list of schools it is, if it is one.",
        }
        error_messages = {"name": {"required": "Enter the name of the site"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        school, authority = cast(forms.ModelChoiceField, self.fields["school"]), self.instance.pilot.authority
        school.queryset = authority.education_settings.filter(Q(archived_at=None) | Q(pk=self.instance.school_id))
        school.empty_label = "None of them"

    def clean(self):
        refuse_backwards(self, "since", "until")
        cleaned = super().clean() or self.cleaned_data
        is_listed = self.others().filter(name__iexact=cleaned.get("name", "")).exists()
        if is_listed and not self.stored_before():
            self.add_error("name", "This site is in the list already")
        return cleaned
