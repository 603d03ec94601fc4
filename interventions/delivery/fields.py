"""Form fields of interventions."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

POUNDS = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.[0-9]{1,2})?", re.ASCII)
HOW_TO_TYPE = "Enter an amount in pounds, such as 1,250 or 1,250.50"


class PoundsField(forms.DecimalField):
    """An amount of money as people write it: "1250", "1,250.00" or "£1,250". Cleans to a Decimal."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        kwargs = {"max_digits": 10, "decimal_places": 2, "min_value": 0, **kwargs}
        super().__init__(**kwargs)
        self.error_messages |= {
            "invalid": HOW_TO_TYPE,
            "min_value": "The amount must be 0 or more",
            "max_digits": "The amount must be below £100,000,000",
            "max_whole_digits": "The amount must be below £100,000,000",
        }
        self.widget.attrs |= {"inputmode": "decimal", "class": "govuk-input--width-10"}

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"^\s*(-?)\s*£\s*", r"\1", value).strip()
            if value and not POUNDS.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub("[, ]", "", value)
        return super().to_python(value)

    def prepare_value(self, value):
        """Show a stored amount with its thousands set apart; what was typed stays as it was."""
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value
