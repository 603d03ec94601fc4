"""A resident reads the public site with the keyboard alone, and every page of it is accessible and fits."""

import re

import pytest

from pilots.models import Pilot, Source
from tests import builders
from tests.browser import DESKTOP
from tests.reporting import newsletters

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
SITE = "/public/west-midlands/"
PAGES = ["", "E08000026/", "E08000026/hillfields/", "E08000031/wolverhampton-care/", "bulletins/"]
PAGES += ["bulletins/2020-21-q4/", "navigators/", "networks/", "no-such-page/"]


@pytest.fixture
def published(west_midlands):
    """Publish a bulletin, and give Hillfields long words wherever a page shows some."""
    hillfields = Pilot.objects.get(slug="hillfields")
    Pilot.objects.filter(pk=hillfields.pk).update(focus=LONG, aims=LONG, offers=LONG, target_group=LONG)
    builders.intervention(hillfields, name=LONG, source=Source.objects.first())
    open_to_all = {"welcomes_members": True, "invitation": f"Come along to {LONG}"}
    builders.network(LONG, of=hillfields, slug="open", **open_to_all)
    told = newsletters.content(newsletters.authority_part(newsletters.full_pilot()))
    made = builders.bulletin(west_midlands, content=told, title=f"Localities Bulletin {LONG}")
    made.sections.create(pilot=hillfields)
    return made


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_pages_of_the_public_site_are_accessible_and_fit(published, new_context, axe, size):
    page = new_context(**size).new_page()
    for address in PAGES:
        page.goto(f"{SITE}{address}")
        assert "Demonstration" in page.inner_text("body"), address
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


def test_a_resident_reads_the_bulletin_with_the_keyboard_and_without_scripts(published, new_context):
    page = new_context(**DESKTOP, java_script_enabled=False).new_page()
    page.goto("/account/login/")
    press_on(page, "read about its pilots")
    page.wait_for_url(f"**{SITE}")
    press_on(page, re.compile("^Read the Localities Bulletin"))
    page.get_by_text("Detached youth work reached 385 young people").wait_for()
    press_on(page, "Community navigators")
    page.get_by_text("Wolverhampton City Centre Police Station").wait_for()
    assert [cookie["name"] for cookie in page.context.cookies() if "session" in cookie["name"]] == []


def press_on(page, name):
    page.get_by_role("link", name=name).first.focus()
    page.keyboard.press("Enter")
