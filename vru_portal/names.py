"""Names of people and organisations as they are kept: without what nobody sees when reading them."""

from __future__ import annotations

import unicodedata

from django import forms

# By category: control and format characters, surrogates, and what is no character at all.
REPLACED = {"Cc": " ", "Cf": "", "Cs": "", "Cn": ""}


class NameField(forms.CharField):
    """A name, without the characters that nobody sees: some of them turn the direction of what stands beside it."""

    def to_python(self, value) -> str:
        return visible(super().to_python(value) or "")


def visible(text: str) -> str:
    """Return a text as one line, without control and format characters, such as those for the reading direction."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(REPLACED.get(unicodedata.category(one), one) for one in text).split())
