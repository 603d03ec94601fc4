"""A form that knows which version of a record it was filled in from."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from vru_portal.dates import in_words

from .fields import PartialDate


@dataclass(frozen=True)
class Difference:
    """One field in which what is stored differs from what was typed."""

    label: str
    stored: str
    typed: str


class VersionedForm(forms.ModelForm):
    """Knows which version of the record was on the screen, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": "Reload the page and try again"})

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.stored_version = self.version_of(self.instance)
        self.initial["version"] = self.stored_version

    def version_of(self, record) -> int:
        """Return a number that grows with each change of the record; 0 before it is stored."""
        return record.history.count() if record.pk else 0

    @property
    def is_outdated(self) -> bool:
        """Say whether somebody else has changed the record since this valid form was shown."""
        return self.instance.pk is not None and self.cleaned_data["version"] != self.stored_version

    def differences(self) -> list[Difference]:
        """Return the fields in which what was typed differs from what is stored now."""
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        names = [name for name in self.changed_data if name != "version"]
        rows = [
            Difference(
                str(self[name].label),
                self.words(name, getattr(stored, name)),
                self.words(name, self.cleaned_data[name]),
            )
            for name in names
        ]
        return [row for row in rows if row.stored != row.typed]

    def words(self, name: str, value) -> str:
        if isinstance(self.fields[name], PartialDate):
            return in_words(value) or "Nothing"
        words = ", ".join(map(str, value.all())) if hasattr(value, "all") else str(value or "")
        # Browsers end lines in their own way, which is no difference to a reader.
        return words.replace("\r\n", "\n") or "Nothing"
