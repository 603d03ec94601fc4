"""Telephone numbers in text: found, made to be rung with one tap, and told apart from a person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers

REGION = "GB"
SHORT = re.compile(r"\s*\d{3,6}\s*")


class Piece(NamedTuple):
    """A piece of a text. With an address, it is a number that can be rung."""

    text: str
    href: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """Yield a text piece by piece, each telephone number in it with its address, such as "tel:+44-24-7683-2222".

    A text that is nothing but a short number, such as 101, is one too.
    """
    if SHORT.fullmatch(text):
        yield Piece(text.strip(), f"tel:{text.strip()}")
        return
    end = 0
    for match in _matches(text):
        yield Piece(text[end : match.start])
        yield Piece(match.raw_string, _address(match.number))
        end = match.end
    yield Piece(text[end:])


def mobile_numbers(text: str) -> list[str]:
    """Return the numbers of mobile telephones in a text, as they stand there."""
    return [match.raw_string for match in _matches(text) if str(match.number.national_number).startswith("7")]


def _matches(text: str) -> Iterator[phonenumbers.PhoneNumberMatch]:
    matches = phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.POSSIBLE)
    return (match for match in matches if _is_written_in_full(match.raw_string))


def _is_written_in_full(number: str) -> bool:
    """Tell a number with its area code, or its country, from a time with a date."""
    digits = re.sub(r"[^\d+]", "", number)
    return bool(re.fullmatch(r"0[1-9]\d{8,9}|\+\d{10,15}", digits))


def _address(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
