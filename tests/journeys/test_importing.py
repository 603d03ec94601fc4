"""A network's list comes into the portal from a spreadsheet, on a narrow phone: mended, looked at, stored."""

import pytest
from playwright.sync_api import expect

from pilots.models import Pilot
from stakeholders.models import Contact
from tests import builders
from tests.browser import PHONE
from tests.stakeholders.lists import HEADER, PAT, SAM, xlsx_file

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2


@pytest.fixture
def phone(new_context, sign_in, people):
    return sign_in(new_context(**PHONE | {"viewport": {"width": 320, "height": 640}}).new_page(), people["navigator"])


def choose(page, tmp_path, *rows):
    """Choose a worksheet with these rows, and look at what it would do."""
    path = tmp_path / "members.xlsx"
    path.write_bytes(xlsx_file([*HEADER, "Notes"], *rows).read())
    page.get_by_label("Spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Show what would happen").tap()


def check(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_list_with_a_mistake_is_mended_looked_at_and_stored(phone, people, tmp_path, axe):
    joins = builders.network(of=Pilot.objects.get(slug="hillfields"), name="Friends of the park")
    builders.contact("Sam Sample", of=joins.authority, email="sam@example.org", role=LONG)
    phone.goto(f"/networks/import/?network={joins.pk}&joined_on=2021-04-03")
    check(phone, axe)
    phone.get_by_label("Public task").check()
    choose(phone, tmp_path, [PAT[0], LONG, LONG, "pat(at)example.org", PAT[4], LONG], SAM)
    expect(phone.get_by_text("1 of 2 rows must be mended")).to_be_visible()
    check(phone, axe)
    phone.get_by_role("link", name="Upload it again").tap()
    expect(phone.get_by_label("Public task")).to_be_checked()
    choose(phone, tmp_path, [PAT[0], LONG, LONG, *PAT[3:], LONG], SAM)
    expect(phone.get_by_text("Joins on 3 April 2021.")).to_have_count(2)
    check(phone, axe)
    phone.get_by_role("button", name="Update the 1 contact that differs").tap()
    expect(phone.get_by_text(f"Job or role: {LONG} → Head of year")).to_be_visible()
    check(phone, axe)
    phone.get_by_role("button", name="Import all of it").tap()
    expect(phone.get_by_text("1 contact added, 2 organisations added, 1 contact updated")).to_be_visible()
    assert Contact.objects.get(name="Sam Sample").role == "Head of year"
    assert joins.memberships.count() == 2
