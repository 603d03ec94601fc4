"""A moment that a form asks for in two fields: a day, and a time of day."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ..meetings.times import TimeOfDay, on_the_clock


def time_of_day(label: str, called: str, **kwargs) -> TimeOfDay:
    """Return a field for a time; ``called`` names it in what is said when it is wrong."""
    wrong = {"required": f"Enter {called}", "invalid": f"Enter {called} as a time, such as 2:30pm or 14:30"}
    return TimeOfDay(label=label, error_messages=wrong, **kwargs)


def moment_of(form: forms.BaseForm, day: str, time: str, called: str) -> datetime | None:
    """Return the moment that the two fields of a form name, None where both are empty or one is wrong.

    A time alone is of today. Adds an error where a day has no time, or the clocks never show it.
    """
    on, at = form.cleaned_data.get(day), form.cleaned_data.get(time)
    if form.errors.keys() & {day, time} or not (on or at):
        return None
    if at is None:
        form.add_error(time, f"Enter the time of {called}")
        return None
    try:
        return on_the_clock(on or timezone.localdate(), at)
    except ValidationError as error:
        form.add_error(time, error)
        return None


def parts_of(moment: datetime | None, day: str, time: str) -> dict:
    """Return what the two fields start with."""
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    return {day: local.date(), time: local.time().replace(second=0, microsecond=0)}
