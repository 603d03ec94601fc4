"""An incident run by two people at once in two browsers, one of them going offline and back."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from pilots.models import LocalAuthority, Pilot
from stakeholders.models import IncidentEntry, PlanPartner, PlanSupport
from tests import builders
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
SOON = 15_000
CONTACTED = re.compile(r"Contacted ?: Willenhall Youth Centre")
OFFERED = re.compile(r"Offered ?: Support for families")
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}


@pytest.fixture
def coventry(people):
    return LocalAuthority.objects.get(name="Coventry")


@pytest.fixture
def incident(coventry, people):
    plan = builders.response_plan(coventry)
    centre = builders.organisation("Willenhall Youth Centre", in_region=coventry.region)
    pat = builders.contact("Pat Example", of=coventry, telephone="07700 900456")
    PlanPartner.objects.create(plan=plan, organisation=centre, contact=pat, does="Youth work")
    PlanSupport.objects.create(plan=plan, kind="families", organisation=centre)
    return builders.incident(coventry, by=people["navigator"], area="around the shops")


@pytest.fixture
def enter(new_context, sign_in, incident):
    """Return a function that opens the room as a person, in a browser of their own."""

    def open_room(user, size=DESKTOP):
        page = sign_in(new_context(**size).new_page(), user)
        page.goto(incident.get_absolute_url())
        expect(page.locator("[data-live]")).to_have_text("Lines of others appear here by themselves.")
        return page

    return open_room


def note(page, text):
    page.get_by_label("What happened").select_option("Note")
    page.get_by_label("In words").fill(text)
    page.get_by_role("button", name="Write the line").click()


def tells(page, lines):
    """Wait until the log on the page shows these lines, the oldest first."""
    expect(page.locator("[data-log] .portal-line div.portal-line__text")).to_have_text(lines[::-1])


def counts(page, number):
    """Wait until the lines on the page are numbered from one to a number, each once and in order."""
    numbered = [re.compile(rf"^\D*{each}\b") for each in range(number, 0, -1)]
    expect(page.locator("[data-log] .portal-line__number")).to_have_text(numbered)


def waits(page, number):
    expect(page.locator("[data-waiting] li")).to_have_count(number)


def has(page, number):
    expect(page.locator("[data-log] li")).to_have_count(number, timeout=SOON)


def test_two_people_write_at_once_and_one_goes_offline_and_back(people, incident, enter, axe):
    street, desk = enter(people["navigator"], NARROW), enter(people["manager"])
    street.get_by_role("button", name=CONTACTED).tap()
    note(desk, "Desk one")
    for page in (street, desk):  # each sees the other's line within seconds
        has(page, 2)
        expect(page.locator("[data-proposal^=contacted] [data-done]")).to_be_visible()

    street.context.set_offline(True)
    note(street, "Street one")
    note(street, "Street two")
    waits(street, 2)
    expect(street.locator("[data-waiting]").get_by_text("Waiting for signal")).to_have_count(2)
    street.get_by_role("button", name=OFFERED).tap()
    waits(street, 3)
    expect(street.locator("[data-proposal^=offered] [data-held]")).to_be_visible()
    expect(street.get_by_role("status")).to_contain_text("No signal")
    axe(street)
    note(desk, "Desk two")
    note(desk, "Desk three")
    has(desk, 4)
    assert IncidentEntry.objects.filter(text__startswith="Street").count() == 0

    street.context.set_offline(False)
    for page in (street, desk):
        has(page, 7)
        expect(page.locator("[data-proposal^=offered] [data-done]")).to_be_visible()
    waits(street, 0)
    expect(street.locator("[data-held]").first).to_be_hidden()
    stored = list(incident.entries.exclude(text="").values_list("text", flat=True))
    assert sorted(stored) == ["Desk one", "Desk three", "Desk two", "Street one", "Street two"]
    assert stored.index("Street one") < stored.index("Street two")
    for page in (street, desk):  # every line once, in the one order
        counts(page, 7)
        tells(page, stored)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert street.evaluate("Object.keys(sessionStorage).length") == 0


def test_an_answer_that_is_lost_stores_the_line_once(people, incident, enter):
    page = enter(people["navigator"])
    lost = []

    def lose_the_first_answer(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/write/**", lose_the_first_answer)
    note(page, "Sent, and the answer lost")
    has(page, 1)
    waits(page, 0)
    assert lost == [200]
    assert list(incident.entries.values_list("text", flat=True)) == ["Sent, and the answer lost"]


def test_what_waits_survives_a_reload_in_its_tab_and_leaves_it_when_it_is_sent(people, incident, enter):
    page = enter(people["navigator"])
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/write/**", lambda route: route.abort())
    note(page, "Kept through a reload")
    waits(page, 1)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('vru-incident')).length") == 0
    assert page.evaluate("Object.values(sessionStorage).join().includes('csrf')") is False
    page.reload()
    waits(page, 1)
    page.unroute("**/write/**")
    has(page, 1)
    waits(page, 0)
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_signing_out_asks_first_and_leaves_nothing_behind(people, incident, enter):
    page = enter(people["navigator"])
    answers, asked = [False, True], []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept() if answers.pop(0) else dialog.dismiss()

    page.on("dialog", answer)
    page.route("**/write/**", lambda route: route.abort())
    note(page, "Not sent yet")
    waits(page, 1)
    page.get_by_role("button", name="Sign out").first.click()
    waits(page, 1)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_label("E-mail address")).to_be_visible()
    assert len(asked) == 2
    assert "has not been sent yet" in asked[0]
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_a_session_that_ends_meanwhile_loses_nothing(people, incident, enter, sign_in):
    page = enter(people["navigator"])
    page.context.set_offline(True)
    note(page, "Written while signed out")
    waits(page, 1)
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("You are signed out", timeout=SOON)
    waits(page, 1)
    assert not incident.entries.exists()
    sign_in(page, people["navigator"])  # in another tab: the cookie is the browser's, the page's token is of before
    has(page, 1)
    waits(page, 0)
    assert incident.entries.get().made_by == people["navigator"]


def test_what_somebody_else_typed_is_not_sent_in_the_name_of_who_signs_in(people, incident, enter, sign_in):
    page = enter(people["navigator"])
    page.context.set_offline(True)
    note(page, "Typed by the navigator")
    waits(page, 1)
    Session.objects.all().delete()
    sign_in(page, people["manager"])
    page.context.set_offline(False)
    expect(page.get_by_text("Somebody else typed this").first).to_be_visible(timeout=SOON)
    assert not incident.entries.exists()


def test_a_line_that_is_refused_comes_back_to_the_form(people, incident, enter, axe):
    page = enter(people["navigator"], NARROW)
    note(page, "Ring Jordan (14)")
    expect(page.locator(".portal-write__problem")).to_contain_text("looks like a name with an age")
    expect(page.get_by_label("In words")).to_have_value("Ring Jordan (14)")
    expect(page.get_by_label("What happened")).to_have_value("note")
    axe(page)
    note(page, "Ring the school")
    has(page, 1)
    expect(page.locator(".portal-write__problem")).to_have_count(0)
    tells(page, ["Ring the school"])


def test_what_is_wrong_with_a_refused_line_comes_into_view_each_in_a_line_of_its_own(people, incident, enter, axe):
    page = enter(people["navigator"], PHONE)
    page.get_by_label("What happened").select_option("Support taken up")
    page.get_by_label("In words").fill("Jordan Smith, aged 15")
    page.get_by_role("button", name="Write the line").tap()
    summary = page.locator(".portal-write__problem")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(summary.get_by_role("listitem").first).to_be_in_viewport()
    expect(page.locator("[data-told]")).to_have_text("Not stored")
    axe(page)


def test_a_refused_line_waits_beside_what_is_being_typed(people, incident, enter, axe):
    page = enter(people["navigator"])
    page.context.set_offline(True)
    note(page, "The flat at 14 Albany Road")
    page.get_by_label("In words").fill("The next line")
    page.context.set_offline(False)
    expect(page.get_by_text("Not stored")).to_be_visible(timeout=SOON)
    expect(page.get_by_label("In words")).to_have_value("The next line")
    axe(page)
    page.get_by_role("button", name="Delete").click()
    waits(page, 0)
    page.get_by_role("button", name="Write the line").click()
    has(page, 1)


def test_a_thumb_that_taps_twice_writes_one_line(people, incident, enter):
    page = enter(people["navigator"], NARROW)
    page.get_by_role("button", name=CONTACTED).dblclick()
    has(page, 1)
    page.wait_for_timeout(1000)
    assert incident.entries.count() == 1


def test_the_form_asks_for_what_the_kind_tells(people, incident, enter):
    page = enter(people["navigator"])
    expect(page.get_by_label("Organisation")).to_be_visible()
    page.get_by_label("What happened").select_option("Support taken up")
    for label in ("Kind of support", "How many people took it up"):
        expect(page.get_by_label(label)).to_be_visible()
    for label in ("Network", "Handed over to"):
        expect(page.get_by_label(label)).to_be_hidden()
    page.get_by_label("Kind of support").select_option("Support for families")
    page.get_by_label("How many people took it up").fill("13")
    page.get_by_role("button", name="Write the line").click()
    expect(page.get_by_text("Support for families: 13 people")).to_be_visible()
    expect(page.get_by_text("Stored as line 1")).to_be_visible()


def test_a_correction_appears_in_the_other_browser_beside_the_line(people, incident, enter):
    first, second = enter(people["navigator"]), enter(people["manager"])
    note(first, "At the old mill")
    has(second, 1)
    first.get_by_role("link", name="Correct line 1").click()
    first.get_by_label("In words").fill("At the new mill")
    first.get_by_role("button", name="Write the correction").click()
    has(second, 2)
    expect(second.get_by_role("link", name="Corrected in line 2")).to_be_visible()
    tells(second, ["At the old mill", "At the new mill"])


def test_a_hidden_tab_asks_for_nothing(people, incident, enter):
    page = enter(people["navigator"])
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/lines/" in request.url else None)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    asked.clear()
    page.wait_for_timeout(6000)
    assert asked == []
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: false, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.wait_for_timeout(1000)
    assert len(asked) == 1


def test_without_javascript_lines_are_written_and_shown(people, incident, new_context, sign_in):
    page = sign_in(new_context(java_script_enabled=False).new_page(), people["navigator"])
    page.goto(incident.get_absolute_url())
    page.get_by_label("What happened").select_option("Note")
    page.get_by_label("In words").fill("Without a script")
    page.get_by_role("button", name="Write the line").click()
    tells(page, ["Without a script"])
    IncidentEntry(incident=incident, kind="note", text="By another", made_by=people["manager"]).write()
    page.get_by_role("link", name="Show new lines").click()
    tells(page, ["Without a script", "By another"])


@pytest.fixture
def full(incident, people):
    """Fill the incident and its plan with long words, corrections and people."""
    plan, author = incident.authority.response_plan, people["navigator"]
    body = builders.organisation(LONG, in_region=incident.authority.region)
    plan.convening = plan.out_of_hours = f"{LONG}, 07700 900123"
    plan.save()
    plan.places.create(name=LONG, holds=40, how_to_open=LONG)
    plan.support.create(kind="groups", organisation=body, detail=LONG)
    plan.partners.create(organisation=body, does=LONG, contact=builders.contact(LONG, of=incident.authority))
    network = builders.network(LONG, Pilot.objects.get(slug="hillfields"), slug="long")
    told = {"organisation": body, "network": network, "support": "groups", "people": 31, "text": LONG * 3}
    for kind in ("contacted", "convened", "offered", "taken_up", "communication", "handover", "review", "note"):
        told |= {"handed_to": author, "next_review_at": incident.known_at}
        line = IncidentEntry(incident=incident, kind=kind, made_by=author, **told).write()
    early = incident.known_at
    IncidentEntry(incident=incident, kind="correction", corrects=line, takes_back=True, made_by=author).write()
    IncidentEntry(incident=incident, kind="note", text="Late", happened_at=early, made_by=author).write()
    incident.helpers.create(user=people["communications"], added_by=author)
    closed = builders.incident(incident.authority, by=author, area=LONG[:150], code="CI-2020-0001")
    closed.what_helped = closed.lessons = closed.plan_changes = LONG
    closed.closed_at = closed.opened_at
    closed.save()
    incident.refresh_from_db()
    return [incident, closed]


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_every_page_of_incidents_is_accessible_and_fits(people, full, new_context, sign_in, axe, size):
    page = sign_in(new_context(**size).new_page(), people["manager"])
    running, closed = (incident.get_absolute_url() for incident in full)
    line = full[0].entries.first()
    addresses = [running, f"{running}write/", f"{running}write/?corrects={line.pk}", f"{running}people/"]
    addresses += [f"{running}debrief/", closed, f"{closed}debrief/", f"{closed}reopen/"]
    for address in ["/", "/incidents/", "/incidents/open/", *addresses]:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
    page.goto("/incidents/open/")
    page.get_by_role("button", name="Open the incident").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)


def test_administrators_find_the_readers_in_a_list(people, full, new_context, sign_in):
    reader = sign_in(new_context().new_page(), people["manager"])
    reader.goto(full[0].get_absolute_url())
    page = sign_in(new_context().new_page(), people["administrator"])
    page.goto("/admin/stakeholders/incidentreading/")
    expect(page.get_by_role("cell", name="Maya Manager")).to_be_visible()
