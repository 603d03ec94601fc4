"""The dashboards of a region, an authority, a locality and a pilot: who sees them, and what they say and link to."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
import time_machine
import vl_convert
from django.core.cache.backends.locmem import LocMemCache

from interventions.models import Export
from interventions.monthly import rebuild
from pilots.models import Pilot
from tests import builders
from vru_portal import charts
from vru_portal.access.roles import Role

pytestmark = pytest.mark.django_db

REGION = "/regions/west-midlands/dashboard/"
COVENTRY = "/authorities/E08000026/dashboard/"
PILOT = "/authorities/E08000026/pilots/hillfields/dashboard/"
LOCALITY = "/authorities/E08000026/localities/hillfields/dashboard/"
QUARTER = "?period=2025-26-q4"
CHART = re.compile(r'<div class="portal-chart">')


@pytest.fixture(autouse=True)
def in_spring():
    with time_machine.travel("2026-05-20 12:00", tick=False):
        yield


@pytest.fixture
def regional_manager(region):
    return builders.posted("Rhea Region", Role.MANAGER, region)


@pytest.fixture
def winter(hillfields):
    """Approved work of January to March 2026 in Hillfields, less of it in the quarter before, and one entry waiting."""
    entry = {"of": hillfields, "status": "approved"}
    builders.activity(**entry, starts_on=date(2025, 11, 3), reach={"Young people": 310}, minutes=60)
    for day, number in ((date(2026, 1, 12), 200), (date(2026, 2, 12), 150), (date(2026, 3, 31), 35)):
        builders.activity(**entry, starts_on=day, reach={"Young people": number}, minutes=90)
    training = builders.kind("Training")
    builders.activity(**entry, kind=training, starts_on=date(2026, 3, 2), reach={"Residents": 7})
    builders.activity(hillfields, starts_on=date(2026, 3, 3))
    return hillfields


def shown(client, address):
    """Return a page's text, with each run of white space as one space."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", client.get(address).content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(text)).replace(" ,", ",")


def links_of(client, address, label):
    """Return the addresses of the lists that the numbers with a label open."""
    page = unescape(client.get(address).content.decode())
    found = re.findall(rf"<dt>{label}</dt><dd[^>]*><a class=\"govuk-link\" href=\"([^\"]+)\"", page)
    assert found, label
    return found


# What the page says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [REGION, COVENTRY, PILOT, LOCALITY])
def test_each_area_has_a_dashboard_that_says_what_changed(as_user, regional_manager, winter, address):
    text = shown(as_user(regional_manager), address + QUARTER)
    assert "January to March 2026, compared with October to December 2025" in text
    assert "Activities rose from 1 to 4" in text
    assert "People reached rose from 310 to 392" in text
    assert "Approved activity by month and kind" in text


def test_a_number_stands_beside_its_change_and_opens_the_entries_that_it_counts(as_user, manager, winter):
    client = as_user(manager)
    assert "Activities 4 activities: open the list 3 more than 1 before" in shown(client, COVENTRY + QUARTER)
    (entries,) = links_of(client, COVENTRY + QUARTER, "Activities")
    assert "4 activities found" in shown(client, entries)


def test_without_a_period_it_is_the_quarter_that_runs_compared_with_as_many_days(as_user, manager, winter):
    text = shown(as_user(manager), COVENTRY)
    assert "April to June 2026, so far" in text
    assert "compared with 1 January to 19 February 2026" in text


def test_every_chart_has_its_table_its_sentence_and_its_downloads(as_user, manager, winter):
    page = as_user(manager).get(COVENTRY + QUARTER).content.decode()
    sections = page.split('<section class="portal-block"')[1:]
    drawn = [one for one in sections if CHART.search(one)]
    assert len(drawn) >= 4
    for one in drawn:
        assert "portal-block__sentence" in one
        assert "<table" in one
        assert all(f".{kind}?period=2025-26-q4" in one for kind in ("svg", "png", "csv", "xlsx"))


