"""Every number of a dashboard is what anybody counts who takes the list of activities as CSV and adds up."""

import csv
import io
import re
from collections import Counter
from datetime import date
from itertools import product

import pytest
from django.urls import reverse

from interventions import monthly
from interventions.models import Reach
from pilots.models import LocalAuthority
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.quarters import Period, Quarter, Year
from vru_portal.reporting.areas import Area
from vru_portal.reporting.dashboards.figures import figures_for, period_before
from vru_portal.reporting.dashboards.sentences import what_changed

TODAY = date(2026, 11, 20)
PERIODS = [
    Quarter.of(TODAY).before,
    Quarter.of(TODAY),
    Year.of(TODAY),
    Period(date(2026, 10, 5), date(2026, 11, 18)),  # cuts a month, as does the period before it
    Period(date(2026, 3, 17), date(2026, 8, 4)),
]
REACHED = re.compile(r"([0-9,]+) ([^;]+)")


def areas(region):
    """Return an area of each kind."""
    coventry = LocalAuthority.objects.get(name="Coventry")
    everything = list(LocalAuthority.objects.filter(region=region))
    return [
        Area("region", region, everything),
        Area("authority", coventry, [coventry]),
        Area("pilot", coventry.pilots.get(slug="foleshill"), [coventry]),
        Area("locality", coventry.localities.get(slug="longford"), [coventry]),
    ]


# Counted from the CSV --------------------------------------------------------------------------------------------


def downloaded(client, **asked):
    response = client.get(reverse("activities_csv"), {"status": "approved", **asked})
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def lies_in(row, area, period):
    column = {"region": None, "authority": "Local authority", "pilot": "Pilot", "locality": "Place"}[area.kind]
    return period.start.isoformat() <= row["Date"] <= period.end.isoformat() and (
        column is None or row[column] == area.name
    )


def reach_in(rows):
    """Sum up the words of the column "Reach", such as "12 young people; 2,400 views (residents)"."""
    found = Counter()
    for row in rows:
        for number, words in REACHED.findall(row["Reach"]):
            found[words.strip()] += int(number.replace(",", ""))
    return dict(found)


def words_of(row):
    if row.unit != Reach.Unit.PEOPLE:
        return f"{row.unit} ({row.audience.lower()})"
    return row.audience.lower() + (" (attendances)" if row.counts == Reach.Counts.ATTENDANCES else "")


def summed(rows, column):
    told = [float(row[column]) for row in rows if row[column]]
    return sum(told) if told else None


def test_every_number_is_what_plain_counting_of_the_exported_list_gives(as_user, reader, made_up):
    everything = downloaded(as_user(reader))
    for area, period in product(areas(made_up), PERIODS):
        figures = figures_for(reader, area, period, TODAY)
        assert figures.numbers["activities"].value
        numbers = figures.numbers
        rows = [row for row in everything if lies_in(row, area, period)]
        before = [row for row in everything if lies_in(row, area, figures.before)]
        assert counted(rows) == {key: number.value for key, number in numbers.items() if key in counted(rows)}
        assert counted(before) == {key: number.before for key, number in numbers.items() if key in counted(rows)}
        assert {row.name: row.value for row in figures.kinds if row.value} == Counter(row["Kind"] for row in rows)
        assert {row.name: row.before for row in figures.kinds if row.before} == Counter(row["Kind"] for row in before)


def counted(rows):
    hours = summed(rows, "Hours")
    return {
        "activities": len(rows),
        "without_reach": len([row for row in rows if not row["Reach"]]),
        "hours": None if hours is None else round(hours, 1),
        "individuals": summed(rows, "People (individuals)"),
        "attendances": summed(rows, "People (attendances)"),
        "views": summed(rows, "Views"),
        "items": summed(rows, "Items"),
    }


def test_months_audiences_and_places_are_what_plain_counting_gives(as_user, reader, made_up):
    everything = downloaded(as_user(reader))
    for area in areas(made_up):
        rows = [row for row in everything if lies_in(row, area, PERIODS[-1])]
        agrees(figures_for(reader, area, PERIODS[-1], TODAY), rows)


def agrees(figures, rows):
    kind, period = figures.area.kind, figures.period
    assert {month.month.isoformat()[:7]: month.kinds for month in figures.by_month if month.total} == {
        month: Counter(row["Kind"] for row in rows if row["Date"].startswith(month))
        for month in {row["Date"][:7] for row in rows}
    }
    assert [month.month for month in figures.by_month] == period.months
    assert {words_of(row): row.number for row in figures.reach if row.number is not None} == reach_in(rows)
    by_month = Counter()
    for month in figures.reach_by_month:
        by_month.update(month.reach)
    assert by_month == {row.key: row.number for row in figures.reach if row.number is not None}
    column = {"region": "Local authority", "authority": "Pilot", "pilot": "Place", "locality": "Pilot"}[kind]
    group = {"region": "authority", "authority": "pilot", "pilot": "locality", "locality": "pilot"}[kind]
    at = {row.name: row for row in figures.places if row.group == group}
    for name in {row[column] for row in rows}:
        here = [row for row in rows if row[column] == name]
        assert (at[name].value, at[name].individuals) == (len(here), summed(here, "People (individuals)")), name
    assert [row.name for row in figures.places if row.group == group] == sorted(at), "in the order of their names"


