"""What is asked before figures are frozen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from vru_portal.free_text import refuse_personal_data

CHANGED = "The figures have changed, or somebody has frozen them, since you opened the page: look at them again"


class FreezeForm(forms.Form):
    """Asks why figures are frozen again; the first time, there is nothing to ask.

    ``seen`` is what the page showed: only that is frozen.
    """

    reason = forms.CharField(
        label="Why were the figures revised?",
        max_length=250,
        help_text="For example: Two sessions in March were approved late. Do not name anybody.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why the figures were revised",
            "max_length": "The reason must be 250 characters or fewer",
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: str, is_first: bool, known: set[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        self.now, self.known = seen, known
        if is_first:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_personal_data(self, ["reason"], self.known)
        if self.cleaned_data.get("seen") != self.now:
            self.add_error(None, CHANGED)
        return self.cleaned_data

    def show_again(self) -> None:
        """Say that what was shown is out of date, and take what is shown now for seen."""
        self.data = {**self.data.dict(), "seen": self.now} if isinstance(self.data, QueryDict) else self.data
