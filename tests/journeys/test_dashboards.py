"""Dashboards in a real browser: a manager finds what changed with the keyboard alone; pages fit and print."""

from datetime import date

import pytest
from playwright.sync_api import expect

from pilots.models import Pilot
from tests import builders
from tests.browser import DESKTOP, PHONE
from vru_portal.quarters import Quarter

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
PAPER = {"viewport": {"width": 680, "height": 960}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
COVENTRY = "/authorities/E08000026/"
LAST = Quarter.last_closed()


@pytest.fixture
def worked(people):
    """Have Hillfields reach more in the last quarter than in the one before, with long names and every way to count."""
    hillfields = Pilot.objects.get(slug="hillfields")
    builders.activity(hillfields, status="approved", starts_on=LAST.before.start, reach={"Young people": 310})
    for number in range(3):
        long_kind = builders.kind(f"{number} {LONG}"[:60])
        day = date(LAST.start.year, LAST.start.month + number, 5)
        reach = {"Young people": 120 + number, f"Audience {LONG}"[:60]: 12}
        builders.activity(hillfields, kind=long_kind, status="approved", starts_on=day, reach=reach, minutes=90)
    builders.member(builders.network(LONG, hillfields))
    return hillfields


def focused(page):
    return page.evaluate("(document.activeElement.textContent || '').replace(/\\s+/g, ' ').trim()")


def tab_to(page, text, most=150):
    """Press the tab key until what holds the focus begins with a text."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(text):
            return
    raise AssertionError(f"The tab key does not lead to {text!r}")


def test_a_manager_finds_with_the_keyboard_alone_what_changed_and_the_entries_behind_a_number(
    people, worked, desktop, sign_in
):
    page = sign_in(desktop, people["manager"])
    page.goto("/")
    tab_to(page, "Dashboards")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Coventry").wait_for()
    tab_to(page, f"← {LAST.label}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**?period={LAST.slug}")
    changed = page.get_by_role("region", name="What changed")
    assert "People reached rose from 310 to 399" in changed.inner_text()
    tab_to(page, "3 activities")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Activities").wait_for()
    assert page.get_by_role("status").inner_text().startswith("3 activities")
    page.go_back()
    tab_to(page, "The figures as a table")
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Approved activity by month and kind")
    expect(table).to_be_visible()
    tab_to(page, "1")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Activities").wait_for()
    assert page.get_by_role("status").inner_text().startswith("1 activity")


def test_the_period_is_chosen_and_put_right_with_the_keyboard(people, worked, desktop, sign_in):
    page = sign_in(desktop, people["manager"])
    page.goto(f"{COVENTRY}dashboard/")
    tab_to(page, "Any other days")
    page.keyboard.press("Enter")
    for typed in ("2", "3", "2026", "1", "3", "2026"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.get_by_role("link", name="The last day must be 2 March 2026 or later").press("Enter")
    assert page.evaluate("document.activeElement.name") == "until_day"


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_dashboards_are_accessible_and_fit(people, worked, new_context, sign_in, axe, size):
    manager, analyst = (sign_in(new_context(**size).new_page(), people[who]) for who in ("manager", "analyst"))
    asked = f"dashboard/?period={LAST.slug}"
    for page, address in (
        (manager, f"{COVENTRY}{asked}"),
        (manager, f"{COVENTRY}pilots/hillfields/{asked}"),
        (manager, f"{COVENTRY}localities/hillfields/{asked}"),
        (manager, f"{COVENTRY}pilots/wood-end-moat-house/dashboard/"),
        (manager, f"{COVENTRY}dashboard/?from=2026-03-02&until=2026-03-01"),
        (manager, "/dashboards/?show=all"),
        (analyst, f"/regions/west-midlands/{asked}"),
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


OUTSIDE = """() => [...document.querySelectorAll(".portal-block svg")].flatMap(picture => {
  const frame = picture.getBoundingClientRect();
  return frame.width === 0 ? [] : [...picture.querySelectorAll("text")].filter(text => {
    const place = text.getBoundingClientRect();
    return place.left < frame.left - 1 || place.right > frame.right + 1;
  }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_words_of_charts_stand_within_them_in_the_letters_of_this_machine(
    people, worked, new_context, sign_in, size
):
    builders.activity(worked, status="approved", starts_on=LAST.start, reach={"Residents": 1_234_567})
    page = sign_in(new_context(**size).new_page(), people["analyst"])
    for address in (f"{COVENTRY}dashboard/", "/regions/west-midlands/dashboard/"):
        page.goto(f"{address}?period={LAST.slug}")
        assert page.evaluate(OUTSIDE) == []


def test_on_paper_stand_the_numbers_and_the_charts(people, worked, new_context, sign_in):
    page = sign_in(new_context(**PAPER).new_page(), people["manager"])
    page.goto(f"{COVENTRY}dashboard/?period={LAST.slug}")
    page.emulate_media(media="print")
    expect(page.get_by_text(LAST.label).first).to_be_visible()
    assert page.locator(".portal-block svg:visible").count() >= 4
    expect(page.get_by_role("button", name="Show", exact=True)).not_to_be_visible()
    expect(page.locator(".portal-block__downloads").first).not_to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_without_scripts_a_dashboard_says_and_opens_the_same(people, worked, new_context, sign_in):
    page = sign_in(new_context(java_script_enabled=False).new_page(), people["manager"])
    page.goto(f"{COVENTRY}dashboard/")
    page.get_by_label("Quarter or year").select_option(LAST.slug)
    page.get_by_role("button", name="Show", exact=True).click()
    assert "rose from 310 to 399" in page.get_by_role("region", name="What changed").inner_text()
    page.locator("summary", has_text="The figures as a table").first.click()
    expect(page.get_by_role("table", name="Approved activity by month and kind")).to_be_visible()
