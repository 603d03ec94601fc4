"""Free text about interventions: what it may hold, and that it says something."""

from __future__ import annotations

from django import forms

from vru_portal.free_text import printable
from vru_portal.personal_data import Kind

# How somebody is referred to a service: its own number, address and mailbox are what the reader needs.
OF_A_SERVICE = {Kind.TELEPHONE, Kind.EMAIL, Kind.POSTCODE}


def without_what_shows_nothing(form: forms.BaseForm, name: str, error: str) -> str:
    """Return a line that is more than white space and characters that show nothing; ValidationError otherwise."""
    line = printable(form.cleaned_data[name])
    if not line:
        raise forms.ValidationError(error)
    return line
