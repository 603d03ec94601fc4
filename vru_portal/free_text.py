"""Free text in which nobody may be named: what looks like personal data is refused beside its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from django import forms

from . import personal_data


def refuse_personal_data(
    form: forms.BaseForm,
    names: Collection[str],
    known: Collection[str] = (),
    allowed: Collection[personal_data.Kind] = (),
) -> None:
    """Add an error to each of these fields whose text looks like personal data.

    ``known``: names of places and bodies, which are nobody's. ``allowed``: the kinds that may stand there.
    """
    for name in names:
        if message := why_refused(form.cleaned_data.get(name) or "", known, allowed):
            form.add_error(name, message)


def why_refused(text: str, known: Collection[str] = (), allowed: Collection[personal_data.Kind] = ()) -> str:
    """Return what to tell about a text that looks like personal data, "" where it does not."""
    found = [finding for finding in personal_data.find(text, known) if finding.kind not in allowed]
    what = "; ".join(f"“{finding.excerpt}” looks like {finding.kind.label}" for finding in found)
    return f"{what}. Take it out: nobody may be named here" if what else ""


def printable(text: str) -> str:
    """Return a line without the characters that show nothing: controls, and spaces of no width at its ends."""
    shown = "".join(" " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character for character in text)
    return shown.strip().strip("\u200b\u200c\u200d\u2060\ufeff").strip()
