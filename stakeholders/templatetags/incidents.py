"""Template words of the incident pages."""

from __future__ import annotations

from django import template

from vru_portal.wording import counted

register = template.Library()


@register.filter
def duration(minutes: int | None) -> str:
    """Return such as "25 minutes", "3 hours 10 minutes" or "2 days 4 hours"."""
    if minutes is None:
        return "Not known yet"
    hours, rest = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    parts = [(days, "day"), (left, "hour")] if days else [(hours, "hour"), (rest, "minute")]
    return " ".join(counted(number, word) for number, word in parts if number) or "less than a minute"
