"""Numbers of meetings, actions, decisions and outcomes open a list beside the dashboard with exactly so many rows."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from interventions.models import ReviewStep
from pilots.models import Pilot
from stakeholders.models import Meeting
from tests import builders
from vru_portal.keyset import PAGE_SIZE
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area
from vru_portal.reporting.dashboards.figures import figures_for
from vru_portal.reporting.dashboards.links import record_list
from vru_portal.reporting.dashboards.period_form import EARLIEST

from .test_figures import PERIODS, TODAY, areas


@pytest.fixture
def today():
    """Travelled to only once people have signed in: a session would have ended on the way."""
    with time_machine.travel(f"{TODAY} 12:00", tick=False):
        yield TODAY


@pytest.fixture
def held(hillfields, today):
    """A network that met twice in the quarter, of which one of three agreed actions is overdue, and one done."""
    network = builders.network(of=hillfields)
    for day in (6, 13):
        starts_at = timezone.make_aware(datetime(2026, 11, day, 10))
        meeting = builders.meeting(of=network, starts_at=starts_at, status=Meeting.Status.HELD)
        builders.action(f"Ring the schools {day}", of=meeting, due_on=TODAY.replace(day=day + 8))
    builders.action("Book the hall", of=meeting, done_on=TODAY)
    return network


def rows_of(client, href):
    """Return all rows of a list, page after page, and the number in its heading."""
    page = client.get(href)
    assert page.status_code == 200, href
    number, found = page.context["number"], list(page.context["lines"])
    while following := page.context["page"].next_url:
        page = client.get(f"{href.partition('?')[0]}{following}")
        found += page.context["lines"]
    return found, number


def opened(figures):
    """Return the address of each number that opens such a list, with the number."""
    numbers, queue = figures.numbers, figures.queue
    found = {numbers[key].href: numbers[key].value for key in ("meetings", "actions_open", "actions_overdue")}
    found |= {row.href: row.value for row in figures.outcomes} | {
        row.before_href: row.before for row in figures.outcomes
    }
    found |= {numbers["on_time"].href: queue.on_time}
    return found | {record_list(figures.area, figures.period, "decisions"): queue.decided}


@pytest.mark.parametrize("period", [PERIODS[1], PERIODS[-1]], ids=["so-far", "days"])
def test_every_number_of_records_opens_a_list_of_exactly_so_many(as_user, reader, made_up, today, period):
    client, seen = as_user(reader), set()
    builders.anticipated_outcome(of=Pilot.objects.get(slug="foleshill"))
    for area in areas(made_up):
        for href, value in opened(figures_for(reader, area, period, today)).items():
            rows, number = rows_of(client, href)
            assert (len(rows), number) == (value, value), href
            seen |= {href.split("/list/")[1].split("/")[0]} if value else set()
    assert {"meetings", "actions-open", "decisions", "decisions-on-time", "outcomes-no-data"} <= seen


def list_of(area, name):
    return record_list(area, PERIODS[1], name)


def test_list_says_in_its_heading_what_it_lists_and_leads_to_each_record(as_user, manager, coventry, held):
    page = as_user(manager).get(list_of(Area("authority", coventry, [coventry]), "meetings")).content.decode()
    assert "2 meetings held, Coventry, October to December 2026, so far</h1>" in page
    assert "13 November 2026" in page
    for meeting in held.meetings.all():
        assert f'href="{meeting.get_absolute_url()}"' in page
    assert f'href="{reverse("dashboard_authority", args=[coventry.gss_code])}?period=2026-27-q3"' in page


def test_actions_are_those_that_are_open_or_overdue_on_the_day(as_user, manager, coventry, held):
    client, area = as_user(manager), Area("authority", coventry, [coventry])
    rows, _ = rows_of(client, list_of(area, "actions-open"))
    assert [row.text for row in rows] == ["Ring the schools 6", "Ring the schools 13"]
    rows, _ = rows_of(client, list_of(area, "actions-overdue"))
    assert [(row.text, row.day.day) for row in rows] == [("Ring the schools 6", 14)]


@pytest.mark.parametrize("name", ["meetings", "actions-open"])
def test_who_does_not_run_networks_reads_how_many_but_opens_and_reads_no_record(as_user, analyst, coventry, held, name):
    href = list_of(Area("authority", coventry, [coventry]), name)
    page = as_user(analyst).get(href).content.decode()
    assert (page.count(held.name), "Ring the schools" in page, "/meetings/" in page) == (2, False, False)


def test_decisions_are_listed_for_those_alone_who_see_how_many_came_on_time(as_user, analyst, communications, coventry):
    for name in ("decisions", "decisions-on-time"):
        href = list_of(Area("authority", coventry, [coventry]), name)
        assert as_user(analyst).get(href).status_code == 200
        assert as_user(communications).get(href).status_code == 404


def test_decision_on_an_entry_that_is_a_draft_again_does_not_say_which(as_user, manager, coventry, hillfields):
    entry = builders.activity(hillfields, title="Taken back", status="draft")
    ReviewStep.objects.create(
        activity=entry,
        move="return",
        from_status="submitted",
        to_status="returned",
        decided_in=coventry,
        is_on_time=False,
    )
    page = as_user(manager).get(f"{Area('authority', coventry, [coventry]).address}list/decisions/").content.decode()
    assert "1 decision, Coventry" in page
    assert "Returned, late" in page
    assert "An entry that you cannot open" in page
    assert "Taken back" not in page


@pytest.mark.parametrize("asked", ["list/members/", "list/meetings/?period=never", "list/meetings/?for=sharing"])
def test_list_of_nothing_that_is_counted_is_not_found(as_user, manager, coventry, asked):
    assert as_user(manager).get(f"{Area('authority', coventry, [coventry]).address}{asked}").status_code == 404


def test_list_of_a_number_that_is_nothing_says_so(as_user, manager, coventry):
    page = as_user(manager).get(list_of(Area("authority", coventry, [coventry]), "meetings")).content.decode()
    assert "0 meetings held" in page
    assert "There is nothing to list" in page


def test_dashboard_leads_to_these_lists(as_user, manager, coventry, hillfields, held):
    builders.anticipated_outcome(of=hillfields)
    area = Area("authority", coventry, [coventry])
    page = as_user(manager).get(f"{area.address}?period={PERIODS[1].slug}").content.decode()
    for name in ("meetings", "actions-open", "actions-overdue", "outcomes-no-data"):
        assert f'href="{list_of(area, name)}"' in page, name


def test_lists_take_twelve_queries_at_most_however_long(as_user, reader, made_up, django_assert_max_num_queries):
    client = as_user(reader)
    for pilot in Pilot.objects.all():
        builders.anticipated_outcome(of=pilot)
    for area in areas(made_up):
        for name in ("meetings", "actions-open", "decisions", "outcomes-no-data"):
            with django_assert_max_num_queries(12):
                client.get(list_of(area, name))


@pytest.mark.parametrize("name", ["meetings", "actions-open", "outcomes-no-data"])
def test_long_list_goes_on_on_the_next_page(as_user, manager, coventry, hillfields, held, name):
    meeting = held.meetings.first()
    for _ in range(PAGE_SIZE + 1):
        builders.meeting(of=held, starts_at=meeting.starts_at, status=Meeting.Status.HELD)
        builders.action(of=meeting)
        builders.anticipated_outcome(of=hillfields)
    rows, number = rows_of(as_user(manager), list_of(Area("pilot", hillfields, [coventry]), name))
    assert len(rows) == number
    assert number > PAGE_SIZE


def test_number_of_a_period_that_nobody_can_ask_for_opens_nothing(manager, coventry):
    area, first = Area("authority", coventry, [coventry]), Quarter.of(EARLIEST)
    rows = figures_for(manager, area, first, TODAY).outcomes
    assert {row.before_href for row in rows} == {""}
    assert all(row.href for row in rows)