# Queries ---------------------------------------------------------------------------------------------------------


def test_figures_take_five_queries_at_most_of_every_kind_of_area(reader, made_up, django_assert_max_num_queries):
    assert reader.current_postings
    for area, period in product(areas(made_up), PERIODS):
        with django_assert_max_num_queries(5):
            figures_for(reader, area, period, TODAY)


def test_figures_of_nothing_take_no_more_queries(manager, coventry, django_assert_max_num_queries):
    assert manager.current_postings
    with django_assert_max_num_queries(5):
        figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)


# What is not there -----------------------------------------------------------------------------------------------


def test_an_area_without_anything_has_noughts_for_entries_and_nothing_for_what_is_not_recorded(manager, coventry):
    figures = figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)
    assert figures.is_empty
    assert figures.numbers["activities"].value == figures.numbers["meetings"].value == 0
    for key in ("hours", "individuals", "attendances", "views", "items", "on_time"):
        assert figures.numbers[key].value is None, key
    assert (figures.kinds, figures.places, figures.reach, figures.networks) == ([], [], [], [])
    assert [(month.month.month, month.total) for month in figures.by_month] == [(7, 0), (8, 0), (9, 0)]
    assert figures.flat() == {
        "activities": 0,
        "without_reach": 0,
        "interventions_running": 0,
        "interventions_starting": 0,
        "interventions_ending": 0,
        "schools": 0,
        "meetings": 0,
    }


def test_only_approved_entries_count(manager, hillfields, coventry):
    for status in ("planned", "draft", "submitted", "returned", "cancelled"):
        builders.activity(hillfields, status=status, starts_on=date(2026, 8, 3), reach={"Residents": 5})
    figures = figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)
    assert (figures.is_empty, figures.reach) == (True, [])
    assert figures.numbers["waiting"].value == 1


@pytest.mark.parametrize("period", [Period(date(2026, 8, 10), date(2026, 8, 20)), PERIODS[0]], ids=["days", "months"])
def test_a_place_counts_the_individuals_of_an_entry_once_and_nothing_else(manager, hillfields, coventry, period):
    entry = builders.activity(
        hillfields, status="approved", starts_on=date(2026, 8, 17), reach={"Residents": 12, "Young people": 5}
    )
    for told in ({"number": 40, "counts": Reach.Counts.ATTENDANCES}, {"number": 900, "unit": Reach.Unit.VIEWS}):
        entry.reach.create(audience=builders.audience("Residents"), **told)
    monthly.rebuild()
    figures = figures_for(manager, Area("authority", coventry, [coventry]), period, TODAY)
    assert [(row.name, row.individuals) for row in figures.places if row.group == "pilot"] == [(hillfields.name, 17)]
    assert figures.numbers["individuals"].value == 17


def test_what_only_the_days_hold_that_a_period_lacks_of_its_month_is_not_there(manager, hillfields, coventry):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 8, 28), reach={"Residents": 12}, minutes=90)
    most_of_august = Period(date(2026, 8, 1), date(2026, 8, 27))
    figures = figures_for(manager, Area("authority", coventry, [coventry]), most_of_august, TODAY)
    assert (figures.is_empty, figures.kinds, figures.reach) == (True, [], [])
    assert {(row.value, row.before, row.individuals) for row in figures.places} == {(0, 0, None)}
    assert (figures.numbers["hours"].value, figures.numbers["individuals"].value) == (None, None)


@pytest.mark.parametrize("last", [26, 27, 28, 29])
def test_a_period_counts_of_its_last_month_what_starts_by_its_last_day(manager, hillfields, coventry, last):
    for day, number in ((1, 5), (27, 7), (28, 11)):
        builders.activity(hillfields, status="approved", starts_on=date(2026, 8, day), reach={"Residents": number})
    period = Period(date(2026, 8, 1), date(2026, 8, last))
    figures = figures_for(manager, Area("authority", coventry, [coventry]), period, TODAY)
    individuals = {26: 5, 27: 12, 28: 23, 29: 23}[last]
    [place] = [row for row in figures.places if row.group == "pilot"]
    assert (place.individuals, figures.numbers["individuals"].value, figures.reach[0].number) == (individuals,) * 3
    assert figures.numbers["activities"].value == figures.by_month[0].total == {26: 1, 27: 2, 28: 3, 29: 3}[last]


