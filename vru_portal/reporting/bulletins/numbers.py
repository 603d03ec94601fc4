"""The numbers in a text, in figures and in words, and which of them plainly count something else than people.

A small number is taken to count people unless it is known not to: what is not known is refused, not let through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from .things import ADJECTIVES, MEASURES, ONLY_IN_A_ROW, THINGS, WHO, many

ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {word: value for value, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
VALUES |= {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "couple": 2, "pair": 2, "twice": 2}
SPELLED = "|".join(sorted(VALUES, key=len, reverse=True))
# Words that tell a number without saying it: no source needs to give them.
TELLING = {"both": 2, "duo": 2, "twosome": 2, "twins": 2, "threesome": 3, "trio": 3, "triplets": 3, "thrice": 3}
TELLING |= {"foursome": 4, "quartet": 4, "quintet": 5, "fivesome": 5, "handful": 5, "half a dozen": 5, "half-dozen": 5}
TELLING |= {"two's": 2, "twos": 2, "threes": 3, "either": 2, "neither": 2}
ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "thirds": 3, "fourths": 4, "fifths": 5}

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Sept|Oct|Nov|Dec"
)
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
N = rf"(?:\d+(?:\.\d+)?|\b(?:{SPELLED})\b)"
RANGE = rf"{N}(?:\s*(?:to|and|or|-|–|&)\s*{N})?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
BIG = "hundred|thousand|million"
NEXT = r"(?:[\w'’-]+\W+){0,3}?"
PEOPLE = rf"\W+{NEXT}{WHO}"


def ignoring_case(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
# "Three and five" and "six two-hour sessions" are two numbers, "a hundred and five" is one.
WORDS = ignoring_case(
    rf"\b(?:(?:{'|'.join(TENS)})[\s-]+(?:{'|'.join(ONES[1:10])})|{SPELLED})(?:[\s-]+(?:{BIG})"
    rf"|(?:(?<=hundred)|(?<=thousand)|(?<=million))(?:\s+and)?[\s-]+(?:(?:{'|'.join(TENS)})[\s-]+(?:{'|'.join(ONES[1:10])})"
    rf"|{SPELLED}))*\b"
)
TOLD = ignoring_case(rf"\b(?:{'|'.join(sorted(TELLING, key=len, reverse=True))}|{'|'.join(ORDINALS)})\b")
SOLE = ignoring_case(rf"\b(?:single|sole|lone|solitary)(?={PEOPLE})")
# "A few young people", "several of them", "only a few came" tell a small number as well; "a few weeks later", "several
# schools sent pupils", "several young people's services" and "several hundred residents" do not.
FEW = r"(?:a\s+|very\s+)?(?<!quite a )few|several|(?:hardly|barely|scarcely)\s+any|(?:very\s+)?(?:small|tiny)\s+number"
NO_ADJECTIVE = rf"\w+s\b|(?:from|for|with|by|to|in|at|on|and|or|a|an|the|that|which|who|of|{BIG}|dozen)\b"
OF_THEM = r"(?:\s+(?:more|other|others))?(?:\s+of)?(?:\s+(?:the|our|these|those|its|their))?"
NO_THEIRS = rf"(?!['’]|[\s-]+(?:(?:{ADJECTIVES})[\s-]+)*(?:{'|'.join(THINGS)}|{many(THINGS)})\b)"
CAME = (
    "who|came|come|joined|attended|left|stayed|went|found|moved|returned|took|gained|finished|dropped"
    "|were|was|are|have|had"
)
VAGUE = ignoring_case(
    rf"\b(?:{FEW})(?={OF_THEM}\s+(?:(?!{NO_ADJECTIVE})[\w'’-]+\s+){{0,3}}?{WHO}{NO_THEIRS}|\s+of\s+(?:them|us|those)\b"
    rf"|(?:\s+(?:more|others))?\s+(?:{CAME})\b)"
)
# "III young people", "pupils (III)"; a name goes before the numeral that is a part of it: "Charles III", "Phase II".
ROMAN = re.compile(
    rf"(?P<before>[\w'’]+[ ]|)\b(?P<numeral>[IVX]{{2,}}|[VX]|[ivx]{{2,}})\b(?=(?i:{PEOPLE}))"
    rf"|(?i:{WHO})\s*[(:–-]\s*(?P<behind>[IVX]{{2,}}|V|X)\b"
)
BEGINNINGS = {"The", "These", "Those", "Our", "All", "Only", "Just", "And", "With", "For", "In", "Of", "To", "A"}

# What is no number at all.
NO_NUMBERS = [
    ignoring_case(r"\bin[\s-]person\b|\b(?:second|third|fourth)\s+quarter\b"),
    re.compile(r"https?://\S+|www\.\S+|\S+@\S+|#(?:\d+[A-Z]|[A-Za-z])\w*|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b"),
    re.compile(rf"\b{DAY}(?:\s*(?:to|and|-|–|,)\s*{DAY})*\s+(?:of\s+)?(?:{MONTHS})\b(?:\s+\d{{4}}\b)?"),
    re.compile(rf"\b(?:{MONTHS})\s+(?:\d{{4}}\b|\d{{1,2}}(?:st|nd|rd|th)\b)|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"),
    re.compile(
        rf"\b(?:{WEEKDAYS})\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b|\b(?:second|third|fourth|fifth) of (?:{MONTHS})\b"
    ),
    ignoring_case(
        r"(?:\b\d{1,2}(?:[:.]\d{2})?(?:am|pm)?\s?(?:to|until|and|-|–)\s?)?\b\d{1,2}(?:[:.]\d{2})?(?:am|pm)\b"
    ),
    ignoring_case(rf"\b\d{{1,2}}(?:[:.]\d{{2}})?\s(?:am|pm)\b(?!{PEOPLE})|\b\d{{1,2}}:\d{{2}}\b|\b{N}\so['’]clock\b"),
    # "One of the pupils" says nothing of how many there were; "one of the 12" and "all but one" do.
    ignoring_case(
        rf"(?<!but )(?<!except )(?<!only )(?<!just )(?<!exactly )\bone\s+of\b"
        rf"(?!(?:\s+(?:the|our|those|these|all))*\s+{N})"
    ),
    ignoring_case(r"\b(?:no|any|every|each|this|day|square|as|in)\s+one\b(?!\s+(?:young|local)|\s*" + WHO + ")"),
    ignoring_case(r"\bone(?:[\s-]to[\s-]one\b|\s+another\b|[\s-](?:off|stop|way|size|voice)\b|\s+by\s+one\b)"),
    ignoring_case(r"\b(?:1:1|1-2-1|1-to-1|24/7|covid-19|3[dg]|[45]g|[aby]\d|ks\d|(?:[1-9]|five|six|seven)-a-side)\b"),
    ignoring_case(r"\bthird[\s-](?:sector|party|parties)\b|\bsecond[\s-](?:hand|chances?|languages?|homes?|nature)\b"),
    ignoring_case(r"\b(?:second|third|fourth|fifth),|\b(?:two|three|four|five)[\s-](?:way|star|tier|course|fold)\b"),
    ignoring_case(rf"\bboth\s+(?!(?:[\w'’-]+\s+){{0,3}}?{WHO})(?:[\w'’-]+\s+){{1,4}}and\b|\bhigh fives?\b"),
    ignoring_case(rf"\b(?:n?either)\b(?!\s+(?:of|came|went|was|is|left|said)\b|\s+{NEXT}{WHO})"),
]
# What counts no people: money, shares, ages, classes, one of a series, addresses.
HARMLESS = [
    re.compile(r"[£€$]\s?\d[\d,.]*"),
    ignoring_case(rf"{N}\s*(?:%|per\s?cent\b)"),
    ignoring_case(rf"\b(?:ages?|aged)\s+(?:of\s+)?(?:between\s+|from\s+)?{RANGE}\b"),
    ignoring_case(rf"\b(?:under|over)[\s-]\d+s\b|{RANGE}[\s-]+years?[\s-]+(?:olds?|of\sage)\b"),
    re.compile(rf"\b(?:Years?|Key [Ss]tages?)\s+\d+(?:\s*,\s*\d+)*(?:\s*(?:to|and|or|-|–|&)\s*{N})?"),
    re.compile(rf"(?:\b(?:{ONLY_IN_A_ROW})|\bNo\.)\s+(?i:{RANGE})(?!(?i:{PEOPLE}))\b"),
    re.compile(rf"\b\d+\s+(?:[A-Z][\w'’]+\s+){{1,3}}(?:Street|Road|Lane|Avenue|Close|Square)\b(?!(?i:{PEOPLE}))"),
    ignoring_case(r"\btwice\b"),
]
ADJECTIVE = rf"(?:(?:{ADJECTIVES})[\s-]+){{0,2}}"
BEFORE = (
    rf"(?:\s*(?:to|or|-|–)\s*{N}|\s+of\s+(?:the|our|these)\s+{N}|\s+(?:{ADJECTIVES})\s+and\s+{N})?"
    r"[\s-]+(?:of\s+)?(?:the\s+|these\s+|our\s+)?"
)
NOT_THEIRS = rf"\b(?!['’]|\W+{WHO})"
# "Three left school" counts no schools: only a plural right behind the number does.
SEVERAL = ignoring_case(
    rf"{BEFORE}{ADJECTIVE}(?:{many(THINGS)}){NOT_THEIRS}|-(?:{MEASURES})\b(?!\W+(?:young\W+)?{WHO})"
    rf"|\s(?:{MEASURES})\s+{ADJECTIVE}(?:{'|'.join(THINGS)}|{many(THINGS)}){NOT_THEIRS}"
)
ONE = ignoring_case(
    rf"[\s-]+{ADJECTIVE}(?:{'|'.join(THINGS)})(?=\s*(?:[.,;:!?)–]|$)|\s+(?:in|of|for|with|at|and|or|on|from|to|was|is|has"
    rf"|had|took|that|which|per|an?|each|every|where|when|by|as|the|before|after|across)\b)|-(?:{MEASURES})\b(?!{PEOPLE})"
)
IN_A_ROW = ignoring_case(rf"[\s-]+{ADJECTIVE}(?:{'|'.join(THINGS)}|{many(THINGS)}){NOT_THEIRS}")
SOMEBODY = ignoring_case(rf"\b{WHO}")


class Number(NamedTuple):
    """A number in a text: as it is written, what it is, and where. ``is_harmless``: it plainly counts no people.

    ``is_said``: it is said as such, so that a source must give it; "both", "third" and "x3" only tell it.
    """

    written: str
    value: Decimal
    start: int
    is_harmless: bool
    is_said: bool = True


def plain(text: str) -> str:
    """Return a text without the ways of writing a number that only look different: ③, ３, a hidden hyphen."""
    same = unicodedata.normalize("NFKC", text).replace("\u2010", "-")
    return "".join(each for each in same if unicodedata.category(each) != "Cf")


def numbers_in(text: str) -> list[Number]:
    """Return the numbers in a text, in figures and in words. Dates, times and "one of" are none."""
    text = plain(text)
    for pattern in NO_NUMBERS:
        text = pattern.sub(lambda match: "_" * len(match[0]), text)
    spans = [match.span() for pattern in HARMLESS for match in pattern.finditer(text)]
    found = [number_of(text, match, Decimal(match[0].replace(",", "")), spans) for match in FIGURE.finditer(text)]
    told = [number_told(text, match) for pattern in (TOLD, SOLE, VAGUE) for match in pattern.finditer(text)]
    found += [number_in_letters(match) for match in ROMAN.finditer(text) if not is_of_a_name(match)]
    taken = [(one.start, one.start + len(one.written)) for one in told]
    spelled = [match for match in WORDS.finditer(text) if not within(match, taken)]
    found += [number_of(text, match, Decimal(value_of(match[0])), spans) for match in spelled]
    return sorted([*found, *told], key=lambda one: one.start)


def within(match: re.Match, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def number_of(text: str, match: re.Match, value: Decimal, spans: list[tuple[int, int]]) -> Number:
    around = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
    suffix = re.match(r"(?:st|nd|rd|th)\b", text[match.end() :])
    if suffix:
        is_harmless = value == 1 or bool(IN_A_ROW.match(text, match.end() + 2))
        return Number(match[0] + suffix[0], value, match.start(), is_harmless, is_said=False)
    counts_things = (ONE if value == 1 else SEVERAL).match(text, match.end())
    is_attached = any(each.isalpha() for each in around)
    is_harmless = bool(counts_things) or within(match, spans)
    return Number(match[0], value, match.start(), is_harmless, is_said=not is_attached)


def number_told(text: str, match: re.Match) -> Number:
    word = match[0].lower()
    value = ORDINALS.get(word) or TELLING.get(word, 1)
    things = IN_A_ROW if word in ORDINALS else SEVERAL
    return Number(match[0], Decimal(value), match.start(), bool(things.match(text, match.end())), is_said=False)


def is_of_a_name(match: re.Match) -> bool:
    before = (match["before"] or "").strip()
    return before[:1].isupper() and before not in BEGINNINGS


def number_in_letters(match: re.Match) -> Number:
    """Return a Roman numeral that counts people; no source needs to give it."""
    group = "numeral" if match["numeral"] else "behind"
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[group].upper()]
    signed = [-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)]
    return Number(match[group], Decimal(sum(signed)), match.start(group), is_harmless=False, is_said=False)


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
