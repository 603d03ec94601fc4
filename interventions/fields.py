"""Form fields of the log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms

from pilots.fields import Records

from .models import Intervention
from .models.intervention import DeliveryStatus
from .places import Place, places_of

# Running ones stand first, what has ended last; what has no status stands between.
ORDER = [
    DeliveryStatus.RUNNING,
    DeliveryStatus.PAUSED,
    DeliveryStatus.PLANNED,
    "",
    DeliveryStatus.COMPLETED,
    DeliveryStatus.STOPPED,
]


class PlaceField(forms.ChoiceField):
    """Chooses a pilot, with a locality or a site of it. Cleans to (pilot, locality or None, site or None)."""

    def offer(self, pilots) -> None:
        """Offer the places of these pilots, grouped by authority where there are several."""
        places = [(pilot.authority.name, places_of(pilot)) for pilot in pilots]
        places.sort(key=lambda pair: pair[0])
        self.meanings: dict[str, Place] = {value: place for _, group in places for value, _, place in group}
        grouped: list = [
            (name, [(value, label) for _, group in pairs for value, label, _ in group])
            for name, pairs in groupby(places, key=lambda pair: pair[0])
        ]
        choices: list = grouped
        if len(grouped) < 2:
            choices = [choice for _, group in grouped for choice in group]
        self.choices = [("", "Choose a place"), *choices] if len(self.meanings) > 1 else choices

    def clean(self, value):
        cleaned = super().clean(value)
        return self.meanings[cleaned] if cleaned else None


class Knows:
    """A field that does not read again what was read already of the rows that it offers."""

    known: Mapping[str, Any] = {}

    def know(self, rows: Iterable[Any]) -> None:
        self.known = {str(row.pk): row for row in rows}


class KnownRecord(Knows, forms.ModelChoiceField):
    """Chooses a row."""

    def to_python(self, value: Any) -> Any:
        return self.known.get(str(value)) or super().to_python(value)


class KnownRecords(Knows, Records):
    """Chooses several rows. Cleans to a list or a queryset of them."""

    def clean(self, value: Any) -> Any:
        chosen = {str(one) for one in value} if isinstance(value, list) else set()
        return [self.known[key] for key in chosen] if chosen and chosen <= set(self.known) else super().clean(value)


class OfPilots(forms.Select):
    """A select whose options tell the page which pilot they belong to."""

    meanings: Mapping[str, Intervention] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.meanings:
            option["attrs"]["data-pilot"] = self.meanings[value].pilot_id
        return option


class InterventionField(Knows, forms.ChoiceField):
    """Chooses an intervention, of several pilots grouped by them. Cleans to the intervention or None.

    They are read when the field is shown: most forms come back without.
    """

    widget = OfPilots

    def offer(self, interventions: Iterable[Intervention], *, none: str = "None of these") -> None:
        """Offer these interventions, the running ones of each pilot first."""
        self.interventions = interventions
        self.choices = lambda: [("", none), *self.grouped()]

    @cached_property
    def meanings(self) -> dict[str, Intervention]:
        """What each value stands for."""
        found = sorted(self.interventions, key=lambda one: (one.pilot.name, one.pilot_id, ORDER.index(one.status)))
        return {str(one.pk): one for one in found}

    def grouped(self) -> list:
        self.widget.meanings = self.meanings
        grouped: list = [
            (pilot.name, [(str(one.pk), label_of(one)) for one in group])
            for pilot, group in groupby(self.meanings.values(), key=lambda one: one.pilot)
        ]
        return grouped if len(grouped) > 1 else [choice for _, group in grouped for choice in group]

    def clean(self, value):
        if known := self.known.get(str(value)):
            return known
        cleaned = super().clean(value)
        return self.meanings[cleaned] if cleaned else None

    def has_changed(self, initial, data) -> bool:
        return str(initial or "") != str(data or "")


def label_of(intervention: Intervention) -> str:
    """Return its name, with its status where it is not running."""
    status = intervention.status
    ended = f" ({intervention.get_status_display().lower()})" if status not in {"", DeliveryStatus.RUNNING} else ""
    return f"{intervention}{ended}"


class HoursField(forms.DecimalField):
    """Hours as a number, kept as whole minutes."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=2000, decimal_places=2, max_digits=6, **kwargs)
        self.widget.attrs["class"] = "govuk-input--width-5"

    def prepare_value(self, value):
        """Show stored minutes as hours; what was typed stays as it was."""
        return f"{value / 60:.2f}".rstrip("0").rstrip(".") if isinstance(value, int) else value

    def clean(self, value) -> int | None:
        hours = super().clean(value)
        return None if hours is None else round(hours * 60)

    def has_changed(self, initial, data) -> bool:
        """Compare in minutes; what is not a number has changed."""
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


class CountField(forms.IntegerField):
    """A whole number, in which thousands may be set apart by a comma or a space."""

    def to_python(self, value):
        return super().to_python(re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", value) if isinstance(value, str) else value)
