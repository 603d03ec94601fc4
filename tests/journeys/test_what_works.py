"""What works, in a real browser: a manager finds what nobody measures, and every page can be read and printed."""

import pytest
from playwright.sync_api import expect

from interventions.models import Intervention
from pilots.models import Pilot
from tests import builders
from tests.browser import DESKTOP

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
PAPER = {"viewport": {"width": 680, "height": 960}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
UNMEASURED = "Delivered in three or more pilots, no outcome measured"
BOARD = "/what-works/"
TYPE = "/what-works/west-midlands/carving/"


@pytest.fixture
def delivered(people, west_midlands):
    """Deliver two types in four pilots, of which one is measured: with long names, hidden, small and large groups."""
    scale, share = builders.measure(f"Scale of {LONG}"), builders.measure("Feel safe", kind="proportion")
    carving = builders.intervention_type("Carving", in_region=west_midlands, suggested_measure=scale)
    weaving = builders.intervention_type("Weaving", in_region=west_midlands, suggested_measure=share)
    Pilot.objects.filter(slug="lozells").update(name=LONG)
    for of, number in zip(Pilot.objects.order_by("slug")[:4], (4, 12, 40, 60), strict=True):
        made = [builders.intervention(of, kind, name=f"{kind} {LONG}") for kind in (carving, weaving)]
        builders.activity(of, status="approved", intervention=made[0], reach={"Residents": 1200}, minutes=90)
        builders.outcome_record(of, status="approved", intervention=made[0], measure=scale, n=number, group_label=LONG)
    halves = {"mean_change": None, "sd_change": None, "number_before": 10, "number_after": 20}
    builders.outcome_record(made[0].pilot, status="approved", intervention=made[0], measure=share, **halves)
    builders.intervention(of, builders.intervention_type("Later", in_region=west_midlands), status="planned")


def test_a_manager_finds_in_one_click_what_nobody_measures(people, delivered, desktop, sign_in):
    page = sign_in(desktop, people["manager"])
    page.goto(BOARD)
    page.get_by_role("link", name=UNMEASURED).click()
    page.get_by_role("heading", level=1, name=UNMEASURED).wait_for()
    row = page.get_by_role("row", name="Weaving")
    expect(row.get_by_role("link", name="Feel safe")).to_be_visible()
    asked = Intervention.objects.filter(type__name="Weaving").count()
    assert asked == 4
    expect(row.locator("a[href^='/interventions/']", has_text=f"Weaving {LONG}")).to_have_count(asked)
    expect(page.get_by_role("row", name="Carving")).to_have_count(0)


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_every_page_of_what_works_is_accessible_and_fits(people, delivered, new_context, sign_in, axe, size):
    page = sign_in(new_context(**size).new_page(), people["manager"])
    for address in (BOARD, f"{BOARD}?q=weaving", f"{BOARD}?show=unmeasured", f"{BOARD}?theme=x", TYPE):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


def test_on_paper_every_table_is_open(people, delivered, new_context, sign_in):
    page = sign_in(new_context(**PAPER).new_page(), people["manager"])
    page.goto(TYPE)
    table = page.locator("details table").first
    expect(table).not_to_be_visible()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    expect(page.get_by_text("Search and filter")).not_to_be_visible()


def test_without_scripts_the_board_filters_and_opens(people, delivered, new_context, sign_in):
    page = sign_in(new_context(java_script_enabled=False).new_page(), people["manager"])
    page.goto(BOARD)
    page.get_by_text("Search and filter").click()
    page.get_by_label("Search for words").fill("carving")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(["Carving"])
    page.get_by_role("heading", level=3).get_by_role("link").click()
    page.locator("summary", has_text=f"The figures as a table: Scale of {LONG}").click()
    expect(page.get_by_role("row", name="Together")).to_be_visible()