def test_the_numbers_of_a_table_open_the_entries_that_they_count(as_user, manager, winter):
    client = as_user(manager)
    page = unescape(client.get(COVENTRY + QUARTER).content.decode())
    rows = re.findall(r'<a class="govuk-link" href="(/activities/\?[^"]+)">([\d,]+)</a>', page)
    by_kind = [(address, int(number)) for address, number in rows if "kind=" in address and number != "0"]
    assert len(by_kind) >= 3
    for address, number in by_kind:
        assert re.search(rf"\b{number} activit(y|ies) found", shown(client, address)), address


def test_places_stand_in_the_order_of_their_names(as_user, regional_manager, winter, st_james):
    for number in range(6):
        builders.activity(st_james, status="approved", starts_on=date(2026, 2, number + 1))
    page = as_user(regional_manager).get(REGION + QUARTER).content.decode()
    table = page.split('id="side-by-side"')[1].split("<tbody")[1].split("</tbody>")[0]
    assert table.index("Coventry") < table.index("Dudley")


def test_what_is_not_recorded_is_never_nought(as_user, manager, hillfields):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 2, 2))
    text = shown(as_user(manager), COVENTRY + QUARTER)
    assert "Individuals Not recorded" in text
    assert "Hours Not recorded" in text


# Little or nothing to show -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [REGION, COVENTRY, PILOT, LOCALITY])
@pytest.mark.parametrize("query", ["", QUARTER, "?period=2025-26", "?from=2026-01-31&until=2026-01-31"])
def test_with_no_data_at_all_the_page_says_so_in_words(as_user, regional_manager, hillfields, address, query):
    client = as_user(regional_manager)
    assert "No approved activity starts in this period" in shown(client, address + query)
    assert 'id="activity-title"' in client.get(address + query).content.decode()


def test_a_region_without_authorities_has_a_dashboard(as_user, regional_manager):
    assert "No approved activity starts in this period" in shown(as_user(regional_manager), REGION)


def test_one_entry_is_a_page_like_any_other(as_user, manager, hillfields):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 2, 2), reach={"Residents": 1}, minutes=5)
    text = shown(as_user(manager), COVENTRY + QUARTER)
    assert "Activities rose from 0 to 1" in text
    assert "Hours 0.1" in text


def test_an_empty_quarter_after_a_full_one_says_what_fell(as_user, manager, winter):
    text = shown(as_user(manager), COVENTRY + "?period=2026-27-q1")
    assert "No approved activity starts in this period" in text
    assert "Look at January to March 2026" in text


@pytest.mark.parametrize("empty", ["2026-27-q1", "2024-25-q2"])
def test_an_empty_quarter_leads_to_the_latest_with_entries_and_not_to_another_empty_one(
    as_user, manager, winter, empty
):
    page = as_user(manager).get(f"{COVENTRY}?period={empty}").content.decode()
    assert 'href="?period=2025-26-q4">Look at January to March 2026, the latest quarter with approved' in page


def test_all_dashboards_are_one_step_from_the_top(as_user, manager, winter):
    before_heading = as_user(manager).get(COVENTRY).content.decode().split("<h1")[0]
    assert re.search(r'breadcrumbs__link" href="/dashboards/\?show=all">\s*All dashboards', before_heading)


def test_every_part_of_the_page_is_one_step_from_its_top(as_user, manager, winter):
    page = as_user(manager).get(COVENTRY + QUARTER).content.decode()
    jumps = re.findall(r'href="#([\w-]+)"', page.split('class="portal-jumps"')[1].split("</nav>")[0])
    assert jumps[:2] == ["more", "work"]
    assert jumps[-1] == "downloads"
    assert all(page.count(f'id="{name}"') == 1 for name in jumps)


