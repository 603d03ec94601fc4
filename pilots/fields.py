"""Fields of forms: a date that is known to the day, the month or the year, and a choice of several records."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from vru_portal import dates
from vru_portal.govuk import month_number

IN_WORDS = re.compile(r"(?:(?:(?P<day>[0-9]{1,2}) )?(?P<month>[A-Za-z]{3,9}|[0-9]{1,2}) )?(?P<year>[0-9]{4})")
HINT = "For example, 2021, March 2021 or 12 March 2021. Leave it empty if the date is not known."


class PartialDate(forms.CharField):
    """Takes "2021", "March 2021", "12 March 2021", "12 3 2021" and ISO dates; cleans to ISO text such as "2021-03"."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", HINT)
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        found = IN_WORDS.fullmatch(re.sub(r"[\s/.]+", " ", text))
        iso = self.iso(**found.groupdict(default="")) if found else text
        try:
            dates.first_day(iso)
        except ValueError:
            raise ValidationError("Enter a real date, such as 2021, March 2021 or 12 March 2021") from None
        return iso

    def iso(self, *, day: str, month: str, year: str) -> str:
        parts = [year, f"{month_number(month):02}" if month else "", f"{int(day):02}" if day else ""]
        return "-".join(filter(None, parts))

    def prepare_value(self, value):
        """Show a stored date in words, and what was typed as it was typed."""
        return dates.in_words(value) if value and dates.PATTERN.fullmatch(str(value)) and is_date(value) else value


class Records(forms.ModelMultipleChoiceField):
    """Chooses several records. A number that no record can have is answered like one that no record has."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


def is_date(text: str) -> bool:
    try:
        return bool(dates.first_day(text))
    except ValueError:
        return False
