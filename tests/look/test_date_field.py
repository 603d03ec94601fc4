"""A date as day, month and year: what is understood, what is refused and in which words."""

from datetime import date, datetime

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from vru_portal.govuk import DateField, TypedDate


class DayForm(forms.Form):
    on = DateField(label="Date", called="the date the activity took place")


class OpenForm(forms.Form):
    until = DateField(label="Last day", required=False)


def form(day="", month="", year="") -> DayForm:
    return DayForm({"on_day": day, "on_month": month, "on_year": year})


def said(form) -> str:
    return " ".join(form.errors.get("on", []))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("12", "3", "2021"), date(2021, 3, 12)),
        (("01", "04", "2021"), date(2021, 4, 1)),
        ((" 1 ", " 4", "2021 "), date(2021, 4, 1)),
        (("29", "2", "2020"), date(2020, 2, 29)),
        (("3", "April", "2021"), date(2021, 4, 3)),
        (("3", "sept", "2021"), date(2021, 9, 3)),
    ],
)
def test_a_date_is_understood(typed, meant):
    bound = form(*typed)
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["on"] == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter the date the activity took place"),
        (("  ", "", ""), "Enter the date the activity took place"),
        (("", "3", "2021"), "The date the activity took place must include a day"),
        (("12", "", "2021"), "The date the activity took place must include a month"),
        (("12", "3", ""), "The date the activity took place must include a year"),
        (("12", "", ""), "The date the activity took place must include a month and a year"),
        (("31", "2", "2021"), "must be a real date, such as 27 3 2021"),
        (("29", "2", "2021"), "must be a real date, such as 27 3 2021"),
        (("0", "3", "2021"), "must be a real date, such as 27 3 2021"),
        (("12", "13", "2021"), "must be a real date: enter a month from 1 to 12"),
        (("12", "Marzipan", "2021"), None),
        (("12", "Foo", "2021"), "must be a real date: enter a month from 1 to 12"),
        (("ab", "3", "2021"), "must be a real date"),
        (("12", "3", "21"), "must have a year of 4 numbers, such as 2021"),
        (("12", "3", "20211"), "must have a year of 4 numbers, such as 2021"),
        (("12", "3", "0000"), "must be a real date"),
        (("-1", "3", "2021"), "must be a real date"),
        (("1.5", "3", "2021"), "must be a real date"),
        (("1\x00", "3", "2021"), "must be a real date"),
        (("1", "\x00", "2021"), "must be a real date"),
        (("😀", "😀", "😀"), "must have a year of 4 numbers"),
        (("١٢", "٣", "٢٠٢١"), "must have a year of 4 numbers"),
        (("9" * 5000, "3", "2021"), "must be a real date"),
        (("%s", "%d", "%%%%"), "must have a year of 4 numbers"),
    ],
)
def test_a_wrong_date_is_answered_in_plain_words(typed, words):
    bound = form(*typed)
    if words is None:
        assert bound.is_valid()
    else:
        assert words in said(bound)


def test_the_errors_name_the_date_by_its_label_where_nothing_else_is_given():
    bound = OpenForm({"until_day": "1"})
    assert bound.errors["until"] == ["The last day must include a month and a year"]


def test_a_question_is_not_repeated_in_the_error():
    class Question(forms.Form):
        on = DateField(label="When did it happen?")

    assert Question({}).errors["on"] == ["Enter the date"]


def test_what_was_typed_is_shown_again_exactly():
    html = str(form("31", "Feb", "two thousand"))
    assert all(f'value="{value}"' in html for value in ("31", "Feb", "two thousand"))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [(("12", "", "2021"), ["month"]), (("31", "2", "2021"), ["day"]), (("", "", ""), ["day", "month", "year"])],
)
def test_the_wrong_inputs_are_marked_and_linked(typed, wrong):
    field = form(*typed)["on"]
    parts = str(field).split('class="govuk-date-input__item"')[1:]
    marked = [name for name, html in zip(("day", "month", "year"), parts, strict=True) if "govuk-input--error" in html]
    assert marked == wrong
    assert field.first_input_id == f"id_on_{wrong[0]}"


def test_an_error_that_a_form_adds_marks_the_whole_date():
    bound = form("12", "3", "2021")
    bound.add_error("on", "The date must be in the past")
    assert str(bound["on"]).count("govuk-input--error") == 3


@pytest.mark.parametrize("start", [date(2021, 3, 12), datetime(2021, 3, 12, 9, 0), "2021-03-12"])
def test_a_stored_date_fills_the_three_inputs(start):
    html = str(DayForm(initial={"on": start})["on"])
    assert all(f'value="{value}"' in html.replace('"03"', '"3"') for value in ("12", "3", "2021"))


def test_an_address_may_give_a_date_in_one_piece():
    bound = DayForm({"on": "2021-03-12"})
    assert bound.is_valid()
    assert bound.cleaned_data["on"] == date(2021, 3, 12)
    assert "must be a real date" in said(DayForm({"on": "2021-02-31"}))
    assert not DayForm({"on": "yesterday"}).is_valid()


def test_an_open_date_may_stay_empty():
    bound = OpenForm({"until_day": "", "until_month": "", "until_year": ""})
    assert bound.is_valid()
    assert bound.cleaned_data["until"] is None


def test_a_form_knows_whether_the_date_was_changed():
    same = DayForm({"on_day": "12", "on_month": "3", "on_year": "2021"}, initial={"on": date(2021, 3, 12)})
    other = DayForm({"on_day": "13", "on_month": "3", "on_year": "2021"}, initial={"on": date(2021, 3, 12)})
    assert not same.has_changed()
    assert other.has_changed()


def test_a_model_form_can_use_it():
    from interventions.models import Activity

    class ActivityDates(forms.ModelForm):
        class Meta:
            model = Activity
            fields = ["starts_on", "next_step_due"]
            field_classes = {"starts_on": DateField, "next_step_due": DateField}

    bound = ActivityDates({"starts_on_day": "12", "starts_on_month": "3"})
    assert bound.errors["starts_on"] == ["The date must include a year"]
    assert "next_step_due" not in bound.errors


@given(st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)))
def test_nothing_that_is_typed_breaks_the_form(typed):
    bound = form(*typed)
    assert bound.is_valid() or said(bound)
    assert str(bound)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_real_date_comes_back(day):
    assert DateField().clean(TypedDate(str(day.day), str(day.month), f"{day.year:04}")) == day
