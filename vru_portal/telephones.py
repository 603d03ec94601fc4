"""Telephone numbers in text: found, made to be rung with one tap, and told apart from a person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers

REGION = "GB"
SHORT = re.compile(r"\s*\d{3,6}\s*")
# What may stand around the numbers where nothing but numbers is asked for.
BETWEEN = re.compile(r"(?:\W|\b(?:or|and)\b)*", re.IGNORECASE)


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


def is_telephone(text: str) -> bool:
    """Say whether a text is a telephone number, or several, each of which can be rung as it stands there."""
    found = list(pieces(text))
    return any(piece.href for piece in found) and all(piece.href or BETWEEN.fullmatch(piece.text) for piece in found)


def own_digits(text: str) -> list[str]:
    """Return the digits of each number in a text without the code of the country, the leading 0 and an extension."""
    return [str(match.number.national_number) for match in _matches(text)]


def mobile_numbers(text: str) -> list[str]:
    """Return the numbers of mobile telephones in a text, as they stand there."""
    return [match.raw_string for match in _matches(text) if str(match.number.national_number).startswith("7")]


def _matches(text: str) -> Iterator[phonenumbers.PhoneNumberMatch]:
    matches = phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.POSSIBLE)
    return (match for match in matches if _is_written_in_full(match))


def _is_written_in_full(match: phonenumbers.PhoneNumberMatch) -> bool:
    """Tell a number with its area code, or its country, from a time with a date."""
    digits = re.sub(r"[^\d+]", "", match.raw_string).removesuffix(match.number.extension or "")
    return bool(re.fullmatch(r"0[1-9]\d{8,9}|\+\d{10,15}", digits))


def _address(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
