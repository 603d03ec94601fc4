"""From the facts alone: the bulletin for January to March 2021 says all that the newsletter said, where it said it.

On the web, in the PDF and in Word, every highlight stands under its pilot and authority, with its figure and wording.
"""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from typing import NamedTuple

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from docx import Document
from lxml import html
from pypdf import PdfReader

from pilots.models import Region
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.content import Content
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.missing import missing_from
from vru_portal.reporting.bulletins.pdf import pdf_of
from vru_portal.reporting.bulletins.word import word_of

pytestmark = pytest.mark.django_db

FILE = settings.BASE_DIR / "pilots/data/west-midlands.yaml"
FACTS = yaml.safe_load(FILE.read_text())
FOOTER = re.compile(r"Localities Bulletin, West Midlands, January to March 2021 Page \d+ of \d+")
THEMES = "Across the region"


class Said(NamedTuple):
    """What a bulletin says of each pilot, by authority and name, and of the themes."""

    pilots: dict[tuple[str, str], str]
    themes: str


def plain(text: str) -> str:
    return " ".join(text.split())


def on_the_web(content: Content) -> Said:
    page = html.fromstring(render_to_string("public_site/_bulletin.html", {"content": content}))
    pilots = {
        (plain(place.findtext(".//h2")), plain(card.findtext(".//h3"))): plain(card.text_content())
        for place in page.find_class("bulletin__authority")
        for card in place.find_class("bulletin__pilot")
    }
    return Said(pilots, plain(page.find_class("bulletin__themes")[0].text_content()))


def in_the_pdf(content: Content) -> Said:
    reader = PdfReader(BytesIO(pdf_of(content)))
    rest = FOOTER.sub("", plain(" ".join(page.extract_text() for page in reader.pages)))
    pilots, before = {}, ("", "")
    for authority in content["authorities"]:
        _, rest = cut(rest, authority["name"], pilots, before)
        for pilot in authority["pilots"]:
            # What is cut off before a heading belongs to the pilot above it.
            _, rest = cut(rest, pilot["name"], pilots, before)
            before = (authority["name"], pilot["name"])
    _, themes = cut(rest, THEMES, pilots, before)
    return Said(pilots, themes)


def cut(text: str, heading: str, pilots: dict, before: tuple[str, str]) -> tuple[str, str]:
    """Return the text before a heading and after it; add what comes before to the pilot above."""
    above, found, below = text.partition(f" {heading} ")
    assert found, f"{heading} is no heading after {before}"
    if before[1]:
        pilots[before] = f"{pilots.get(before, '')} {above}"
    return above, f" {below}"


def in_word(content: Content) -> Said:
    pilots, themes, authority, pilot = {}, "", "", ""
    for paragraph in Document(BytesIO(word_of(content))).paragraphs:
        if paragraph.style.name == "Heading 1":
            authority, pilot = paragraph.text, ""
        elif paragraph.style.name == "Heading 2":
            pilot = paragraph.text
        elif authority == THEMES:
            themes += f" {paragraph.text}"
        elif pilot:
            pilots[authority, pilot] = f"{pilots.get((authority, pilot), '')} {paragraph.text}"
    return Said(pilots, themes)


@pytest.fixture(scope="module")
def drawn_up(django_db_setup, django_db_blocker) -> tuple[Content, list[str]]:
    """Return what the bulletin says, and what stops it from being published.

    It is drawn up once: this is plain data, and the rows that it was made from are undone.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_region", FILE, stdout=StringIO())
        region = Region.objects.get()
        officer = builders.posted("Olive Officer", Role.COMMUNICATIONS, region)
        bulletin = draw_up(officer, region_for(officer, region.slug), Quarter.of(date(2021, 1, 1)))
        composed = compose(bulletin)
        stops = [f"{one.about}: {one.text}" for one in missing_from(bulletin, composed) if one.stops]
        transaction.set_rollback(True)
    return composed.content, stops


@pytest.fixture(scope="module")
def content(drawn_up) -> Content:
    return drawn_up[0]


def test_all_of_it_may_be_printed_as_it_is_drawn_up(drawn_up):
    assert drawn_up[1] == []


@pytest.fixture(params=[on_the_web, in_the_pdf, in_word], scope="module")
def said(request, content) -> Said:
    way: Callable[[Content], Said] = request.param
    return way(content)


def highlights():
    for pilot in FACTS["pilots"]:
        for highlight in pilot.get("highlights", []):
            yield pilot["authority"], pilot["name"], highlight


def figures_of(highlight: dict) -> list[str]:
    return [reach.get("wording", f"{reach['number']:,}") for reach in highlight.get("reach", [])]


def test_every_highlight_stands_under_its_pilot_and_authority(said):
    assert len(list(highlights())) > 25
    missing = [
        (pilot, highlight["title"])
        for authority, pilot, highlight in highlights()
        if plain(highlight["headline"]) not in said.pilots[authority, pilot]
    ]
    assert missing == []


def test_every_figure_of_a_highlight_has_its_wording(said):
    wanted = [(place, pilot, words) for place, pilot, one in highlights() for words in figures_of(one)]
    assert len(wanted) > 6
    missing = [
        (pilot, words) for place, pilot, words in wanted if words.lower() not in said.pilots[place, pilot].lower()
    ]
    assert missing == []


def test_every_network_has_the_words_of_its_source(said):
    wanted = [
        (pilot["authority"], pilot["name"], f"{headcount['wording']} members")
        for pilot in FACTS["pilots"]
        for network in pilot.get("networks", [])
        for headcount in network.get("headcounts", [])
    ]
    assert ("Coventry", "Hillfields", "over 50 members") in wanted
    assert [each for each in wanted if each[2] not in said.pilots[each[0], each[1]]] == []


def test_every_pilot_of_the_newsletter_is_there_under_its_authority(said):
    there = [key for key in said.pilots if key != ("Wolverhampton", "Children in care and care leavers")]
    assert sorted(there) == sorted(
        (pilot["authority"], pilot["name"]) for pilot in FACTS["pilots"] if pilot["key"] != "wolverhampton-care"
    )


def test_nothing_is_said_under_a_pilot_that_belongs_to_another(said):
    for authority, pilot, highlight in highlights():
        others = [text for key, text in said.pilots.items() if key != (authority, pilot)]
        assert not any(plain(highlight["headline"]) in text for text in others)


@pytest.mark.parametrize(
    "words",
    [
        "over 400 participants",
        "Barnardo's",
        "#WMExploitationWeek",
        "nearly 300 education leaders and researchers",
        "Regional criminal exploitation and missing board",
    ],
)
def test_the_work_across_the_region_is_told(said, words):
    assert words in said.themes
