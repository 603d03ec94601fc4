"""A meeting's life on a phone: scheduled, invited to, ticked, and what was agreed at the top of the next."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from interventions.models import Activity
from pilots.models import Pilot
from stakeholders.models import AgreedAction, Meeting
from tests import builders

pytestmark = pytest.mark.browser


@pytest.fixture
def network(people):
    """Return Hillfields' network of twelve members, which met two weeks ago."""
    made = builders.network(
        "Hillfields journey", of=Pilot.objects.get(slug="hillfields"), rhythm="FREQ=WEEKLY;INTERVAL=2"
    )
    for place in range(12):
        body = builders.organisation(f"Example body {place % 4}", in_region=made.authority.region)
        builders.member(made, builders.contact(f"Member {place:02}", of=made.authority, organisation=body))
    last = timezone.now() - timedelta(days=14)
    builders.meeting(made, last.replace(hour=10, minute=0, second=0, microsecond=0), status="held", place="Library")
    return made


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_from_scheduling_to_the_next_agenda(network, people, phone, sign_in, axe, tmp_path):
    page = sign_in(phone, people["navigator"])

    page.goto(f"/networks/{network.pk}/meetings/schedule/")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Day", exact=True).fill(str(timezone.localdate().day))
    page.get_by_label("Month", exact=True).fill(str(timezone.localdate().month))
    page.get_by_label("Year", exact=True).fill(str(timezone.localdate().year))
    page.get_by_label("Starts").fill("00:05")
    page.get_by_label("Ends").fill("1am")
    page.get_by_label("Where").fill("Community hall")
    page.get_by_label("Agenda").fill("Welcome\nThe summer")
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Schedule").click()
    page.get_by_text("2 meetings scheduled").wait_for()
    today, following = network.meetings.filter(place="Community hall").order_by("starts_at")

    page.goto(today.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("link", name="Download for calendars").click()
    file = tmp_path / "invitation.ics"
    download.value.save_as(file)
    [event] = Calendar.from_ical(Path(file).read_bytes()).walk("VEVENT")
    assert (str(event["UID"]), event["DTSTART"].dt) == (str(today.pk), today.starts_at)
    assert "The summer" in event["DESCRIPTION"]

    page.get_by_role("link", name="Tick who came").tap()
    for name in ("Member 00", "Member 03", "Member 11"):
        page.get_by_label(f"{name}, Example body").first.tap()
    page.get_by_label("Apologies from Member 05").tap()
    page.get_by_label("Guests who are not members").fill("2")
    box = page.get_by_label("Member 00, Example body 0 came").bounding_box()
    assert box["height"] >= 44
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("3 members came, 1 sent apologies, 2 guests").first.wait_for()
    assert Meeting.objects.get(pk=today.pk).status == "held"

    for text, days in (("Send the poster round", 30), ("Ask the school", 0), ("Book the hall", 30)):
        due = timezone.localdate() + timedelta(days=days)
        page.goto(f"/networks/meetings/{today.pk}/actions/add/")
        page.get_by_label("What is to be done?").fill(text)
        page.get_by_label("Who does it?").select_option(label="Member 03, Example body 3")
        for part in ("day", "month", "year"):
            page.get_by_label(part.title(), exact=True).fill(str(getattr(due, part)))
        assert fits(page)
        page.get_by_role("button", name="Add", exact=True).tap()
        page.get_by_text(text).first.wait_for()

    page.goto(f"/networks/actions/{AgreedAction.objects.get(text='Book the hall').pk}/")
    page.get_by_label("What became of it?").fill("Booked until May")
    axe(page)
    page.get_by_role("button", name="Done").tap()
    page.get_by_text("Booked until May").wait_for()
    # A day later, one of the others is overdue.
    AgreedAction.objects.filter(text="Ask the school").update(due_on=timezone.localdate() - timedelta(days=1))

    page.goto(following.get_absolute_url())
    earlier = page.get_by_role("region", name="From earlier meetings")
    told = [" ".join(item.split()) for item in earlier.get_by_role("listitem").all_inner_texts()]
    assert [line.split()[0].upper() for line in told] == ["OVERDUE", "OPEN", "DONE"]
    assert ["Ask the school" in told[0], "Send the poster round" in told[1], "Booked until May" in told[2]] == [
        True
    ] * 3
    axe(page)
    assert fits(page)

    page.goto(f"/networks/meetings/{following.pk}/agenda/")
    expect(page.get_by_role("row")).to_have_count(4)
    page.goto("/")
    expect(page.get_by_role("region", name="Agreed actions").get_by_text("Overdue")).to_have_count(1)

    page.goto(today.get_absolute_url())
    page.get_by_role("button", name="Log this meeting").tap()
    page.get_by_role("heading", name="Change the entry").wait_for()
    expect(page.get_by_label("How many").first).to_have_value("5")
    page.goto(today.get_absolute_url())
    page.get_by_role("link", name="Meeting: Hillfields journey").wait_for()
    assert Activity.objects.filter(meeting=today).count() == 1


def test_the_register_works_without_javascript_for_two_at_once(network, people, new_context, sign_in):
    meeting = builders.meeting(network, timezone.now() - timedelta(minutes=5))
    pages = [
        sign_in(new_context(java_script_enabled=False).new_page(), people[who]) for who in ("navigator", "manager")
    ]
    for page in pages:
        page.goto(f"/networks/meetings/{meeting.pk}/attendance/")
    for place, page in enumerate(pages):
        page.get_by_label(f"Member 0{place}, Example body {place} came").check()
        page.get_by_role("button", name="Save").click()
    came = meeting.attendances.filter(answer="came").values_list("membership__contact__name", flat=True)
    assert sorted(came) == ["Member 00", "Member 01"]