def test_an_entry_counts_in_the_period_in_which_it_starts(manager, hillfields, coventry):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 6, 30), ends_on=date(2026, 9, 30))
    figures = figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)
    assert (figures.numbers["activities"].value, figures.numbers["activities"].before) == (0, 1)


def test_entries_of_a_pilot_that_moved_stay_with_the_authority_where_they_took_place(
    as_user, reader_of_both, hillfields, coventry, dudley
):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 8, 3), reach={"Residents": 5})
    hillfields.authority = dudley
    hillfields.save()
    builders.activity(hillfields, status="approved", starts_on=date(2026, 8, 4), locality=None)
    for area, names in (
        (Area("authority", coventry, [coventry]), ["Hillfields"]),
        (Area("authority", dudley, [dudley]), ["Hillfields"]),
        (Area("pilot", hillfields, [dudley]), []),
    ):
        figures = figures_for(reader_of_both, area, PERIODS[0], TODAY)
        assert figures.numbers["activities"].value == 1
        assert [row.name for row in figures.places if row.group == "pilot"] == names
        shown = as_user(reader_of_both).get(figures.numbers["activities"].href).context["filter"].shown
        assert shown.count() == 1


def test_a_manager_opens_the_entries_of_a_pilot_that_has_moved_away(as_user, manager, hillfields, coventry, dudley):
    builders.activity(hillfields, status="approved", starts_on=date(2026, 8, 3))
    hillfields.authority = dudley
    hillfields.save()
    figures = figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)
    [row] = [row for row in figures.places if row.group == "pilot"]
    assert as_user(manager).get(row.href).context["filter"].shown.count() == row.value == 1


def test_a_network_is_not_shown_before_it_began(manager, hillfields, coventry):
    builders.network("Old network", hillfields, established_on="2025-01")
    builders.network("New network", hillfields, established_on="2026-11")
    figures = figures_for(manager, Area("authority", coventry, [coventry]), PERIODS[0], TODAY)
    assert [row.name for row in figures.networks] == ["Old network"]


def test_that_no_locality_is_named_is_no_place_in_which_something_changed(manager, hillfields, coventry):
    for day in range(1, 7):
        builders.activity(hillfields, status="approved", starts_on=date(2026, 8, day), locality=None)
    figures = figures_for(manager, Area("pilot", hillfields, [coventry]), PERIODS[0], TODAY)
    assert "No locality named" in [row.name for row in figures.places]
    assert not any("No locality named" in told for told in what_changed(figures))


@pytest.fixture
def reader_of_both(region):
    return builders.posted("Rita Region", Role.MANAGER, region)


# Whom and what it is compared with -------------------------------------------------------------------------------


def test_a_period_that_still_runs_is_compared_with_as_many_days_of_the_one_before():
    assert period_before(Quarter.of(TODAY), TODAY) == Period(date(2026, 7, 1), date(2026, 8, 20))
    assert period_before(PERIODS[0], TODAY) == Quarter.of(date(2026, 5, 1))
    last_day = date(2026, 12, 31)
    assert period_before(Quarter.of(last_day), last_day) == Quarter.of(date(2026, 8, 1))


def test_the_comparison_is_said_in_words(manager, coventry):
    area = Area("authority", coventry, [coventry])
    assert figures_for(manager, area, PERIODS[0], TODAY).compared == "compared with April to June 2026"
    so_far = figures_for(manager, area, Quarter.of(TODAY), TODAY).compared
    assert so_far == "compared with 1 July to 20 August 2026, as many days of the period before"


def test_who_does_not_read_the_log_or_run_networks_is_told_nothing_of_either(communications, manager, coventry):
    area = Area("authority", coventry, [coventry])
    figures = figures_for(communications, area, PERIODS[0], TODAY)
    assert (figures.queue, figures.ready) == (None, None)
    assert {figures.numbers[key].value for key in ("waiting", "late", "on_time")} == {None}
    assert figures_for(manager, area, PERIODS[0], TODAY).ready[0].has_plan is False


def test_the_demonstration_tells_something_of_every_part(made_up, reader):
    figures = figures_for(reader, areas(made_up)[0], Year.of(TODAY), TODAY)
    assert figures.queue.decided > figures.queue.on_time > 0
    assert figures.numbers["on_time"].value == figures.queue.share
    assert None not in {figures.networks[0].members, figures.outcomes[0].value, figures.ready[0].sectors}
    assert min(figures.numbers[key].value for key in ("meetings", "interventions_running")) > 0
