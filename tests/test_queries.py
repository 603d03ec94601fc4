"""How many queries a page makes: never more than twelve, and never more the more there is to show."""

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interventions.views.home import SHOWN
from tests import builders
from vru_portal import charts, kept
from vru_portal.quarters import Quarter

MOST = 12
PAGES = ["/", "/activities/", "/activities/?status=approved&sort=oldest", "/activities/new/", "/review/"]
PAGES += [
    "/authorities/E08000026/",
    "/authorities/E08000026/pilots/hillfields/",
    "/outcomes/",
    "/interventions/",
    "/networks/",
    "/notifications/",
]
COVENTRY = "/authorities/E08000026/"
CLOSED = Quarter.of(timezone.localdate()).before
DASHBOARDS = [f"{COVENTRY}dashboard/", f"{COVENTRY}localities/around/dashboard/"]
DASHBOARDS += [f"{COVENTRY}pilots/hillfields/dashboard/", "/regions/west-midlands/dashboard/"]


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def fill(pilot, author, number):
    """Log so many entries in each status, with reach, steps and a next step; and as many of what stands beside them."""
    for place in range(number):
        audience = f"Audience {place}"
        for status in ("planned", "draft", "submitted", "returned", "approved"):
            day = timezone.localdate()
            made = builders.activity(
                pilot, by=author, status=status, starts_on=day, reach={audience: 3, "Residents": 2}
            )
            made.steps.create(move="submit", from_status="draft", to_status="submitted", made_by=author)
            made.themes.create(name=f"Theme {made.pk}", region=pilot.authority.region)
            made.partners.add(builders.organisation(f"Partner {made.pk}"))
        builders.outcome_record(pilot, by=author)
        builders.intervention(pilot, name=f"Intervention {place}")
        builders.member(builders.network(f"Network {next(builders.numbers)}", pilot))


@pytest.fixture
def regional_manager(region):
    return builders.posted("Rita Regional", "manager", region)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_makes_at_most_twelve_queries_whatever_its_data(address, as_user, hillfields, manager, regional_manager):
    fill(hillfields, builders.posted("Ned Navigator", "navigator", hillfields.authority), SHOWN)
    fill(hillfields, manager, 3)
    few = [queries_of(as_user(person), address) for person in (manager, regional_manager)]
    fill(hillfields, manager, 4)
    many = [queries_of(as_user(person), address) for person in (manager, regional_manager)]
    assert max(few + many) <= MOST
    assert many == few


@pytest.mark.parametrize("rows", [1, 5])
def test_the_log_form_reads_its_audiences_once_however_many_rows_it_has(rows, as_user, hillfields, manager):
    entry = builders.activity(hillfields, by=manager, status="draft", reach={f"Audience {n}": 3 for n in range(rows)})
    assert queries_of(as_user(manager), f"/activities/{entry.pk}/edit/") <= MOST


@pytest.fixture(params=["cold", "warm"])
def kept_or_not(request, monkeypatch):
    """What was kept from the last time is not there at a first view."""
    if request.param == "cold":
        nothing = DummyCache("nothing", {})
        monkeypatch.setattr(charts, "PICTURES", nothing)
        monkeypatch.setattr(kept, "PICTURES", nothing)


def fill_quarter(pilot, author, number):
    """Log so many entries in the quarter that closed last and in the one that runs, with what stands beside them."""
    fill(pilot, author, number)
    for _ in range(number):
        name = f"Locality {next(builders.numbers)}"
        around = builders.locality(name, name.lower().replace(" ", "-"), of=pilot.authority)
        for locality in (around, None):
            reach = {f"Audience {next(builders.numbers)}": 3}
            builders.activity(
                pilot, by=author, status="approved", starts_on=CLOSED.start, locality=locality, reach=reach
            )


@pytest.mark.parametrize("address", DASHBOARDS)
def test_a_dashboard_makes_at_most_twelve_queries_at_its_first_view_too(
    address, kept_or_not, as_user, hillfields, manager, regional_manager
):
    builders.locality("Around", "around", of=hillfields.authority)
    readers = [regional_manager] if "/regions/" in address else [manager, regional_manager]
    for number in (1, 3):
        fill_quarter(hillfields, manager, number)
        hillfields.authority.region.releases.create(kind="export", cells={}, totals=[], made_by=manager)
        assert max(queries_of(as_user(person), f"{address}?period={CLOSED.slug}") for person in readers) <= MOST


def test_freezing_figures_makes_at_most_twelve_queries(as_user, hillfields, manager):
    page = f"{COVENTRY}dashboard/{CLOSED.slug}/freeze/"
    for number in (1, 3):
        fill_quarter(hillfields, manager, number)
        hillfields.authority.frozen_figures.create(
            starts_on=CLOSED.start, revision=number, figures={"activities": number}, frozen_by=manager, reason="Late."
        )
        assert queries_of(as_user(manager), page) <= MOST
