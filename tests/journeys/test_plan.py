"""A response plan in a real browser: drawn up at a desk, rung from on a telephone at night, printed on two sheets."""

import re

import pytest
from playwright.sync_api import expect

from pilots.models import LocalAuthority
from stakeholders.models import PlanPartner, PlanPlace, PlanSupport, ResponsePlan
from tests import builders
from tests.browser import DESKTOP, PHONE
from tests.stakeholders.plans import COVENTRY, partner, ready_plan

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
PAPER = {"viewport": {"width": 680, "height": 960}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
SECTORS = ("faith", "housing", "probation", "sport", "fire", "business", "youth_justice")


@pytest.fixture
def plan(people):
    """A ready plan of twelve partners, seven of them in office hours, with a long name and a long text."""
    coventry = LocalAuthority.objects.get(gss_code="E08000026")
    made = ready_plan(coventry, people["navigator"])
    for number, sector in enumerate(SECTORS):
        partner(made, sector, f"07700 90030{number}", out_of_hours=False)
    body = builders.organisation(LONG, in_region=coventry.region, sector="faith")
    PlanPartner.objects.create(plan=made, organisation=body, does=LONG)
    PlanPlace.objects.create(plan=made, name=LONG, how_to_open=f"{LONG} 024 7655 0000")
    PlanSupport.objects.create(plan=made, kind="families", organisation=body, detail=LONG)
    builders.incident(coventry, closed_at=made.changed_at, plan_changes=LONG)
    return made


def numbers(plan):
    return [row.contact.telephone for row in plan.partners.all() if row.contact]


def test_a_plan_is_drawn_up_and_rung_from(people, desktop, sign_in):
    coventry = LocalAuthority.objects.get(gss_code="E08000026")
    police = builders.organisation("Example Police", in_region=coventry.region, sector="police")
    builders.contact("Pat Example", of=coventry, organisation=police, telephone="07700 900100")
    page = sign_in(desktop, people["navigator"])
    page.goto("/authorities/E08000026/")
    page.get_by_role("link", name="Community response plan").click()
    page.get_by_role("button", name="Draw up the plan").click()
    page.get_by_label("Out-of-hours cover").fill("The duty team: 024 7683 2222")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="No partner from: police").click()
    page.get_by_label("Which organisation is it?").select_option("Example Police")
    page.get_by_label("What does it do in a response?").fill("Holds the cordon")
    page.get_by_label("Whom to reach there").select_option("Pat Example, Example Police")
    page.get_by_label("Can be reached out of hours").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="07700 900100")).to_have_attribute("href", "tel:+44-7700-900100")
    expect(page.get_by_role("link", name="024 7683 2222")).to_be_visible()
    expect(page.get_by_role("link", name="No partner from: police")).to_have_count(0)
    assert ResponsePlan.objects.get().partners.get().organisation == police


def test_what_two_people_type_at_once_is_not_lost(people, plan, new_context, sign_in):
    first, second = (sign_in(new_context().new_page(), people[who]) for who in ("navigator", "manager"))
    for page, words in ((first, "Whoever leads"), (second, "The manager")):
        page.goto(f"{COVENTRY}edit/")
        page.get_by_label("Who convenes, and how").fill(words)
    first.get_by_role("button", name="Save").click()
    first.wait_for_url(f"**{COVENTRY}")
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Somebody else changed this while you were typing").wait_for()
    expect(second.get_by_label("Who convenes, and how")).to_have_value("The manager")
    second.get_by_role("button", name="Save my version").click()
    second.wait_for_url(f"**{COVENTRY}")
    assert ResponsePlan.objects.get().convening == "The manager"


def test_on_a_telephone_the_first_numbers_are_on_the_first_screens_and_fit_a_thumb(people, plan, phone, sign_in):
    page = sign_in(phone, people["navigator"])
    page.goto(COVENTRY)
    for row in plan.partners.filter(out_of_hours=True):
        box = page.get_by_role("link", name=row.contact.telephone).first.bounding_box()
        assert box["height"] >= 40
    lead = page.get_by_role("link", name="07700 900200").first.bounding_box()
    assert lead["y"] < PHONE["viewport"]["height"]


def test_the_page_works_without_scripts(people, plan, new_context, sign_in):
    page = sign_in(new_context(java_script_enabled=False, **NARROW).new_page(), people["navigator"])
    page.goto(COVENTRY)
    expect(page.get_by_role("link", name="07700 900100").first).to_be_visible()
    page.get_by_role("button", name="The plan says this now").click()
    expect(page.get_by_text("Agreed in debriefs")).to_have_count(0)


def test_on_paper_all_numbers_stand_on_two_sheets_of_a4(people, plan, new_context, sign_in):
    page = sign_in(new_context(**PAPER).new_page(), people["navigator"])
    page.goto(COVENTRY)
    page.emulate_media(media="print")
    for number in [*numbers(plan), "07700 900200", "024 7683 2222", "024 7655 0000"]:
        expect(page.get_by_text(number).first).to_be_visible()
    expect(page.get_by_text("Printed on")).to_be_visible()
    for gone in ("What is missing", "Add a partner", "Change cover"):
        expect(page.get_by_text(gone).first).not_to_be_visible()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_every_page_of_a_plan_is_accessible_and_fits(people, plan, new_context, sign_in, axe, size):
    page = sign_in(new_context(**size).new_page(), people["navigator"])
    row, place = plan.partners.first(), plan.places.first()
    pages = ["", "edit/", "changes/", *(f"{part}/add/" for part in ("partners", "roles", "places", "support"))]
    pages += [f"partners/{row.pk}/", f"partners/{row.pk}/remove/", f"places/{place.pk}/remove/"]
    for address in [*(COVENTRY + each for each in pages), "/authorities/E08000026/"]:
        page.goto(address)
        check(page, axe)
    for address in (f"{COVENTRY}roles/add/", f"{COVENTRY}partners/add/"):
        page.goto(address)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("There is a problem").wait_for()
        check(page, axe)


def test_the_page_before_there_is_a_plan_is_accessible_and_fits(people, new_context, sign_in, axe):
    page = sign_in(new_context(**NARROW).new_page(), people["navigator"])
    page.goto(COVENTRY)
    page.get_by_role("heading", level=1, name="Community response plan").wait_for()
    check(page, axe)


def test_pages_that_only_a_clash_shows_are_accessible_and_fit(people, plan, new_context, sign_in, axe):
    page = sign_in(new_context(**NARROW).new_page(), people["navigator"])
    place = PlanPlace.objects.get(name=LONG)
    page.goto(f"{COVENTRY}places/{place.pk}/")
    place.how_to_open = "Stored meanwhile"
    place.save()
    page.get_by_label("Name of the place").fill(f"Typed {LONG}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Somebody else changed this").wait_for()
    check(page, axe)
    place.delete()
    page.get_by_role("button", name="Save my version").click()
    page.get_by_text("Somebody else took this out of the plan").wait_for()
    check(page, axe)
    page.get_by_role("button", name="Add it again").click()
    page.wait_for_url(f"**{COVENTRY}")
    assert PlanPlace.objects.filter(name=f"Typed {LONG}").exists()


def check(page, axe):
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"
