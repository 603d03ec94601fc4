"""Every page between the log and a published bulletin, and behind a number of a dashboard: WCAG 2.2 AA, and it fits."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interventions import workflow
from interventions.models import Activity, ReviewStep
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins import publishing, sign_off
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.models import Section

pytestmark = pytest.mark.browser
SIZES = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
UNICODE = "مرحبا 🎉 " + LONG
LAST = Quarter.last_closed()
LISTS = {
    *("activities", "interventions", "schools", "meetings"),
    *("actions-open", "actions-overdue", "decisions-on-time", "outcomes-no-data"),
}


@pytest.fixture
def check(axe):
    """Return a function that reads the page as it stands: ``check(page, heading)``, once the heading is there."""

    def read(page, heading: str):
        page.get_by_role("heading", level=1, name=heading).wait_for()
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for size in SIZES:
            page.set_viewport_size(size)
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{page.url} is {wide} pixels wider than {size['width']}"

    return read


@pytest.fixture
def officer(communications, desktop, sign_in):
    """A page on which the communications officer is signed in."""
    return sign_in(desktop, communications)


@pytest.fixture
def draft(hillfields, st_james, region, navigator, communications, settings, tmp_path):
    """A region's draft in long words, with figures that are hidden, entries that are not chosen, and much missing."""
    settings.MEDIA_ROOT = tmp_path
    words = {"headline": LONG, "what_happened": UNICODE, "what_changed": LONG, "venue": LONG}
    for number, reach in enumerate(({"Young people": 3}, {"Young people": 40, "Residents": 50}, {})):
        put_forward = {"title": f"{number} {UNICODE}"[:150], "for_bulletin": number < 2}
        log(hillfields, navigator, reach=reach, **words, **put_forward)
    plan = {"starts_on": LAST.after.start, "status": "planned", "for_bulletin": True}
    builders.activity(hillfields, navigator, **plan, **words, title=LONG)
    ends_on = LAST.end - timedelta(days=1)
    told = {"n": 4, "what_is_counted": LONG[:100], "group_label": LONG, "ends_on": ends_on, "status": "approved"}
    builders.outcome_record(hillfields, starts_on=LAST.start, **told)
    builders.network(LONG, hillfields).headcounts.create(number=4, as_at=f"{LAST.start:%Y-%m}", counted_by=LONG)
    source = region.sources.create(key="news", title=LONG, published_on=f"{LAST.after.start:%Y-%m}")
    theme = region.themes.create(name=LONG[:80])
    work = {"title": LONG, "partner": LONG, "reached_wording": LONG[:50]}
    region.regional_work.create(theme=theme, kind="Conference", source=source, **work)
    return draw_up(communications, region_for(communications, region.slug), LAST)


def log(pilot, by, **fields):
    return builders.activity(pilot, by=by, **{"status": "approved", "starts_on": LAST.start, **fields})


def press(page, name: str):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


# Writing ---------------------------------------------------------------------------------------------------------


def test_what_is_missing_and_what_is_not_shown_is_accessible_and_fits(draft, hillfields, officer, check):
    officer.goto("/bulletins/")
    check(officer, "Bulletins")
    Section.objects.filter(pilot=hillfields).update(opening=f"In 4711 days: {UNICODE}", together=LONG)
    officer.goto(f"/bulletins/{draft.pk}/")
    for told in ("What is next", "Put right", "Missing", "figures not shown, and why", "Draft"):
        assert officer.get_by_text(told).count(), told
    check(officer, "Localities Bulletin")
    officer.goto(f"/bulletins/{draft.pk}/publish/")
    check(officer, "It cannot be published yet")
    officer.goto(f"/bulletins/{draft.pk}/preview/")
    check(officer, "Localities Bulletin")
    officer.goto(f"/bulletins/{draft.pk}/throw-away/")
    check(officer, "Throw this draft away")


def test_choosing_ordering_and_wording_entries_is_accessible_and_fits(draft, hillfields, officer, check):
    section = draft.sections.get(pilot=hillfields)
    officer.goto(f"/bulletins/{draft.pk}/sections/{section.pk}/")
    with officer.expect_navigation():
        officer.get_by_role("button", name="Down").first.click()
    expect(officer.get_by_role("status")).to_have_text("Moved. Nothing is saved yet.")
    check(officer, "Hillfields")
    officer.get_by_label("Opening line").fill("Ring 07700 900123")
    for box in officer.get_by_role("textbox", name="Words").all():
        box.fill(f"{LONG} reached 4711 people")
    press(officer, "Save")
    expect(officer.get_by_role("link", name="The source does not say “4711”")).to_have_count(3)
    check(officer, "Hillfields")
    officer.goto(f"/bulletins/{draft.pk}/sections/{section.pk}/?all")
    check(officer, "Hillfields")
    officer.goto(f"/bulletins/{draft.pk}/sections/{draft.sections.get(pilot=None).pk}/")
    check(officer, LONG[:80])

    officer.goto(f"/bulletins/{draft.pk}/words/")
    officer.get_by_label("Title").fill("")
    officer.get_by_label("Introduction").fill("4711 people came")
    press(officer, "Save")
    officer.get_by_role("link", name="Enter a title").wait_for()
    check(officer, "Title and introduction")
    officer.goto("/bulletins/draw-up/")
    check(officer, "Draw up a bulletin")


