"""The figures of a dashboard for people outside the team, and the marks on the team's own pages."""

import csv
import io
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.models import Activity, MonthlyActivity, MonthlyReach, Reach
from interventions.monthly import count_in
from tests import builders
from tests.reporting.attack import given_away
from vru_portal.quarters import Quarter, end_of_month
from vru_portal.reporting.cube import cube_of
from vru_portal.reporting.disclosure import Shown, protect, release
from vru_portal.reporting.models import Release

pytestmark = pytest.mark.django_db
QUARTER = Quarter.last_closed(timezone.localdate())
ASKED = {"period": QUARTER.slug}


@pytest.fixture
def dashboard(coventry):
    return reverse("dashboard_authority", args=[coventry.gss_code])


@pytest.fixture
def entries(hillfields, navigator):
    given = {"status": "approved", "starts_on": QUARTER.start}
    builders.activity(hillfields, navigator, reach={"Young people": 3, "Residents": 40, "Professionals": 9}, **given)


def ask(client, dashboard, period=QUARTER.slug, form="csv"):
    return client.post(f"{dashboard}figures.{form}?period={period}")


def shared(client, dashboard, period=QUARTER.slug):
    answer = ask(client, dashboard, period)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row["What"]: row["Number"] for row in csv.DictReader(io.StringIO(text))}


def test_small_numbers_are_hidden_in_what_is_shared(entries, dashboard, manager, as_user):
    rows = shared(as_user(manager), dashboard)
    assert rows["Individuals: Young people"] == "c"
    assert rows["Individuals: Professionals"] == "c"
    assert rows["Individuals: Residents"] == "40"


def test_what_was_shared_is_stored_without_the_hidden_numbers(entries, dashboard, manager, as_user, coventry):
    shared(as_user(manager), dashboard)
    release = Release.objects.get()
    key = f"reach|people|individuals|Young people|authority:{coventry.pk}|{QUARTER.slug}"
    assert release.cells[key] is None
    assert release.kind == Release.Kind.EXPORT
    assert release.made_by == manager
    assert release.totals


def test_sharing_again_after_a_late_entry_does_not_tell_how_many_came(
    entries, hillfields, dashboard, navigator, manager, as_user
):
    client = as_user(manager)
    shared(client, dashboard)
    builders.activity(
        hillfields, navigator, status="approved", starts_on=QUARTER.start, reach={"Residents": 2}, title="Late"
    )
    assert shared(client, dashboard)["Individuals: Residents"] == "c"
    assert Release.objects.count() == 2


def test_the_team_sees_true_figures_marked_where_they_are_hidden_outside(entries, dashboard, manager, as_user):
    page = as_user(manager).get(dashboard, ASKED).content.decode()
    row = page.partition('portal-text">Young people<')[2].partition("</tr>")[0]
    assert ">3<" in row
    assert "not for sharing" in row
    residents = page.partition('portal-text">Residents<')[2].partition("</tr>")[0]
    assert "not for sharing" not in residents


def test_a_mark_goes_with_what_was_given_out_meanwhile(hillfields, dashboard, navigator, manager, as_user):
    given = {"status": "approved", "starts_on": QUARTER.start}
    builders.activity(hillfields, navigator, reach={"Residents": 40}, **given)
    client = as_user(manager)
    shared(client, dashboard)
    builders.activity(hillfields, navigator, reach={"Residents": 2}, **given)
    page = client.get(dashboard, ASKED).content.decode()
    assert "not for sharing" in page.partition('portal-text">Residents<')[2].partition("</tr>")[0]


def test_hours_are_rounded_as_on_the_page(dashboard, hillfields, navigator, manager, as_user):
    builders.activity(hillfields, navigator, status="approved", starts_on=QUARTER.start, minutes=50)
    rows = shared(as_user(manager), dashboard)
    assert rows["Hours"] == "0.8"


def test_an_empty_quarter_can_be_shared(dashboard, manager, as_user):
    rows = shared(as_user(manager), dashboard)
    assert "Individuals: Young people" not in rows


