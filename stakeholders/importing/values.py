"""How the text of a cell becomes the value of a field. A ValueError goes on from "Column C (Joined)"."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.forms import URLField
from import_export.widgets import Widget

from vru_portal import personal_data
from vru_portal.sheets.columns import words_of
from vru_portal.telephones import is_telephone

DATE_FORMATS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
)
YES, NO = {"yes", "y", "true", "1", "x", "agreed"}, {"no", "n", "false", "0"}
WEBSITE = URLField(assume_scheme="https", max_length=200)

NOT_AN_EMAIL = "is not an e-mail address, like name@example.org"
NOT_A_TELEPHONE = "is not a telephone number with its area code"
NOT_A_DATE = "is not a day, like 3 April 2021 or 03/04/2021"
NOT_YES_OR_NO = "is neither yes nor no"
NOT_A_WEBSITE = "is not the address of a website"
LOOKS_LIKE = "looks like {}. Take it out"


class EmptyMeansAbsent(Widget):
    """Gives None for an empty cell, which leaves what is stored as it is."""

    def clean(self, value, row=None, **kwargs):
        return self.value_of(value) if value else None

    def value_of(self, text: str):
        return text


class Line(EmptyMeansAbsent):
    """A name or a role: nothing that tells of a young person or how to reach somebody."""

    def value_of(self, text: str) -> str:
        # Looking is slow, and what is looked for has a digit or an @ in it.
        found = personal_data.find(text) if re.search(r"[\d@]", text) else []
        if found:
            raise ValueError(LOOKS_LIKE.format(personal_data.in_words(found)))
        return text


class Email(EmptyMeansAbsent):
    def value_of(self, text: str) -> str:
        address = text.removeprefix("mailto:").strip("<>;, ")
        try:
            validate_email(address)
        except ValidationError:
            raise ValueError(NOT_AN_EMAIL) from None
        return address


class Telephone(EmptyMeansAbsent):
    """One number or several; as it is written, because people write extensions beside it."""

    def value_of(self, text: str) -> str:
        if not is_telephone(text):
            raise ValueError(NOT_A_TELEPHONE)
        return text


class Day(EmptyMeansAbsent):
    """A day as a spreadsheet keeps it or as people in this country write it."""

    def value_of(self, text: str) -> date:
        day = next((found for form in DATE_FORMATS if (found := _day(text, form))), None)
        if day is None or day.year < 1950:
            raise ValueError(NOT_A_DATE)
        return day


def _day(text: str, form: str) -> date | None:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        return None


class YesOrNo(EmptyMeansAbsent):
    def value_of(self, text: str) -> bool:
        if text.lower() not in YES | NO:
            raise ValueError(NOT_YES_OR_NO)
        return text.lower() in YES


class OneOf(EmptyMeansAbsent):
    """A choice by its name, the beginning of its name, or its key; "Voluntary" is "Voluntary and community"."""

    def __init__(self, choices: type[TextChoices]):
        super().__init__()
        self.choices = choices

    def value_of(self, text: str) -> str:
        words = words_of(text)
        exact = [one for one in self.choices if words in {words_of(one.label), words_of(one.value)}]
        found = exact or [one for one in self.choices if words and words_of(one.label).startswith(words)]
        if len(found) != 1:
            raise ValueError(f"is not one of: {', '.join(self.choices.labels)}")
        return found[0].value


class Website(EmptyMeansAbsent):
    def value_of(self, text: str) -> str:
        try:
            return WEBSITE.clean(text)
        except ValidationError:
            raise ValueError(NOT_A_WEBSITE) from None
