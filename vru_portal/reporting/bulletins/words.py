"""What an editor's words may say: no number that their source does not give, and no count too small to publish."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format

from interventions.models import Activity
from pilots.models import Pilot, RegionalWork

from ..disclosure import RULES

ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {word: value for value, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
VALUES |= {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "couple": 2, "pair": 2, "twice": 2}
VALUES |= {"trio": 3, "quartet": 4}
SPELLED = "|".join(sorted(VALUES, key=len, reverse=True))
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# "One" is mostly no number: one of them, one-to-one.
NO_NUMBER = re.compile(r"\bno\s+one\b|\bone(?:\s+of\b|[\s-]to[\s-]one\b|\s+another\b)", re.IGNORECASE)
FIGURE = re.compile(r"(?<!\w)\d{1,3}(?:,\d{3})+(?!\d)|(?<!\w)\d+(?:\.\d+)?(?!\w)")
WORDS = re.compile(rf"\b(?:{SPELLED})(?:[\s-]+(?:and[\s-]+)?(?:{SPELLED}))*\b", re.IGNORECASE)
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+(?:to|and)\s+\d{{1,2}})?\s+(?:{MONTHS})(?:\s+\d{{4}})?\b|\b(?:{MONTHS})\s+\d{{4}}\b",
)
TIME = re.compile(r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm)\b|\b\d{1,2}:\d{2}\b", re.IGNORECASE)
WHO = (
    r"(?:people|person|persons|children|child|girls?|boys?|pupils?|students?|residents?|men|women"
    r"|man|woman|parents?|carers?|staff|professionals?|champions?|members?|mentors?|volunteers?|leavers?|learners?"
    r"|families|family|teenagers?|youths?|participants?|individuals?|victims?|suspects?|attendees|workers?|lads?|clients?"
    r"|users?|offenders?|siblings?|brothers?|sisters?|households?|cases?|refugees?|adults?|babies|players?|coaches)\b"
)
PEOPLE = re.compile(rf"\W+(?:[\w'-]+\W+){{0,3}}?{WHO}", re.IGNORECASE)
SOMEBODY_NEXT = re.compile(rf"\W+{WHO}", re.IGNORECASE)
SOMEBODY = re.compile(rf"\b{WHO}", re.IGNORECASE)
# What a small number may count in a sentence that is about people.
THINGS = re.compile(
    r"\W+(?:[\w'-]+\W+)?(?:minutes?|hours?|days?|weeks?|months?|terms?|years?|times?|sessions?|workshops?|courses?"
    r"|meetings?|events?|visits?|films?|schools?|colleges?|clubs?|places?|sites?|areas?|pilots?|networks?|organisations?"
    r"|partners?|languages?|themes?|steps?|stages?|groups?)\b",
    re.IGNORECASE,
)
OF_A_SERIES = re.compile(
    r"\b(?:years?|ages?|aged|phase|stage|issue|part|number)\s+(?:\d+\s+(?:to|and)\s+)?$", re.IGNORECASE
)


class Number(NamedTuple):
    """A number in a text: as it is written, what it is, and whether it counts people."""

    written: str
    value: Decimal
    counts_people: bool


def numbers_in(text: str) -> list[Number]:
    """Return the numbers in a text, in figures and in words. Dates, times and "one of" are none."""
    plain = text
    for pattern in (DATE, TIME, NO_NUMBER):
        plain = pattern.sub(lambda match: "_" * len(match[0]), plain)
    found = [(match, Decimal(match[0].replace(",", ""))) for match in FIGURE.finditer(plain)]
    found += [(match, Decimal(value_of(match[0]))) for match in WORDS.finditer(plain)]
    found.sort(key=lambda one: one[0].start())
    return [Number(match[0], value, may_count_people(plain, match)) for match, value in found]


def may_count_people(text: str, match: re.Match) -> bool:
    """Say whether a number counts people or, in a sentence about people, nothing else that is known."""
    thing = THINGS.match(text, match.end())
    if thing and not SOMEBODY_NEXT.match(text, thing.end()) or OF_A_SERIES.search(text, 0, match.start()):
        return False
    if PEOPLE.match(text, match.end()):
        return True
    start = max(text.rfind(end, 0, match.start()) for end in ".!?\n") + 1
    after = re.search(r"[.!?\n](?!\d)", text[match.end() :])
    return bool(SOMEBODY.search(text, start, match.end() + after.start() if after else len(text)))


def value_of(words: str) -> int:
    """Return what a number in words is, such as 385 for "three hundred and eighty-five"."""
    total, part = 0, 0
    for word in re.findall("[a-z]+", words.lower()):
        value = VALUES.get(word, 0)
        if value == 100:
            part = max(part, 1) * value
        elif value >= 1000:
            total, part = total + max(part, 1) * value, 0
        else:
            part += value
    return total + part


def why_not(words: str, sources: Iterable[str], hidden: Collection[int] = ()) -> str:
    """Return what to tell an editor about the first number that may not stand in the words, "" where all may.

    ``sources``: the texts whose numbers may be used. ``hidden``: counts that disclosure control does not let out.
    """
    given = {number.value for text in sources for number in numbers_in(text)}
    rule = RULES[settings.DISCLOSURE_RULE]
    for number in numbers_in(words):
        if number.value in hidden or number.counts_people and rule.is_small(int(number.value)):
            return f"“{number.written}” is a count of people that is too small to publish. Say it without the number"
        if number.value not in given and number.value != 1:
            return f"The source does not say “{number.written}”. Use only numbers that it gives, or none"
    return ""


def texts_of(source: Activity | RegionalWork) -> list[str]:
    """Return all that an entry of the log, its reach apart, or regional work says: what its words may draw on."""
    if isinstance(source, RegionalWork):
        return [source.kind, source.title, source.partner, source.rhythm, source.reached_wording, str(source.reached)]
    days = [date_format(day, "j Y") for day in (source.starts_on, source.ends_on) if day]
    hours = [f"{source.minutes / 60:g} {source.minutes}"] if source.minutes else []
    said = [source.title, source.headline, source.venue, source.what_happened, source.what_changed, source.quotation]
    return [*said, *days, *hours]


def said_in(part: object) -> list[str]:
    """Return every text in a part of a bulletin's content: what words beside it may draw on."""
    if isinstance(part, str):
        return [part]
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return [text for each in inner for text in said_in(each)]


def texts_of_pilot(pilot: Pilot) -> list[str]:
    """Return what the record of a pilot says of it."""
    return [pilot.name, pilot.initiative, pilot.target_group, pilot.focus, pilot.aims, pilot.offers, pilot.next_steps]
