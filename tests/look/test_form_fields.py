"""Every kind of field as a GOV.UK field group: label, hint, error and what was typed."""

import re

import pytest
from django import forms
from django.forms import formset_factory
from django.template.loader import render_to_string

from vru_portal.govuk import DateField


class EntryForm(forms.Form):
    title = forms.CharField(max_length=150, help_text="A few words.")
    note = forms.CharField(widget=forms.Textarea, max_length=500, required=False)
    people = forms.IntegerField(min_value=0, max_value=1000)
    hours = forms.DecimalField(required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    kind = forms.ChoiceField(choices=[("a", "Session"), ("b", "Workshop")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        choices=[("a", "Education"), ("b", "Health")], widget=forms.CheckboxSelectMultiple, required=False
    )
    planned = forms.BooleanField(required=False)
    place = forms.ChoiceField(choices=[("", "Choose"), ("a", "Hillfields")])
    photo = forms.FileField(widget=forms.FileInput, required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    on = DateField(label="Date", called="the date the activity took place", help_text="For example, 27 3 2021")


GOOD = {
    "title": "10 Days of Peace",
    "people": "50",
    "kind": "a",
    "place": "a",
    "on_day": "12",
    "on_month": "3",
    "on_year": "2021",
}


def group(form, name) -> str:
    return form[name].as_field_group()


def input_of(html) -> str:
    return re.search(r"<(input|textarea|select)[^>]*>", html).group()


@pytest.mark.parametrize("name", ["title", "note", "people", "email", "planned", "place", "photo", "secret"])
def test_every_single_input_has_its_label(name):
    html = group(EntryForm(), name)
    assert f'for="id_{name}"' in html
    assert f'id="id_{name}"' in input_of(html)


@pytest.mark.parametrize("name", ["kind", "themes", "on"])
def test_a_group_of_inputs_has_a_legend_and_each_input_a_label(name):
    html = group(EntryForm(), name)
    assert "<legend" in html
    identifiers = re.findall(r'<input[^>]* id="([^"]+)"', html)
    assert len(identifiers) == {"kind": 2, "themes": 2, "on": 3}[name]
    assert all(f'for="{identifier}"' in html for identifier in identifiers)


def test_hint_and_error_are_read_out_with_the_input():
    html = group(EntryForm(GOOD | {"title": ""}), "title")
    assert 'aria-describedby="id_title_helptext id_title_error"' in input_of(html)
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert '<span class="govuk-visually-hidden">Error:</span> Enter title' in html
    assert "govuk-input--error" in input_of(html)


def test_hint_and_error_of_a_group_are_read_out_with_its_legend():
    html = group(EntryForm(GOOD | {"on_day": ""}), "on")
    assert 'aria-describedby="id_on_helptext id_on_error"' in re.search(r"<fieldset[^>]*>", html).group()


def test_a_field_without_hint_and_error_points_at_nothing():
    assert "aria-describedby" not in group(EntryForm(GOOD), "place")


def test_fields_that_may_stay_empty_say_so_and_tick_boxes_do_not():
    form = EntryForm()
    assert "Note (optional)" in group(form, "note")
    assert "Themes (optional)" in group(form, "themes")
    assert "optional" not in group(form, "title") + group(form, "planned")


def test_a_form_of_filters_can_leave_out_what_is_optional():
    form = EntryForm()
    form.says_what_is_optional = False
    assert "optional" not in group(form, "note")


def test_a_label_can_be_larger():
    form = EntryForm()
    form.label_sizes = {"title": "m", "on": "l"}
    assert "govuk-label--m" in group(form, "title")
    assert "govuk-fieldset__legend--l" in group(form, "on")


def test_a_long_text_is_counted_and_never_cut_off():
    form = EntryForm(GOOD | {"note": "x" * 600, "title": "y" * 200})
    assert 'data-maxlength="500"' in group(form, "note")
    assert "id_note-info" in input_of(group(form, "note"))
    assert "maxlength=" not in input_of(group(form, "note")) + input_of(group(form, "title"))
    assert "x" * 600 in group(form, "note")
    assert "Note must be 500 characters or fewer: this has 600" in group(form, "note")


def test_a_number_is_asked_for_as_text_with_a_number_keyboard():
    html = input_of(group(EntryForm(GOOD | {"people": "twelve"}), "people"))
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert 'value="twelve"' in html
    assert 'inputmode="decimal"' in input_of(group(EntryForm(), "hours"))


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"people": "twelve"}, "people", "People must be a whole number, like 12"),
        ({"people": "-1"}, "people", "People must be 0 or more"),
        ({"people": "1001"}, "people", "People must be 1000 or less"),
        ({"kind": ""}, "kind", "Choose kind"),
        ({"place": "elsewhere"}, "place", "Choose place from the list"),
        ({"title": "a\x00b"}, "title", "Title contains a character that cannot be saved: type it again"),
    ],
)
def test_errors_are_in_plain_words(changed, name, words):
    assert words in group(EntryForm(GOOD | changed), name)