def test_figures_of_elsewhere_are_not_shared(entries, dashboard, dudley_manager, as_user):
    assert ask(as_user(dudley_manager), dashboard).status_code == 404
    assert not Release.objects.exists()


def test_a_table_of_the_team_says_which_numbers_are_not_for_sharing(entries, dashboard, manager, as_user):
    def last_row(name):
        answer = as_user(manager).get(f"{dashboard}table/{name}.csv", ASKED)
        *_, last = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        return last

    assert last_row("individuals") == ["not for sharing: Professionals, Young people"]
    assert last_row("reach-by-month") == ["not for sharing: all numbers of single months"]
    assert last_row("kinds")[0] == "Session"


# Who shares what --------------------------------------------------------------------------------------------------


def test_asking_for_a_page_gives_nothing_out(entries, dashboard, manager, as_user):
    client, asked = as_user(manager), ASKED | {"for": "sharing"}
    for part in ("figures.csv", "table/individuals.csv", "chart/individuals.svg"):
        assert client.get(f"{dashboard}{part}", asked).status_code == 404
    assert not Release.objects.exists()


def test_only_what_is_over_is_shared(entries, dashboard, manager, as_user):
    month = f"{QUARTER.start}--{end_of_month(QUARTER.start)}"
    for period in (QUARTER.after.slug, QUARTER.after.year.slug, month):
        assert ask(as_user(manager), dashboard, period).status_code == 404
    assert not Release.objects.exists()


def test_those_share_who_draw_up_bulletins(
    entries, dashboard, navigator, adviser, analyst, manager, communications, as_user
):
    for person in (navigator, adviser, analyst):
        client = as_user(person)
        assert ask(client, dashboard).status_code == 403
        assert "for sharing outside the team</button>" not in client.get(dashboard, ASKED).content.decode()
    for person in (manager, communications):
        client = as_user(person)
        assert "is remembered for good" in client.get(dashboard, ASKED).content.decode()
        assert ask(client, dashboard).status_code == 200
    assert ask(as_user(manager), dashboard, form="xlsx").status_code == 200


# What several tables tell together -------------------------------------------------------------------------------


@pytest.fixture
def wolverhampton(region):
    return builders.authority("Wolverhampton", "E08000031", in_region=region)


def in_quarter(of, by, number, audience="Young people", quarter=QUARTER, **fields):
    builders.activity(of, by, status="approved", starts_on=quarter.start, reach={audience: number}, **fields)


def numbers_in(rows):
    """Return the numbers of people that a table shows."""
    return {what: number for what, number in rows.items() if what.startswith(("Individuals", "People"))}


def test_a_region_then_two_authorities_do_not_tell_of_the_third(
    region, coventry, dudley, wolverhampton, hillfields, st_james, navigator, communications, as_user
):
    bilston = builders.pilot("Bilston", "bilston", of=wolverhampton)
    for pilot, number in ((hillfields, 40), (st_james, 30), (bilston, 3)):
        in_quarter(pilot, navigator, number)
    client = as_user(communications)
    all_of_it = shared(client, reverse("dashboard_region", args=[region.slug]))
    parts = [shared(client, reverse("dashboard_authority", args=[one.gss_code])) for one in (coventry, dudley)]
    told = [all_of_it["Individuals"], *(part["Individuals"] for part in parts)]
    assert told.count("c") == 1
    assert [part["Individuals: Young people"] for part in parts] == told[1:]
    assert all_of_it["People reached in Wolverhampton"] == "c"


def test_an_authority_then_its_pilot_do_not_tell_of_the_other_pilot(
    coventry, dashboard, hillfields, navigator, communications, as_user
):
    in_quarter(hillfields, navigator, 40)
    in_quarter(builders.pilot("Willenhall", "willenhall", of=coventry), navigator, 3)
    client = as_user(communications)
    both, one = (
        shared(client, dashboard),
        shared(client, f"/authorities/{coventry.gss_code}/pilots/hillfields/dashboard/"),
    )
    assert both["Individuals: Young people"] == "43"
    assert set(numbers_in(one).values()) == {"c"}


