"""The main job in a real browser: log, return, correct, approve; and nobody else finds it."""

import re

import pytest
from playwright.sync_api import expect

from interventions.models import Activity
from pilots.models import Pilot
from tests import builders
from tests.browser import DESKTOP, PHONE
from tests.builders import PASSWORD

pytestmark = pytest.mark.browser
COUNT_TOUCHES = """
addEventListener("pointerdown", () => sessionStorage.touches = Number(sessionStorage.touches || 0) + 1, true);
"""


@pytest.fixture
def enter(new_context):
    """Return a function that signs a person in through the sign-in page, on a phone or a desktop."""

    def open_page(user, size=DESKTOP):
        page = new_context(**size).new_page()
        page.goto("/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
        return page

    return open_page


def fill_date(page, day, month, year):
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label, exact=True).first.fill(str(value))


def begin(page, title, kind="Session"):
    """Fill in what an entry must have."""
    page.get_by_label("Where").select_option("Hillfields")
    page.get_by_label("Kind").select_option(kind)
    page.get_by_label("What was it?").fill(title)


def test_ten_days_of_peace_from_the_street_to_approval(people, enter, axe):
    phone = enter(people["navigator"], PHONE)
    phone.get_by_role("link", name="Log an activity").tap()
    phone.get_by_label("Where").select_option("Hillfields")
    phone.get_by_label("Kind").select_option("Campaign")
    fill_date(phone, 12, 3, 2021)
    phone.get_by_label("How many").first.fill("40")
    phone.get_by_label("What was it?").fill("10 Days of Peace, stall in the square")
    axe(phone)
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
    axe(phone)
    entry = Activity.objects.get(title="10 Days of Peace, stall in the square")
    assert (entry.status, str(entry.locality), str(entry.starts_on)) == ("submitted", "Hillfields", "2021-03-12")

    desk = enter(people["manager"])
    desk.get_by_role("link", name="Open the queue").click()
    card = desk.get_by_role("region", name="10 Days of Peace, stall in the square")
    card.get_by_text("Return with a reason").click()
    axe(desk)
    card.get_by_label("Reason").fill("Were these young people or residents?")
    card.get_by_role("button", name="Return").click()
    expect(desk.get_by_text("is returned to its author")).to_be_visible()

    phone.goto("/")
    expect(phone.get_by_role("heading", name="Returned to you")).to_be_visible()
    expect(phone.get_by_text("Were these young people or residents?").first).to_be_visible()
    phone.get_by_role("region", name="Returned to you").get_by_role("link").first.tap()
    phone.get_by_role("link", name="Change", exact=True).tap()
    phone.get_by_label("Of whom").first.select_option("Residents")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()

    desk.goto("/review/")
    desk.get_by_role("button", name="Approve 10 Days of Peace, stall in the square").click()
    expect(desk.get_by_text("is approved")).to_be_visible()
    entry.refresh_from_db()
    assert entry.status == "approved"
    assert [str(row) for row in entry.reach.all()] == ["40 residents"]
    desk.goto(entry.get_absolute_url())
    for word in ("Submitted", "Returned", "Resubmitted", "Approved"):
        expect(desk.get_by_role("heading", name=word, exact=True)).to_be_visible()
    axe(desk)

    dudley = enter(people["dudley"])
    dudley.goto("/activities/?q=peace")
    expect(dudley.get_by_text("No activity matches")).to_be_visible()
    assert dudley.goto(entry.get_absolute_url()).status == 404
    exported = dudley.context.request.get("/activities/export.csv")
    assert exported.status == 200
    assert "Peace" not in exported.text()


def test_the_everyday_entry_takes_four_touches_beside_typing(people, enter):
    first = enter(people["navigator"], PHONE)
    first.goto("/activities/new/")
    begin(first, "Evening round", kind="Detached youth work")
    first.get_by_role("button", name="Submit for review").tap()
    expect(first.get_by_text("Submitted for review.")).to_be_visible()

    first.goto("/")
    first.evaluate("sessionStorage.touches = 0")
    first.context.add_init_script(COUNT_TOUCHES)
    first.goto("/")
    first.get_by_role("link", name="Log an activity").tap()
    first.get_by_label("How many").first.tap()
    first.keyboard.type("14")
    first.get_by_label("What was it?").tap()
    first.keyboard.type("Football at the cage")
    first.get_by_role("button", name="Submit for review").tap()
    expect(first.get_by_text("Submitted for review.")).to_be_visible()
    assert int(first.evaluate("sessionStorage.touches")) == 4  # opening the form, two fields and the button
    entry = Activity.objects.get(title="Football at the cage")
    assert str(entry.kind) == "Detached youth work"
    assert str(entry.pilot) == "Hillfields"
    assert [row.number for row in entry.reach.all()] == [14]


