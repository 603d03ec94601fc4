"""The question how often a network meets: one choice, and below it the day that it may ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .rhythm import DAYS, LAST_DAY, WEEKDAYS, WEEKS, Often, Rhythm, day_in_words, in_words, read

# The stored rule, where none of the choices stands for it.
AS_STORED = "stored"
DAY_CHOICES = [*((day, day_in_words(day)) for day in DAYS), (LAST_DAY, day_in_words(LAST_DAY))]
ASKED: dict[str, tuple[str, ...]] = {
    Often.WEEKLY: ("weekday",),
    Often.FORTNIGHTLY: ("weekday",),
    Often.WEEKDAY: ("week", "weekday"),
    Often.DAY: ("day",),
    Often.QUARTERLY: ("week", "weekday"),
}
OFFERED = {"week": list(WEEKS.items()), "weekday": list(WEEKDAYS.items()), "day": DAY_CHOICES}
LABELS = {"week": "Which one of the month?", "weekday": "Which weekday?", "day": "Which day of the month?"}
NOT_FIXED = "It varies"


class RhythmInput(forms.Widget):
    """Radios, each with the selects that it asks for. Shows a rule, or the choice that somebody made."""

    template_name = "stakeholders/networks/rhythm_input.html"
    stored = ""

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, Rhythm) else read(value or "") or Rhythm(AS_STORED)
        offered = [(often.value, often.label) for often in Often]
        if self.stored:
            offered.insert(0, (AS_STORED, f"As it is: {self.stored}"))
        base = (attrs or {}).get("id", name)
        context["widget"]["options"] = [
            {
                "value": often,
                "label": label,
                "id": base if place == 0 else f"{base}_{often}",
                "is_chosen": often == chosen.often,
                "selects": [self.select(name, often, part, chosen) for part in ASKED.get(often, ())],
            }
            for place, (often, label) in enumerate(offered)
        ]
        return context

    def select(self, name: str, often: str, part: str, chosen: Rhythm) -> dict:
        """Return one of the selects of a choice; those of other choices start empty."""
        value = getattr(chosen, part) if often == chosen.often else ""
        empty = "Choose one" if often == Often.WEEKDAY else NOT_FIXED
        return {
            "name": f"{name}_{often}_{part}",
            "label": LABELS[part],
            "options": [(key, label, key == value) for key, label in [("", empty), *OFFERED[part]]],
        }

    def value_from_datadict(self, data, files, name: str) -> Rhythm | str | None:
        often = data.get(name)
        if often is None or often == AS_STORED:
            return often
        parts = {part: str(data.get(f"{name}_{often}_{part}", "")) for part in ASKED.get(often, ())}
        return Rhythm(often, **parts)

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return name not in data


class RhythmField(forms.Field):
    """Cleans to an iCalendar rule; to "" where there is no fixed rhythm."""

    widget = RhythmInput
    # No fixed rhythm is an answer, too.
    empty_values = [None]
    stored = ""

    def keep(self, rule: str) -> None:
        """Offer to leave a stored rule as it is where no choice stands for it."""
        self.stored = rule
        self.widget.stored = in_words(rule, rule) if read(rule) is None else ""

    def to_python(self, value: Any) -> str:
        if value == AS_STORED and self.widget.stored:
            return self.stored
        if not isinstance(value, Rhythm) or value.often not in Often.values:
            raise ValidationError("Choose how often it meets")
        for part in ASKED.get(Often(value.often), ()):
            if getattr(value, part) not in {"", *dict(OFFERED[part])}:
                raise ValidationError("Choose how often it meets")
        if value.often == Often.WEEKDAY and not (value.week and value.weekday):
            raise ValidationError("Choose which weekday of the month, such as the second Tuesday")
        if bool(value.week) != bool(value.weekday) and value.often == Often.QUARTERLY:
            raise ValidationError("Choose both the weekday and which one of the month, or neither")
        return value.rule

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or "") != self.to_python(data)
        except ValidationError:
            return True