def test_a_locality_then_its_authority_do_not_tell_of_the_rest(
    coventry, dashboard, hillfields, navigator, communications, as_user
):
    in_quarter(hillfields, navigator, 40)
    in_quarter(hillfields, navigator, 3, locality=None)
    client = as_user(communications)
    here = shared(client, f"/authorities/{coventry.gss_code}/localities/hillfields/dashboard/")
    every = shared(client, dashboard)
    assert "c" in {here["Individuals: Young people"], every["Individuals: Young people"]}
    assert "c" in {here["Individuals"], every["Individuals"]}


def test_a_year_and_its_quarters_do_not_tell_of_the_one_that_is_left(
    dashboard, hillfields, navigator, manager, as_user
):
    year = QUARTER.before.year if QUARTER.number < 4 else QUARTER.year
    year = year if year.is_closed() else year.before
    for quarter, number in zip(year.quarters, (40, 3, 30, 20), strict=True):
        in_quarter(hillfields, navigator, number, quarter=quarter)
    client = as_user(manager)
    told = [shared(client, dashboard, one.slug)["Individuals"] for one in (year, *year.quarters[::2], year.quarters[3])]
    assert told[0] == "93"
    assert "c" in told[1:]


def test_a_bulletins_pilot_does_not_tell_in_the_table_of_its_authority(
    coventry, dashboard, hillfields, navigator, communications, as_user, region
):
    in_quarter(hillfields, navigator, 40)
    in_quarter(hillfields, navigator, 3, "Professionals")
    given_out = {f"reach|people|individuals|Young people|pilot:{hillfields.pk}|{QUARTER.slug}": Shown(40)}
    release(region, Release.Kind.BULLETIN, given_out, communications)
    rows = shared(as_user(communications), dashboard)
    assert rows["Individuals: Young people"] == "40"
    assert rows["People reached in Hillfields (pilot)"] == "c"
    assert rows["Individuals"] == "c"


def test_a_pilot_that_moved_is_shared_as_it_is_counted(
    coventry, dudley, hillfields, navigator, communications, as_user
):
    in_quarter(hillfields, navigator, 40)
    Activity.objects.update(authority=dudley)
    MonthlyReach.objects.update(authority=dudley, locality=None)
    MonthlyActivity.objects.update(authority=dudley, locality=None)
    in_quarter(hillfields, navigator, 30)
    client = as_user(communications)
    there = shared(client, reverse("dashboard_authority", args=[dudley.gss_code]))
    assert there["People reached in Hillfields (pilot)"] == "40"
    assert there["People reached in No locality named (locality)"] == "40"
    assert shared(client, f"/authorities/{coventry.gss_code}/pilots/hillfields/dashboard/")["Individuals"] == "30"


def test_the_cube_of_a_large_region_is_quick(region, navigator):
    for number in range(10):
        authority = builders.authority(f"Authority {number % 7}", f"E0900000{number % 7}", in_region=region)
        pilot = builders.pilot(f"Pilot {number}", f"pilot-{number}", of=authority)
        for place, audience in enumerate("ABCDEF"):
            for way in Reach.Counts:
                entry = builders.activity(pilot, navigator, status="submitted", starts_on=QUARTER.start)
                Reach.objects.create(
                    activity=entry,
                    audience=builders.audience(audience),
                    number=(7 * number + 13 * place) % 41 + 1,
                    counts=way,
                )
                Activity.objects.filter(pk=entry.pk).update(status="approved")
                entry.status = "approved"
                count_in(entry)
    cube = cube_of(region, QUARTER)
    started = time.process_time()
    shown = protect(cube.cells, cube.totals)
    assert time.process_time() - started < 3  # half of that at most where nothing else runs
    assert not given_away(
        [key for key, number in cube.cells.items() if number < 6],
        {key: one.value for key, one in shown.items()},
        cube.totals,
    )
