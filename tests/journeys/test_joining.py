"""Somebody asks to join a network, without JavaScript and without signing in, and a navigator makes them a member."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from pilots.models import Pilot
from stakeholders.joining import doubts
from stakeholders.models import Contact, JoinRequest, Membership
from tests import builders
from tests.browser import DESKTOP, PHONE
from tests.interventions.test_changes import everything_stored

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
ADDRESS = "/join/E08000026/peace-makers/"
MESSAGE = "I keep the allotments, and we have room for everybody."


@pytest.fixture
def network(people):
    return builders.network(
        "Peace makers",
        of=Pilot.objects.get(slug="hillfields"),
        purpose=f"Looks after {LONG}",
        rhythm="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        welcomes_members=True,
        invitation="We bring together everybody who works with young people here.\n\nCome along.",
    )


def fill_in(page):
    page.get_by_label("Your name").fill("Zebedee Quirk")
    page.get_by_label("Organisation or group that you work or volunteer with").fill("Hillfields Allotments")
    page.get_by_label("E-mail address").fill("zebedee@example.org")
    page.get_by_label("Telephone number").fill("07700 900777")
    page.get_by_label("Message").fill(MESSAGE)
    page.get_by_label("I am 18 or over, and I agree to this").check()


def is_narrow_enough(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_somebody_asks_to_join_without_scripts_and_becomes_a_member(network, people, new_context, sign_in, monkeypatch):
    monkeypatch.setattr(doubts, "LEAST", timedelta(0))
    phone = new_context(**PHONE, java_script_enabled=False).new_page()
    phone.goto(ADDRESS)
    fill_in(phone)
    phone.get_by_label("E-mail address").fill("zebedee")
    phone.get_by_role("button", name="Ask to join").tap()
    phone.get_by_role("link", name="Enter an e-mail address in the correct format").wait_for()
    expect(phone.get_by_label("Message")).to_have_value(MESSAGE)
    phone.get_by_label("E-mail address").fill("zebedee@example.org")
    phone.get_by_role("button", name="Ask to join").tap()
    phone.get_by_role("heading", name="Thank you").wait_for()
    assert phone.context.cookies() == []

    desk = sign_in(new_context(java_script_enabled=False).new_page(), people["navigator"])
    desk.goto("/")
    desk.get_by_role("heading", name="Asking to join: 1").wait_for()
    desk.get_by_role("link", name="Peace makers").click()
    expect(desk.get_by_text(MESSAGE)).to_be_visible()
    desk.get_by_role("link", name="Accept Zebedee Quirk").click()
    accept(desk)
    member = Membership.objects.get(contact__name="Zebedee Quirk")
    assert (member.network, member.contact.email, member.contact.telephone) == (
        network,
        "zebedee@example.org",
        "07700 900777",
    )
    assert member.contact.lawful_basis == Contact.Basis.CONSENT
    assert not JoinRequest.objects.exists()
    assert everything_stored(MESSAGE) == []
    assert not [where for where in everything_stored("Zebedee") if "ontact" not in where]


def accept(desk):
    desk.get_by_role("button", name="Add").click()
    desk.get_by_text("The member is added.").wait_for()


def test_a_declined_request_leaves_nothing_behind(network, people, new_context, sign_in):
    JoinRequest.objects.create(
        network=network, name="Zebedee Quirk", email="zebedee@example.org", message=MESSAGE, agreed=True
    )
    desk = sign_in(new_context(java_script_enabled=False).new_page(), people["navigator"])
    desk.goto(f"/networks/{network.pk}/requests/")
    desk.get_by_role("link", name="Decline Zebedee Quirk").click()
    desk.get_by_role("button", name="Decline and delete").click()
    desk.get_by_text("Nobody is waiting to join").wait_for()
    assert everything_stored("Zebedee") == everything_stored(MESSAGE) == []


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_pages_of_joining_are_accessible_and_fit(network, people, new_context, sign_in, axe, size, monkeypatch):
    page = new_context(**size).new_page()
    page.goto(ADDRESS)
    axe(page)
    assert is_narrow_enough(page)
    expect(page.get_by_label("Leave this empty")).not_to_be_visible()
    page.get_by_label("Your name").fill(LONG)
    page.get_by_label("Message").fill(f"See https://{LONG}.example.org")
    page.get_by_role("button", name="Ask to join").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    assert is_narrow_enough(page)
    monkeypatch.setattr(doubts, "LEAST", timedelta(0))
    fill_in(page)
    page.get_by_role("button", name="Ask to join").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    axe(page)
    assert is_narrow_enough(page)
    JoinRequest.objects.create(network=network, name=LONG, email=f"{LONG}@example.org", message=LONG, agreed=True)
    desk = sign_in(new_context(**size).new_page(), people["navigator"])
    latest = JoinRequest.objects.last().pk
    for address in ("/", f"/networks/{network.pk}/requests/", f"/networks/{network.pk}/requests/{latest}/decline/"):
        desk.goto(address)
        axe(desk)
        assert is_narrow_enough(desk), address


def test_the_keyboard_never_meets_the_box_for_programs(network, new_context):
    page = new_context().new_page()
    page.goto(ADDRESS)
    page.get_by_label("Message").focus()
    met = []
    for _ in range(4):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert "agreed" in met
    assert "website" not in met
