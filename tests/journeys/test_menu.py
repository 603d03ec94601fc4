"""The menu of who may open most of the portal: one line on a desk, and all of it on a phone and by the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE

pytestmark = pytest.mark.browser
MANAGERS = ["Home", "Log activity", "Dashboards", "Activities", "Review", "Interventions", "What works", "Bulletins"]
MANAGERS += ["Networks", "Incidents", "Places"]
TOPS = "links => [...new Set(links.map(link => link.getBoundingClientRect().top))]"


def menu_of(page):
    return page.get_by_role("navigation", name="Menu").get_by_role("link")


@pytest.mark.parametrize("address", ["/", "/interventions/", "/incidents/"])
def test_a_managers_menu_is_one_line_on_a_desk(address, people, new_context, sign_in):
    page = sign_in(new_context().new_page(), people["manager"])
    page.goto(address)
    expect(menu_of(page)).to_have_text(MANAGERS)
    assert len(menu_of(page).evaluate_all(TOPS)) == 1


def test_a_phone_and_the_keyboard_reach_all_of_the_menu(people, new_context, sign_in):
    page = sign_in(new_context(**PHONE).new_page(), people["manager"])
    page.goto("/")
    page.get_by_role("button", name="Menu").press("Enter")
    for name in MANAGERS:
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(name)
        expect(page.locator(":focus")).to_be_visible()
