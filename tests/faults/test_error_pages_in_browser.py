"""The pages for when something goes wrong, in a real browser: readable by everybody, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.faults.urls")]


def test_stale_form_is_given_back_and_saved_on_the_second_try(desktop, axe):
    desktop.goto("/faults/form/?to=read")
    desktop.get_by_role("button", name="Save").click()
    desktop.get_by_role("heading", name="This page was open for too long").wait_for()
    expect(desktop.get_by_label("What happened")).to_have_value("One line\nand another")
    axe(desktop)
    desktop.get_by_role("button", name="Send it again").click()
    desktop.get_by_text("4 fields").wait_for()


def test_words_stay_on_the_page_while_the_database_is_away_and_the_session_is_over(desktop, axe):
    desktop.goto("/faults/form/?to=read")
    desktop.get_by_role("button", name="Save").click()
    for fault, heading in [
        ("away", "Not saved yet. What you typed is still here"),
        ("for_staff", "You were signed out. What you typed is still here"),
        ("crash", "Sorry, there is a problem with the portal"),
    ]:
        desktop.locator("form", has=desktop.get_by_text("Send it again")).evaluate(
            "(form, fault) => form.setAttribute('action', `/faults/${fault}/`)", fault
        )
        desktop.get_by_role("button", name="Send it again").click()
        desktop.get_by_role("heading", name=heading).wait_for()
        expect(desktop.get_by_label("Title")).to_have_value("Girls’ football")
        axe(desktop)


@pytest.mark.parametrize("address", ["/faults/away/", "/faults/crash/", "/?q=%00", "/no/such/page/"])
def test_page_that_cannot_be_read_says_so_plainly(phone, axe, address):
    phone.goto(address)
    expect(phone.locator("h1")).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe(phone)
