"""The commonest pieces of a form, written without templates, in which a page of twenty fields spends most of its time.

Each function takes what the template of its name would be given, and returns the same HTML.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

NOTHING = mark_safe("")
# Of a text area that may hold more than this, the count shows when most of it is used.
SHORT = 1000


def escaped(value: Any) -> str:
    """Return what Django's ``conditional_escape`` does, which looks at each text for longer than it takes to escape."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))


def attributes(attrs: dict[str, Any]) -> str:
    """Return the attributes of an element: True stands alone, False is left out. All are escaped."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{escaped(value)}"' for name, value in shown)


def an_input(context: dict) -> SafeString:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    name = escaped(widget["name"])
    return safe(f'<input type="{widget["type"]}" name="{name}"{value}{attributes(widget["attrs"])}>')


def a_select(context: dict) -> SafeString:
    widget = context["widget"]
    groups = "".join(group(name, options) for name, options, _ in widget["optgroups"])
    return safe(f'<select name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>{groups}\n</select>')


def group(name: str | None, options: list[dict]) -> str:
    lines = "".join(
        f'\n<option value="{escaped(one["value"])}"{attributes(one["attrs"])}>{escaped(one["label"])}</option>'
        for one in options
    )
    return f'\n<optgroup label="{escaped(name)}">{lines}\n</optgroup>' if name else lines


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


def a_text_area(context: dict) -> SafeString:
    widget = context["widget"]
    # A browser drops the first line break.
    text = f"\n{escaped(widget['value'])}" if widget["value"] else ""
    name = escaped(widget["name"])
    return safe(f'<textarea name="{name}"{attributes(widget["attrs"])}>{text}</textarea>')


def a_field(field) -> SafeString:
    """A select, or a text of one or more lines, below its label; the characters are counted where that is asked for."""
    inner = label(field, "govuk-label") + hint(field) + error(field) + str(field)
    return in_group(field, inner + count(field), *counted(field))


def counted(field) -> tuple[str, str]:
    """Return the class and the attributes that have the characters of a field counted while somebody types."""
    limit = field.counted_to
    if not limit:
        return "", ""
    is_long = limit > SHORT and field.layout_of(field.field.widget)[0] == "textarea"
    late = ' data-threshold="75"' if is_long else ""
    return " govuk-character-count", f' data-module="govuk-character-count" data-maxlength="{limit}"{late}'


def count(field) -> str:
    if not field.counted_to:
        return ""
    said = '<div id="{}-info" class="govuk-hint govuk-character-count__message">You can enter up to {} characters</div>'
    return format_html(said, field.auto_id, field.counted_to)


def tick_boxes(field) -> SafeString:
    return options(field, "checkboxes")


def radios(field) -> SafeString:
    return options(field, "radios")


def options(field, kind: str) -> SafeString:
    """A group of tick boxes or of radio buttons, each before its label."""
    lines = (
        f'<div class="govuk-{kind}__item">{an_input({"widget": option.data})}<label class="govuk-label'
        f' govuk-{kind}__label" for="{escaped(option.id_for_label)}">'
        f"{escaped(option.choice_label)}</label></div>"
        for option in field
    )
    box = f'<div class="govuk-{kind} govuk-{kind}--small" data-module="govuk-{kind}">{"".join(lines)}</div>'
    return in_fieldset(field, box)


def a_tick_box(field) -> SafeString:
    """A single tick box before its label."""
    text = format_html(
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>', field.id_for_label, field.label_text
    )
    box = '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    inner = f"{box}{field}{text}{hint(field, ' govuk-checkboxes__hint')}</div></div>"
    return in_group(field, error(field) + inner)


def a_date_field(field) -> SafeString:
    return in_fieldset(field, str(field), ' role="group"')


def in_fieldset(field, inner: str, role: str = "") -> SafeString:
    described = field.aria_describedby
    size = f" govuk-fieldset__legend--{field.label_size}" if field.label_size else ""
    legend = format_html('<legend class="govuk-fieldset__legend{}">{}</legend>', size, field.label_text)
    described_by = format_html(' aria-describedby="{}"', described) if described else NOTHING
    inner = f"{legend}{hint(field)}{error(field)}{inner}"
    return in_group(field, f'<fieldset class="govuk-fieldset"{role}{described_by}>{inner}</fieldset>')


def in_group(field, inner: str, css: str = "", attrs: str = "") -> SafeString:
    wrong = " govuk-form-group--error" if field.errors else ""
    return safe(f'<div class="govuk-form-group{wrong}{css}"{attrs}>{inner}</div>')


def label(field, css: str) -> str:
    size = f" {css}--{field.label_size}" if field.label_size else ""
    return format_html('<label class="{}{}" for="{}">{}</label>', css, size, field.id_for_label, field.label_text)


def hint(field, css: str = "") -> str:
    text = field.help_text
    identifier = escaped(field.auto_id)
    return f'<div id="{identifier}_helptext" class="govuk-hint{css}">{text}</div>' if text else ""


def error(field) -> str:
    if not field.errors:
        return ""
    lines = format_html_join(
        safe("<br>"), '<span class="govuk-visually-hidden">Error:</span> {}', ((one,) for one in field.errors)
    )
    return format_html('<p id="{}_error" class="govuk-error-message">{}</p>', field.auto_id, lines)


def safe(text: str) -> SafeString:
    """Mark what was put together from escaped parts."""
    return mark_safe(text)  # noqa: S308 (see above)


WIDGETS: dict[str, Callable[[dict], SafeString]] = {
    "django/forms/widgets/select.html": a_select,
    "django/forms/widgets/textarea.html": a_text_area,
    "govuk/date_input.html": a_date,
    **{f"django/forms/widgets/{kind}.html": an_input for kind in ("text", "hidden", "checkbox", "email", "number")},
}
FIELDS: dict[str, Callable[[Any], SafeString]] = {
    "select": a_field,
    "input": a_field,
    "checkbox": a_tick_box,
    "checkboxes": tick_boxes,
    "radios": radios,
    "textarea": a_field,
    "date": a_date_field,
}


def drawn_as(field) -> Callable[[Any], SafeString] | None:
    """Return what draws a field, None where that is for its template."""
    has_its_own = field.is_hidden or field.field.template_name
    return None if has_its_own else FIELDS.get(field.layout_of(field.field.widget)[0])
