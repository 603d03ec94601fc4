"""Forms in the look of the design system: every field as a GOV.UK field group, and a date as day, month and year."""

from __future__ import annotations

import copy
import re
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.forms.widgets import Input
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from . import form_parts

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# Said instead of Django's own words; a form's own message always wins.
PLAIN_WORDS = {
    "max_length": "{Label} must be {limit_value} characters or fewer: this has {show_value}",
    "min_length": "{Label} must be {limit_value} characters or more: this has {show_value}",
    "min_value": "{Label} must be {limit_value} or more",
    "max_value": "{Label} must be {limit_value} or less",
    "null_characters_not_allowed": "{Label} contains a character that cannot be saved: type it again",
    "invalid_choice": "Choose {label} from the list",
    "invalid_list": "Choose {label} from the list",
    "invalid_pk_value": "Choose {label} from the list",
}
REQUIRED_WORDS = {
    "select": "Choose {label}",
    "radios": "Choose {label}",
    "checkboxes": "Choose {label}",
    "checkbox": "Tick the box: {label}",
}


class TypedDate(NamedTuple):
    """A date as somebody typed it, right or wrong."""

    day: str
    month: str
    year: str


class DateInput(forms.Widget):
    """Three text inputs. The names are the field's with _day, _month and _year; an address may give one ISO date."""

    template_name = "govuk/date_input.html"
    use_fieldset = True
    parts = {"day": 2, "month": 2, "year": 4}

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        attrs = {**(attrs or {})}
        wrong = attrs.pop("wrong", "").split()
        typed = typed_date(value)
        context = super().get_context(name, value, attrs)
        context["widget"]["parts"] = [
            {
                "label": part.title(),
                "name": f"{name}_{part}",
                "id": f"{attrs.get('id', name)}_{part}",
                "value": getattr(typed, part),
                "width": width,
                "wrong": part in wrong,
            }
            for part, width in self.parts.items()
        ]
        return context

    def value_from_datadict(self, data, files, name: str) -> TypedDate | str | None:
        typed = TypedDate(*(str(data.get(f"{name}_{part}", "")).strip() for part in self.parts))
        return typed if any(typed) else data.get(name) or None

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return not any(key in data for key in (name, *(f"{name}_{part}" for part in self.parts)))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day"

    def use_required_attribute(self, initial) -> bool:
        return False


def typed_date(value: TypedDate | date | str | None) -> TypedDate:
    """Return what the three inputs show for a value: what was typed, a date, ISO text or nothing."""
    if isinstance(value, TypedDate):
        return value
    if isinstance(value, date):
        return TypedDate(str(value.day), str(value.month), str(value.year))
    if value:
        year, _, rest = str(value).partition("-")
        month, _, day = rest.partition("-")
        return TypedDate(day, month, year)
    return TypedDate("", "", "")


class DateField(forms.DateField):
    """A date asked for as day, month and year.

    ``called`` names the date in error messages, such as "the date the activity took place"; without it they use the
    label. A month may be a number or a name. Cleans to a ``datetime.date``, or None where it is empty.
    """

    widget = DateInput

    def __init__(self, *, called: str = "", **kwargs):
        label = str(kwargs.get("label") or "date")
        self.called = called or ("the date" if label.endswith("?") else f"the {label[:1].lower()}{label[1:]}")
        messages = {"required": f"Enter {self.called}", **(kwargs.pop("error_messages", None) or {})}
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return self.understand(typed_date(value))

    def understand(self, typed: TypedDate) -> date:
        """Return the date, or raise ValidationError that says in plain words what is wrong with which part."""
        missing = [part for part in typed._fields if not getattr(typed, part)]
        if missing:
            raise self.wrong(f"must include a {' and a '.join(missing)}", *missing)
        if not re.fullmatch(r"[0-9]{4}", typed.year):
            raise self.wrong("must have a year of 4 numbers, such as 2021", "year")
        day, month = number(typed.day), month_number(typed.month)
        if not 1 <= month <= 12:
            raise self.wrong("must be a real date: enter a month from 1 to 12", "month")
        try:
            return date(int(typed.year), month, day)
        except ValueError:
            raise self.wrong("must be a real date, such as 27 3 2021", "day") from None

    def wrong(self, problem: str, *parts: str) -> ValidationError:
        sentence = f"{self.called[:1].upper()}{self.called[1:]} {problem}".replace("%", "%%")
        return ValidationError(sentence, code="invalid", params={"parts": parts})


