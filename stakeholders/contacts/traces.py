"""Where a text names somebody: by full name, e-mail address or telephone number, however they are written.

Whole words only: "Ann Lee" is not in "Joann Leeson", nor in "Ann Lee-Brown". Capitals, accents, spacing, the kind of
apostrophe and "surname, first name" make no difference. A telephone number is found however its digits are grouped,
with or without the code of the country.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.db.models import Q

from vru_portal.telephones import own_digits

from ..models import Contact

TITLES = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|reverend|revd|cllr|councillor|sir|dame|lord|lady|pc|sgt|sergeant"
    r"|insp|inspector|supt|father|canon|imam|rabbi|pastor|sister|brother)\.?\s+)+",
    re.IGNORECASE,
)
AFTER_NAME = re.compile(r"\s*[,(].*$", re.DOTALL)
APOSTROPHES = "'’‘ʼ`"
HYPHENS = "-‐‑–"
SHORTEST_RUN = 2
SHORTEST_NUMBER = 6
BETWEEN_DIGITS = r"[\s().\-‐‑–/]{0,3}"


@dataclass(frozen=True)
class Traces:
    """How some people may be named in a text."""

    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()

    @classmethod
    def of(cls, versions: Iterable[dict[str, str]]) -> Traces:
        """Return the traces of people by what is or was stored of them: "name", "email" and "telephone" of each."""
        rows = list(versions)
        return cls(
            frozenset(spelling for row in rows for spelling in spellings(row["name"])),
            frozenset(row["email"].strip().casefold() for row in rows if row["email"].strip()),
            frozenset(digits for row in rows for digits in digits_of(row["telephone"])),
        )

    def __bool__(self) -> bool:
        return bool(self.names or self.emails or self.telephones)

    @property
    def certain(self) -> Traces:
        """What names these people wherever it stands: all but names of one word, which may be any word."""
        return Traces(frozenset(name for name in self.names if " " in name), self.emails, self.telephones)

    @property
    def in_one_word(self) -> Traces:
        """The names of one word, which name these people only in what their own networks have written."""
        return Traces(frozenset(name for name in self.names if " " not in name))

    @cached_property
    def pattern(self) -> re.Pattern:
        parts = [
            *map(of_email, longest_first(self.emails)),
            *map(of_telephone, longest_first(self.telephones)),
            *map(of_name, longest_first(self.names)),
        ]
        return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    def are_of(self, name: str, email: str, telephone: str) -> bool:
        """Say whether somebody is one of these people: by e-mail address, telephone number or the whole full name."""
        theirs = Traces.of([{"name": name, "email": email, "telephone": telephone}])
        full = Traces(self.certain.names)
        return bool(
            theirs.emails & self.emails
            or theirs.telephones & self.telephones
            or any(full.pattern.fullmatch(spelling) for spelling in theirs.names)
        )

    def besides(self, telephones: Iterable[str]) -> Traces:
        """Return the traces without some numbers, given by their digits."""
        return replace(self, telephones=self.telephones - frozenset(telephones))

    def found_in(self, value: Any) -> bool:
        return self.without(value) != value

    def without(self, value: Any) -> Any:
        """Return a text, or what was read from JSON, with "Former member" for everybody whose trace this is."""
        if isinstance(value, str):
            return self.pattern.sub(Contact.FORMER, value)
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {self.without(key): self.without(each) for key, each in value.items()}
        return value

    def excerpts(self, text: str, around: int = 120) -> list[str]:
        """Return the text around each place in which somebody is named."""
        return [text[max(0, one.start() - around) : one.end() + around].strip() for one in self.pattern.finditer(text)]

    def may_stand_in(self, columns: Iterable[str]) -> list[Q]:
        """Return conditions, one of which holds for every row with a trace in one of the columns, and for few others.

        They ask only for letters that both databases compare alike, since SQLite knows capitals of A to Z alone.
        """
        signs = [signs_of(name) for name in self.names]
        signs += [[email] if email.isascii() else signs_of(email) for email in self.emails]
        signs += [[digits[:2], digits[-2:]] for digits in self.telephones]
        return [all_in(column, each) for column in columns for each in signs]


def all_in(column: str, signs: list[str]) -> Q:
    """Return the condition that a column holds all the signs; that it holds anything, where there are none."""
    return reduce(and_, (Q(**{f"{column}__icontains": sign}) for sign in signs), Q(**{f"{column}__gt": ""}))


def signs_of(text: str) -> list[str]:
    """Return the runs of plain letters and digits in a text: what any spelling of it holds."""
    return [run for run in re.findall("[a-z0-9]+", text, re.IGNORECASE | re.ASCII) if len(run) >= SHORTEST_RUN]


def longest_first(texts: Iterable[str]) -> list[str]:
    """Sort so that a longer name is found before a shorter one that it begins with."""
    return sorted(texts, key=lambda text: (-len(text), text))


# Names -----------------------------------------------------------------------------------------------------------


def spellings(name: str) -> set[str]:
    """Return a name, and the name without title and what follows it, as long as that has two words."""
    full = " ".join(unicodedata.normalize("NFC", name).split())
    bare = AFTER_NAME.sub("", TITLES.sub("", full))
    return {spelling for spelling in (full, bare) if spelling and (spelling == full or " " in spelling)}


def of_name(name: str) -> str:
    words = name.split(" ")
    if len(words) == 1:
        # "May" is somebody, "may" is not.
        return rf"(?<!\w)(?-i:{of_word(name)})(?!\w)"
    backwards = [f"{words[-1]},", *words[:-1]]
    inside = "|".join(r"\s+".join(map(of_word, order)) for order in (words, backwards))
    return rf"(?<!\w)(?:{inside})(?!\w|(?-i:[{HYPHENS}][A-Z]))"


def of_word(word: str) -> str:
    return "".join(map(of_character, word))


def of_character(character: str) -> str:
    """Match a letter with its accent, typed as one character or as two, and without."""
    for alike in (APOSTROPHES, HYPHENS):
        if character in alike:
            return f"[{alike}]"
    if character == ",":
        return r",?"
    plain = unicodedata.normalize("NFD", character)[0]
    return re.escape(character) if plain == character else rf"(?:{character}|{plain}[\u0300-\u036f]*)"


# Addresses and numbers -------------------------------------------------------------------------------------------


def of_email(email: str) -> str:
    return rf"(?<![\w.+%-]){re.escape(email)}(?![\w-]|\.\w)"


def digits_of(telephone: str) -> set[str]:
    """Return the digits of each number without the code of the country, the leading 0 and an extension.

    Of a text in which no number is written in full, such as one without its area code, all digits.
    """
    if found := own_digits(telephone):
        return set(found)
    digits = re.sub(r"\D", "", telephone).lstrip("0")
    return {digits} if len(digits) >= SHORTEST_NUMBER else set()


def of_telephone(digits: str) -> str:
    code = rf"(?:(?:\+|00)\s?\d{{1,3}}{BETWEEN_DIGITS})?\(?0?\)?{BETWEEN_DIGITS}"
    return rf"(?<![\d+]){code}{BETWEEN_DIGITS.join(digits)}(?!\d)"
