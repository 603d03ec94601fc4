"""The form that gives an intervention a new status."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils import timezone

from pilots.fields import PartialDate
from vru_portal.dates import first_day, in_words, last_day
from vru_portal.free_text import refuse_personal_data

from ..models import Intervention, InterventionPhase
from ..models.intervention import OVER, DeliveryStatus

NEEDS_REASON = {
    DeliveryStatus.PAUSED: "Enter why the intervention is paused",
    DeliveryStatus.STOPPED: "Enter why the intervention was stopped early",
}
SAID = ["status", "since", "reason"]
NOT_OFFERED = "Choose one of the statuses in the list: the intervention may have this one already"


class StatusForm(forms.ModelForm):
    """A new status of an intervention. Sent twice, it stores one phase."""

    since = PartialDate(label="Since when?")

    class Meta:
        model = InterventionPhase
        fields = SAID
        labels = {"status": "New status"}
        help_texts = {"reason": "A pause or an early stop needs one. Never anyone’s name or details."}
        widgets = {"status": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"status": {"required": "Choose the new status", "invalid_choice": NOT_OFFERED}}

    def __init__(self, *args, intervention: Intervention, **kwargs):
        kwargs["instance"] = InterventionPhase(intervention=intervention)
        super().__init__(*args, **kwargs)
        self.intervention = intervention
        self.phases = list(intervention.phases.all())
        self.present = self.phases[-1] if self.phases else None
        taken = self.present.status if self.present else None
        choices = [choice for choice in DeliveryStatus.choices if choice[0] != taken]
        # Offered are the other statuses. The present one is understood too: it comes when the form is sent twice.
        cast(forms.ChoiceField, self.fields["status"]).widget.choices = choices

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        status, since = cleaned.get("status"), cleaned.get("since")
        if status in NEEDS_REASON and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", NEEDS_REASON[DeliveryStatus(status)])
        refuse_personal_data(self, ["reason"], {str(self.intervention.pilot), str(self.intervention.authority)})
        if self.is_stored:
            return cleaned
        if self.present and status == self.present.status:
            self.add_error("status", NOT_OFFERED)
        if since:
            self.check_since(since, status)
        return cleaned

    def check_since(self, since: str, status: str | None) -> None:
        """A plan may begin later; nothing else may, and nothing before the phase that it follows."""
        earliest = next((phase.since for phase in reversed(self.phases) if phase.since), "")
        if status != DeliveryStatus.PLANNED and first_day(since) > timezone.localdate():
            self.add_error("since", "The date must be today or in the past")
        elif earliest and last_day(since) < first_day(earliest):
            self.add_error("since", f"The date must be the same as or after {in_words(earliest)}")

    @property
    def is_stored(self) -> bool:
        """Whether the present phase says exactly what this one says, because the form was sent twice."""
        said = [self.cleaned_data.get(name) for name in SAID]
        return said == [getattr(self.present, name, None) for name in SAID]

    def save(self, commit=True):
        """Store the new phase, once, and keep the dates of the delivery in step with it."""
        if self.present and self.is_stored:
            return self.present
        status, since = self.cleaned_data["status"], self.cleaned_data["since"]
        self.keep_dates(status, since)
        self.intervention.enter(status, since=since, reason=self.cleaned_data["reason"])
        return self.intervention.phases.last()

    def keep_dates(self, status: str, since: str) -> None:
        """Running starts it, where no start is known, and takes back an end; completed or stopped ends it."""
        delivery = self.intervention
        if status == DeliveryStatus.RUNNING:
            delivery.starts_on = delivery.starts_on or since
            if delivery.has_ended:
                delivery.ends_on = ""
        if status in OVER and since:
            delivery.ends_on = since