def number(text: str) -> int:
    """Return one or two digits as a number; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0


def month_number(text: str) -> int:
    """Return the month that a number, or at least three letters of its name, stands for; 0 for anything else."""
    beginning = text.lower()[:3]
    return MONTHS.index(beginning) + 1 if text.isalpha() and beginning in MONTHS else number(text)


class GovukBoundField(BoundField):
    """A field of a form with the classes, identifiers and words that the templates in templates/govuk/ need."""

    # The first that fits gives the template in templates/govuk/fields/ and the class of the input.
    layouts = (
        (DateInput, "date", ""),
        (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
        (forms.RadioSelect, "radios", "govuk-radios__input"),
        (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
        (forms.Textarea, "textarea", "govuk-textarea"),
        (forms.Select, "select", "govuk-select"),
        (forms.FileInput, "input", "govuk-file-upload"),
        (forms.PasswordInput, "password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
        (Input, "input", "govuk-input"),
        (forms.Widget, "input", ""),
    )

    def layout_of(self, widget: forms.Widget) -> tuple[str, str]:
        return next((layout, css) for kind, layout, css in self.layouts if isinstance(widget, kind))

    @property
    def errors(self) -> ErrorList:
        """What is wrong with the field, in plain words where the form has none of its own."""
        found = super().errors
        for error in found.as_data():
            if isinstance(error.message, Promise) and (words := self.plain_words(error.code or "")):
                error.message, error.params = words.format(**self.label_forms, **(error.params or {})), {}
        return found

    @property
    def label_forms(self) -> dict[str, str]:
        """The label to begin a sentence with, and to stand inside one; "GSS code" keeps its capitals."""
        label = str(self.label)
        return {"Label": label, "label": label if label[1:2].isupper() else label[:1].lower() + label[1:]}

    def plain_words(self, code: str) -> str:
        if code == "required":
            return REQUIRED_WORDS.get(self.layout_of(self.field.widget)[0], "Enter {label}")
        if code == "invalid" and isinstance(self.field, forms.IntegerField):
            is_whole = not isinstance(self.field, (forms.FloatField, forms.DecimalField))
            return "{Label} must be a whole number, like 12" if is_whole else "{Label} must be a number, like 2.5"
        if code == "invalid" and isinstance(self.field, forms.EmailField):
            return "Enter an e-mail address in the correct format, like name@example.org"
        return PLAIN_WORDS.get(code, "")

    def as_field_group(self) -> SafeString:
        draw = form_parts.drawn_as(self)
        return draw(self) if draw else super().as_field_group()

    @property
    def layout_template(self) -> str:
        return f"govuk/fields/{self.layout_of(self.field.widget)[0]}.html"

    @property
    def label_text(self) -> str:
        """The label, marked where the field may be left empty; a single tick box always may."""
        is_tick_box = self.layout_of(self.field.widget)[0] == "checkbox"
        says_so = getattr(self.form, "says_what_is_optional", True) and "(optional)" not in str(self.label)
        return str(self.label) if self.field.required or is_tick_box or not says_so else f"{self.label} (optional)"

    @property
    def label_size(self) -> str:
        """The size of the label, "s" to "xl": of this field in form.label_sizes, of all in form.label_size."""
        return getattr(self.form, "label_sizes", {}).get(self.name) or getattr(self.form, "label_size", "") or ""

    @property
    def first_input_id(self) -> str:
        """The identifier of the input that the error summary links to."""
        identifier = self.field.widget.attrs.get("id") or self.auto_id
        if isinstance(self.field.widget, forms.RadioSelect):
            return f"{identifier}_0"
        return f"{identifier}_{self.wrong_parts[0]}" if isinstance(self.field.widget, DateInput) else identifier

    @property
    def wrong_parts(self) -> list[str]:
        """The parts of a date that its errors are about, in the order of the inputs."""
        named = {part for error in self.errors.as_data() for part in (error.params or {}).get("parts", ())}
        return [part for part in DateInput.parts if not named or part in named]

    @property
    def counted_to(self) -> int | None:
        """The number of characters that may be typed, where the page counts them."""
        is_counted = isinstance(self.field.widget, forms.Textarea) or "data-count" in self.field.widget.attrs
        return getattr(self.field, "max_length", None) if is_counted else None

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        return f"{described or ''} {self.auto_id}-info".strip() if self.counted_to else described

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = {**super().build_widget_attrs(attrs, widget)}
        layout, css = self.layout_of(widget)
        if widget.is_hidden:
            return attrs
        if layout == "date":
            return {**attrs, "wrong": " ".join(self.wrong_parts) if self.errors else ""}
        if css:
            attrs["class"] = " ".join(filter(None, [css, self.error_class(css), widget.attrs.get("class")]))
        if self.counted_to:
            attrs["class"] += " govuk-js-character-count"
        if widget.attrs.get("autocomplete") == "one-time-code":
            attrs = {**attrs, "class": f"{attrs['class']} govuk-input--width-10", "inputmode": "numeric"}
        # Nothing typed or pasted is cut off silently: the form says that it is too long, and by how much. And no
        # placeholder stands in for a hint: it goes away as soon as somebody types.
        return {**attrs, "maxlength": False, "placeholder": False}

    def error_class(self, css: str) -> str:
        block = css.split()[0]
        return f"{block}--error" if self.errors and "__" not in block else ""

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        widget = widget or self.field.widget
        if isinstance(widget, forms.NumberInput):
            widget, attrs = self.number_as_text(widget, attrs or {})
        return super().as_widget(widget, attrs, only_initial)

    def number_as_text(self, widget: forms.NumberInput, attrs: dict) -> tuple[forms.NumberInput, dict]:
        """Ask for a number as text: a number input drops letters unseen and changes when the wheel is turned."""
        widget = copy.deepcopy(widget)
        widget.input_type = "text"
        keyboard = "numeric" if isinstance(self.field, forms.IntegerField) and not self.may_be_negative else "text"
        keyboard = "decimal" if isinstance(self.field, (forms.FloatField, forms.DecimalField)) else keyboard
        return widget, {"inputmode": keyboard, "min": False, "max": False, "step": False, **attrs}

    @property
    def may_be_negative(self) -> bool:
        # Telephones' number keys have no minus sign.
        return (getattr(self.field, "min_value", 0) or 0) < 0


class GovukRenderer(TemplatesSetting):
    """Renders Django's forms with the components in templates/govuk/."""

    form_template_name = "govuk/form.html"
    formset_template_name = "govuk/formset.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovukBoundField

    def render(self, template_name: str, context: dict, request=None) -> str:
        draw = form_parts.WIDGETS.get(template_name)
        return draw(context) if draw else super().render(template_name, context, request)
