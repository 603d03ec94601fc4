"""What a person tells of a group and what was measured of it, as a summary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.functional import cached_property

from pilots.models import EducationSetting, LocalAuthority, Pilot
from stakeholders.models import Organisation
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from ..forms import printable
from ..models import AnticipatedOutcome, Intervention, OutcomeMeasure, OutcomeRecord
from ..models.outcome import LONGEST_COUNTED
from . import plausible
from .fields import a_number, a_score
from .group_labels import names_in

Kind = OutcomeMeasure.Kind
FIGURES = {
    Kind.SCALE: [
        "is_paired",
        "mean_before",
        "sd_before",
        "mean_after",
        "sd_after",
        "mean_change",
        "sd_change",
        "meaningfully_better",
    ],
    Kind.PROPORTION: ["number_before", "number_after"],
    Kind.COUNT: ["number_before", "number_after"],
}
ALL_FIGURES = [*FIGURES[Kind.SCALE], *FIGURES[Kind.PROPORTION]]
PEOPLE = ["started", "measured_before", "measured_after", "measured_both"]
FREE_TEXT = ["what_is_counted", "group_label", "source", "quality_notes"]
WHAT_IS_COUNTED = "Enter what is counted"

NAME_OF_A_PERSON = (
    "“{}” looks like a person’s name or initials. Describe the group instead, like “Year 9 mentees, spring 2021”"
)
AHEAD = "The {} day must be today or in the past"


class AnticipatedChoice(forms.ModelChoiceField):
    """Offers anticipated outcomes each with its intervention: several may expect the same."""

    def label_from_instance(self, outcome: AnticipatedOutcome) -> str:
        return f"{outcome} ({outcome.intervention or 'the pilot as a whole'})"


class OutcomeForm(forms.ModelForm):
    """One group's summary on one measure; only the fields that fit the kind of the measure."""

    starts_on = DateField(label="First day of the period")
    ends_on = DateField(label="Last day of the period")
    started = a_number("How many started?", help_text="Everybody who began, also those who left before the end.")
    measured_before = a_number("Measured before")
    measured_after = a_number("Measured after")
    measured_both = a_number("Measured both times", help_text="The same people, before and after.")
    mean_before = a_score("Mean before")
    sd_before = a_score("Standard deviation before", min_value=0)
    mean_after = a_score("Mean after")
    sd_after = a_score("Standard deviation after", min_value=0)
    mean_change = a_score("Mean change", help_text="After minus before: where scores fell it is negative, like -1.5")
    sd_change = a_score(
        "Standard deviation of the change", min_value=0, help_text="Without it, the change has no 95% interval."
    )
    meaningfully_better = a_number("How many changed for the better?")
    number_before = a_number("Before")
    number_after = a_number("After")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The page says that what was not measured is left empty: most fields are optional one by one, not all together.
    says_what_is_optional = False

    class Meta:
        model = OutcomeRecord
        fields = [
            "what_is_counted",
            "group_label",
            "intervention",
            "anticipated",
            "starts_on",
            "ends_on",
            *PEOPLE,
            *ALL_FIGURES,
        ]
        fields += ["source", "quality_notes"]
        labels = {
            "what_is_counted": "What is counted?",
            "group_label": "Group",
            "intervention": "Intervention (optional)",
            "anticipated": "Anticipated outcome (optional)",
            "is_paired": "The figures below are those of the people measured both times",
            "source": "Where do the figures come from? (optional)",
            "quality_notes": "What should a reader know about their quality? (optional)",
        }
        help_texts = {
            "what_is_counted": "For example: pupils who say they know whom to tell",
            "group_label": "Who was measured, like “Year 9 mentees, spring 2021”. Never a person’s name or initials.",
            "source": "Such as the questionnaires at the first and the last session.",
            "quality_notes": "Such as who was missing at the end, and why. No names.",
        }
        widgets = {"quality_notes": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"anticipated": AnticipatedChoice}
        error_messages = {
            "what_is_counted": {"required": WHAT_IS_COUNTED},
            "group_label": {"required": "Enter which group was measured"},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure = self.instance.measure
        for name in set(ALL_FIGURES) - set(FIGURES[Kind(self.measure.kind)]):
            del self.fields[name]
        self.fields["started"].required = True
        self.fields["started"].error_messages["required"] = "Enter how many started"
        self.offer(user)
        self.fill_in_what_is_anticipated()
        self.ask_what_is_counted()
        self.word_figures()
        self.initial["version"] = self.instance.version
        self.user = user

    def offer(self, user) -> None:
        """Offer the pilot's interventions, and what it anticipates on this measure."""
        fields: dict[str, Any] = self.fields
        pilot = self.instance.pilot
        fields["intervention"].queryset = Intervention.objects.visible_to(user).filter(pilot=pilot)
        anticipated = AnticipatedOutcome.objects.visible_to(user).filter(pilot=pilot, measure=self.measure)
        chosen = AnticipatedOutcome.objects.visible_to(user).filter(pk=self.instance.anticipated_id)
        fields["anticipated"].queryset = (anticipated.current() | chosen).select_related("intervention")
        fields["intervention"].empty_label = "None: the pilot as a whole"
        fields["anticipated"].empty_label = "None of them"

    def fill_in_what_is_anticipated(self) -> None:
        """In a new record, choose the outcome that is anticipated of the intervention, where there is only one."""
        intervention = self.initial.get("intervention")
        if not self.instance._state.adding or not intervention or self.initial.get("anticipated"):
            return
        offered: Any = self.fields["anticipated"]
        of_intervention = list(offered.queryset.filter(intervention=intervention)[:2])
        if len(of_intervention) == 1:
            self.initial["anticipated"] = of_intervention[0]

    def ask_what_is_counted(self) -> None:
        """A scale says by itself what it measures; a share or a count says it only with these words."""
        if self.measure.kind == Kind.SCALE:
            del self.fields["what_is_counted"]
            return
        self.fields["what_is_counted"].required = True
        anticipated = self.initial.get("anticipated")
        if self.instance._state.adding and anticipated and len(str(anticipated)) <= LONGEST_COUNTED:
            self.initial["what_is_counted"] = str(anticipated)

    def word_figures(self) -> None:
        """Word what is asked after the measure."""
        threshold = self.measure.meaningful_change
        if self.measure.kind == Kind.SCALE and threshold is None:
            del self.fields["meaningfully_better"]
        elif self.measure.kind == Kind.SCALE:
            went = "up" if self.measure.higher_is_better else "down"
            self.fields["meaningfully_better"].label = f"How many went {went} by {threshold.normalize():f} or more?"
        for side in plausible.SIDES if self.measure.kind != Kind.SCALE else ():
            counted = "How many of those measured" if self.measure.kind == Kind.PROPORTION else "How many uses"
            self.fields[f"number_{side}"].label = f"{counted} {side}?"

    @cached_property
    def known_names(self) -> set[str]:
        return names_of_places_and_bodies(self.user, self.instance.pilot)

    def full_clean(self) -> None:
        """Leave out what the rules of the database would only say again where a field has said what is wrong."""
        super().full_clean()
        if len(self.errors) > 1:
            self.errors.pop(NON_FIELD_ERRORS, None)

    # What was typed ----------------------------------------------------------------------------------------------

    def clean_what_is_counted(self) -> str:
        counted = printable(self.cleaned_data["what_is_counted"])
        if not counted:
            raise ValidationError(WHAT_IS_COUNTED)
        return counted

    def clean_group_label(self) -> str:
        label = printable(self.cleaned_data["group_label"])
        if not label:
            raise ValidationError("Enter which group was measured")
        if name := names_in(label, self.known_names):
            raise ValidationError(NAME_OF_A_PERSON.format(name))
        return label

    def clean_started(self) -> int:
        started = self.cleaned_data["started"]
        if started < 2:
            raise ValidationError(plausible.GROUP_OF_ONE)
        return started

    def clean(self) -> dict:
        super().clean()
        self.check_period()
        refuse_personal_data(self, FREE_TEXT, self.known_names)
        self.follow_anticipated()
        self.fill_in_numbers()
        for name, message in self.faults():
            # The first fault of a field says what to do; what follows from it would only confuse.
            if not self.has_error(name):
                self.add_error(name, message)
        return self.cleaned_data

    def faults(self) -> Iterable[plausible.Fault]:
        """Return what cannot be true of what was typed, by field."""
        return list(plausible.faults_of(self.cleaned_data, self.measure))

    def figures(self) -> dict:
        """Return what is known beside what was typed."""
        return {}

    def check_period(self) -> None:
        days = {"first": "starts_on", "last": "ends_on"}
        for word, name in days.items():
            day = self.cleaned_data.get(name)
            if day and day > timezone.localdate():
                self.add_error(name, AHEAD.format(word))
            elif day and day.year < 2000:
                self.add_error(name, f"The year of the {word} day must be 2000 or later")
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first")

    def follow_anticipated(self) -> None:
        """Take the intervention of the anticipated outcome where none is chosen, and refuse another one."""
        anticipated, chosen = self.cleaned_data.get("anticipated"), self.cleaned_data.get("intervention")
        if not anticipated or not anticipated.intervention_id:
            return
        if chosen and chosen != anticipated.intervention:
            self.add_error("anticipated", f"This outcome is anticipated of {anticipated.intervention}, not of {chosen}")
        self.cleaned_data["intervention"] = anticipated.intervention

    def fill_in_numbers(self) -> None:
        """Figures of those measured twice alone are of nobody else; else only the person knows who was measured."""
        told = self.cleaned_data
        if told.get("is_paired"):
            self.fill_in_sides()
        both = told.get("measured_both")
        everybody_twice = bool(both) and both == told.get("measured_before") == told.get("measured_after")
        if "is_paired" in self.fields:
            told["is_paired"] = told.get("is_paired") or everybody_twice

    def fill_in_sides(self) -> None:
        """Take those measured both times for everybody measured on a side where nothing else is told."""
        told = self.cleaned_data
        for side in ("measured_before", "measured_after"):
            if told.get(side) is None and not self.has_error(side):
                told[side] = told.get("measured_both")


def names_of_places_and_bodies(user, pilot: Pilot) -> set[str]:
    """Return the names that a group may be called by and that are nobody's."""
    schools = EducationSetting.objects.visible_to(user).values_list("name", flat=True)
    bodies = Organisation.objects.visible_to(user).values_list("name", flat=True)
    interventions = Intervention.objects.visible_to(user).values_list("name", "type__name")
    authorities = LocalAuthority.objects.visible_to(user).values_list("name", "localities__name", "pilots__name")
    return {
        pilot.name,
        pilot.authority.name,
        *schools,
        *bodies,
        *(name for row in (*interventions, *authorities) for name in row if name),
    }
