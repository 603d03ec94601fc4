"""Whether the label of a group names somebody.

A guess by pattern: a name in lower case passes, and so does one whose every word is also a word. What is a place, a
school or a body that the portal knows is nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from vru_portal import personal_data
from vru_portal.names_with_ages import NOT_NAMES, NOUN

INITIALS = re.compile(r"[A-Z][. ]+(?:[A-Z][. ]*){1,3}|[A-Z]{2}")
INITIALS_WITH_YEAR = re.compile(r"\b(?:[A-Z]{2,3}|(?:[A-Z]\. ?){2,3})[ ,(]{0,3}(?:19|20)\d\d\b\)?")
GROUP_LETTER = re.compile(r"(?:group|class|cohort|set|form|team|phase|wave) ", re.IGNORECASE)
CAPITALISED = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
RUN = re.compile(rf"\b{CAPITALISED}(?: {CAPITALISED})*")
TWO_NAMES = re.compile(rf"\b({CAPITALISED}) (?:and|&) ({CAPITALISED})")
# What stands before these is a place, a school, a club or a programme: "Castle Vale", "Blue Coat Academy".
THINGS = """
    academy school college university nursery primary secondary sixth church mosque temple gurdwara centre center club
    hub hospital library gym station park street road lane avenue close drive way estate ward village town city house
    court green heath wood end hill hills vale cross bank bridge gate mill farm grove gardens square common fields
    trust fc united rovers albion villa programme project pilot scheme course service society association foundation
    network forum council partnership league
"""
# Beside the words that stand before a number and are nobody's name.
MORE_WORDS = """
    a an and at by for from in of on to with the cohort cohorts wave set class classes term half morning afternoon
    evening weekend after before during family families care leaver leavers young early years help sports holiday
    holidays pathway pathways north south east west central inner outer upper lower great little pru fgm cse lac eal
    semh ap pe tutor mixed senior junior nine ten eleven twelve
"""
NAMED_THINGS = frozenset(THINGS.split())
WORDS = NOT_NAMES | NAMED_THINGS | frozenset(MORE_WORDS.split())


def names_in(label: str, known_names: Collection[str]) -> str:
    """Return the first part of a label that reads as a person's name or initials; empty where nothing does."""
    if is_one_person(label, known_names):
        return label
    rest = without(label, known_names)
    found = chain(initials(rest), two_names(rest), full_names(rest))
    # Schools go by the start of their name: "Blue Coat" is that of "Blue Coat CE Academy".
    known = [name.casefold() for name in known_names]
    return next((name for name in found if not any(name.casefold() in each for each in known)), "")


def is_one_person(label: str, known_names: Collection[str]) -> bool:
    """Say whether a label reads as one person's name or initials, and as nothing else."""
    if INITIALS.fullmatch(label):
        return True
    # A name with an age is what can be told from a group: "Jordan Example" becomes one, "Year 9 mentees" does not.
    found = personal_data.find(f"{label} (14)", known_names)
    return bool(found and found[0].start == 0) and not GROUP_LETTER.match(label)


def without(label: str, known_names: Collection[str]) -> str:
    """Take the names out that are nobody's, the longest first."""
    for name in sorted(filter(None, known_names), key=len, reverse=True):
        label = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "-", label, flags=re.IGNORECASE)
    return label


def initials(label: str) -> Iterator[str]:
    found = (match[0] for match in INITIALS_WITH_YEAR.finditer(label))
    return (words for words in found if not is_word(re.split(r"\W", words)[0]))


def two_names(label: str) -> Iterator[str]:
    found = TWO_NAMES.finditer(label)
    return (match[0] for match in found if not any(map(is_word, match.groups())))


def full_names(label: str) -> Iterator[str]:
    """Yield two or more capitalised words in a row of which none is a word, and that do not end as a place does."""
    for run in RUN.finditer(label):
        words: list[str] = []
        for word in [*run[0].split(), ""]:
            if word and (word.casefold() in NAMED_THINGS or not is_word(word)):
                words.append(word)
                continue
            if len(words) > 1 and not any(each.casefold() in NAMED_THINGS for each in words[1:]):
                yield " ".join(words)
            words = []


def is_word(word: str) -> bool:
    """Say whether a capitalised word is known as one: a month, an institution, an acronym, a kind of people."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    is_acronym = word.isupper() and len(word) > 3
    is_listed = bool({plain, plain.removesuffix("s")} & WORDS)
    return is_listed or is_acronym or bool(NOUN.fullmatch(plain))
