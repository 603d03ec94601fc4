"""What is written without a template reads as its template does."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string

from vru_portal import form_parts
from vru_portal.govuk import DateField, DateInput

HOSTILE = '<b>"Ann" & co\'s</b>'


class Everything(forms.Form):
    """A field of each sort, with words that mean something in HTML."""

    name = forms.CharField(label=HOSTILE, help_text="Such as <strong>a hall</strong>", max_length=5)
    email = forms.EmailField(required=False)
    number = forms.IntegerField(required=False, min_value=0)
    agreed = forms.BooleanField(label=HOSTILE, help_text="It may be taken back", required=True)
    place = forms.ChoiceField(
        label="Place", choices=[("", "None"), ("Here", [("1", HOSTILE), ("2", "Second")]), (HOSTILE, "Third")]
    )
    day = DateField(label="Day", help_text="A day")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)
    note = forms.CharField(widget=forms.Textarea, required=False)
    line = forms.CharField(widget=forms.TextInput(attrs={"data-count": True}), max_length=5)
    themes = forms.MultipleChoiceField(
        label=HOSTILE, widget=forms.CheckboxSelectMultiple, choices=[("1", HOSTILE), ("2", "Two")], help_text="Some"
    )
    answer = forms.ChoiceField(widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", HOSTILE)])
    label_sizes = {"name": "m", "day": "s", "themes": "m"}


def plain(html):
    """Return HTML without the spaces that the layout of a template leaves between its elements."""
    return re.sub(r">\s+|\s+<", lambda found: found.group().strip(), html).strip()


TYPED = {
    "empty": {},
    "wrong": {"name": HOSTILE, "email": "no", "number": "x", "place": "9", "day_day": "31", "day_month": "2"},
    "right": {"name": "Ann", "place": HOSTILE, "agreed": "on", "day_day": "3", "day_month": "2", "day_year": "2021"},
    "grouped": {"name": "'>", "place": "1", "hidden": HOSTILE, "day_day": HOSTILE},
    "chosen": {"themes": ["2"], "answer": "no", "story": f"\n{HOSTILE}", "note": "x", "line": "too long"},
}


@pytest.mark.parametrize("typed", [None, *TYPED.values()], ids=["fresh", *TYPED])
def test_a_field_reads_as_its_template_does(typed):
    form = Everything(typed)
    for field in form:
        if not field.is_hidden:
            expected = render_to_string(field.layout_template, {"field": field})
            assert plain(field.as_field_group()) == plain(expected)


@pytest.mark.parametrize("typed", [None, *TYPED.values()], ids=["fresh", *TYPED])
def test_an_input_reads_as_its_template_does(typed):
    form = Everything(typed)
    drawn = {field.name: plain(str(field)) for field in form}
    form.renderer.render = TemplatesSetting().render
    assert drawn == {field.name: plain(str(field)) for field in form}


def test_attributes_are_escaped_and_may_stand_alone():
    shown = form_parts.attributes({"class": HOSTILE, "required": True, "maxlength": False, "data-n": 3})
    assert shown == ' class="&lt;b&gt;&quot;Ann&quot; &amp; co&#x27;s&lt;/b&gt;" required data-n="3"'


def test_a_disabled_date_says_so_of_each_part():
    widget = DateInput()
    context = widget.get_context("day", None, {"id": "id_day", "disabled": True})
    assert form_parts.a_date(context).count(" disabled>") == 3
    assert plain(form_parts.a_date(context)) == plain(render_to_string("govuk/date_input.html", context))
