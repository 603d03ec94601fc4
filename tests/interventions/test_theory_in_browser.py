"""The theory of change in a browser: one sheet of A4, text within its boxes, and editing without a script."""

import re

import pytest
from playwright.sync_api import expect

from pilots.models import Factor, TheoryLink, TheoryOfChange
from tests import builders
from tests.browser import PHONE
from vru_portal.access.roles import Role

pytestmark = pytest.mark.browser
THEORY = "/authorities/E08000026/pilots/hillfields/theory/"
SENTENCES = [
    "Young people know whom to ask for help",
    "Mentors meet young people every week for six months, at school or at the youth club",
    "Partnership of the Violence Reduction Unit with the city council, schools and the police",
    "Wolverhampton",
]
SCRIPTS = [
    "مرحبا بالشباب في هذا المكان",
    "שלום לכולם",
    "漢字漢字漢字漢字漢字漢字漢字",
    "Ўзбек мактаб ўқувчилари",
    "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
    "MWMWMWMWMWMWMWMW",
]
OUTSIDE = """() => [...document.querySelectorAll(".portal-theory__svg g")].flatMap(group => {
  const box = group.querySelector("rect").getBBox();
  return [...group.querySelectorAll("text")].filter(text => {
    const line = text.getBBox();
    return line.x < box.x || line.x + line.width > box.x + box.width
      || line.y < box.y || line.y + line.height > box.y + box.height;
  }).map(text => text.textContent);
})"""


@pytest.fixture
def people(transactional_db):
    coventry = builders.authority()
    return builders.posted("Nadia Navigator", Role.NAVIGATOR, coventry), builders.pilot(of=coventry)


def fill(pilot, number, texts=SENTENCES):
    """Make a theory of so many steps in all eight stages, with a link from each to one of the next stage."""
    stages = ["context", "input", "activity", "output", "short", "medium", "long", "impact"]
    given = {stage: [] for stage in stages}
    for each in range(number):
        given[stages[each % 8]].append(f"{texts[each % len(texts)]}"[:250])
    theory = builders.theory(pilot, **given)
    steps = {stage: list(theory.steps.filter(stage=stage)) for stage in stages}
    for here, there in zip(stages, stages[1:], strict=False):
        for each, step in enumerate(steps[here]):
            if steps[there]:
                TheoryLink.objects.create(start=step, end=steps[there][each % len(steps[there])])
    for level in Factor.Level.values:
        for kind in Factor.Kind.values:
            theory.factors.add(Factor.objects.create(kind=kind, level=level, name=f"A {kind} factor, {level}"))
    return theory


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("number", [1, 8, 31, 60])
def test_the_page_is_printed_on_one_sheet_of_a4_landscape(people, new_context, sign_in, number):
    navigator, pilot = people
    theory = fill(pilot, number)
    theory.note = "A note that takes its space on the screen. " * 40
    theory.save()
    page = sign_in(new_context().new_page(), navigator)
    for address in (THEORY, f"{THEORY}versions/1/"):
        page.goto(address)
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert pages_of(pdf) == 1
        [size] = set(re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf))
        assert [round(float(side) / 72 * 25.4) for side in size] == [297, 210]
    page.emulate_media(media="print")
    expect(page.get_by_text("A note that takes its space on the screen.")).to_be_visible()
    for shown in (page.get_by_role("heading", level=1), page.locator("svg"), page.get_by_text("A risk factor, family")):
        expect(shown).to_be_visible()
    expect(page.locator("#in-words")).to_be_hidden()


@pytest.mark.parametrize(("number", "are_listed"), [(6, True), (40, False)])
def test_the_sheet_lists_the_assumptions_or_says_where_they_are(people, new_context, sign_in, number, are_listed):
    navigator, pilot = people
    theory = fill(pilot, 60)
    theory.note = "Word\n" * 400
    theory.save()
    links = TheoryLink.objects.order_by("pk")[:number]
    TheoryLink.objects.filter(pk__in=[link.pk for link in links]).update(assumption=f"Mentors stay. {'So. ' * 40}")
    page = sign_in(new_context().new_page(), navigator)
    page.goto(THEORY)
    assert page.locator(".portal-theory__mark").all_text_contents() == [str(each + 1) for each in range(number)]
    assert pages_of(page.pdf(prefer_css_page_size=True, print_background=True)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".portal-theory__assumptions")).to_be_visible(visible=are_listed)
    expect(page.get_by_text(f"{number} assumptions, as numbered")).to_be_visible(visible=not are_listed)


