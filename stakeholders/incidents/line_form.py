"""The form for a line of an incident's log, for every kind of line and for corrections."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from vru_portal import offers
from vru_portal.access.models import User
from vru_portal.govuk import DateField

from ..models import CriticalIncident, IncidentEntry, Network, Organisation
from ..models.plan import Support
from .people import taking_part
from .standing import Kind
from .times import moment_of, parts_of, time_of_day
from .words import HINT, refuse_details

# What each kind of line tells beside its words, in the order of the form. One of those in MUST_TELL has to be there.
TELLS: dict[str, list[str]] = {
    Kind.CONTACTED: ["organisation"],
    Kind.CONVENED: ["network"],
    Kind.OFFERED: ["support", "organisation"],
    Kind.TAKEN_UP: ["support", "organisation", "people"],
    Kind.COMMUNICATION: [],
    Kind.HANDOVER: ["handed_to"],
    Kind.REVIEW: ["review_on", "review_time"],
    Kind.NOTE: [],
}
MUST_TELL: dict[str, tuple[list[str], str]] = {
    Kind.CONTACTED: (["organisation", "text"], "Choose the organisation, or say who was contacted"),
    Kind.CONVENED: (["network", "text"], "Choose the network, or say who was convened"),
    Kind.OFFERED: (["support"], "Choose the kind of support"),
    Kind.TAKEN_UP: (["support"], "Choose the kind of support"),
    Kind.COMMUNICATION: (["text"], "Say what was communicated, and to whom"),
    Kind.HANDOVER: (["handed_to"], "Choose who takes over"),
    Kind.REVIEW: (["review_on", "review_time", "text"], "Enter the next review, or what the review found"),
    Kind.NOTE: (["text"], "Enter the note"),
}
EXTRA = ["organisation", "network", "support", "people", "handed_to", "review_on", "review_time"]
# A clock that is this much ahead is taken for right.
AHEAD = timedelta(minutes=5)
A_DAY = timedelta(days=1)


class LineForm(forms.Form):
    """A line as it is typed, on a phone in the street as a rule. ``line`` makes it ready to be written."""

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    writer = forms.UUIDField(widget=forms.HiddenInput, required=False)
    written_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="What happened", choices=[(kind, Kind(kind).label) for kind in TELLS])
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Organisation", required=False, empty_label="Choose"
    )
    network: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Network", required=False, empty_label="Choose"
    )
    support = forms.ChoiceField(label="Kind of support", choices=[("", "Choose"), *Support.choices], required=False)
    people = forms.IntegerField(
        label="How many people took it up",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="Leave empty if not known.",
    )
    handed_to: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Handed over to", required=False, empty_label="Choose"
    )
    review_on = DateField(label="Next review", required=False, called="the date of the next review")
    review_time = time_of_day("Time of the next review", "the time of the next review", required=False)
    text = forms.CharField(
        label="In words",
        required=False,
        max_length=2000,
        help_text=HINT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    happened_time = time_of_day("Time it happened, if not now", "the time it happened", required=False)
    happened_on = DateField(label="Day it happened, if not today", required=False, called="the day it happened")
    takes_back = forms.BooleanField(label="The line should not be there: nothing of it counts", required=False)

    says_what_is_optional = False
    data: Any
    fields: dict[str, Any]

    def __init__(self, data=None, *, incident: CriticalIncident, user: User, corrects: IncidentEntry | None = None):
        self.incident, self.user, self.corrects = incident, user, corrects
        self.about = corrects.said_of.kind if corrects else ""
        super().__init__(data, initial={"id": uuid4, "writer": user.pk, **self.start()})
        region = incident.authority.region_id
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user).filter(region=region).current()
        networks = Network.objects.visible_to(user).filter(authority=incident.authority_id)
        self.fields["network"].queryset = networks.current()
        self.fields["handed_to"].queryset = taking_part(incident).order_by("full_name")
        self.keep_what_fits()
        labels = {"organisation": "name", "network": "name", "handed_to": "full_name"}
        offers.in_one_query(self, {name: label for name, label in labels.items() if name in self.fields})

    def start(self) -> dict:
        """Return what a correction starts with: the line as it stands."""
        if self.corrects is None:
            return {}
        line = self.corrects
        told = {name: getattr(line, name) for name in ("support", "people", "text")}
        told |= {name: getattr(line, f"{name}_id") for name in ("organisation", "network", "handed_to")}
        happened = parts_of(line.happened_at, "happened_on", "happened_time")
        return told | happened | parts_of(line.next_review_at, "review_on", "review_time")

    def keep_what_fits(self) -> None:
        """Leave out what a correction of such a line does not tell, and what only a correction does."""
        if not self.corrects:
            del self.fields["takes_back"]
            return
        del self.fields["kind"]
        for name in set(EXTRA) - set(TELLS[self.about]):
            del self.fields[name]
        for name in ("organisation", "network", "handed_to"):
            if name in self.fields:  # what it names may have ended since
                field = self.fields[name]
                field.queryset = field.queryset | field.queryset.model._default_manager.filter(
                    pk=getattr(self.corrects, f"{name}_id")
                )

    @property
    def shown(self) -> list:
        """The visible fields in the order of the page."""
        return [self[name] for name in self.fields if not self[name].is_hidden]

    def take_new_identifier(self) -> None:
        """Have what was typed be another line than the one that is stored."""
        self.data = self.data.copy()
        self.data["id"] = str(uuid4())

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("writer") not in {None, self.user.pk}:
            raise forms.ValidationError(f"Somebody else typed this. You are signed in as {self.user}: write it again.")
        kind = self.about or cleaned.get("kind")
        if not kind:
            return cleaned
        for name in set(EXTRA) - set(TELLS[kind]):
            cleaned[name] = None
        refuse_details(self, ["text"], self.incident.authority)
        self.ask_for_what_is_missing(kind)
        self.next_review_at = moment_of(self, "review_on", "review_time", "the next review")
        self.happened_at = self.when()
        self.refuse_past_review()
        return cleaned

    def ask_for_what_is_missing(self, kind: str) -> None:
        names, words = MUST_TELL[kind]
        if self.cleaned_data.get("takes_back"):
            names, words = ["text"], "Say why the line should not be there"
        told = [self.cleaned_data.get(name) for name in names]
        if not any(told) and not self.errors.keys() & set(names):
            self.add_error(names[0], words)

    @property
    def taken_down_at(self) -> datetime:
        """When the browser took the line down, which may have waited for a signal since; else now."""
        now = timezone.now()
        return min(now, max(self.cleaned_data.get("written_at") or now, self.incident.opened_at))

    def when(self) -> datetime:
        """Return when it happened: as typed, else when the browser took it down, else now."""
        now = timezone.now()
        typed = moment_of(self, "happened_on", "happened_time", "what happened")
        if typed is None:
            return self.taken_down_at
        if typed > now + AHEAD:
            self.add_error(
                "happened_time", "What happened must be in the past: enter the day as well if it was earlier"
            )
        elif self.is_changed("happened") and typed < self.incident.known_at - (A_DAY if self.corrects else AHEAD):
            more = "more than a day " if self.corrects else ""
            self.add_error("happened_time", f"This is {more}before the incident became known")
        return min(now, typed)

    def refuse_past_review(self) -> None:
        """A review in the past would be overdue at once; one that came since the line was taken down may stand."""
        at = self.next_review_at
        if at and self.is_changed("review") and at < self.taken_down_at - AHEAD:
            self.add_error("review_on", "The next review must be in the future")

    def is_changed(self, part: str) -> bool:
        """Say whether a day or time was typed that the corrected line does not have already."""
        return bool({f"{part}_on", f"{part}_time"} & set(self.changed_data))

    @property
    def line(self) -> IncidentEntry:
        """The line, ready to be written."""
        told = self.cleaned_data
        taken_back = bool(told.get("takes_back"))
        extra = (
            {} if taken_back else {name: told.get(name) for name in ("organisation", "network", "people", "handed_to")}
        )
        return IncidentEntry(
            id=told["id"],
            incident=self.incident,
            kind=Kind.CORRECTION if self.corrects else told["kind"],
            text=told["text"].replace("\r\n", "\n"),
            support="" if taken_back else told.get("support") or "",
            next_review_at=None if taken_back else self.next_review_at,
            corrects=self.corrects,
            takes_back=taken_back,
            happened_at=self.happened_at,
            made_by=self.user,
            **extra,
        )
