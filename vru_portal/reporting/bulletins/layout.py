"""What a bulletin's content becomes on the page: the same parts, headings and words for web, PDF and Word.

What says nothing is left out here, so that none of the three has to decide it again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import TypedDict

from .content import AuthorityPart, Content, Figure, Item, Link, PilotPart, ThemePart
from .text import clean, folded, paragraphs, web_address

# Where there are more, those that stand alone are set large, up to so many: a wall of numbers says nothing.
FEW, LARGE_IN_FRONT, LARGE_OF_PILOT = 4, 8, 6

NOTHING = "Nothing to report from this pilot for this quarter."
DEMONSTRATION = "Demonstration: this bulletin holds activity that is made up."

# "Fewer than 6" is no figure to set large: who only glances at it would read 6.
NUMBER = re.compile(
    r"(?P<before>(?:(?:just|well) )?(?:over|nearly|around|about|almost|at least|up to|more than)|)"
    r"\s*(?P<number>£?\d[\d,]*(?:\.\d+)?%?)(?P<after>\s.*|)",
    re.IGNORECASE | re.DOTALL,
)


APART = re.compile("(attendances|views) by |items given out to |items for ")


class Pulled(TypedDict):
    """A figure as it is set large: "over", "50", "members". Without a number, all of it stands in ``words``."""

    before: str
    number: str
    after: str
    words: str
    note: str


class Line(TypedDict):
    """A highlight or something planned, without what its words say already."""

    title: str
    words: str
    when: str
    figures: list[str]


class Block(TypedDict):
    """A part of a pilot's card under a heading of its own; what it holds none of is empty."""

    kind: str  # highlights, reach, network, outcomes, together, to-come or join: for its looks
    heading: str
    paragraphs: list[str]
    figures: list[Pulled]
    more_figures: list[Pulled]
    lines: list[Line]
    links: list[Link]


class Card(TypedDict):
    """One pilot."""

    anchor: str
    name: str
    where: str
    opening: list[str]
    blocks: list[Block]


class Place(TypedDict):
    """One authority with its pilots."""

    anchor: str
    name: str
    signed_off: str
    pilots: list[Card]


class Group(TypedDict):
    """Work whose words began alike, with that beginning said once; or all other work, without one."""

    heading: str
    lines: list[Line]


class Topic(TypedDict):
    """One theme with words on it, and the work on it across the region."""

    anchor: str
    name: str
    words: list[str]
    groups: list[Group]


class Newsletter(TypedDict):
    """A whole bulletin, ready to be set."""

    title: str
    unit: str
    area: str
    region: str
    period: str
    edition: str
    correction: list[str]
    demonstration: str
    introduction: list[str]
    figures_heading: str
    figures: list[Pulled]
    more_figures: list[Pulled]
    show_contents: bool
    authorities: list[Place]
    themes_heading: str
    themes: list[Topic]
    contact: list[str]
    website: str
    website_name: str
    published: str
    sources: list[str]
    disclosure: str


def laid_out(content: Content) -> Newsletter:
    """Return the bulletin as it is set on the web, in the PDF and in Word."""
    figures, more_figures = apart([pulled(figure) for figure in content["figures"]], LARGE_IN_FRONT)
    authorities = [place_of(part) for part in content["authorities"] if part["pilots"]]
    return {
        "title": clean(content["title"]),
        "unit": clean(content["unit"]),
        "area": clean(content["area"]),
        "region": clean(content["region"]),
        "period": clean(content["period"]),
        "edition": f"Edition {content['edition']}" if content["edition"] > 1 else "",
        "correction": paragraphs(content["correction_note"]),
        "demonstration": DEMONSTRATION if content["is_demonstration"] else "",
        "introduction": paragraphs(content["introduction"]),
        "figures_heading": "The quarter in figures",
        "figures": figures,
        "more_figures": more_figures,
        "show_contents": sum(len(place["pilots"]) for place in authorities) > 2,
        "authorities": authorities,
        "themes_heading": "Across the region",
        "themes": [topic_of(part, place) for place, part in enumerate(content["themes"], 1) if says_something(part)],
        "contact": paragraphs(content["contact"]),
        "website": web_address(content["website"]),
        "website_name": web_address(content["website"]).partition("://")[2].rstrip("/"),
        "published": f"Published on {content['published_on']}" if content["published_on"] else "",
        "sources": [clean(source) for source in content["sources"]],
        "disclosure": clean(content["disclosure"]),
    }


def place_of(part: AuthorityPart) -> Place:
    return {
        "anchor": f"authority-{part['gss_code']}",
        "name": clean(part["name"]),
        "signed_off": clean(part["signed_off"]),
        "pilots": [card_of(pilot, part) for pilot in part["pilots"]],
    }