def test_another_page_is_still_printed_upright(people, new_context, sign_in):
    navigator, _ = people
    page = sign_in(new_context().new_page(), navigator)
    page.goto("/activities/")
    [(width, height)] = set(re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", page.pdf(prefer_css_page_size=True)))
    assert float(width) < float(height)


@pytest.mark.parametrize("texts", [SENTENCES, SCRIPTS, [f"{'Long sentence with ordinary words. ' * 8}"]])
def test_no_text_leaves_its_box(people, new_context, sign_in, texts):
    navigator, pilot = people
    fill(pilot, 24, texts)
    page = sign_in(new_context().new_page(), navigator)
    page.goto(THEORY)
    expect(page.locator(".portal-theory__svg g")).to_have_count(24)
    assert page.evaluate(OUTSIDE) == []


def test_on_a_phone_the_diagram_scrolls_by_itself_and_with_the_keyboard(people, new_context, sign_in, axe):
    navigator, pilot = people
    fill(pilot, 24)
    page = sign_in(new_context(**PHONE).new_page(), navigator)
    page.goto(THEORY)
    diagram = page.get_by_role("region", name="Diagram of the theory of change")
    assert diagram.evaluate("node => node.scrollWidth > node.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.get_by_text("Scroll sideways to see all 8 stages, or read it in words below")).to_be_visible()
    diagram.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)  # it scrolls smoothly
    assert diagram.evaluate("node => node.scrollLeft") > 0
    axe(page)


def test_on_a_phone_the_pages_below_a_pilot_lead_back_to_it(people, new_context, sign_in):
    navigator, pilot = people
    fill(pilot, 8)
    page = sign_in(new_context(**PHONE).new_page(), navigator)
    for address in (THEORY, f"{THEORY}versions/"):
        page.goto(address)
        way = page.get_by_role("navigation", name="Breadcrumb")
        expect(way.get_by_role("link", name=pilot.name)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_theory_is_drawn_up_without_a_script(people, new_context, sign_in):
    navigator, pilot = people
    page = sign_in(new_context(java_script_enabled=False).new_page(), navigator)
    page.goto(pilot.get_absolute_url())
    page.get_by_role("link", name="Start the theory of change").click()
    page.get_by_label("Add to Activities: one step a line").fill("Sports\nMentoring")
    page.get_by_label("Add to Impact: one step a line").fill("Safer streets")
    page.get_by_role("button", name="Add to Activities").click()
    expect(page.get_by_text("3 steps added")).to_be_visible()
    page.get_by_role("button", name="Up Mentoring").click()
    page.get_by_role("link", name="Change Mentoring").click()
    page.get_by_label("Safer streets").check()
    page.get_by_label("Assuming that").last.fill("Mentors stay")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="See the diagram").click()
    expect(page.get_by_role("img", name="Diagram of the theory of change of Hillfields")).to_be_visible()
    expect(page.get_by_text("assuming that: Mentors stay")).to_be_visible()
    theory = TheoryOfChange.objects.get()
    assert [step.text for step in theory.steps.filter(stage="activity")] == ["Mentoring", "Sports"]
    assert str(TheoryLink.objects.get()) == "Mentoring leads to Safer streets"


def test_a_page_with_both_versions_or_an_error_is_accessible(people, new_context, sign_in, axe):
    navigator, pilot = people
    theory = fill(pilot, 16)
    step = theory.steps.filter(stage="output").first()
    page = sign_in(new_context(**PHONE).new_page(), navigator)
    page.goto(f"{THEORY}steps/{step.pk}/")
    page.get_by_label("What is the step?").fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    page.get_by_label("What is the step?").fill("Typed")
    step.text = "Stored meanwhile"
    step.save()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The two versions", exact=True).wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
