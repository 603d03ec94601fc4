"""Pages on A4, for a meeting: they say what they are and how they stand, keep every figure, and fit the sheet."""

import unicodedata
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from pilots.models import Pilot
from tests import builders
from tests.reporting import newsletters
from vru_portal.quarters import Quarter

pytestmark = pytest.mark.browser
LAST = Quarter.last_closed()
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
COVENTRY = "/authorities/E08000026/"
MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
SHEET = {"viewport": {"width": 718, "height": 1047}}  # A4 less its margins, in the style sheet's pixels
TO_PRESS = "nav, button, select, input, summary, .govuk-button, .portal-account"
NOT_FOR_PAPER = ("Skip to main content", "Sign out", "Notifications", "Download", "The figures as a table", "Add a ")


@pytest.fixture
def worked(people):
    """Have Hillfields work in words longer than a column, and publish a bulletin of it."""
    hillfields = Pilot.objects.get(slug="hillfields")
    builders.activity(hillfields, status="approved", starts_on=LAST.before.start, reach={"Young people": 310})
    for number in range(8):
        about = {"kind": builders.kind(f"{number} {LONG}"[:60]), "title": f"Evening {number} {LONG}", "minutes": 90}
        day = date(LAST.start.year, LAST.start.month + number % 3, 5)
        reach = {"Young people": 120 + number, f"Audience {LONG}"[:60]: 12}
        builders.activity(hillfields, status="approved", starts_on=day, reach=reach, **about)
    builders.member(builders.network(LONG, hillfields))
    told = newsletters.content(newsletters.authority_part(newsletters.full_pilot()), is_demonstration=True)
    builders.bulletin(hillfields.authority.region, content=told).sections.create(pilot=hillfields)
    return people


BEYOND = """() => [...document.querySelectorAll("body *")].filter(each => {
  const place = each.getBoundingClientRect();
  return place.width > 1 && place.height > 1 && place.right > innerWidth + 1;
}).map(each => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""

HEADS = """() => [...document.querySelectorAll("main :is(h1, h2, h3), main thead tr")].map(each => each.textContent)"""

BLOCKS = """() => [...document.querySelectorAll(".portal-block:has(table)")].map(block => ({
  words: [...block.querySelectorAll(".portal-block__title, .portal-block__sentence")].map(each => each.textContent),
  rows: [...block.querySelectorAll("tr")].map(row => row.textContent),
  isDrawn: block.querySelector("svg") !== null,
}))"""


def closed_up(words: str) -> str:
    """Return words without spaces and ligatures: in a PDF a line may end within a word."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def printed_as_pdf(page) -> bytes:
    return page.pdf(format="A4", margin=MARGINS)


def printed(page, address: str) -> str:
    """Return the text of a page on paper, closed up, once it fits, holds nothing to press, and no head stands alone."""
    page.goto(address)
    page.emulate_media(media="print")
    assert page.evaluate(BEYOND) == [], address
    assert page.locator(TO_PRESS).filter(visible=True).all_inner_texts() == [], address
    sheets = PdfReader(BytesIO(printed_as_pdf(page))).pages
    texts = [closed_up(sheet.extract_text()) for sheet in sheets]
    heads = tuple(filter(None, map(closed_up, page.evaluate(HEADS))))
    assert [text[-60:] for text in texts if text.endswith(heads)] == [], f"{address} has a head at the foot of a sheet"
    whole = "".join(texts)
    assert "Demonstration" in whole, address
    assert [words for words in NOT_FOR_PAPER if closed_up(words) in whole] == [], address
    return whole


def has_every_figure(page, text: str) -> None:
    """Fail where a block of a dashboard lacks its title, its sentence or a row of its table on paper."""
    blocks = page.evaluate(BLOCKS)
    assert sum(block["isDrawn"] for block in blocks) >= 4
    for block in blocks:
        missing = [words for words in block["words"] + block["rows"] if closed_up(words) not in text]
        assert missing == [], page.url


def test_pages_keep_on_paper_what_a_meeting_needs(worked, new_context, sign_in):
    manager, analyst = (sign_in(new_context(**SHEET).new_page(), worked[who]) for who in ("manager", "analyst"))
    for page, address, name in (
        (manager, f"{COVENTRY}dashboard/", "Coventry"),
        (analyst, "/regions/west-midlands/dashboard/", "WestMidlands"),
    ):
        text = printed(page, f"{address}?period={LAST.slug}")
        assert f"Dashboard{name}{closed_up(LAST.label)}" in text
        assert "Asat" in text
        has_every_figure(page, text)

    text = printed(manager, "/public/west-midlands/bulletins/2020-21-q4/")
    for words in ("Localities Bulletin", "January to March 2021", "Detached youth work reached 385", "Published on"):
        assert closed_up(words) in text

    text = printed(manager, "/activities/")
    for words in ("14 activities", f"Evening 7 {LONG}", "127 young people"):
        assert closed_up(words) in text

    text = printed(manager, f"{COVENTRY}pilots/hillfields/")
    for words in ("Pilot in Coventry Hillfields", "Latest approved activity", f"Evening 7 {LONG}", "Operational"):
        assert closed_up(words) in text


ROWS = "rows => rows.map(row => row.querySelector('th').textContent)"
TAKE_LAST = "rows => rows.at(-1).remove()"


def test_no_sheet_ends_a_table_with_a_row_or_two_alone(people, new_context, sign_in):
    hillfields = Pilot.objects.get(slug="hillfields")
    for number in range(25):
        builders.activity(hillfields, status="approved", starts_on=LAST.start, title=f"Evening number {number:02}")
    page = sign_in(new_context(**SHEET).new_page(), people["manager"])
    page.goto("/activities/")
    page.emulate_media(media="print")
    rows, seen = page.locator("main tbody tr"), set()
    while (number := rows.count()) > 6:
        names = [closed_up(name) for name in rows.evaluate_all(ROWS)]
        sheets = [closed_up(sheet.extract_text()) for sheet in PdfReader(BytesIO(printed_as_pdf(page))).pages]
        on_each = [sum(name in sheet for name in names) for sheet in sheets]
        assert sum(on_each) == number
        assert on_each[-1] >= 3, on_each
        seen.add(len(sheets))
        rows.evaluate_all(TAKE_LAST)
    assert seen == {1, 2}
