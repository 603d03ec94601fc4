"""What a person types about meetings: when and where they are, why one is cancelled, and what was said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from pilots.versioned import Difference, VersionedForm
from stakeholders.models import Meeting
from vru_portal.free_text import refuse_personal_data, why_refused
from vru_portal.govuk import DateField

from .naming import OF_A_PLACE, names_around
from .times import TimeOfDay, in_words, on_the_clock

LONGEST_AGENDA = 4_000
LONGEST_NOTES = 10_000
FURTHEST_AHEAD = timedelta(days=5 * 366)
NO_PERSONS = "Never names or details of young people or families."


class Agenda(forms.CharField):
    """Items, one a line."""

    def __init__(self, **kwargs):
        hint = f"One item a line. What was agreed before stands on top of it by itself. {NO_PERSONS}"
        shown = {"label": "Agenda", "help_text": hint, "widget": forms.Textarea(attrs={"rows": 6})}
        super().__init__(**{**shown, "required": False, "max_length": LONGEST_AGENDA, **kwargs})

    def clean(self, value) -> str:
        return one_kind_of_line(super().clean(value))


class Place(forms.CharField):
    def __init__(self, **kwargs):
        hint = "A room, an address, or a link for joining online."
        super().__init__(**{"label": "Where", "help_text": hint, "required": False, "max_length": 150, **kwargs})


class Days(forms.MultipleChoiceField):
    """Ticked days, as ISO dates. A page of yesterday may offer other days than one of today: any day is taken."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": "Tick dates from the list"}

    def valid_value(self, value) -> bool:
        return as_day(value) is not None

    def clean(self, value) -> list[date]:
        days = [date.fromisoformat(day) for day in super().clean(value)]
        for day in days:
            refuse_out_of_range(day)
        return days


def as_day(text: str) -> date | None:
    """Return the day that an ISO date names, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def one_kind_of_line(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def refuse_out_of_range(day: date) -> None:
    """Raise ValidationError for a year that nobody means."""
    if not date(2000, 1, 1) <= day <= timezone.localdate() + FURTHEST_AHEAD:
        raise ValidationError("The date must be in 2000 or later, and no more than 5 years ahead")


def refuse_persons_in(form: forms.BaseForm, network) -> None:
    """Refuse personal data in what is said about a meeting; a place may have a postcode and a telephone number."""
    known = names_around(network)
    refuse_personal_data(form, ["place"], known, OF_A_PLACE)
    refuse_personal_data(form, ["agenda"], known)


class ScheduleForm(forms.Form):
    """Meetings on some days, all at one time and place. ``found`` holds when they start and end once it is valid."""

    days = Days(label="Which of the next dates?", required=False)
    other_day = DateField(label="Another date", required=False)
    starts = TimeOfDay(label="Starts")
    ends = TimeOfDay(label="Ends")
    place = Place()
    agenda = Agenda()

    def __init__(self, *args, network, proposed: list[date], **kwargs):
        super().__init__(*args, **kwargs)
        self.network = network
        self.proposed = proposed
        self.found: list[tuple[datetime, datetime]] = []
        self.fields["days"].choices = [(day.isoformat(), date_format(day, "l j F Y")) for day in proposed]
        if not proposed:
            only = self.fields["other_day"]
            # A page of yesterday may have offered days to tick.
            only.label, only.required = "Date", not self.data.get("days")
            only.error_messages["required"] = "Enter the date"

    def clean_other_day(self) -> date | None:
        if day := self.cleaned_data["other_day"]:
            refuse_out_of_range(day)
        return day

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        days = sorted({*cleaned.get("days", []), *filter(None, [cleaned.get("other_day")])})
        if not days and not {"days", "other_day"} & self.errors.keys():
            self.add_error("other_day", "Tick a date, or enter one")
        self.found = moments(self, days)
        ended = self.network.ended_on
        if ended and any(day > ended for day in days):
            self.add_error("other_day", f"The network ended on {date_format(ended, 'j F Y')}")
        refuse_persons_in(self, self.network)
        return cleaned


def moments(form: forms.BaseForm, days: list[date]) -> list[tuple[datetime, datetime]]:
    """Return when the meetings start and end; what is wrong with the times becomes an error of the form."""
    starts, ends = form.cleaned_data.get("starts"), form.cleaned_data.get("ends")
    if starts is None or ends is None:
        return []
    if ends <= starts:
        form.add_error("ends", "The meeting must end after it starts")
        return []
    try:
        return [(on_the_clock(day, starts), on_the_clock(day, ends)) for day in days]
    except ValidationError as error:
        form.add_error("starts", error)
        return []


class MeetingForm(VersionedForm):
    """Another day, time, place or agenda: a new revision of the invitation."""

    day = DateField(label="Date")
    starts = TimeOfDay(label="Starts")
    ends = TimeOfDay(label="Ends")
    place = Place()
    agenda = Agenda()

    class Meta:
        model = Meeting
        fields = ["place", "agenda"]

    field_order = ["version", "day", "starts", "ends", "place", "agenda"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = details(self.instance)
        self.initial.update(self.stored)

    def version_of(self, record) -> int:
        # Neither ever falls: the sum is the same only while both are. Texts that an erasure clears raise the second.
        return record.sequence + record.version

    def clean_day(self) -> date:
        refuse_out_of_range(self.cleaned_data["day"])
        return self.cleaned_data["day"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        day = cleaned.get("day")
        if day and (found := moments(self, [day])):
            self.instance.starts_at, self.instance.ends_at = found[0]
        if day and self.instance.is_held and day > timezone.localdate():
            self.add_error("day", "The meeting was held: the date must be today or in the past")
        refuse_persons_in(self, self.instance.network)
        return cleaned

    def differences(self) -> list[Difference]:
        """Return the parts in which what was typed differs from what is stored now."""
        rows = [
            Difference(str(self[name].label), shown(value), shown(self.cleaned_data[name]))
            for name, value in self.stored.items()
        ]
        return [row for row in rows if row.stored != row.typed]

    def save(self, commit: bool = True) -> Meeting:
        self.instance.sequence += bool(self.differences())
        return super().save(commit)


def details(meeting: Meeting) -> dict[str, Any]:
    """Return what an invitation tells, by the names of the form's fields."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    times = {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    return {**times, "place": meeting.place, "agenda": one_kind_of_line(meeting.agenda)}


def shown(value: date | time | str) -> str:
    if isinstance(value, time):
        return in_words(value)
    return date_format(value, "j F Y") if isinstance(value, date) else value or "Nothing"


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    reason = forms.CharField(
        label="Why is it cancelled?",
        help_text="Whoever has the invitation in a calendar reads this.",
        max_length=250,
        error_messages={"required": "Enter why it is cancelled"},
    )

    def clean_reason(self) -> str:
        if message := why_refused(self.cleaned_data["reason"]):
            raise ValidationError(message)
        return self.cleaned_data["reason"]


class NotesForm(VersionedForm):
    """What was said at a meeting."""

    notes = forms.CharField(
        label="Notes",
        help_text=f"Those who were there may be named. {NO_PERSONS}",
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    class Meta:
        model = Meeting
        fields = ["notes"]

    def version_of(self, record) -> int:
        return record.version

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_personal_data(self, ["notes"], names_around(self.instance.network))
        return self.cleaned_data

    def save(self, commit: bool = True) -> Meeting:
        self.instance.version = self.stored_version + 1
        return super().save(commit)
