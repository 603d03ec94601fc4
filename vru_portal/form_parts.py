"""The commonest pieces of a form, written without templates, in which a page of twenty fields spends most of its time.

Each function takes what the template of its name would be given, and returns the same HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

NOTHING = mark_safe("")


def attributes(attrs: dict[str, Any]) -> str:
    """Return the attributes of an element: True stands alone, False is left out. All are escaped."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in shown)


def an_input(context: dict) -> SafeString:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    name = conditional_escape(widget["name"])
    return safe(f'<input type="{widget["type"]}" name="{name}"{value}{attributes(widget["attrs"])}>')


def a_select(context: dict) -> SafeString:
    widget = context["widget"]
    groups = "".join(group(name, options) for name, options, _ in widget["optgroups"])
    return safe(f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>{groups}\n</select>')


def group(name: str | None, options: list[dict]) -> str:
    lines = "".join(
        f'\n<option value="{conditional_escape(one["value"])}"{attributes(one["attrs"])}>'
        f"{conditional_escape(one['label'])}</option>"
        for one in options
    )
    return f'\n<optgroup label="{conditional_escape(name)}">{lines}\n</optgroup>' if name else lines


def a_date(context: dict) -> SafeString:
    """A date as three inputs: day, month and year."""
    widget = context["widget"]
    identifier = widget["attrs"].get("id")
    disabled = " disabled" if widget["attrs"].get("disabled") else ""
    return format_html(
        '<div class="govuk-date-input"{}>{}</div>',
        format_html(' id="{}"', identifier) if identifier else NOTHING,
        format_html_join(
            "",
            '<div class="govuk-date-input__item"><div class="govuk-form-group">'
            '<label class="govuk-label govuk-date-input__label" for="{}">{}</label>'
            '<input class="govuk-input govuk-date-input__input govuk-input--width-{}{}" id="{}" name="{}" type="text"'
            ' inputmode="numeric" autocomplete="off" value="{}"{}></div></div>',
            (
                (part["id"], part["label"], part["width"], " govuk-input--error" if part["wrong"] else "")
                + (part["id"], part["name"], part["value"], disabled)
                for part in widget["parts"]
            ),
        ),
    )


def a_field(field) -> SafeString:
    """A select, or an input of one line, below its label."""
    return in_group(field, label(field, "govuk-label") + hint(field) + error(field) + str(field))


def a_tick_box(field) -> SafeString:
    """A single tick box before its label."""
    text = format_html(
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>', field.id_for_label, field.label_text
    )
    box = '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    inner = f"{box}{field}{text}{hint(field, ' govuk-checkboxes__hint')}</div></div>"
    return in_group(field, error(field) + inner)


def a_date_field(field) -> SafeString:
    described = field.aria_describedby
    size = f" govuk-fieldset__legend--{field.label_size}" if field.label_size else ""
    legend = format_html('<legend class="govuk-fieldset__legend{}">{}</legend>', size, field.label_text)
    described_by = format_html(' aria-describedby="{}"', described) if described else NOTHING
    inner = f"{legend}{hint(field)}{error(field)}{field}"
    return in_group(field, f'<fieldset class="govuk-fieldset" role="group"{described_by}>{inner}</fieldset>')


def in_group(field, inner: str) -> SafeString:
    wrong = " govuk-form-group--error" if field.errors else ""
    return safe(f'<div class="govuk-form-group{wrong}">{inner}</div>')


def label(field, css: str) -> str:
    size = f" {css}--{field.label_size}" if field.label_size else ""
    return format_html('<label class="{}{}" for="{}">{}</label>', css, size, field.id_for_label, field.label_text)


def hint(field, css: str = "") -> str:
    text = field.help_text
    identifier = conditional_escape(field.auto_id)
    return f'<div id="{identifier}_helptext" class="govuk-hint{css}">{text}</div>' if text else ""


def error(field) -> str:
    if not field.errors:
        return ""
    lines = format_html_join(
        safe("<br>"), '<span class="govuk-visually-hidden">Error:</span> {}', ((one,) for one in field.errors)
    )
    return format_html('<p id="{}_error" class="govuk-error-message">{}</p>', field.auto_id, lines)


def safe(html: str) -> SafeString:
    """Mark what was put together from escaped parts."""
    return mark_safe(html)  # noqa: S308 (see above)


WIDGETS: dict[str, Callable[[dict], SafeString]] = {
    "django/forms/widgets/select.html": a_select,
    "govuk/date_input.html": a_date,
    **{f"django/forms/widgets/{kind}.html": an_input for kind in ("text", "hidden", "checkbox", "email", "number")},
}
FIELDS: dict[str, Callable[[Any], SafeString]] = {
    "select": a_field,
    "input": a_field,
    "checkbox": a_tick_box,
    "date": a_date_field,
}


def drawn_as(field) -> Callable[[Any], SafeString] | None:
    """Return what draws a field, None where that is for its template."""
    has_its_own = field.is_hidden or field.counted_to or field.field.template_name
    return None if has_its_own else FIELDS.get(field.layout_of(field.field.widget)[0])