def test_what_was_typed_too_late_is_accessible_and_fits(draft, hillfields, officer, communications, check):
    section = draft.sections.get(pilot=hillfields)
    typing, wording = (officer.context.new_page() for _ in range(2))
    typing.goto(f"/bulletins/{draft.pk}/sections/{section.pk}/")
    typing.get_by_label("Opening line").fill(f"{UNICODE}\n\n{LONG}")
    section.opening = f"Stored meanwhile {LONG}"
    section.save()
    press(typing, "Save")
    expect(typing.get_by_text("The two versions", exact=True)).to_be_visible()
    check(typing, "Hillfields")

    wording.goto(f"/bulletins/{draft.pk}/words/")
    wording.get_by_label("Introduction").fill(UNICODE)
    publishing.throw_away(draft, communications)
    for page in (typing, wording):
        with page.expect_response(lambda answer: answer.status == 409):
            page.get_by_role("button", name="Save", exact=False).last.click()
        page.get_by_text("Somebody threw this draft away while you were typing.").wait_for()
        check(page, "Nothing of yours is saved")


# Signing off and publishing --------------------------------------------------------------------------------------


def test_asking_for_giving_and_withdrawing_a_sign_off_is_accessible_and_fits(
    draft, officer, manager, region, new_context, sign_in, check
):
    officer.goto(f"/bulletins/{draft.pk}/")
    press(officer, "Ask the managers to sign off")
    officer.get_by_text("Nobody else can sign off Dudley").wait_for()
    check(officer, "Localities Bulletin")

    page = sign_in(new_context().new_page(), manager)
    page.goto("/")
    expect(page.get_by_role("region", name="To sign off")).to_be_visible()
    check(page, "Hello")
    page.goto("/bulletins/")
    expect(page.get_by_role("region", name="You were asked to sign off")).to_be_visible()
    check(page, "Bulletins")
    page.goto(f"/bulletins/{draft.pk}/")
    draft.sections.filter(pilot__slug="hillfields").update(together=LONG)
    with page.expect_response(lambda answer: answer.status == 409):
        page.get_by_role("button", name="Sign off Coventry").click()
    page.get_by_role("alert").filter(has_text="has changed since you opened the page").wait_for()
    check(page, "Localities Bulletin")
    press(page, "Sign off Coventry")
    page.get_by_text("Coventry is signed off").wait_for()
    check(page, "Localities Bulletin")
    draft.sections.filter(pilot__slug="hillfields").update(together=f"{LONG} again")
    page.reload()
    expect(page.get_by_text("Changed since it was signed off")).to_be_visible()
    check(page, "Localities Bulletin")
    press(page, "Sign off Coventry")
    press(page, "Withdraw the sign-off of Coventry")
    expect(page.get_by_text("Sign-off withdrawn")).to_be_visible()
    check(page, "Localities Bulletin")

    everywhere = sign_in(new_context().new_page(), builders.posted(LONG, Role.MANAGER, region))
    everywhere.goto(f"/bulletins/{draft.pk}/")
    expect(everywhere.get_by_role("button", name="Sign off all that wait for me")).to_be_visible()
    check(everywhere, "Localities Bulletin")


