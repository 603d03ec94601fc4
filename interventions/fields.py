"""Form fields of the log."""

from __future__ import annotations

import re
from itertools import groupby

from django import forms

from .places import Place, places_of


class PlaceField(forms.ChoiceField):
    """Chooses a pilot, with a locality or a site of it. Cleans to (pilot, locality or None, site or None)."""

    def offer(self, pilots) -> None:
        """Offer the places of these pilots, grouped by authority where there are several."""
        places = [(pilot.authority.name, places_of(pilot)) for pilot in pilots]
        places.sort(key=lambda pair: pair[0])
        self.meanings: dict[str, Place] = {value: place for _, group in places for value, _, place in group}
        grouped = [
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
