"""Whom an activity reached, as rows of the log form."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from .fields import CountField
from .models import AudienceGroup, Reach

MOST_PEOPLE = 100_000


class ReachForm(forms.Form):
    """How many of one audience group were reached. A row without a number counts nothing."""

    number = CountField(
        label="How many",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={
            "invalid": "How many must be a whole number, such as 12",
            "min_value": "How many must be 0 or more",
            "max_value": "How many must be 1,000,000 or fewer",
        },
    )
    audience = forms.TypedChoiceField(label="Of whom", required=False, coerce=int, empty_value=None)
    unit = forms.ChoiceField(label="Unit", choices=Reach.Unit.choices, required=False)
    counts = forms.ChoiceField(
        label="What the number counts",
        choices=Reach.Counts.choices,
        required=False,
        help_text="Attendances count a person each time they come.",
    )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        cleaned["unit"] = cleaned.get("unit") or Reach.Unit.PEOPLE
        cleaned["counts"] = cleaned.get("counts") or Reach.Counts.INDIVIDUALS
        number = cleaned.get("number")
        if number is not None and not cleaned.get("audience") and "audience" not in self.errors:
            self.add_error("audience", "Choose whom the number counts")
        if number is not None and number > MOST_PEOPLE and cleaned["unit"] == Reach.Unit.PEOPLE:
            self.add_error("number", f"A number of people must be {MOST_PEOPLE:,} or fewer")
        return cleaned


class BaseReachFormSet(forms.BaseFormSet):
    """The rows of reach of one entry."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["audience"].choices = self.audiences

    def offer(self, audiences: Iterable[AudienceGroup]) -> None:
        """Offer these audiences in each row; call it before any row is made."""
        self.audiences = [(one.pk, one.name) for one in audiences]

    default_error_messages = {"missing_management_form": "Part of the form is missing: open it again"}

    def clean(self):
        """Refuse to count one audience twice in the same way: two such rows cannot be told apart."""
        seen = set()
        for form in self.forms:
            if form.errors or form.cleaned_data.get("number") is None:
                continue
            key = tuple(str(form.cleaned_data[name]) for name in ("audience", "unit", "counts"))
            if key in seen:
                form.add_error("audience", "This audience is counted twice in the same way: use one row")
            seen.add(key)

    def rows(self) -> list[dict]:
        """Return the rows that have a number."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("number") is not None]


ReachFormSet = forms.formset_factory(ReachForm, formset=BaseReachFormSet, extra=1, max_num=20, absolute_max=20)