def card_of(pilot: PilotPart, authority: AuthorityPart) -> Card:
    # The headings above it say these already.
    is_said = folded(pilot["where"]) in {folded(f"{pilot['name']}, {authority['name']}"), folded(authority["name"])}
    blocks = [block for block in blocks_of(pilot) if holds_something(block)]
    return {
        "anchor": f"pilot-{authority['gss_code']}-{pilot['slug']}",
        "name": clean(pilot["name"]),
        "where": "" if is_said else clean(pilot["where"]),
        "opening": paragraphs(pilot["opening"]) or ([] if blocks else [NOTHING]),
        "blocks": blocks,
    }


def blocks_of(pilot: PilotPart) -> list[Block]:
    """Return every part that a pilot's card may have, in the order of the bulletin."""
    return [
        block("highlights", "Highlights", lines=lines(pilot["highlights"])),
        block("reach", "Reach this quarter", figures=[pulled(figure) for figure in pilot["reach"]]),
        block("network", "The network", figures=[pulled(figure) for figure in pilot["network"]]),
        block("outcomes", "Outcomes", paragraphs=[clean(outcome["words"]) for outcome in pilot["outcomes"]]),
        block("together", "When communities came together", paragraphs=paragraphs(pilot["together"])),
        block("to-come", "Work to come", paragraphs(pilot["to_come_words"]), lines=lines(pilot["to_come"])),
        block("join", "How to join in", paragraphs(pilot["how_to_join"]), links=links(pilot["join"])),
    ]


def block(
    kind: str,
    heading: str,
    paragraphs: list[str] | None = None,
    figures: list[Pulled] | None = None,
    lines: list[Line] | None = None,
    links: list[Link] | None = None,
) -> Block:
    large, more = apart(figures or [], LARGE_OF_PILOT)
    return {
        "kind": kind,
        "heading": heading,
        "paragraphs": paragraphs or [],
        "figures": large,
        "more_figures": more,
        "lines": lines or [],
        "links": links or [],
    }


def holds_something(block: Block) -> bool:
    return any([block["paragraphs"], block["figures"], block["more_figures"], block["lines"], block["links"]])


def says_something(part: ThemePart) -> bool:
    return bool(part["items"] or part.get("opening"))


def topic_of(part: ThemePart, place: int) -> Topic:
    words, groups = paragraphs(part.get("opening", "")), groups_of(lines(part["items"], with_title=True))
    return {"anchor": f"theme-{place}", "name": clean(part["name"]), "words": words, "groups": groups}


def groups_of(lines: list[Line]) -> list[Group]:
    """Return the lines in their order, those in a row that begin alike, up to a colon, under that beginning."""
    often = Counter(beginning_of(line) for line in lines)
    groups = groupby(lines, lambda line: beginning_of(line) if often[beginning_of(line)] > 1 else "")
    return [{"heading": said, "lines": [without(line, said) for line in found]} for said, found in groups]


def beginning_of(line: Line) -> str:
    beginning, colon, _ = line["words"].partition(": ")
    return beginning if colon else ""


def without(line: Line, beginning: str) -> Line:
    return {**line, "words": line["words"].removeprefix(f"{beginning}: ")} if beginning else line


def lines(items: Iterable[Item], with_title: bool = False) -> list[Line]:
    """Return the items without what is said twice. A highlight's words stand alone: its title only names the entry."""
    return [line(item, with_title) for item in items]


def line(item: Item, with_title: bool) -> Line:
    title, words, when = clean(item["title"]), clean(item["words"]), clean(item["when"])
    said = folded(words)
    is_title_needed = not words or (with_title and folded(title) not in said)
    figures = [clean(figure["words"]) for figure in item["figures"] if not is_said(figure, said)]
    return {
        "title": title if is_title_needed else "",
        # Else a figure behind it would read as the end of the sentence.
        "words": f"{words}:" if figures and words[-1:].isalnum() else words,
        "when": when if folded(when) not in said else "",
        "figures": figures,
    }


def is_said(figure: Figure, said: str) -> bool:
    """Say whether the words give the figure already: its number, or all of it where it has none."""
    number = pulled(figure)["number"]
    if not number:
        return folded(clean(figure["words"])) in said
    return re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d%]|[.,]\d)", said) is not None


def pulled(figure: Figure) -> Pulled:
    """Take the number of a figure apart from what it counts; words without a number at their start stay together."""
    words = clean(figure["words"])
    found = NUMBER.fullmatch(words)
    return {
        "before": found["before"] if found else "",
        "number": found["number"] if found else "",
        "after": found["after"].strip() if found else "",
        "words": words,
        "note": clean(figure["note"]),
    }


def apart(figures: list[Pulled], most: int) -> tuple[list[Pulled], list[Pulled]]:
    """Return the figures that are set large, and the others: those without a number, and what counts no individuals."""
    if len(figures) <= FEW:
        return figures, []
    alone = [figure for figure in figures if figure["number"] and not APART.match(figure["after"])][:most]
    return alone, [figure for figure in figures if figure not in alone]


def links(given: Iterable[Link]) -> list[Link]:
    """Return the links that lead to a web page; nothing else belongs in a bulletin."""
    cleaned: list[Link] = [{"text": clean(link["text"]), "address": web_address(link["address"])} for link in given]
    return [link for link in cleaned if link["address"]]
