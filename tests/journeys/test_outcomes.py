"""A group's result in a real browser: a sheet of scores on a phone, looked at, submitted and approved."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import stats

from interventions.models import OutcomeMeasure, OutcomeRecord
from pilots.models import Pilot
from tests import builders
from tests.browser import PHONE
from tests.outcomes.files import METRIC
from tests.outcomes.forms import PAIRS, swemwbs
from tests.outcomes.test_uploads import REFUSED

pytestmark = pytest.mark.browser
PILOT = "/authorities/E08000026/pilots/hillfields/"


@pytest.fixture
def measure(west_midlands):
    return OutcomeMeasure.objects.filter(slug="swemwbs").first() or swemwbs()


@pytest.fixture
def phone_of(new_context, sign_in):
    """Return a function that gives a person a phone on which they are signed in."""
    return lambda user, **size: sign_in(new_context(**PHONE | size).new_page(), user)


def sheet(tmp_path, name, content):
    path = Path(tmp_path) / name
    path.write_bytes(content)
    return path


def forty_pairs(tmp_path):
    rows = "\n".join(f"{before},{after}" for before, after in PAIRS)
    return sheet(tmp_path, "scores.csv", f"before,after\n{rows}\n".encode())


def fill_period(page):
    for group, (day, month, year) in {"First day": (4, 1, 2021), "Last day": (26, 3, 2021)}.items():
        box = page.get_by_role("group", name=re.compile(group))
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            box.get_by_label(label, exact=True).fill(str(value))


def begin_upload(page, measure):
    page.goto(f"{PILOT}outcomes/")
    page.get_by_role("link", name="Record an outcome", exact=True).tap()
    page.get_by_label("Measure").select_option(str(measure))
    page.get_by_role("button", name="Upload a sheet of scores").tap()
    page.get_by_label("Group").fill("Year 9 mentees")
    page.get_by_label("How many started?").fill("44")
    fill_period(page)


def test_forty_pairs_from_a_phone_to_approval(people, measure, phone_of, sign_in, new_context, axe, tmp_path):
    phone = phone_of(people["navigator"])
    begin_upload(phone, measure)
    phone.get_by_label("Sheet of scores").set_input_files(forty_pairs(tmp_path))
    axe(phone)
    phone.get_by_role("button", name="Work out the figures").tap()
    expect(phone.get_by_text("Saved as a draft.")).to_be_visible()

    before, after = (np.array([float(METRIC[pair[side] - 7]) for pair in PAIRS]) for side in (0, 1))
    interval = stats.ttest_rel(after, before).confidence_interval()
    change = (after - before).mean()
    said = f"by {change:.1f} points on average (95% interval {interval.low:.1f} to {interval.high:.1f}) among 40 people"
    expect(phone.get_by_text(said)).to_be_visible()
    effect = f"Standardised effect: {change / before.std(ddof=1):.2f}"
    expect(phone.get_by_text(effect)).to_be_visible()
    expect(phone.get_by_role("img", name=re.compile("Change in"))).to_have_count(1)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted", exact=True).first).to_be_visible()

    desk = sign_in(new_context().new_page(), people["manager"])
    desk.goto("/review/")
    desk.get_by_role("link", name="1 waits for review").click()
    desk.get_by_role("link", name="Year 9 mentees").click()
    expect(desk.get_by_text(said)).to_be_visible()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Approved", exact=True).first).to_be_visible()
    assert OutcomeRecord.objects.get().status == "approved"
    axe(desk)

    dudley = phone_of(people["dudley"])
    dudley.goto(OutcomeRecord.objects.get().get_absolute_url())
    expect(dudley.get_by_text(said)).to_be_visible()
    expect(dudley.get_by_text("How many people changed by how much")).to_have_count(0)


def test_refused_sheets_say_why_by_row_and_keep_what_was_typed(people, measure, phone_of, axe, tmp_path):
    phone = phone_of(people["navigator"])
    begin_upload(phone, measure)
    for number, (make, message) in enumerate(REFUSED.values()):
        made = make()
        path = sheet(tmp_path, f"{number}{Path(made.name).suffix}", made.read())
        phone.get_by_label("Sheet of scores").set_input_files(path)
        phone.get_by_role("button", name="Work out the figures").tap()
        expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
        expect(phone.get_by_role("link", name=re.compile(re.escape(message))).first).to_be_visible()
        expect(phone.get_by_label("Group")).to_have_value("Year 9 mentees")
        assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), message
    axe(phone)
    assert not OutcomeRecord.objects.exists()


def test_a_summary_is_typed_without_javascript(people, measure, phone_of):
    phone = phone_of(people["navigator"], java_script_enabled=False)
    phone.goto(f"{PILOT}outcomes/record/")
    phone.get_by_label("Measure").select_option(str(measure))
    phone.get_by_role("button", name="Type the summary").tap()
    phone.get_by_label("Group").fill("Year 10 mentees")
    fill_period(phone)
    told = {"How many started?": 20, "Measured before": 12, "Measured after": 12, "Measured both times": 12}
    told |= {"Mean before": 21, "Mean after": 23, "Mean change": 2}
    for label, value in told.items():
        phone.get_by_label(label, exact=True).fill(str(value))
    phone.get_by_label("Standard deviation of the change").fill("3")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text(re.compile("Too few to say: went up by 2.0 points"))).to_be_visible()
    record = OutcomeRecord.objects.get()
    assert (record.status, record.pilot) == ("submitted", Pilot.objects.get(slug="hillfields"))


def test_a_double_tap_stores_one_record(people, measure, phone_of, tmp_path):
    phone = phone_of(people["navigator"])
    begin_upload(phone, measure)
    phone.get_by_label("Sheet of scores").set_input_files(forty_pairs(tmp_path))
    phone.get_by_role("button", name="Work out the figures").dblclick()
    expect(phone.get_by_text("Saved as a draft.")).to_be_visible()
    assert OutcomeRecord.objects.count() == 1


def test_more_than_were_reached_is_refused_beside_the_number(people, measure, phone_of, axe):
    hillfields = Pilot.objects.get(slug="hillfields")
    mentoring = builders.intervention(hillfields, name="Mentoring on Wednesdays")
    builders.activity(hillfields, by=people["navigator"], intervention=mentoring, reach={"Young people": 30})
    phone = phone_of(people["navigator"])
    phone.goto(f"{PILOT}outcomes/record/?measure={measure.slug}&intervention={mentoring.pk}")
    expect(phone.get_by_label("Intervention")).to_have_value(str(mentoring.pk))
    phone.get_by_label("Group").fill("Wednesday mentees")
    fill_period(phone)
    for label, value in {"How many started?": 31, "Measured after": 25, "Mean after": 23}.items():
        phone.get_by_label(label, exact=True).fill(str(value))
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_role("link", name=re.compile("the log counts 30 individuals"))).to_be_visible()
    axe(phone)
    phone.get_by_label("How many started?", exact=True).fill("30")
    phone.get_by_role("button", name="Submit for review").tap()
    expect(phone.get_by_text("Submitted for review.")).to_be_visible()
