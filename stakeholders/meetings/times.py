"""Times of day: as people type them, and as moments of the wall clock, in summer and in winter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p"]
HINT = "For example, 10:00 or 2:30pm"


class TimeOfDay(forms.TimeField):
    """A time such as "10am", "2:30pm", "14.30" or "14:30". Cleans to a ``datetime.time``."""

    def __init__(self, **kwargs):
        label = str(kwargs.get("label") or "time").lower()
        messages = {
            "required": f"Enter the time it {label}",
            "invalid": f"Enter the time it {label}, such as 14:30 or 2:30pm",
        }
        kwargs = {"input_formats": FORMATS, "help_text": HINT, "error_messages": messages, **kwargs}
        super().__init__(widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}), **kwargs)

    def prepare_value(self, value):
        return in_words(value) if isinstance(value, time) else value

    def to_python(self, value) -> time | None:
        if isinstance(value, str):
            value = "".join(value.split()).lower().replace("noon", "12pm").removesuffix(".")
        return super().to_python(value)


def in_words(moment: time) -> str:
    return f"{moment:%H:%M}"


def on_the_clock(day: date, moment: time) -> datetime:
    """Return the moment at which clocks here show this time on this day; the first where they show it twice.

    Raises ValidationError where they never do, because they are put forward.
    """
    aware = datetime.combine(day, moment, tzinfo=timezone.get_default_timezone())
    found = timezone.localtime(aware.astimezone(UTC))
    if found.time() != moment:
        raise ValidationError("The clocks are put forward that night: enter another time")
    return aware