def test_publishing_correcting_and_throwing_away_is_accessible_and_fits(
    draft, hillfields, officer, manager, dudley_manager, check
):
    for state in sign_off.signing_off(draft, compose(draft)):
        sign_off.sign_off(draft, state, manager if state.authority == hillfields.authority else dudley_manager)
    typing = officer.context.new_page()
    typing.goto(f"/bulletins/{draft.pk}/sections/{draft.sections.get(pilot=hillfields).pk}/")
    typing.get_by_label("Opening line").fill(f"{UNICODE}\n\n{LONG}")
    officer.goto(f"/bulletins/{draft.pk}/")
    expect(officer.get_by_text("Everything is signed off")).to_be_visible()
    check(officer, "Localities Bulletin")
    officer.goto(f"/bulletins/{draft.pk}/publish/")
    check(officer, "Publish the bulletin")
    press(officer, "Publish it now")
    officer.get_by_text("The bulletin is published").wait_for()
    check(officer, "Localities Bulletin")

    with typing.expect_response(lambda answer: answer.status == 409):
        typing.get_by_role("button", name="Save", exact=True).last.click()
    typing.get_by_text("published this bulletin").wait_for()
    check(typing, "Nothing of yours is saved")
    typing.goto(f"/bulletins/{draft.pk}/correct/")
    press(typing, "Begin the new edition")
    check(typing, "Correct the bulletin")
    typing.get_by_label("What is corrected?").fill(LONG)
    press(typing, "Begin the new edition")
    expect(typing.get_by_text("Corrects edition 1")).to_be_visible()
    check(typing, "Localities Bulletin")
    officer.reload()
    expect(officer.get_by_text("is being drawn up")).to_be_visible()
    check(officer, "Localities Bulletin")

    typing.get_by_role("link", name="Throw this draft away").click()
    check(typing, "Throw this draft away")
    press(typing, "Throw it away")
    typing.get_by_text("is thrown away").wait_for()
    check(typing, "Bulletins")


# Figures and what they count -------------------------------------------------------------------------------------


def test_freezing_figures_and_their_revisions_is_accessible_and_fits(
    hillfields, navigator, manager, desktop, sign_in, check
):
    page = sign_in(desktop, manager)
    form = reverse("figures_freeze", args=["E08000026", LAST.slug])
    log(hillfields, navigator, reach={f"Audience {LONG}"[:60]: 12}, kind=builders.kind(LONG[:60]))
    page.goto(form)
    check(page, "Freeze figures")
    press(page, "Freeze figures")
    page.get_by_role("heading", name="Frozen as at").wait_for()

    late = log(hillfields, navigator, status="submitted", title=UNICODE[:150], reach={"Residents": 8})
    workflow.move(late, "approve", by=manager)
    page.goto(form)
    press(page, "Freeze the revised figures")
    page.get_by_role("link", name="Enter why the figures were revised").wait_for()
    check(page, "Freeze figures")
    page.get_by_label("Why were the figures revised?").fill(LONG)
    press(page, "Freeze the revised figures")
    workflow.move(Activity.objects.get(pk=late.pk), "reopen", by=manager, reason=LONG)
    page.goto(f"/authorities/E08000026/dashboard/?period={LAST.slug}")
    page.get_by_role("heading", name="(revision 2)").wait_for()
    check(page, "Coventry")
    page.goto(form)
    expect(page.get_by_text("Revision 2")).to_be_visible()
    check(page, "Freeze figures")
    page.goto(reverse("figures_freeze", args=["E08000026", LAST.after.slug]))
    expect(page.get_by_text("is not over")).to_be_visible()
    check(page, "Freeze figures")


@pytest.fixture
def counted(hillfields, navigator, manager):
    """Have each number of a dashboard count something with long names; return the address of the dashboard."""
    network = builders.network(LONG, hillfields)
    starts_at = timezone.make_aware(datetime.combine(LAST.start, time(10)))
    held = builders.meeting(network, starts_at, status="held")
    for due_on in (LAST.start, LAST.after.end):
        builders.action(LONG, of=held, due_on=due_on)
    entry = log(hillfields, navigator, title=UNICODE[:150], reach={"Young people": 12}, minutes=90)
    about = {"activity": entry, "made_by": manager, "decided_in": hillfields.authority, "move": "approve"}
    for is_on_time in (True, False):
        moved = {"from_status": "submitted", "to_status": "approved", "is_on_time": is_on_time}
        step = ReviewStep.objects.create(**about, **moved)
        ReviewStep.objects.filter(pk=step.pk).update(made_at=starts_at)
    builders.intervention(hillfields, name=LONG).schools.add(builders.school(LONG, of=hillfields.authority))
    builders.anticipated_outcome(hillfields, f"{UNICODE} {LONG}")
    return f"/authorities/E08000026/dashboard/?period={LAST.slug}"


def test_every_page_behind_a_number_is_accessible_and_fits(counted, manager, desktop, sign_in, check):
    page = sign_in(desktop, manager)
    page.goto(counted)
    hrefs = page.eval_on_selector_all("dd a, .portal-block .govuk-table a", "all => all.map(each => each.href)")
    # The first address of each page.
    lists = {urlsplit(href).path: href for href in reversed(hrefs) if urlsplit(href).query}
    assert {path.split("/")[-2] for path in lists} >= LISTS
    everything = counted.replace("?", "list/decisions/?")
    nothing = counted.replace("?", "list/outcomes-met/?")
    for href in (*(href for path, href in lists.items() if path.split("/")[-2] in LISTS), everything, nothing):
        page.goto(href)
        check(page, "")
