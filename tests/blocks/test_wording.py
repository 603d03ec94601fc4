"""Figures in words."""

from decimal import Decimal

import pytest

from vru_portal.wording import counted, in_pounds


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 pilots"), (1, "1 pilot"), (2, "2 pilots"), (1200, "1,200 pilots")]
)
def test_a_number_of_things_is_said_with_its_plural(number, words):
    assert counted(number, "pilot") == words


def test_another_plural_is_said_too():
    assert [counted(number, "person", "people") for number in (1, 3)] == ["1 person", "3 people"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, ""),
        (Decimal(0), "£0"),
        (Decimal("61.00"), "£61"),
        (Decimal("3.5"), "£3.50"),
        (Decimal("1250.50"), "£1,250.50"),
        (Decimal("1000000"), "£1,000,000"),
    ],
)
def test_money_is_said_in_one_way_everywhere(amount, words):
    assert in_pounds(amount) == words
