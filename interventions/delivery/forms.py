"""The form with which an intervention is added to a pilot, and kept up to date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from pilots.fields import PartialDate, Records
from pilots.forms import limit_length, refuse_backwards
from pilots.versioned import VersionedForm
from vru_portal.dates import first_day, last_day
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField
from vru_portal.offers import in_one_query
from vru_portal.wording import in_pounds

from ..fields import CountField
from ..models import Intervention
from ..models.intervention import OVER, DeliveryStatus
from .fields import PoundsField
from .free_text import OF_A_SERVICE, without_what_shows_nothing
from .offers import offers

NO_NAMES = "Never anyone’s name or details."
SAME_NAME = "This pilot has an intervention of this name already. Give this one another name, such as one with the year"
NOT_YET = {
    "starts_on": "The start lies ahead, but the intervention is not planned: enter a date that is not in the future",
    "ends_on": "The end lies ahead, but the intervention is over: enter a date that is not in the future",
}
PASSED = "Planned, but its start has passed: is it running? If not, enter the new start or none"
BEGUN = set(DeliveryStatus) - {DeliveryStatus.PLANNED}
SCHOOL_LEVELS = [
    (level.value, f"{level.label}, {meaning}") for level, meaning in Intervention.SCHOOL_LEVEL_MEANS.items()
]


class InterventionForm(VersionedForm):
    """One intervention of a pilot. A new one that is sent twice is stored once, and has no other's name.

    The sections are those of the page: what everybody fills in, and what most leave for later.
    """

    starts_on = PartialDate(label="Start", help_text="For example, 2021, March 2021 or 12 March 2021.")
    ends_on = PartialDate(label="End", help_text="When it ended, or is meant to end.")
    funding = PoundsField(label="Amount in pounds", required=False, help_text="For example, 1,250 or £1,250.50.")
    funded_from = DateField(label="First day of the funding", required=False)
    funded_until = DateField(label="Last day of the funding", required=False)
    planned_reach = CountField(
        label="How many people are to be reached?",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )

    class Meta:
        model = Intervention
        fields = [
            "type",
            "name",
            "description",
            "target_group",
            "audience",
            "localities",
            "provider",
            "starts_on",
            "ends_on",
            "schools",
            "school_level",
            "funder",
            "funding",
            "funded_from",
            "funded_until",
            "planned_dose",
            "planned_reach",
            "language",
            "referral",
            "how_to_refer",
            "youngest",
            "oldest",
        ]
        labels = {
            "type": "Type of intervention",
            "name": "Name",
            "target_group": "Target group in words",
            "audience": "Target group",
            "school_level": "School level",
            "planned_dose": "Planned dose",
            "language": "Language, if not English",
            "referral": "Does it need a referral?",
            "how_to_refer": "How does somebody get there?",
            "youngest": "Youngest age",
            "oldest": "Oldest age",
            "schools": "Schools and colleges",
        }
        help_texts = {
            "type": "From the catalogue. An administrator can add what is missing.",
            "name": f"What it is called in this pilot. {NO_NAMES}",
            "description": f"What is done, in a few sentences. {NO_NAMES}",
            "target_group": f"For example, looked after children from year 8 on. {NO_NAMES}",
            "audience": "The group that the log counts as reached.",
            "planned_dose": "How often, how long, over which time. For example, weekly for an hour, for 12 weeks.",
            "how_to_refer": "The steps, and the service’s own telephone number, e-mail or postal address. "
            "Never a person’s own.",
        }
        error_messages = {
            "type": {"required": "Choose the type of intervention"},
            "name": {"required": "Enter the name of the intervention"},
            "referral": {"invalid_choice": "Choose whether it needs a referral"},
        }
        field_classes = {"localities": Records, "schools": Records}
        widgets = {
            "localities": forms.CheckboxSelectMultiple,
            "schools": forms.CheckboxSelectMultiple,
            "school_level": forms.RadioSelect,
            "referral": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 4}),
            "how_to_refer": forms.Textarea(attrs={"rows": 3}),
            "language": forms.TextInput(attrs={"class": "govuk-input--width-20"}),
            **dict.fromkeys(
                ("youngest", "oldest"),
                forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
            ),
        }

    SECTIONS = {
        "Schools": ("schools", "school_level"),
        "Funding": ("funder", "funding", "funded_from", "funded_until"),
        "Plan": ("planned_dose", "planned_reach", "language"),
        "Referral and ages": ("referral", "how_to_refer", "youngest", "oldest"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = cast(dict[str, Any], self.fields)
        for name, rows in offers(self.user, self.instance).items():
            fields[name].queryset = rows
        for name in ("audience", "provider", "funder"):
            fields[name].empty_label = "Not recorded"
        fields["type"].empty_label = "Choose a type"
        one_query = dict.fromkeys(("type", "audience", "localities", "schools", "provider", "funder"), "name")
        in_one_query(self, one_query)
        fields["school_level"].choices = [("", "Not in a school, or not known"), *SCHOOL_LEVELS]
        fields["referral"].choices = [("", "Not recorded"), *Intervention.Referral.choices]
        limit_length(fields["description"])
        limit_length(fields["how_to_refer"], 2_000)

    def version_of(self, record) -> int:
        return record.version if record.pk else 0

    @property
    def sections(self) -> list[tuple[str, list, bool]]:
        """The folded sections: title, fields, and whether to open it, because it says something or is wrong."""
        return [
            (title, [self[name] for name in names], any(self.is_in_use(name) for name in names))
            for title, names in self.SECTIONS.items()
        ]

    def is_in_use(self, name: str) -> bool:
        return name in self.errors or bool(self[name].value())

    def clean_name(self) -> str:
        return without_what_shows_nothing(self, "name", "Enter the name of the intervention")

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_backwards(self, "starts_on", "ends_on")
        self.refuse_dates_ahead(cleaned.get("status") or self.instance.status)
        self.ask_about_a_start_that_has_passed(cleaned.get("status") or self.instance.status)
        youngest, oldest = cleaned.get("youngest"), cleaned.get("oldest")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("oldest", "The oldest age must be the same as or above the youngest")
        start, end = cleaned.get("funded_from"), cleaned.get("funded_until")
        if start and end and end < start:
            self.add_error("funded_until", "The funding must end on or after the day it starts")
        self.refuse_names()
        self.refuse_a_name_in_use()
        return cleaned

    def refuse_dates_ahead(self, status: str) -> None:
        """What has begun has not begun in the future, and what is over is not yet to end."""
        names = ["starts_on"] if status in BEGUN else []
        for name in [*names, "ends_on"] if status in OVER else names:
            if self.cleaned_data.get(name) and first_day(self.cleaned_data[name]) > timezone.localdate():
                self.add_error(name, NOT_YET[name])

    def ask_about_a_start_that_has_passed(self, status: str) -> None:
        """What was to start before today is hardly still planned. Who changes other details is not asked."""
        start = self.cleaned_data.get("starts_on")
        if status == DeliveryStatus.PLANNED and start and last_day(start) < timezone.localdate():
            field = "status" if "status" in self.fields else "starts_on"
            if field == "status" or "starts_on" in self.changed_data:
                self.add_error(field, PASSED)

    def refuse_names(self) -> None:
        texts = Intervention.privacy.classes()
        names = [name for name, kind in texts.items() if kind == "free_text" and name != "how_to_refer"]
        known = self.names_of_places_and_bodies()
        refuse_personal_data(self, names, known)
        refuse_personal_data(self, ["how_to_refer"], known, OF_A_SERVICE)

    def names_of_places_and_bodies(self) -> set[str]:
        """Return the names that may stand beside a number without being a person's."""
        fields, pilot = cast(dict[str, Any], self.fields), self.instance.pilot
        offered = [*fields["localities"].queryset, *fields["schools"].queryset, *fields["provider"].queryset]
        return {str(each) for each in [pilot, pilot.authority, *offered]}

    def refuse_a_name_in_use(self) -> None:
        """Two interventions of one name could not be told apart in the log, and a repeat is no second one."""
        is_named = "name" in self.cleaned_data and ("name" in self.changed_data or not self.instance.pk)
        if is_named and self.namesake() and not self.stored_before:
            self.add_error("name", SAME_NAME)

    def namesake(self) -> Intervention | None:
        """Return another intervention of the pilot with this name."""
        others = Intervention.objects.visible_to(self.user).filter(pilot=self.instance.pilot)
        return others.filter(name__iexact=self.cleaned_data["name"]).exclude(pk=self.instance.pk).first()

    @property
    def stored_before(self) -> Intervention | None:
        """The stored intervention that says exactly what this new one says, because the form was sent twice."""
        other = self.namesake() if not self.instance.pk and "name" in self.cleaned_data else None
        if other is None:
            return None
        again = InterventionForm(self.data, instance=other, user=self.user)
        return None if set(again.changed_data) - {"version"} else other

    def words(self, name: str, value) -> str:
        """Show a value as its choice, date or amount reads."""
        choices = dict(getattr(Intervention._meta.get_field(name), "choices", None) or [])
        if choices and value in choices:
            return str(choices[value])
        if isinstance(value, date):
            return date_format(value)
        return in_pounds(value) if isinstance(value, Decimal) else super().words(name, value)

    def save(self, commit=True):
        self.instance.version = self.stored_version + 1
        return super().save(commit)


class NewInterventionForm(InterventionForm):
    """A further intervention of a pilot, with where it stands now."""

    OFFERED = (DeliveryStatus.PLANNED, DeliveryStatus.RUNNING, DeliveryStatus.COMPLETED)

    status = forms.ChoiceField(
        label="Where does it stand?",
        choices=[(status.value, status.label) for status in OFFERED],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose where it stands"),
    )

    def save(self, commit=True) -> Intervention:
        """Store the intervention with the first phase of its history, once."""
        if stored := self.stored_before:
            return stored
        made = super().save(commit)
        since = {DeliveryStatus.RUNNING: made.starts_on, DeliveryStatus.COMPLETED: made.ends_on}
        status = DeliveryStatus(self.cleaned_data["status"])
        made.enter(status, since=since.get(status, ""))
        return made
