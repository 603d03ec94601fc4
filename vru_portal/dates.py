"""Dates that a source gives only to the month or the year."""

import calendar
import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format

PATTERN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def first_day(text: str) -> date:
    """Return the first day that "2021", "2021-03" or "2021-03-12" can mean; ValueError if it is none of these."""
    match = PATTERN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date such as 2021, 2021-03 or 2021-03-12")
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1))


def last_day(text: str) -> date:
    """Return the last day that "2021", "2021-03" or "2021-03-12" can mean; ValueError if it is none of these."""
    start = first_day(text)
    if len(text) == len("2021"):
        return start.replace(month=12, day=31)
    if len(text) == len("2021-03"):
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start


def has_begun(since: str, by: date) -> bool:
    """Say whether what began on a date, as far as it is known, was there by the end of a day."""
    return not since or first_day(since) <= by


def in_words(text: str) -> str:
    """Return "12 March 2021", "March 2021" or "2021"; an empty text stays empty."""
    if not text:
        return ""
    start = first_day(text)
    return date_format(start, {4: "Y", 7: "F Y", 10: "j F Y"}[len(text)])


def period_in_words(since: str, until: str) -> str:
    """Return "March 2021 to May 2021" or "From March 2021", saying so where a date is not known."""
    if until:
        return f"{in_words(since) or 'From a date not known'} to {in_words(until)}"
    return f"From {in_words(since)}" if since else "Dates not known"


def validate_partial_date(text: str) -> None:
    """Raise ValidationError unless the text is a year, a month or a day."""
    try:
        first_day(text)
    except ValueError:
        raise ValidationError("Enter a year, a month or a day, such as 2021, 2021-03 or 2021-03-12") from None


class PartialDateField(models.CharField):
    """A date known to the day, the month or the year, kept as ISO 8601 text; empty where the source gives none."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
        self.validators.append(validate_partial_date)
