"""Fields for numbers of people, means and standard deviations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from ..fields import CountField
from .plausible import plain

MOST_PEOPLE = 1_000_000


class ScoreField(forms.DecimalField):
    """A mean or a standard deviation as it is typed, with any sign for minus."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(max_digits=10, decimal_places=4, **kwargs)
        self.widget.attrs["class"] = "govuk-input--width-5"

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("−", "-") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored figure without the noughts that the database adds."""
        return plain(value) if isinstance(value, Decimal) else value


def a_number(label: str, **kwargs) -> CountField:
    field = CountField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False, **kwargs)
    field.widget.attrs["class"] = "govuk-input--width-5"
    return field


def a_score(label: str, **kwargs) -> ScoreField:
    return ScoreField(label=label, required=False, **kwargs)
