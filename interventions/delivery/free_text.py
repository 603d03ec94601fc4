"""Free text about interventions names nobody: what looks like personal data is refused beside its field."""

from __future__ import annotations

from collections.abc import Collection

from django import forms

from vru_portal import personal_data
from vru_portal.personal_data import Kind

from ..forms import printable

# How somebody is referred to a service: its own number, address and mailbox are what the reader needs.
OF_A_SERVICE = {Kind.TELEPHONE, Kind.EMAIL, Kind.POSTCODE}


def refuse_personal_data(
    form: forms.BaseForm, names: Collection[str], not_names: Collection[str] = (), allowed: Collection[Kind] = ()
) -> None:
    """Add an error to each field whose text looks like personal data. ``not_names``: see personal_data.find."""
    for name in names:
        found = personal_data.find(form.cleaned_data.get(name) or "", not_names)
        what = "; ".join(f"“{each.excerpt}” looks like {each.kind.label}" for each in found if each.kind not in allowed)
        if what:
            form.add_error(name, f"{what}. Take it out: nobody may be named here")


def without_what_shows_nothing(form: forms.BaseForm, name: str, error: str) -> str:
    """Return a line that is more than white space and characters that show nothing; ValidationError otherwise."""
    line = printable(form.cleaned_data[name])
    if not line:
        raise forms.ValidationError(error)
    return line
