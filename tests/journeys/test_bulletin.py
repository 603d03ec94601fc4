"""The bulletin in a real browser: from a draft to a published newsletter, with the keyboard alone."""

import pytest

from pilots.models import LocalAuthority, Region
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.reporting.models import Bulletin

pytestmark = pytest.mark.browser
MOST_TABS = 400


@pytest.fixture
def managers(people, west_midlands):
    """A manager for each authority of the region, Coventry's own among them."""
    others = LocalAuthority.objects.exclude(name="Coventry")
    return [people["manager"], *(builders.posted(f"Manager of {one}", Role.MANAGER, one) for one in others)]


FOCUSED = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  return here.matches("input, select, textarea") ? here.name : here.textContent;
}"""


def reach(page, words: str):
    """Press Tab until what has the focus says some words, or is called so; fail where no presses lead there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    pytest.fail(f"Tab does not lead to {words} on {page.url}")


def press(page, words: str):
    reach(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_officer_publishes_the_regional_bulletin_with_the_keyboard_alone(
    people, managers, desktop, sign_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    page = sign_in(desktop, people["communications"])
    page.goto("/")
    press(page, "Bulletins")
    press(page, "Draw up a bulletin")
    reach(page, "quarter")
    page.keyboard.press("End")  # the first quarter with an entry
    press(page, "Draw it up")
    page.get_by_text("January to March 2021").first.wait_for()

    press(page, "Write the title and the introduction")
    reach(page, "introduction")
    page.keyboard.type("Detached youth work reached 385 young people in Lozells.")
    press(page, "Save")

    # The second highlight of Lozells goes first, and is reworded.
    press(page, "Lozells")
    page.get_by_role("heading", level=1, name="Lozells").wait_for()
    press(page, "Down: Detached youth work")
    assert page.evaluate("document.activeElement.innerText").startswith("Down")
    assert page.locator(".desk-candidate legend").first.inner_text().startswith("Trauma Informed Practice training")
    press(page, "Save and go to the next section")

    draft = Bulletin.objects.get()
    words = [entry.words for entry in draft.sections.get(pilot__slug="lozells").chosen.all()]
    assert words[1] == "Detached youth work reached 385 young people."

    page.goto(f"/bulletins/{draft.pk}/")
    press(page, "Ask the managers to sign off")
    page.get_by_text("asked by e-mail to sign off").wait_for()
    for manager in managers:
        sign_in(page, manager)
        page.goto(f"/bulletins/{draft.pk}/")
        press(page, "Sign off ")
        page.get_by_text("is signed off").first.wait_for()

    sign_in(page, people["communications"])
    page.goto(f"/bulletins/{draft.pk}/")
    page.get_by_text("Everything is signed off").wait_for()
    press(page, "Publish")
    press(page, "Publish it now")
    page.get_by_text("The bulletin is published").wait_for()
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.pdf.read(5) == b"%PDF-"
    assert Region.objects.get().releases.count() == 1


def test_a_number_that_the_source_does_not_give_is_pointed_at(people, desktop, sign_in, axe):
    page = sign_in(desktop, people["communications"])
    page.goto("/bulletins/draw-up/")
    page.get_by_label("Which quarter?").select_option(label="January to March 2021")
    page.get_by_role("button", name="Draw it up").click()
    page.get_by_role("link", name="Lozells", exact=True).click()
    page.get_by_role("textbox", name="Words").first.fill("Detached youth work reached 400 young people.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    problem = page.get_by_role("link", name="The source does not say “400”")
    problem.wait_for()
    axe(page)
    problem.click()
    assert page.evaluate("document.activeElement.value") == "Detached youth work reached 400 young people."
