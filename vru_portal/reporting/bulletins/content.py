"""What a bulletin says, as plain data: made from the log for a preview, frozen in ``Bulletin.content`` when published.

Web page, PDF and Word file are made from this and from nothing else. Every figure in it has passed disclosure control.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Figure(TypedDict):
    """A count that may be given out: ``words`` such as "385 young people" or "fewer than 6 residents"."""

    words: str
    note: str  # such as "VRU News, issue 1 (April 2021)"; mostly empty


class Item(TypedDict):
    """A highlight, something planned, or regional work."""

    title: str
    words: str
    when: str  # such as "12 March 2021"; empty where it would say nothing
    figures: list[Figure]


class Outcome(TypedDict):
    """What one group's record says, in words that may be given out."""

    words: str
    record: NotRequired[str]  # the key of the record, printed nowhere; older bulletins do not have it


class Link(TypedDict):
    """Where to read more or to join: ``address`` is a path of this site, which may move, or a whole URL."""

    text: str
    address: str


class PilotPart(TypedDict):
    """What is said of one pilot."""

    name: str
    slug: str
    where: str  # such as "Hillfields, Coventry" or "Walsall College and Blue Coat CE Academy"
    opening: str
    highlights: list[Item]
    reach: list[Figure]
    network: list[Figure]
    outcomes: list[Outcome]
    together: str
    to_come: list[Item]
    to_come_words: str
    how_to_join: str
    join: list[Link]


class AuthorityPart(TypedDict):
    """The pilots of one authority, with who signed them off as roles and days, naming nobody."""

    name: str
    gss_code: str
    signed_off: str  # such as "Signed off for Coventry on 8 April 2021"
    pilots: list[PilotPart]


class ThemePart(TypedDict):
    """One theme: an editor's words, which bulletins before had none of, and work on it across the region."""

    name: str
    opening: NotRequired[str]
    items: list[Item]


class Content(TypedDict):
    """A whole bulletin."""

    title: str
    unit: str
    region: str
    area: str
    period: str  # such as "January to March 2021"
    edition: int
    correction_note: str
    introduction: str
    figures: list[Figure]  # of the whole area
    authorities: list[AuthorityPart]
    themes: list[ThemePart]
    contact: str
    website: str
    published_on: str  # such as "12 April 2021"; empty in a preview
    sources: list[str]
    disclosure: str  # the sentence that says how small numbers are treated
    is_demonstration: bool
