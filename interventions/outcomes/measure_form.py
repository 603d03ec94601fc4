"""The form with which administrators add and change outcome measures."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pilots.fields import PartialDate

from ..models import OutcomeMeasure

LINE = re.compile(r"(\d{1,4})\s*[=:,;\t]\s*(-?\d{1,6}(?:\.\d{1,2})?)", re.ASCII)

READ_HINT = "For example, 2026, November 2026 or 22 November 2026."
WRONG_LINE = "must be a raw score and what it is converted to, like 8 = 9.51"


class ConversionField(forms.CharField):
    """Takes "7 = 7.00", one line a raw score, instead of JSON; cleans to {"7": "7.00"}."""

    widget = forms.Textarea(attrs={"rows": 12, "cols": 30})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{raw} = {value[raw]}" for raw in sorted(value, key=int))

    def to_python(self, value: Any) -> Any:
        """Return the table; ValidationError names the line that is none, or that says a score again."""
        table: dict[str, str] = {}
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            found = LINE.fullmatch(line.strip())
            raw = str(int(found[1])) if found else ""
            if not found or raw in table:
                raise ValidationError(f"Line {number} {'gives a raw score again' if found else WRONG_LINE}")
            table[raw] = found[2]
        return table

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or {}) != self.to_python(data)
        except ValidationError:
            return True


class MeasureForm(forms.ModelForm):
    read_on = PartialDate(label="Date the source was read", help_text=READ_HINT)
    conversion = ConversionField(
        required=False,
        label="Conversion of raw scores",
        help_text="One a line: raw score = converted score, like 8 = 9.51. Empty where scores are used as they are.",
    )

    class Meta:
        model = OutcomeMeasure
        fields = "__all__"  # noqa: DJ007 (for administrators, as Django admin would offer it)

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("meaningful_change") is not None and not cleaned.get("meaningful_change_note"):
            self.add_error("meaningful_change_note", "Enter where the smallest meaningful change comes from.")
        return cleaned
