"""What an editor's words may say: no number that their source does not give, and no count too small to publish."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.conf import settings
from django.utils.formats import date_format

from interventions.models import Activity
from pilots.models import Pilot, RegionalWork

from ..disclosure import RULES
from .numbers import MONTHS, SEVERAL, SOMEBODY, N, numbers_in, plain, value_of
from .things import WHO

# A number in a name: "Three Estates", "Tackling 3 Myths". A capital follows it.
NAME = re.compile(
    rf"\b(?:\d+|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?!\s+(?:{MONTHS})\b)(?:[\s-]+[A-Z][\w'’-]*)+"
)
PEOPLE_NEXT = re.compile(rf"\W+(?:[\w'’-]+\W+){{0,2}}?{WHO}", re.IGNORECASE)
OUT_OF = re.compile(rf"({N})\s+(?:out\s+)?of\s+(?:(?:the|our|those|these|all)\s+)*({N})", re.IGNORECASE)
# A quarter is mostly three months; thirds and fifths are refused as they are.
SHARE = re.compile(
    rf"\b(?:(half)(?!-|\s+(?:an?\s+)?(?:term|hour|day|time)\b)|(a\s+quarter|quarter\s+of)\b)|({N})\s*(?:%|per\s?cent\b)",
    re.IGNORECASE,
)
UNDER_AGE = re.compile(r"\bunder \d+\b", re.IGNORECASE)
OF_ALL = re.compile(rf"\bof\s+(?:the|our|those|these|all)\s+({N})\b[^.!?]*?({N})", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# Parts of a bulletin's content that are no words: the digits of a code are no numbers that it gives.
UNSAID = {"record", "gss_code", "slug", "address"}
THE_SOURCE = "The source does not say “{}”. Use only numbers that it gives, or none"
IN_FRONT = "The bulletin does not say “{}” further down. Use only numbers that are printed in it, or none"
ELSEWHERE = "The rest of the bulletin does not say “{}”. Use only numbers that are printed in it, or none"
BESIDE = (
    "Neither the figures and items of this section nor the pilot’s record says “{}”. Use only their numbers, or none"
)


def why_not(words: str, sources: Iterable[str], hidden: Collection[int] = (), unsaid: str = THE_SOURCE) -> str:
    """Return what to tell an editor about the first number that may not stand in the words, "" where all may.

    ``sources``: the texts whose numbers may be used, ``unsaid``: what to say of a number that is in none of them.
    ``hidden``: counts that disclosure control does not let out.
    """
    sources = [plain(text) for text in sources]
    if small := why_too_small(words, sources, hidden):
        return small
    given = {number.value for text in sources for number in numbers_in(text) if number.is_said}
    said = [one for one in numbers_in(without_names(plain(words), sources)) if one.is_said and one.value != 1]
    return next((unsaid.format(number.written) for number in said if number.value not in given), "")


def why_too_small(words: str, names: list[str], hidden: Collection[int] = ()) -> str:
    """Return what to tell an editor about the first number that is, or gives away, a hidden count, "" if none is.

    A number in a name that stands in ``names`` counts nothing.
    """
    words = without_names(plain(words), names)
    for number in numbers_in(words):
        if not number.is_harmless and (is_small(number.value) or number.value in hidden):
            return too_small(number.written)
    return next((too_small(found) for sentence in SENTENCE.split(words) if (found := small_share_in(sentence))), "")


def too_small(written: str) -> str:
    return f"“{written}” is, or gives away, a count of people that is too small to publish. Say it without the number"


def is_small(value: Decimal | int) -> bool:
    return RULES[settings.DISCLOSURE_RULE].is_small(int(value))


def without_names(words: str, sources: list[str]) -> str:
    """Blank out the numbers in names, which stand in a source as they are."""

    def blank(match: re.Match) -> str:
        is_named = any(re.search(rf"(?<!\w){re.escape(match[0])}(?!\w)", text) for text in sources)
        return "_" * len(match[0]) if is_named and not names_people(words, match) else match[0]

    return NAME.sub(blank, words)


def names_people(words: str, match: re.Match) -> bool:
    """Say whether what looks like a name is a count: "Three Coventry pupils" at the start of a sentence."""
    begins = not words[: match.start()].strip(" “‘(") or words[: match.start()].rstrip(" “‘(")[-1] in ".!?:–-\n"
    may_count = begins or match[0][0].isdigit()
    return bool(SOMEBODY.search(match[0]) or may_count and PEOPLE_NEXT.match(words, match.end()))


def small_share_in(sentence: str) -> str:
    """Return the words that give a small number away as a part of another: "half of the eight", "12 of 15"."""
    parts = [(match, match[2], match[1], match.end()) for match in OUT_OF.finditer(sentence)]
    parts += [(match, match[1], match[2], match.end(1)) for match in OF_ALL.finditer(sentence)]
    for match, whole, part, end in parts:
        if is_small(value_in(whole) - value_in(part)) and not SEVERAL.match(sentence, end):
            return match[0]
    counts = [int(one.value) for one in numbers_in(UNDER_AGE.sub("", sentence)) if not one.is_harmless]
    for match in SHARE.finditer(sentence):
        share = value_in(match[3]) / 100 if match[3] else Decimal("0.5" if match[1] else "0.25")
        shared = [(round(count * share), count) for count in counts if count <= 1000]
        if any(is_small(part) or is_small(count - part) for part, count in shared):
            return match[0]
    return ""


def value_in(written: str) -> Decimal:
    return Decimal(written) if written[0].isdigit() else Decimal(value_of(written))


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
    said = [value for key, value in part.items() if key not in UNSAID] if isinstance(part, dict) else part
    inner = said if isinstance(said, list) else []
    return [text for each in inner for text in said_in(each)]


def texts_of_pilot(pilot: Pilot) -> list[str]:
    """Return what the record of a pilot says of it."""
    return [pilot.name, pilot.initiative, pilot.target_group, pilot.focus, pilot.aims, pilot.offers, pilot.next_steps]
