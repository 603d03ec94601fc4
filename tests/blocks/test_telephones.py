"""Telephone numbers in text: found, made to be rung, and told apart from a person's own."""

import pytest

from stakeholders.templatetags.telephones import can_be_rung
from vru_portal.telephones import is_telephone, mobile_numbers, own_digits, pieces


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("024 7683 2222", "tel:+44-24-7683-2222"),
        ("Duty team (024) 7683 2222, after 5pm", "tel:+44-24-7683-2222"),
        ("07700 900123", "tel:+44-7700-900123"),
        ("+44 7700 900 123", "tel:+44-7700-900123"),
        ("0300 123 4567", "tel:+44-300-123-4567"),
        ("0121 496 0000 ext 12", "tel:+44-121-496-0000;ext=12"),
        ("101", "tel:101"),
    ],
)
def test_a_number_can_be_rung(text, href):
    assert [piece.href for piece in pieces(text) if piece.href] == [href]


@pytest.mark.parametrize(
    "text",
    ["", "Ask at the door", "12 people", "18:00 2026-11-22", "from 5pm to 8am on 01/02/2026", "CV1 5AA", "0000000"],
)
def test_what_is_no_number_is_left_as_it_is(text):
    assert [piece.href for piece in pieces(text) if piece.href] == []


@pytest.mark.parametrize("text", ["a 024 7683 2222 b", "01632 960001 / 07700 900002.", "none"])
def test_no_word_is_lost(text):
    assert "".join(piece.text for piece in pieces(text)) == text


def test_only_mobile_numbers_are_somebodys_own():
    assert mobile_numbers("024 7683 2222, +44 7700 900123, 0300 123 4567, 07700900456") == [
        "+44 7700 900123",
        "07700900456",
    ]


def test_what_surrounds_a_number_is_shown_as_text():
    assert can_be_rung("<b>101</b> or 024 7683 2222").startswith("&lt;b&gt;101&lt;/b&gt; or <a ")


@pytest.mark.parametrize(
    "text",
    [
        "0121 496 0000",
        "+44 7700 900 123",
        "+44 (0)7700 900123",
        "0121 496 0000 / 07700 900123",
        "0121 496 0000/07700 900123",
        "0121 496 0000, 07700 900123 or 07700 900124",
        "0121 496 0000 ext 12",
        "101",
    ],
)
def test_one_rule_says_what_is_a_number_or_several(text):
    assert is_telephone(text)


@pytest.mark.parametrize("text", ["", "12", "ask Sam", "496 0000", "0121 496 0000 / 12", "0121 496 0000, ask for Sam"])
def test_what_cannot_be_rung_as_it_stands_is_no_number(text):
    assert not is_telephone(text)


def test_each_of_several_numbers_is_told_by_its_own_digits():
    assert own_digits("0121 496 0000 ext 3 / +44 (0)7700 900123") == ["1214960000", "7700900123"]
