"""The form for a headcount: how many members a network is said to have, as at when, and who says so."""

from __future__ import annotations

import re
from typing import cast

from django import forms
from django.utils import timezone

from pilots.fields import PartialDate
from pilots.versioned import VersionedForm
from vru_portal.dates import first_day
from vru_portal.free_text import refuse_personal_data

from ..models import Headcount
from .periods import EARLIEST

MOST = 100_000


class HeadcountForm(VersionedForm):
    """One headcount of a network. A new one that is sent twice is stored once."""

    number = forms.IntegerField(
        label="How many?",
        help_text="The number that the wording is about: 50 where it says “over 50”.",
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"required": "Enter how many"},
    )
    as_at = PartialDate(
        label="As at when?",
        required=True,
        help_text="As far as it is known. For example, 2021, March 2021 or 12 March 2021.",
        error_messages={"required": "Enter when that was"},
    )

    class Meta:
        model = Headcount
        fields = ["number", "wording", "as_at", "source", "counted_by"]
        labels = {
            "wording": "In which words?",
            "source": "Which publication says so?",
            "counted_by": "Or who counted?",
        }
        help_texts = {
            "wording": "For example, over 50. Leave it empty if the number is exact.",
            "source": "Choose one of the unit’s own sources, or say below who counted.",
            "counted_by": "For example, the community navigator. Never anyone’s name.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = cast(forms.ModelChoiceField, self.fields["source"])
        source.queryset = self.instance.network.authority.region.sources.all()
        source.empty_label = "None of them"

    def clean_as_at(self) -> str:
        as_at = self.cleaned_data["as_at"]
        if as_at and first_day(as_at) > timezone.localdate():
            raise forms.ValidationError("The date must be today or in the past")
        if as_at and first_day(as_at).year < EARLIEST:
            raise forms.ValidationError(f"Enter a year from {EARLIEST} on")
        return as_at

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        said = re.search(r"[0-9][0-9,]*", cleaned.get("wording") or "")
        if said and cleaned.get("number") is not None and int(said[0].replace(",", "")) != cleaned["number"]:
            self.add_error("wording", f"The words say {said[0]}, but the number above is {cleaned['number']:,}")
        if not self.errors and not cleaned.get("source") and not cleaned.get("counted_by"):
            self.add_error("counted_by", "Enter who counted, or choose the publication that says so")
        network = self.instance.network
        refuse_personal_data(self, ["wording", "counted_by"], {str(network), str(network.authority)})
        return cleaned

    def save(self, commit=True) -> Headcount:
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        stored = None if self.instance.pk else self.instance.network.headcounts.filter(**said).first()
        return stored or super().save(commit)