def test_the_interventions_offered_are_those_of_the_place(people, enter):
    hillfields, wood_end = (Pilot.objects.get(slug=slug) for slug in ("hillfields", "wood-end-moat-house"))
    boxing, drama = builders.intervention(hillfields, name="Boxing"), builders.intervention(wood_end, name="Drama")
    builders.activity(hillfields, by=people["navigator"], intervention=boxing)
    phone = enter(people["navigator"], PHONE)
    phone.goto("/activities/new/")
    told = phone.get_by_text("Counts towards the intervention")
    expect(told).to_contain_text("Boxing")
    phone.locator("summary", has_text="Add more").tap()
    choice = phone.get_by_label("Intervention", exact=False).first
    expect(choice.get_by_role("option", name="Drama")).to_be_disabled()
    phone.get_by_label("Where").select_option("Wood End and Moat House")
    expect(choice).to_have_value("")
    expect(told).to_be_hidden()
    choice.select_option("Drama")
    expect(told).to_contain_text("Drama")
    phone.get_by_label("What was it?").fill("Rehearsal")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
    assert Activity.objects.get(title="Rehearsal").intervention == drama


def test_what_is_typed_keeps_itself_and_survives_a_closed_tab(people, enter):
    phone = enter(people["navigator"], PHONE)
    phone.goto("/activities/new/")
    phone.get_by_label("What was it?").fill("Half a sentence")
    expect(phone.get_by_text(re.compile("Kept at"))).to_be_visible()
    phone.close()
    again = enter(people["navigator"], PHONE)
    again.get_by_role("link", name="Half a sentence").tap()
    expect(again.get_by_label("What was it?")).to_have_value("Half a sentence")


def test_a_double_tap_and_the_back_button_store_one_entry(people, enter):
    phone = enter(people["navigator"], PHONE)
    phone.goto("/activities/new/")
    begin(phone, "Only once")
    phone.get_by_role("button", name="Submit for review").dblclick()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
    assert Activity.objects.filter(title="Only once").count() == 1
    phone.go_back()
    begin(phone, "Only once")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Logged already?")).to_be_visible()
    assert Activity.objects.filter(title="Only once").count() == 1


def test_without_signal_nothing_is_lost(people, enter):
    phone = enter(people["navigator"], PHONE)
    phone.goto("/activities/new/")
    begin(phone, "In the underpass")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("You are offline")).to_be_visible()
    expect(phone.get_by_label("What was it?")).to_have_value("In the underpass")
    phone.context.set_offline(False)
    phone.wait_for_timeout(1100)  # the button takes a second tap within a second for a slip
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
    assert Activity.objects.filter(title="In the underpass").count() == 1


def test_a_session_that_ends_while_typing_loses_nothing(people, enter):
    phone = enter(people["navigator"], PHONE)
    phone.goto("/activities/new/")
    begin(phone, "Typed through the end of the session")
    phone.context.clear_cookies(name="vru_session")
    phone.get_by_role("button", name="Submit for review").tap()
    phone.get_by_label("E-mail address").fill("nadia@example.org")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).tap()
    expect(phone.get_by_label("What was it?")).to_have_value("Typed through the end of the session")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
    assert Activity.objects.filter(title="Typed through the end of the session").count() == 1


def test_the_main_job_works_without_javascript(people, enter):
    page = enter(people["navigator"], {**PHONE, "java_script_enabled": False})
    page.goto("/activities/new/")
    begin(page, "Plain page")
    page.get_by_role("button", name="Submit for review").tap()
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    assert Activity.objects.filter(title="Plain page").count() == 1


def test_logging_and_approving_work_with_the_keyboard_alone(people, enter):
    page = enter(people["navigator"])
    page.goto("/activities/new/")
    page.get_by_label("Where").focus()
    page.keyboard.type("Hill")
    page.keyboard.press("Tab")
    page.keyboard.type("Sess")
    for _ in range(6):  # the three parts of the date, how many, of whom, what was it
        page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    desk = enter(people["manager"])
    desk.goto("/review/")
    button = desk.get_by_role("button", name="Approve By keyboard")
    for _ in range(60):
        if button.evaluate("node => node === document.activeElement"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("is approved")).to_be_visible()
