"""Every page of the portal keeps to WCAG 2.2 AA, fits a narrow phone, and breaks no security policy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interventions.models import Activity, AnticipatedOutcome, Attachment, UnsavedEntry
from pilots.models import ContextEntry, Pilot, Site
from tests import builders
from tests.browser import DESKTOP

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
UNICODE = "مرحبا 🎉 " + LONG


@pytest.fixture
def entries(people):
    """Fill the log with entries in every status, with long names and unusual text."""
    hillfields = Pilot.objects.get(slug="hillfields")
    author, yesterday = people["navigator"], timezone.localdate() - timedelta(days=1)
    made = {
        status: builders.activity(
            hillfields,
            by=author,
            status=status,
            title=f"{status} {UNICODE}"[:150],
            headline=LONG,
            what_happened=f"{UNICODE}\n\n" * 3,
            next_step="Ring the school",
            next_step_due=yesterday,
            starts_on=yesterday,
            reach={"Young people": 12, "Residents": 3},
        )
        for status in ("planned", "draft", "submitted", "returned", "approved", "cancelled")
    }
    late = builders.activity(hillfields, by=author, submitted_at=timezone.now() - timedelta(days=9))
    ContextEntry.objects.create(pilot=hillfields, claim=UNICODE, cited=LONG)
    Site.objects.create(pilot=hillfields, name=LONG)
    UnsavedEntry.objects.create(owner=author, activity_id=late.pk, fields={"title": [LONG]})
    scale = builders.measure(LONG[:150], slug="long", highest=3, conversion={str(raw): f"{raw}.50" for raw in range(4)})
    anticipated = {"measured_by": LONG, "measure": scale, "baseline": 1, "target": 3}
    builders.anticipated_outcome(hillfields, UNICODE, **anticipated)
    builders.outcome_record(hillfields, status="approved", measure=scale, group_label=LONG)
    Attachment.objects.create(
        activity=made["returned"],
        file="none",
        name=f"{LONG}.pdf",
        content_type="application/pdf",
        size=1,
        added_by=author,
    )
    return made


def addresses(entries):
    entry = "/activities/{}/"
    coventry = "/authorities/E08000026/"
    return {
        "navigator": [
            "/",
            "/activities/",
            "/activities/?q=zebra",
            "/activities/?since_day=40",
            "/activities/new/",
            "/activities/new/?full=1",
            "/activities/new/?planned=1",
            "/notifications/",
            "/no-such-page/",
            "/roles/",
            "/account/2fa/",
            "/account/password/change/",
            "/regions/west-midlands/",
            coventry,
            f"{coventry}localities/hillfields/",
            f"{coventry}pilots/hillfields/",
            f"{coventry}pilots/wood-end-moat-house/",
            f"{coventry}pilots/hillfields/edit/",
            f"{coventry}pilots/hillfields/status/",
            f"{coventry}pilots/hillfields/context/add/",
            f"{coventry}pilots/hillfields/sites/add/",
            *(entry.format(each.pk) for each in entries.values()),
            f"{entry.format(entries['returned'].pk)}edit/",
            f"{entry.format(entries['planned'].pk)}edit/",
            f"{entry.format(entries['returned'].pk)}changes/",
            f"/unsaved/{UnsavedEntry.objects.get().pk}/",
            f"/activities/new/?again={entries['approved'].pk}",
            f"{coventry}pilots/hillfields/context/{ContextEntry.objects.get(pilot__slug='hillfields').pk}/",
            f"{coventry}pilots/hillfields/sites/{Site.objects.get(pilot__slug='hillfields').pk}/",
            f"{entry.format(entries['returned'].pk)}files/",
            "/interventions/measures/",
            "/interventions/measures/?q=zebra",
            "/interventions/measures/long/",
            f"{coventry}pilots/hillfields/outcomes/",
            f"{coventry}pilots/hillfields/outcomes/add/",
            f"{coventry}pilots/hillfields/outcomes/{AnticipatedOutcome.objects.get(statement=UNICODE).pk}/",
        ],
        "manager": [
            "/",
            "/review/",
            "/review/?late=on",
            entry.format(entries["submitted"].pk),
            f"{entry.format(entries['approved'].pk)}redact/",
        ],
        "analyst": ["/", "/regions/west-midlands/", "/activities/"],
        "communications": ["/", "/activities/"],
        "administrator": ["/", "/roles/"],
    }


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
@pytest.mark.parametrize("who", ["navigator", "manager", "analyst", "communications", "administrator"])
def test_every_page_is_accessible_and_fits(people, entries, new_context, sign_in, axe, who, size):
    page = sign_in(new_context(**size).new_page(), people[who])
    for address in addresses(entries)[who]:
        page.goto(address)
        assert "Demonstration" in page.inner_text("body"), address
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_the_pages_of_strangers_are_accessible_and_fit(people, new_context, axe, size):
    page = new_context(**size).new_page()
    for address in ("/account/login/", "/account/password/reset/", "/no-such-page/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_pages_that_only_a_clash_shows_are_accessible_and_fit(people, entries, new_context, sign_in, axe, size):
    author = sign_in(new_context(**size).new_page(), people["navigator"])
    for name in ("draft", "submitted"):  # both versions to choose from, and one that can no longer be changed
        author.goto(f"/activities/{entries['draft'].pk}/edit/")
        author.get_by_label("What was it?").fill(f"Typed {LONG}")
        entry = Activity.objects.get(pk=entries["draft"].pk)
        entry.title, entry.status, entry.version = "Stored meanwhile", name, entry.version + 1
        entry.save()
        author.get_by_role("button", name="Save as draft").click()
        author.get_by_text("The two versions", exact=True).wait_for()
        check(author, axe)

    author.goto("/authorities/E08000026/pilots/hillfields/edit/")
    author.get_by_label("Focus").fill(f"Typed {LONG}")
    pilot = Pilot.objects.get(slug="hillfields")
    pilot.focus, pilot.version = "Stored meanwhile", pilot.version + 1
    pilot.save()
    author.get_by_role("button", name="Save").click()
    author.get_by_text("Stored meanwhile").first.wait_for()
    check(author, axe)

    desk = sign_in(new_context(**size).new_page(), people["manager"])
    desk.goto(f"/activities/{entries['submitted'].pk}/")
    desk.get_by_text("Return with a reason").click()
    desk.get_by_label("Reason").fill(LONG)
    Activity.objects.filter(pk=entries["submitted"].pk).update(status="draft")
    desk.get_by_role("button", name="Return").click()
    desk.get_by_role("heading", level=1).wait_for()
    check(desk, axe)


def check(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def test_an_error_on_a_form_is_accessible(people, new_context, sign_in, axe):
    page = sign_in(new_context(**NARROW).new_page(), people["navigator"])
    page.goto("/activities/new/")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    page.get_by_role("link", name="Choose where it took place").click()
    assert page.evaluate("document.activeElement.name") == "place"
