"""Two versions of one outcome record, side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from pilots.versioned import Difference

from ..models import OutcomeRecord
from .plausible import plain
from .record_forms import OutcomeForm

LEFT_OUT = {"version", "sheet", "histogram"}


def differences(typed: OutcomeForm, stored: OutcomeRecord) -> list[Difference]:
    """Return the fields and figures in which a bound form differs from the record as it is stored."""
    typed.is_valid()
    told = {name: value for name, value in typed.cleaned_data.items() if name not in LEFT_OUT}
    told |= {name: value for name, value in typed.figures().items() if name not in LEFT_OUT}
    # What is not valid was typed all the same.
    told |= {name: typed[name].value() for name in typed.errors if name in typed.fields and name not in LEFT_OUT}
    different = {name: value for name, value in told.items() if known(value) != known(getattr(stored, name))}
    return [
        Difference(label_of(typed, name), in_words(getattr(stored, name)), in_words(value))
        for name, value in different.items()
    ]


def label_of(form: OutcomeForm, name: str) -> str:
    """Return what the pages call a figure, also where this form works it out and does not ask for it."""
    return str((form.fields.get(name) or form.base_fields[name]).label)


def known(value: Any) -> Any:
    return None if value == "" else value


def in_words(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value is None or value == "":
        return "Nothing"
    if isinstance(value, date):
        return date_format(value)
    # Browsers end lines in their own way, which is no difference to a reader.
    return plain(value) if isinstance(value, Decimal) else str(value).replace("\r\n", "\n")