def test_a_forms_own_words_win():
    class OwnWords(forms.Form):
        title = forms.CharField(error_messages={"required": "Say in a few words what it was"})

    assert "Say in a few words what it was" in group(OwnWords({}), "title")


def test_what_was_typed_is_escaped():
    assert "<script>" not in group(EntryForm(GOOD | {"title": "<script>"}), "title")
    assert "<script>" not in group(EntryForm(GOOD | {"on_day": '"><script>'}), "on")


def test_no_placeholder_stands_in_for_a_hint():
    class Code(forms.Form):
        code = forms.CharField(
            widget=forms.TextInput(attrs={"placeholder": "Code", "autocomplete": "one-time-code"}), max_length=8
        )

    html = input_of(group(Code(), "code"))
    assert "placeholder" not in html
    assert 'inputmode="numeric"' in html
    assert 'autocomplete="one-time-code"' in html


def test_classes_of_the_form_are_kept():
    class Narrow(forms.Form):
        number = forms.IntegerField(widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}))

    assert 'class="govuk-input govuk-input--width-4"' in input_of(group(Narrow(), "number"))


def summary(**context) -> str:
    return render_to_string("govuk/error_summary.html", context)


def test_the_summary_links_to_the_input_of_each_error():
    html = summary(form=EntryForm({"on_day": "3", "on_year": "2021"}))
    assert re.findall(r'href="#([^"]+)"', html) == [
        "id_title",
        "id_people",
        "id_kind_0",
        "id_place",
        "id_on_month",
    ]
    rendered = EntryForm({"on_day": "3"}).as_div() + str(EntryForm({"on_day": "3"}))
    assert all(f'id="{href}"' in rendered for href in re.findall(r'href="#([^"]+)"', html))


@pytest.mark.parametrize("context", [{}, {"form": EntryForm()}, {"form": EntryForm(GOOD)}, {"form": None}])
def test_there_is_no_summary_without_an_error(context):
    assert summary(**context).strip() == ""


def test_errors_of_the_whole_form_are_in_the_summary_only():
    form = EntryForm(GOOD)
    form.add_error(None, "This entry was changed by somebody else")
    assert "This entry was changed by somebody else" in summary(form=form)
    assert "This entry was changed by somebody else" not in str(form)


class ReachForm(forms.Form):
    number = forms.IntegerField()


def test_the_summary_takes_formsets_and_further_forms():
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-number": "1", "form-1-number": "x"}
    formset = formset_factory(ReachForm)(data)
    html = summary(form=EntryForm(GOOD | {"title": ""}), formset=formset, forms=[ReachForm({}, prefix="other")])
    assert re.findall(r'href="#([^"]+)"', html) == ["id_title", "id_other-number", "id_form-1-number"]


def test_a_formset_renders_its_management_form_and_its_rows():
    html = str(formset_factory(ReachForm, extra=2)())
    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count('class="govuk-form-group') == 2
