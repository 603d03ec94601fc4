"""What looks like personal data in free text: the log asks about it, other forms refuse it.

A guess by pattern, not proof: names without an age pass, as do names in lower case. A number alone behind a name, such
as "Jordan (14)", is an age from 4 to 25; numbers of services (03 and 08) are nobody's own.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from typing import NamedTuple

import nhs_number
import phonenumbers
from django.db.models import TextChoices

from .names_with_ages import MONTH, names_with_ages


class Kind(TextChoices):
    """What a piece of text looks like; the label goes into messages: "This looks like a telephone number"."""

    NHS_NUMBER = "nhs_number", "an NHS number"
    PUPIL_NUMBER = "pupil_number", "a pupil number"
    EMAIL = "email", "an e-mail address"
    DATE_OF_BIRTH = "date_of_birth", "a date of birth"
    TELEPHONE = "telephone", "a telephone number"
    POSTCODE = "postcode", "a postcode"
    NAME_AND_AGE = "name_and_age", "a name with an age"


# Takes folded text and the folded names of what is no person; yields where each finding starts and ends.
Finder = Callable[[str, set[str]], Iterator[tuple[int, int]]]


class Finding(NamedTuple):
    """One piece of the text, from ``start`` to before ``end``, and what it looks like."""

    kind: Kind
    excerpt: str
    start: int
    end: int


def find(text: str, not_names: Collection[str] = ()) -> list[Finding]:
    """Return what looks like personal data, in the order of the text; no two findings overlap.

    ``not_names``: the places, pilots, sites and organisations that people write with numbers beside them ("Hillfields
    (14)"), so that these are not taken for a person and an age.
    """
    plain = fold(text)
    known = {fold(name).casefold() for name in not_names}
    taken = bytearray(len(text))
    findings = []
    for kind, spans in FINDERS.items():
        for start, end in spans(plain, known):
            if not any(taken[start:end]):
                taken[start:end] = b"x" * (end - start)
                findings.append(Finding(kind, text[start:end], start, end))
    return sorted(findings, key=lambda finding: finding.start)


def in_words(findings: Collection[Finding]) -> str:
    """Say what was found, each kind once: "an NHS number, a postcode and a telephone number"."""
    labels = list(dict.fromkeys(str(finding.kind.label) for finding in findings))
    return " and ".join(filter(None, [", ".join(labels[:-1]), *labels[-1:]]))


def fold(text: str) -> str:
    """Return the text, as long as before, with plain digits, spaces, hyphens and apostrophes."""
    return re.sub(r"[^\x00-\x7f]|[\t\v\f\r]", lambda match: _plain(match[0]), text)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs" or character in "\t\v\f\r":
        return " "
    return {"’": "'", "‘": "'", "ʼ": "'", "＠": "@"}.get(character, "-" if category == "Pd" else character)


# Numbers and addresses --------------------------------------------------------------------------------------------

NHS_NUMBER = re.compile(r"(?<![\w£+])(?:\d{3}[ -]?\d{3}[ -]?\d{4})(?!\w)")
LABELLED_NHS_NUMBER = re.compile(r"\bNHS\b[^\d\n]{0,20}(\d(?: ?-? ?\d){9})(?!\w)", re.IGNORECASE)
PUPIL_NUMBER = re.compile(r"(?<!\w)[A-Z] ?\d{11}[0-9A-Z](?!\w)", re.IGNORECASE)
EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64} ?(?:@|\(at\)|\[at\]) ?"
    r"(?:[\w-]{1,63}(?:\.| ?\(dot\) ?| ?\[dot\] ?)){1,8}[^\W\d_]{2,20}\b",
    re.IGNORECASE,
)


def _nhs_numbers(text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    for match in [*NHS_NUMBER.finditer(text), *LABELLED_NHS_NUMBER.finditer(text)]:
        digits = re.sub(r"\D", "", match[match.lastindex or 0])
        if nhs_number.is_valid(digits) and len(set(digits)) > 1:
            yield match.span(match.lastindex or 0)


def _matches(pattern: re.Pattern) -> Finder:
    return lambda text, known: (match.span() for match in pattern.finditer(text))


DATE_START = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d")


def _telephones(text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    matcher = phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        if _is_somebodys_own(match.raw_string) and not DATE_START.match(match.raw_string):
            yield match.start, match.end


def _is_somebodys_own(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if number.lstrip("( ").startswith("+") or re.match("00[1-9]", digits):
        return len(digits) >= (12 if digits.startswith("00") else 10)
    if digits.startswith(("03", "08")):
        return False
    return bool(re.fullmatch(r"0[1-9]\d{9}", digits) or re.fullmatch(r"7\d{3}[ -]?\d{3}[ -]?\d{3}", number))


# Every postcode area of the United Kingdom: "A45 2nd" and "KS3 4ea" are roads and key stages.
AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
POSTCODE = re.compile(
    rf"(?<![\w#£])(?:{'|'.join(AREAS.split())})\d[\dA-Z]?(?: {{0,2}}|-)(\d[ABD-HJLNP-UW-Z]{{2}})(?![\w-])",
    re.IGNORECASE,
)
ORDINAL_OR_UNIT = re.compile(r"\d(?:st|nd|rd|th|hr|yr|ft|lb|gb)")


def _postcodes(text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    return (match.span() for match in POSTCODE.finditer(text) if not ORDINAL_OR_UNIT.fullmatch(match[1]))


# Dates of birth ---------------------------------------------------------------------------------------------------

DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{2,4}}|\d{{1,2}} \d{{1,2}} \d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|{DAY}(?: of)?[ -]{MONTH}\b(?:,?[ -]\d{{2,4}})?|{MONTH} {DAY}(?:,? \d{{4}})?|\d{{1,2}}/\d{{1,2}})(?!\d)"
)
GAP = r"[^\d.!?\n]{0,40}?"
LABELLED_BIRTH = re.compile(
    rf"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date){GAP}"
    rf"(?:{DATE}|{MONTH} \d{{4}}|(?:\d{{8}}|\d{{6}}|\d{{4}})(?!\d))"
    rf"|(?<!\d){DATE}[ ,(-]{{1,3}}(?:is |was )?(?:his |her |their |the |my )?(?:d\.?o\.?b\b|date of birth)",
    re.IGNORECASE,
)
BIRTH = re.compile(
    rf"\b(?:born|birthday|b-day|bday)\b{GAP}{DATE}|\bborn in (?:{MONTH} )?(?:19|20)\d\d\b|\bb\. ?{DATE}"
    rf"|(?<!\d){DATE}[ ,(-]{{1,3}}(?:is |was |for |on )?(?:his|her|their|my) (?:\w{{1,12}} )?(?:birthday|b-day|bday)\b",
    re.IGNORECASE,
)
# Networks are born and clubs have birthdays, too.
BODY = re.compile(
    r"\b(?:its|ideas?|club|centre|network|pilot|project|group|school|scheme|panel|library|campaign|film|partnership|college"
    r"|academy|team|unit|hub|charity|service|initiative|church|mosque|temple)(?:'s)?(?: [\w-]{1,20}){0,2} $",
    re.IGNORECASE,
)


def _dates_of_birth(text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in LABELLED_BIRTH.finditer(text))
    for match in BIRTH.finditer(text):
        if not BODY.search(text[max(0, match.start() - 80) : match.start()]):
            yield match.span()


# In this order, so that the surer reading of the same characters wins.
FINDERS: dict[Kind, Finder] = {
    Kind.PUPIL_NUMBER: _matches(PUPIL_NUMBER),
    Kind.EMAIL: _matches(EMAIL),
    Kind.DATE_OF_BIRTH: _dates_of_birth,
    Kind.NHS_NUMBER: _nhs_numbers,
    Kind.TELEPHONE: _telephones,
    Kind.POSTCODE: _postcodes,
    Kind.NAME_AND_AGE: names_with_ages,
}


def marks_of(findings: dict[str, list[Finding]]) -> set[str]:
    """Return a short mark of each finding, by which a reason is held to what it was given for."""
    excerpts = {finding.excerpt for found in findings.values() for finding in found}
    return {sha256(excerpt.encode()).hexdigest()[:12] for excerpt in excerpts}
