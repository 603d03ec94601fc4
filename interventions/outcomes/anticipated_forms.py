"""The form with which a pilot says what it expects to change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from interventions.forms import NO_NAMES, printable
from pilots.forms import PartForm
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from ..models import AnticipatedOutcome, Intervention, OutcomeMeasure, OutcomeRecord
from .plausible import plain
from .progress import in_words, is_better

FIGURES = ("baseline", "target")
EARLIEST_YEAR, YEARS_AHEAD = 2000, 30
UNITS = (
    "In the units of the measure: the mean score on a scale, after any conversion; the percentage of a proportion, such"
    " as 45; the number of uses of a service."
)
WRONG_NUMBER = {
    "invalid": "{} must be a number, like 23.5",
    "max_decimal_places": "{} must have no more than 2 decimal places",
    "max_digits": "{} must be less than 10 million",
    "max_whole_digits": "{} must be less than 10 million",
}


class MeasureChoice(forms.ModelChoiceField):
    """Offers measures with what their figures can be."""

    def label_from_instance(self, measure: OutcomeMeasure) -> str:
        return f"{measure}: {units_of(measure)}"


def units_of(measure: OutcomeMeasure) -> str:
    """Say what figures a measure has, such as "a score from 7 to 35, higher is better"."""
    return f"{measure.figures_in_words}, {measure.better_in_words}"


class AnticipatedForm(PartForm):
    """What will change, by which measure, from what to what, by when."""

    baseline_on = DateField(label="Date of the baseline", required=False)
    due_on = DateField(label="Reach the target by", called="the date to reach the target by", required=False)

    class Meta:
        model = AnticipatedOutcome
        fields = [
            "statement",
            "intervention",
            "measure",
            "measured_by",
            "baseline",
            "baseline_on",
            "target",
            "due_on",
        ]
        labels = {
            "statement": "What will change?",
            "intervention": "Which intervention is it expected of?",
            "measure": "Measure",
            "measured_by": "How is it measured?",
            "baseline": "Baseline",
            "target": "Target",
        }
        help_texts = {
            "statement": f"One line, such as “Higher level of wellbeing”. {NO_NAMES}",
            "measured_by": f"Such as self-report at the first and the last session. {NO_NAMES}",
        }
        error_messages = {
            "statement": {
                "required": "Enter what will change",
                "max_length": "What will change must be 250 characters or fewer",
            },
            **{
                name: {code: words.format(name.capitalize()) for code, words in WRONG_NUMBER.items()}
                for name in FIGURES
            },
        }
        field_classes = {"measure": MeasureChoice}
        widgets = dict.fromkeys(FIGURES, forms.NumberInput(attrs={"class": "govuk-input--width-10"}))

    FREE_TEXT = ("statement", "measured_by")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        outcome, fields = self.instance, cast(dict[str, Any], self.fields)
        self.interventions = Intervention.objects.visible_to(self.user).filter(pilot=outcome.pilot)
        fields["intervention"].queryset = self.interventions
        fields["intervention"].empty_label = "The pilot as a whole"
        fields["measure"].queryset = OutcomeMeasure.objects.filter(Q(archived_at=None) | Q(pk=outcome.measure_id))
        fields["measure"].empty_label = "None chosen yet"
        for name in FIGURES:
            if self.initial.get(name) is not None:
                self.initial[name] = plain(self.initial[name])
            fields[name].help_text = f"{outcome.measure}: {units_of(outcome.measure)}." if outcome.measure else UNITS

    def others(self) -> QuerySet:
        return super().others().filter(withdrawn_at=None)

    def words(self, name: str, value) -> str:
        if isinstance(value, Decimal):
            return plain(value)
        return in_words(value) if isinstance(value, date) else super().words(name, value)

    def clean_statement(self) -> str:
        statement = printable(self.cleaned_data["statement"])
        if not statement:
            raise forms.ValidationError("Enter what will change")
        return statement

    def clean_measure(self) -> OutcomeMeasure | None:
        measure, before = self.cleaned_data["measure"], self.instance.measure
        records = OutcomeRecord.objects.visible_to(self.user).filter(anticipated=self.instance.pk, measure=before)
        if self.instance.pk and before and measure != before and records.exists():
            why = f"Outcome records on {before} name this anticipated outcome"
            raise forms.ValidationError(f"{why}: withdraw it and add another for another measure")
        return measure

    def clean_baseline_on(self):
        day = self.refuse_odd_year("baseline_on")
        if day and day > timezone.localdate():
            raise forms.ValidationError("The date of the baseline must be today or in the past")
        return day

    def clean_due_on(self):
        return self.refuse_odd_year("due_on")

    def refuse_odd_year(self, name: str):
        day, latest = self.cleaned_data[name], timezone.localdate().year + YEARS_AHEAD
        if day and not EARLIEST_YEAR <= day.year <= latest:
            raise forms.ValidationError(f"The year must be from {EARLIEST_YEAR} to {latest}")
        return day

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_personal_data(self, self.FREE_TEXT, self.names_of_places())
        for name in FIGURES:
            self.refuse_impossible(name)
        self.refuse_wrong_direction()
        starts_on, due_on = cleaned.get("baseline_on"), cleaned.get("due_on")
        if starts_on and due_on and due_on <= starts_on:
            self.add_error("due_on", "The target must be due after the date of the baseline")
        return cleaned

    def names_of_places(self) -> set[str]:
        """Return the names that may stand beside a number without being a person's."""
        pilot = self.instance.pilot
        return {str(pilot), str(pilot.authority), *map(str, self.interventions)}

    def refuse_impossible(self, name: str) -> None:
        """Add an error where a figure is not one that the measure can have."""
        figure, measure = self.cleaned_data.get(name), self.cleaned_data.get("measure")
        if figure is None or "measure" in self.errors:
            return
        if measure is None:
            self.add_error("measure", f"Choose the measure that the {name} is on")
        elif not is_possible(measure, figure):
            self.add_error(name, f"The {name} on {measure} must be {measure.figures_in_words}")

    def refuse_wrong_direction(self) -> None:
        measure, baseline, target = (self.cleaned_data.get(name) for name in ("measure", "baseline", "target"))
        if not measure or baseline is None or target is None:
            return
        if baseline == target:
            self.add_error("target", "The target must differ from the baseline")
        elif not is_better(measure, target, baseline):
            side, better = ("above", "higher") if measure.higher_is_better else ("below", "lower")
            self.add_error("target", f"The target must be {side} the baseline: on {measure}, {better} is better")


def is_possible(measure: OutcomeMeasure, figure: Decimal) -> bool:
    """Say whether a mean, percentage or count can be this."""
    if measure.kind == OutcomeMeasure.Kind.COUNT:
        return figure >= 0 and figure == figure.to_integral_value()
    low, high = measure.figures or (Decimal(0), Decimal(100))
    return low <= figure <= high
