"""Template words that every page may use."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.forms import BaseForm, BaseFormSet

from vru_portal import dates

register = template.Library()

COLOURS = {
    "planned": "purple",
    "draft": "grey",
    "submitted": "",
    "returned": "orange",
    "approved": "green",
    "cancelled": "red",
    "in_development": "yellow",
    "operational": "green",
    "running": "green",
    "stopped": "red",
    "paused": "orange",
    "completed": "",
    "met": "green",
    "on track": "",
    "behind": "orange",
    "scheduled": "purple",
    "held": "green",
}


class Problem(NamedTuple):
    """A line of the error summary; without an input it is about the form as a whole."""

    text: str
    input_id: str


@register.filter
def partial_date(text: str) -> str:
    """Show a date known to the day, the month or the year: "12 March 2021", "March 2021", "2021"."""
    return dates.in_words(text)


@register.filter
def short_day(value: date) -> str:
    """Show "3 Feb 2026" in a long list: Django's own filter asks for a translation of each part."""
    return f"{value.day} {value:%b %Y}"


@register.filter
def tag_colour(status: str) -> str:
    """Return the class that colours the tag of an activity's or a pilot's status, with a space before it."""
    colour = COLOURS.get(status, "grey")
    return f" govuk-tag--{colour}" if colour else ""


@register.simple_tag
def portal_setting(name: str) -> Any:
    """Return one of the settings that pages show, also where there is no request, as on the page for a fault."""
    if name not in {"PORTAL_NAME", "DEMONSTRATION", "SESSION_IDLE_SECONDS", "REVIEW_DUE_DAYS", "SILENT_DAYS"}:
        raise template.TemplateSyntaxError(f"{name} is not a setting that pages show")
    return getattr(settings, name)


@register.simple_tag
def summary_errors(form=None, formset=None, forms=None) -> list[Problem]:
    """List what is wrong in a form, a formset and further forms, in the order of the page."""
    several = chain([form] if form else [], forms or [], formset or [])
    problems = [problem for one in several if isinstance(one, BaseForm) for problem in problems_of(one)]
    if isinstance(formset, BaseFormSet) and formset.is_bound:
        problems = [*(Problem(str(error), "") for error in formset.non_form_errors()), *problems]
    return problems


def problems_of(form: BaseForm) -> Iterator[Problem]:
    if not form.is_bound:
        return
    for error in form.non_field_errors():
        yield Problem(str(error), "")
    for field in form:
        for error in field.errors:
            yield Problem(str(error), "" if field.is_hidden else getattr(field, "first_input_id", field.auto_id))