def test_a_number_that_is_not_recorded_says_what_it_was_before(as_user, manager, winter):
    assert "Hours Not recorded 3 before" in shown(as_user(manager), COVENTRY + "?period=2026-27-q1")


def test_only_people_can_be_counted_twice(as_user, manager, hillfields):
    entry = builders.activity(hillfields, status="approved", starts_on=date(2026, 2, 2), reach={"Residents": 3})
    entry.reach.create(audience=builders.audience("Professionals"), number=115, unit="views")
    rebuild()
    page = as_user(manager).get(COVENTRY + QUARTER).content.decode()
    blocks = {name: page.split(f'id="{name}"')[1].split("</section>")[0] for name in ("individuals", "views")}
    assert "counted once for each" in blocks["individuals"]
    assert "counted once for each" not in blocks["views"]


def test_what_changed_says_that_its_kinds_are_of_activity(as_user, manager, winter):
    for day in range(3):
        builders.activity(winter, kind=builders.kind("Training"), status="approved", starts_on=date(2026, 3, day + 5))
    text = shown(as_user(manager), COVENTRY + QUARTER)
    assert "Largest changes by kind of activity: training from 0 to 4" in text


def test_a_long_name_stands_in_two_lines_beside_its_bar_and_in_one_in_the_table(as_user, manager, hillfields):
    builders.member(builders.network("Team around the Community, Hillfields and Wood End", hillfields))
    page = as_user(manager).get(COVENTRY).content.decode().split('id="networks-title"')[1]
    assert "Team around the Community, Hillfields and Wood End</a>" in page
    assert re.search(r"<tspan>Team around the Community,</tspan><tspan[^>]*>Hillfields and Wood End</tspan>", page)


def test_networks_without_members_have_a_table_and_no_chart(as_user, manager, hillfields):
    builders.network(of=hillfields)
    page = as_user(manager).get(COVENTRY).content.decode().split('id="networks-title"')[1].split("</section>")[0]
    assert "<table" in page
    assert "<svg" not in page


def test_a_pilot_that_moved_has_no_entries_of_where_it_was(as_user, regional_manager, winter, dudley):
    Pilot.objects.filter(pk=winter.pk).update(authority=dudley)
    client = as_user(regional_manager)
    moved = "/authorities/E08000027/pilots/hillfields/dashboard/"
    assert "No approved activity starts in this period" in shown(client, moved + QUARTER)
    assert "Activities rose from 1 to 4" in shown(client, COVENTRY + QUARTER)


def test_hostile_names_come_out_as_text(as_user, manager, coventry):
    name = "</svg><script>alert(1)</script>'\"&"
    pilot = builders.pilot(name, "hostile", of=coventry)
    builders.activity(pilot, kind=builders.kind(name), status="approved", starts_on=date(2026, 2, 2), reach={name: 9})
    page = as_user(manager).get(COVENTRY + QUARTER).content.decode()
    assert "<script>alert" not in page


