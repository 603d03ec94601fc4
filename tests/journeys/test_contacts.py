"""Contacts and organisations in a real browser: every page, on a narrow phone too, and erasing one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pilots.models import Pilot
from stakeholders.models import Contact, Organisation
from tests import builders
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@pytest.fixture
def pat(people):
    """Make a contact past the review date with long words everywhere, a likely duplicate and a meeting behind them."""
    hillfields = Pilot.objects.get(slug="hillfields")
    spark = builders.organisation(f"{LONG} Trust", services=f"{LONG}\n{LONG}", website=f"https://example.org/{LONG}")
    builders.organisation(f"{LONG} Trusts").covers.add(hillfields.authority)
    agreed = {"may_be_listed": True, "agreed_on": date(2021, 3, 1), "review_on": date(2021, 3, 1)}
    given = {"organisation": spark, "role": LONG, "telephone": "07700 900123", **agreed}
    made = builders.contact(f"Pat {LONG}", of=hillfields.authority, **given)
    builders.contact(f"Patt {LONG}", of=hillfields.authority, organisation=spark)
    membership = builders.member(builders.network(f"Network {LONG}", of=hillfields), made, organisation=spark)
    meeting = builders.meeting(
        membership.network, timezone.now() - timedelta(days=3), status="held", notes=f"Thanks to Pat {LONG}"
    )
    meeting.attendances.create(membership=membership)
    builders.action(LONG, of=meeting, member=membership, due_on=date(2021, 6, 1))
    return made


def addresses(pat):
    contact, twin = pat.get_absolute_url(), Contact.objects.get(name__startswith="Patt")
    body, other = pat.organisation.get_absolute_url(), Organisation.objects.get(name__endswith="Trusts")
    return {
        "navigator": [
            "/networks/contacts/",
            "/networks/contacts/?show=review",
            "/networks/contacts/?q=zebra",
            "/networks/contacts/?network=x",
            "/networks/contacts/add/",
            contact,
            f"{contact}edit/",
            f"{contact}erase/",
            f"{contact}merge/",
            f"{contact}merge/?other={twin.pk}",
            "/networks/organisations/",
            "/networks/organisations/?q=zebra",
            "/networks/organisations/add/",
            body,
            f"{body}edit/",
            "/",
        ],
        "manager": [body, f"{body}merge/", f"{body}merge/?other={other.pk}"],
        "analyst": ["/networks/organisations/", "/networks/organisations/?covers=x", body],
    }


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
@pytest.mark.parametrize("who", ["navigator", "manager", "analyst"])
def test_every_page_is_accessible_and_fits(people, pat, new_context, sign_in, axe, who, size):
    page = sign_in(new_context(**size).new_page(), people[who])
    for address in addresses(pat)[who]:
        assert page.goto(address).status == 200, address
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


def test_contact_is_confirmed_from_the_list_in_one_tap(people, pat, new_context, sign_in):
    page = sign_in(new_context(**PHONE).new_page(), people["navigator"])
    page.goto("/")
    page.get_by_role("link", name="Ask whether they are still right").tap()
    page.get_by_role("button", name="Still right").tap()
    page.get_by_text("Confirmed. Review again by").wait_for()
    page.get_by_text("No contact is past its review date").wait_for()
    pat.refresh_from_db()
    assert pat.confirmed_on == timezone.localdate()


def test_doubtful_new_contact_is_asked_about_and_what_was_typed_stays(people, pat, new_context, sign_in, axe):
    page = sign_in(new_context(**PHONE).new_page(), people["navigator"])
    page.goto("/networks/contacts/add/")
    page.get_by_label("Full name").fill("P. Example")
    page.get_by_label("E-mail address").fill(pat.email.upper())
    page.get_by_label("Public task").check()
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    expect(page.get_by_label("Full name")).to_have_value("P. Example")
    page.get_by_label("No, this is somebody else").check()
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("heading", name="P. Example").wait_for()
    assert Contact.objects.filter(name="P. Example").count() == 1


def test_contact_is_erased_and_the_meeting_keeps_its_count(people, pat, new_context, sign_in, axe):
    page = sign_in(new_context(**DESKTOP).new_page(), people["navigator"])
    page.goto(pat.get_absolute_url())
    page.get_by_role("link", name="Erase this contact").click()
    page.get_by_text("1 meeting that they came to").wait_for()
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("The contact is erased.").wait_for()
    page.goto(pat.get_absolute_url())
    page.get_by_role("heading", name="Former member").wait_for()
    axe(page)
    assert "Pat " not in page.content()
    assert "Came to 1 meeting." in page.inner_text("main")
