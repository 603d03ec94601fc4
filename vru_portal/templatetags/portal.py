"""Template words that every page may use."""

from django import template

from vru_portal import dates

register = template.Library()


@register.filter
def partial_date(text: str) -> str:
    """Show a date known to the day, the month or the year: "12 March 2021", "March 2021", "2021"."""
    return dates.in_words(text)
