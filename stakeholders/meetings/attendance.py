"""Who came: a register that several people can tick at once, as only what changed on each form is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from stakeholders.models import Attendance, Meeting, Membership
from stakeholders.networks.periods import at_a_meeting_on
from vru_portal.wording import counted

from .action_forms import label_of

CAME, APOLOGIES = Attendance.Answer.CAME.value, Attendance.Answer.APOLOGIES.value


@dataclass(frozen=True)
class Row:
    """One member in the register: what the page showed before, and what is ticked now."""

    member: Membership
    before: str
    answer: str

    @property
    def label(self) -> str:
        return label_of(self.member)

    @property
    def body(self) -> str:
        """The organisation, which stands below the name."""
        return self.label.removeprefix(str(self.member)).removeprefix(", ")

    @property
    def came(self) -> bool:
        return self.answer == CAME

    @property
    def sent_apologies(self) -> bool:
        return self.answer == APOLOGIES


@dataclass(frozen=True)
class Turnout:
    """Who came and who sent apologies, by name; and how many guests."""

    came: list[str]
    apologies: list[str]
    guests: int | None

    @property
    def people(self) -> int:
        return len(self.came) + (self.guests or 0)

    def __str__(self) -> str:
        parts = [f"{counted(len(self.came), 'member')} came"]
        parts += [f"{len(self.apologies)} sent apologies"] if self.apologies else []
        return ", ".join([*parts, *([counted(self.guests, "guest")] if self.guests else [])])


class AttendanceForm(forms.Form):
    """Ticks beside the members of the day of the meeting, and how many guests there were."""

    guests = forms.IntegerField(
        label="Guests who are not members",
        help_text="How many. Never their names.",
        required=False,
        min_value=0,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    guests_before = forms.CharField(required=False, widget=forms.HiddenInput)
    data: Any

    def __init__(self, data=None, *, user, meeting: Meeting):
        super().__init__(data, initial={"guests": meeting.guests, "guests_before": as_text(meeting.guests)})
        self.user = user
        self.meeting = meeting
        self.stored = {row.membership_id: row.answer for row in attendances_of(user, meeting)}
        self.rows = [self.row(member) for member in members_on_the_day(user, meeting)]

    def row(self, member: Membership) -> Row:
        """Return a member's row: as it is stored or, of a form that was sent, as it was ticked there."""
        stored = self.stored.get(member.pk, "")
        key = str(member.pk)
        if not self.is_bound or f"before-{key}" not in self.data:
            return Row(member, stored, stored)
        ticked = APOLOGIES if key in self.data.getlist(APOLOGIES) else ""
        before = self.data[f"before-{key}"]
        if key in self.data.getlist(CAME):
            # Who sent apologies and came all the same has both ticked.
            ticked = CAME if before != CAME or not ticked else APOLOGIES
        return Row(member, before, ticked)

    @property
    def changes(self) -> dict[int, str]:
        """Map the keys of the members whose ticks were changed on this form to the new answer, "" for none."""
        return {row.member.pk: row.answer for row in self.rows if row.answer != row.before}

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if CAME in self.changes.values() and not self.meeting.has_come:
            self.add_error(None, "Nobody can have come before the day of the meeting")
        self.refuse_overwriting(cleaned.get("guests"))
        return cleaned

    def refuse_overwriting(self, typed: int | None) -> None:
        """Ask again where somebody else has stored another number of guests since the page was shown."""
        shown, stored = self.cleaned_data.get("guests_before", ""), as_text(self.meeting.guests)
        if as_text(typed) not in {shown, stored} and shown != stored:
            self.add_error("guests", f"Somebody else has just saved {stored or 'no number'}: enter how many there were")
            self.data = self.data.copy()
            self.data["guests_before"] = stored

    @property
    def guests_changed(self) -> bool:
        return as_text(self.cleaned_data["guests"]) != self.cleaned_data["guests_before"]


def as_text(number: int | None) -> str:
    return "" if number is None else str(number)


@transaction.atomic
def store(form: AttendanceForm) -> Meeting:
    """Store what was changed on a valid form; a meeting to which somebody came was held."""
    meetings = Meeting.objects.visible_to(form.user).select_for_update(of=("self",))
    meeting = meetings.get(pk=form.meeting.pk)
    store_answers(form.user, meeting, form.changes)
    came = CAME in form.changes.values()
    if form.guests_changed:
        meeting.guests = form.cleaned_data["guests"]
        came = came or bool(meeting.guests)
    if came and meeting.has_come and meeting.status == Meeting.Status.SCHEDULED:
        meeting.status = Meeting.Status.HELD
    if form.guests_changed or meeting.status != form.meeting.status:
        meeting.save(update_fields=["guests", "status"])
    return meeting


def store_answers(user, meeting: Meeting, changes: dict[int, str]) -> None:
    """Make the stored answers of these members what they are now, each with its history."""
    stored = {row.membership_id: row for row in attendances_of(user, meeting).filter(membership__in=changes)}
    changed, added = [], []
    for key, answer in changes.items():
        row = stored.get(key)
        if row is None and answer:
            added.append(Attendance(meeting=meeting, membership_id=key, answer=answer))
        elif row is not None and not answer:
            row.delete()
        elif row is not None and row.answer != answer:
            row.answer = answer
            changed.append(row)
    bulk_create_with_history(added, Attendance, default_user=user)
    bulk_update_with_history(changed, Attendance, ["answer"], default_user=user)


def attendances_of(user, meeting: Meeting):
    return Attendance.objects.visible_to(user).filter(meeting=meeting)


def members_on_the_day(user, meeting: Meeting) -> list[Membership]:
    """Return who was a member on the day of the meeting, and whoever is ticked, in the order of their names."""
    members = Membership.objects.visible_to(user).filter(network=meeting.network_id)
    ticked = Exists(attendances_of(user, meeting).filter(membership=OuterRef("pk")))
    related = ("contact__organisation", "organisation")
    here = members.filter(at_a_meeting_on(meeting.day)) | members.filter(ticked)
    return by_name(here.select_related(*related))


def turnout_of(user, meeting: Meeting) -> Turnout:
    """Return who came to a meeting, in one query."""
    related = ("membership__contact__organisation", "membership__organisation")
    answers = list(attendances_of(user, meeting).select_related(*related))
    members = ([row.membership for row in answers if row.answer == answer] for answer in (CAME, APOLOGIES))
    came, sent = ([label_of(member) for member in by_name(group)] for group in members)
    return Turnout(came, sent, meeting.guests)


def by_name(members: Iterable[Membership]) -> list[Membership]:
    return sorted(members, key=lambda member: (str(member).casefold(), member.pk))
