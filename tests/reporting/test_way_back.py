"""A list that a number of a dashboard opens leads back to that dashboard, of the same place and period."""

import re
from html import unescape

import pytest
from django.http import QueryDict

from tests import builders
from tests.test_queries import queries_of
from vru_portal.quarters import Quarter, period_from
from vru_portal.reporting.areas import Area
from vru_portal.reporting.dashboards.figures import figures_for

from .test_figures import PERIODS, TODAY, areas

COVENTRY = "/authorities/E08000026/dashboard/"
WORD = "authority.E08000026.2026-27-q2"
LISTS = ("/activities/", "/interventions/", "/interventions/schools/")


def way_back_of(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    return page.context["way_back"]


def opened(figures):
    """Yield the address of every list of another page that a figure opens."""
    rows = [*figures.kinds, *figures.places, *figures.localities, *figures.reach, *figures.numbers.values()]
    yield from (address for row in rows for address in (row.href, row.before_href))
    yield from (row.individuals_href for row in (*figures.places, *figures.localities))
    yield from (address for month in figures.by_month for address in (month.href, *month.hrefs.values()))
    yield from (address for month in figures.reach_by_month for address in (month.href, *month.hrefs.values()))
    yield from (pilot.href for pilot in figures.silent_pilots)


@pytest.mark.parametrize("period", [PERIODS[0], PERIODS[-1]], ids=["quarter", "days"])
def test_every_list_leads_back_to_the_dashboard_that_opens_it(period, as_user, reader, made_up):
    client = as_user(reader)
    for area in areas(made_up):
        figures = figures_for(reader, area, period, TODAY)
        found = {address for address in opened(figures) if address.startswith(LISTS)}
        assert {QueryDict(address.partition("?")[2].partition("#")[0])["dashboard"] for address in found} == {
            figures.area.way_back
        }
        pages = {address.partition("?")[0]: address for address in sorted(found)}
        assert len(pages) >= 2
        for address in pages.values():
            way = way_back_of(client, address)
            assert way.href == f"{area.address}?period={period.slug}", address
            assert way.text == f"Back to the dashboard of {area.name}, {period.label}", address


@pytest.mark.parametrize("address", LISTS)
def test_the_way_back_stands_above_the_list_and_stays_while_it_is_narrowed(address, as_user, manager, hillfields):
    page = as_user(manager).get(f"{address}?q=nothing&dashboard={WORD}").content.decode()
    before, _, after = page.partition("<main")
    assert f'<a href="{COVENTRY}?period=2026-27-q2" class="govuk-back-link">' in before
    assert "Back to the dashboard of Coventry, July to September 2026</a>" in before
    assert f'<input type="hidden" name="dashboard" value="{WORD}">' in after


def test_the_way_back_stays_from_page_to_page_and_when_a_filter_is_taken_away(as_user, manager, hillfields):
    for _ in range(26):
        builders.activity(hillfields, status="approved")
    page = as_user(manager).get(f"/activities/?status=approved&pilot={hillfields.pk}&dashboard={WORD}")
    further = set(re.findall(r'href="(\?[^"]+)"', unescape(page.content.decode())))
    assert len(further) == 3
    for address in further:
        assert way_back_of(as_user(manager), f"/activities/{address}").word == WORD


def test_a_pilot_is_named_where_the_list_is_narrowed_to_it_alone(as_user, manager, hillfields):
    address, client = "/activities/?dashboard=pilot.E08000026.hillfields.2026-27-q2", as_user(manager)
    other = builders.pilot("Foleshill", "foleshill", of=hillfields.authority)
    for narrowed, whose in (("", ""), (f"&pilot={hillfields.pk}", " of Hillfields"), (f"&pilot={other.pk}", "")):
        way = way_back_of(client, f"{address}{narrowed}")
        assert way.text == f"Back to the dashboard{whose}, July to September 2026"
        assert way.href == "/authorities/E08000026/pilots/hillfields/dashboard/?period=2026-27-q2"


@pytest.mark.parametrize(
    "word",
    [
        *("", ".", "..", "...", "authority", "authority.2026-27-q2", "//example.org", "https://example.org/"),
        *("authority.//example.org.2026-27-q2", "authority.E08000026.2026-27-q9", "authority.E08000026.2026-28"),
        *("authority.E08000026.2026-09-30--2026-07-01", "authority.E08000026.x.2026-27-q2"),
        *("authority_figures.E08000026.csv.2026-27-q2", "authority_list.E08000026.meetings.2026-27-q2"),
        *("pilot.E08000026.2026-27-q2", "pilot.E08000026.a/b.2026-27-q2"),
        *("authority.E08000027.2026-27-q2", "locality.E08000027.somewhere.2026-27-q2", "region.west-midlands.2026-27"),
        "home.E08000026.2026-27-q2",
    ],
)
def test_a_word_that_names_no_dashboard_of_the_persons_leads_nowhere(word, as_user, manager, dudley):
    page = as_user(manager).get("/activities/", {"dashboard": word})
    assert page.context["way_back"] is None
    assert "govuk-back-link" not in page.content.decode()
    assert 'name="dashboard"' not in page.content.decode()


def test_a_list_that_no_dashboard_opened_leads_nowhere(as_user, manager):
    for address in LISTS:
        assert way_back_of(as_user(manager), address) is None


def test_the_way_back_changes_nothing_that_the_list_shows(as_user, manager, hillfields):
    builders.activity(hillfields, status="approved")
    with_it, without = (
        as_user(manager).get(f"/activities/?status=approved{more}") for more in (f"&dashboard={WORD}", "")
    )
    for name in ("count", "sums", "rows", "fields"):
        assert str(with_it.context[name]) == str(without.context[name])
    assert with_it.context["filter"].in_use == 1


@pytest.mark.parametrize("address", LISTS)
def test_the_way_back_takes_no_query(address, as_user, manager, hillfields):
    client = as_user(manager)
    assert queries_of(client, f"{address}?q=&dashboard={WORD}") == queries_of(client, f"{address}?q=")


def test_the_word_for_a_dashboard_reads_back(coventry):
    area = Area("authority", coventry, [coventry]).shown_in(Quarter.of(TODAY))
    assert period_from(area.way_back.rpartition(".")[2]) == Quarter.of(TODAY)