# The period --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-03-02&until=2026-03-01", "The last day must be 2 March 2026 or later"),
        ("from_day=1&from_month=13&from_year=2026&until=2026-03-01", "The first day must be a real date"),
        ("from=2026-03-02", "Enter the last day"),
        ("until=2026-03-02", "Enter the first day"),
        ("from=2026-03-02&until=9999-12-31", "The last day must be 31 March 2027 or earlier"),
        ("from=0001-01-01&until=2026-03-01", "The first day must be 1 April 2000 or later"),
        ("from=2027-01-01&until=2027-01-02", "The first day must be today or in the past"),
        ("from=2001-01-01&until=2026-03-01", "The last day must be within 10 years of the first day"),
        ("from=nonsense&until=2026-03-01", "The first day must"),
        ("period=nonsense", "Choose a quarter or a year from the list"),
        ("period=9999-00", "Choose a quarter or a year from the list"),
        ("period=9998-99-q4", "Choose a quarter or a year from the list"),
        ("period=2026-27-q9", "Choose a quarter or a year from the list"),
        ("period=2026-03-02--2026-03-01", "Choose a quarter or a year from the list"),
        ("period=" + "9" * 5000, "Quarter or year must be 60 characters or fewer"),
    ],
)
def test_a_period_that_makes_no_sense_is_told_beside_its_field(as_user, manager, winter, query, said):
    client = as_user(manager)
    answer = client.get(f"{COVENTRY}?{query}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: Dashboard of Coventry" in page
    assert said in unescape(page)
    target = re.search(r'govuk-error-summary__list">\s*<li><a href="#([^"]+)"', page)
    assert target
    assert f'id="{target[1]}"' in page
    assert "What changed" not in page
    assert client.get(f"{COVENTRY}figures.csv?{query}").status_code == 404


def test_the_range_after_is_offered_only_where_it_can_be_shown(as_user, manager, winter):
    client = as_user(manager)
    assert "1 May to 30 May 2026<" in after(client, "?from=2026-04-01&until=2026-04-30")
    assert "→" not in after(client, "?from=2025-04-03&until=2026-05-02")


def after(client, query):
    return client.get(COVENTRY + query).content.decode().split('aria-label="Periods"')[1].split("</nav>")[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?period=2025-26", "2025/26, compared with 2024/25"),
        ("?period=2025-26-q4", "January to March 2026, compared with October to December 2025"),
        ("?from=2026-01-01&until=2026-03-31", "January to March 2026, compared with October to December 2025"),
        (
            "?from=2026-01-10&until=2026-03-31",
            "10 January to 31 March 2026, compared with 21 October 2025 to 9 January",
        ),
        ("?period=2026-01-10--2026-03-31", "10 January to 31 March 2026, compared with 21 October 2025 to 9 January"),
        ("?period=2005-06-q2", "July to September 2005, compared with April to June 2005"),
    ],
)
def test_a_quarter_a_year_or_any_days_can_be_asked_for(as_user, manager, winter, query, said):
    assert said in shown(as_user(manager), COVENTRY + query)


def test_a_long_period_is_drawn_by_quarter_or_by_year(as_user, manager, winter):
    client = as_user(manager)
    assert "Approved activity by quarter and kind" in shown(client, f"{COVENTRY}?from=2024-04-01&until=2026-03-31")
    assert "Approved activity by year and kind" in shown(client, f"{COVENTRY}?from=2017-04-01&until=2026-03-31")


# Who sees it -------------------------------------------------------------------------------------------------------


def test_another_authority_s_dashboard_is_not_found(as_user, dudley_manager, winter):
    client = as_user(dudley_manager)
    for address in (REGION, COVENTRY, PILOT, LOCALITY):
        for part in ("", "figures.csv", "chart/activity.svg", "table/activity.csv"):
            assert client.get(address + part + QUARTER).status_code == 404, address + part


def test_an_administrator_does_not_read_activity(as_user, administrator, winter):
    assert as_user(administrator).get(COVENTRY).status_code == 403


def test_the_queue_is_for_those_who_read_the_log(as_user, manager, communications, winter):
    assert "Waiting for review" in shown(as_user(manager), COVENTRY + QUARTER)
    assert "Waiting for review" not in shown(as_user(communications), COVENTRY + QUARTER)


def test_dashboards_lead_to_the_person_s_own_or_list_them(as_user, manager, analyst, hillfields, st_james):
    assert as_user(manager).get("/dashboards/").url == COVENTRY
    assert as_user(analyst).get("/dashboards/").url == REGION
    assert "Dudley" in shown(as_user(analyst), "/dashboards/?show=all")
    assert "Dudley" not in shown(as_user(manager), "/dashboards/?show=all")


def test_a_person_with_two_authorities_chooses(as_user, manager, dudley, hillfields):
    builders.posting(manager, Role.MANAGER, dudley)
    text = shown(as_user(manager), "/dashboards/")
    assert "Coventry" in text
    assert "Dudley" in text


