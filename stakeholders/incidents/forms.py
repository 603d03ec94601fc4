"""The forms around an incident: opening it, adding people, ending it with a debrief, opening it again."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import groupby
from uuid import uuid4

from django import forms
from django.utils import timezone

from pilots.models import LocalAuthority, Locality
from pilots.versioned import VersionedForm
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.govuk import DateField

from ..models import CriticalIncident
from .people import may_be_added
from .times import moment_of, parts_of, time_of_day
from .words import HINT, refuse_details

OPENED_WITHIN = timedelta(days=90)
LONG_AGO = (
    "This is more than 90 days ago, and would count as time without a response. Enter the day when the community’s"
    " response began"
)
NOTHING = "Write “nothing” if there is nothing to say."


class ByAuthority(forms.models.ModelChoiceIterator):
    """Groups localities by their authority."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        for authority, places in groupby(self.queryset, key=lambda place: place.authority):
            yield (authority.name, [self.choice(place) for place in places])


class LocalityField(forms.ModelChoiceField):
    iterator = ByAuthority


class OpeningForm(forms.ModelForm):
    """Opens an incident: what kind, where in general words, since when it is known. Nothing about anybody."""

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    authority: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Local authority", empty_label="Choose a local authority"
    )
    locality = LocalityField(None, label="Locality", required=False, empty_label="None of these")
    known_on = DateField(label="Day it became known", called="the day it became known")
    known_time = time_of_day("Time it became known", "the time it became known")

    class Meta:
        model = CriticalIncident
        fields = ["authority", "kind", "locality", "area"]
        help_texts = {"area": f"Such as: around the shops, a park, two estates. No street or house. {HINT}"}
        widgets = {"kind": forms.RadioSelect}

    field_order = ["authority", "kind", "locality", "area", "known_on", "known_time"]

    def __init__(self, *args, user: User, **kwargs):
        now = parts_of(timezone.now(), "known_on", "known_time")
        kwargs["initial"] = {"id": uuid4(), **now, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        authorities = LocalAuthority.objects.visible_to(user, Capability.RUN_NETWORKS).order_by("name")
        self.fields["authority"].queryset = authorities
        places = Locality.objects.visible_to(user, Capability.RUN_NETWORKS).current().select_related("authority")
        self.fields["locality"].queryset = places.order_by("authority__name", "name")
        self.fields["kind"].choices = CriticalIncident.Kind.choices
        if len(authorities) == 1:
            self.fields["authority"].empty_label = None
            self.initial.setdefault("authority", authorities[0])

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        authority, locality = cleaned.get("authority"), cleaned.get("locality")
        if authority and locality and locality.authority_id != authority.pk:
            self.add_error("locality", f"Choose a locality in {authority}")
        if not locality and not cleaned.get("area") and not self.errors.keys() & {"locality", "area"}:
            self.add_error("area", "Choose a locality, or say in general words where it was")
        refuse_details(self, ["area"], authority)
        self.instance.known_at = known_at = moment_of(self, "known_on", "known_time", "when it became known")
        if known_at and known_at > timezone.now():
            self.add_error("known_time", "When it became known must be in the past")
        elif known_at and known_at < timezone.now() - OPENED_WITHIN:
            self.add_error("known_on", LONG_AGO)
        return cleaned

    def open(self, by: User) -> CriticalIncident:
        """Open the incident under the identifier that the browser made."""
        self.instance.pk, self.instance.opened_by = self.cleaned_data["id"], by
        self.instance.open()
        return self.instance


class PersonForm(forms.Form):
    """Adds one of the region's staff to an incident."""

    person: forms.ModelChoiceField = forms.ModelChoiceField(
        None,
        label="Who joins in",
        empty_label="Choose a person",
        help_text="They can read all of the incident and write in it until they are removed.",
    )

    def __init__(self, *args, incident: CriticalIncident, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = may_be_added(incident)


class DebriefForm(VersionedForm):
    """Ends an incident: what helped, what was learnt, what the plan has to say next time."""

    class Meta:
        model = CriticalIncident
        fields = ["what_helped", "lessons", "plan_changes"]
        labels = {"what_helped": "What helped", "lessons": "Lessons", "plan_changes": "Changes to the plan"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            field = self.fields[name]
            field.required, field.help_text, field.max_length = True, NOTHING, 4000
            field.error_messages["required"] = f"Enter {self.Meta.labels[name].lower()}, or “nothing”"
            field.widget.attrs["rows"] = 4

    def version_of(self, record) -> int:
        """Count how often it was closed and opened again: lines that others write meanwhile change nothing here."""
        return record.version

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        refuse_details(self, self.Meta.fields, self.instance.authority)
        # An empty field is what tells the response plan that there is nothing to take over.
        if re.fullmatch(r"(?i)(nothing|none|no|no changes?)\.?", cleaned.get("plan_changes", "")):
            cleaned["plan_changes"] = ""
        return cleaned


class ReopeningForm(forms.Form):
    """Opens a closed incident again, with the reason."""

    reason = forms.CharField(
        label="Why it is opened again", max_length=500, help_text=HINT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, incident: CriticalIncident, **kwargs):
        self.incident = incident
        super().__init__(*args, **kwargs)

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        refuse_details(self, ["reason"], self.incident.authority)
        return cleaned