@pytest.mark.parametrize("address", [REGION, COVENTRY, PILOT, LOCALITY])
def test_the_page_of_a_place_leads_to_its_dashboard(as_user, regional_manager, hillfields, address):
    page = as_user(regional_manager).get(address.removesuffix("dashboard/")).content.decode()
    assert f'href="{address}"' in page


def test_a_dashboard_belongs_to_the_section_of_dashboards(as_user, manager, hillfields):
    page = as_user(manager).get(PILOT).content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="true"', page) == ["/dashboards/"]


# Quick -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawings(monkeypatch):
    """Count what is drawn, with nothing kept from before."""
    drawn = []
    monkeypatch.setattr(charts, "PICTURES", LocMemCache(f"dashboards-{id(drawn)}", {}))
    draw = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *args, **kwargs: drawn.append(1) or draw(*args, **kwargs))
    return drawn


def test_a_page_shown_twice_draws_nothing_twice(as_user, manager, winter, drawings):
    client = as_user(manager)
    first = shown(client, PILOT + QUARTER)
    assert drawings
    drawings.clear()
    assert shown(client, PILOT + QUARTER) == first
    assert drawings == []


def test_a_chart_whose_figures_changed_is_drawn_anew(as_user, manager, winter, drawings):
    client = as_user(manager)
    client.get(PILOT + QUARTER)
    drawings.clear()
    builders.activity(winter, status="approved", starts_on=date(2026, 1, 13))
    assert "Activities rose from 1 to 5" in shown(client, PILOT + QUARTER)
    assert drawings


def test_a_disk_that_cannot_be_written_keeps_nothing_and_shows_everything(as_user, manager, winter, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(charts.PICTURES, "set", full)
    assert "Activities rose from 1 to 4" in shown(as_user(manager), PILOT + QUARTER)


# Downloads ---------------------------------------------------------------------------------------------------------


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_table_is_downloaded_as_it_is_shown_and_recorded(as_user, manager, winter):
    answer = as_user(manager).get(f"{COVENTRY}table/kinds.csv{QUARTER}")
    assert answer["Content-Disposition"] == 'attachment; filename="coventry-2025-26-q4-kinds.csv"'
    header, *rows = rows_of(answer)
    assert header == ["Kind", "This period", "The period before", "Change"]
    assert ["Training", "1", "0", "1"] in rows
    export = Export.objects.get()
    assert (export.made_by, export.kind) == (manager, "csv")
    assert export.filters_used == ["dashboard of authority", "kinds", "2025-26-q4"]


def test_all_figures_are_downloaded_as_one_table(as_user, manager, winter):
    answer = as_user(manager).get(f"{COVENTRY}figures.csv{QUARTER}")
    found = {row[3]: row[4:6] for row in rows_of(answer)}
    assert found["Activities"] == ["4", "1"]
    assert found["Individuals: Young people"] == ["385", "310"]


@pytest.mark.parametrize(("kind", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_chart_is_downloaded_with_its_title_area_and_period(as_user, manager, winter, kind, starts):
    answer = as_user(manager).get(f"{COVENTRY}chart/kinds.{kind}{QUARTER}")
    assert answer.content.startswith(starts)
    assert f'filename="coventry-2025-26-q4-kinds.{kind}"' in answer["Content-Disposition"]
    if kind == "svg":
        assert b"Coventry, January to March 2026" in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "chart/kinds.gif",
        "chart/kinds.csv",
        "table/kinds.svg",
        "chart/no-such.svg",
        "table/views.csv",
        "figures.svg",
    ],
)
def test_what_a_dashboard_does_not_have_cannot_be_downloaded(as_user, manager, winter, address):
    assert as_user(manager).get(COVENTRY + address + QUARTER).status_code == 404
    assert not Export.objects.exists()
