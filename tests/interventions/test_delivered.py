"""What was delivered under an intervention, summed over approved entries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interventions.delivered import NOTHING, Delivered, ReachTotal, cost_per_person, delivered
from interventions.models import Reach
from interventions.monthly import rebuild
from tests import builders


@pytest.fixture
def mentoring(hillfields):
    return builders.intervention(hillfields)


def logged(intervention, status="approved", **fields):
    return builders.activity(intervention.pilot, status=status, intervention=intervention, **fields)


def counted(activity, number, audience="Young people", **fields):
    made = Reach.objects.create(activity=activity, audience=builders.audience(audience), number=number, **fields)
    rebuild()
    return made


def words(done):
    return [str(row) for row in done.reach]


def test_approved_entries_are_summed_and_no_others(mentoring):
    logged(mentoring, starts_on=date(2021, 3, 1), minutes=90, reach={"Young people": 12})
    logged(mentoring, starts_on=date(2021, 4, 1), ends_on=date(2021, 4, 9), minutes=30, reach={"Young people": 8})
    for status in ("planned", "draft", "submitted", "returned", "cancelled"):
        logged(mentoring, status=status, minutes=1000, reach={"Young people": 1000})
    logged(builders.intervention(mentoring.pilot, name="Another"), minutes=5)
    done = delivered([mentoring])[mentoring.pk]
    assert (done.entries, done.minutes, done.hours) == (2, 120, 2)
    assert (done.first_on, done.last_on) == (date(2021, 3, 1), date(2021, 4, 1))
    assert done.reach == [ReachTotal("Young people", "people", "individuals", 20)]
    assert done.is_counted_by_each


def test_hours_of_some_entries_are_not_those_of_all(mentoring):
    for minutes in (600, 510, None):
        logged(mentoring, minutes=minutes)
    done = delivered([mentoring])[mentoring.pk]
    assert (done.entries, done.timed, done.hours, done.timed_of) == (3, 2, 18.5, "in 2 of 3 entries")
    assert Delivered(entries=2, timed=2, minutes=60).timed_of == Delivered(entries=2).timed_of == ""


def test_individuals_attendances_views_and_items_are_never_added_up(mentoring):
    entry = logged(mentoring, reach={"Young people": 12, "Residents": 3})
    counted(entry, 40, counts="attendances")
    counted(entry, 900, unit="views")
    counted(entry, 100, unit="views", counts="attendances")
    counted(entry, 6, unit="items")
    done = delivered([mentoring])[mentoring.pk]
    assert (done.individuals, done.attendances) == (15, 40)
    assert set(words(done)) == {
        "12 young people",
        "3 residents",
        "40 young people (attendances)",
        "1,000 views (young people)",
        "6 items (young people)",
    }
    assert not done.is_counted_by_each


def test_what_is_not_recorded_is_not_nought(mentoring):
    assert delivered([mentoring]) == {mentoring.pk: NOTHING}
    assert Delivered(entries=0, minutes=None, reach=[], first_on=None, last_on=None) == NOTHING
    logged(mentoring)
    done = delivered([mentoring.pk])[mentoring.pk]
    assert done.entries == 1
    assert (done.minutes, done.hours, done.individuals, done.attendances) == (None, None, None, None)
    logged(mentoring, minutes=0, reach={"Residents": 0})
    done = delivered([mentoring.pk])[mentoring.pk]
    assert (done.minutes, done.individuals) == (0, 0)


def test_audiences_stand_in_their_order(mentoring):
    builders.audience("Residents", position=2)
    builders.audience("Young people", position=1)
    logged(mentoring, reach={"Residents": 3, "Young people": 2})
    assert words(delivered([mentoring])[mentoring.pk]) == ["2 young people", "3 residents"]


@pytest.mark.parametrize("several", [1, 40])
def test_two_queries_do_for_any_number(hillfields, several):
    made = [builders.intervention(hillfields, name=f"No. {number}") for number in range(several)]
    for each in made:
        logged(each, reach={"Young people": 5})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sums = delivered(made)
    assert len(queries) == 2
    assert not any("interventions_reach" in query["sql"] for query in queries)
    assert {done.individuals for done in sums.values()} == {5}
    with CaptureQueriesContext(connection) as queries:
        assert delivered([]) == {}
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("funding", "people", "cost"),
    [("1000", 40, "25.00"), ("100", 3, "33.33"), ("0", 10, "0.00"), (None, 40, None), ("1000", 0, None)],
)
def test_cost_per_person_needs_funding_and_individuals(funding, people, cost):
    done = Delivered(entries=1, reach=[ReachTotal("Young people", "people", "individuals", people)])
    assert cost_per_person(funding and Decimal(funding), done) == (cost and Decimal(cost))


def test_attendances_alone_give_no_cost_per_person():
    done = Delivered(entries=1, reach=[ReachTotal("Young people", "people", "attendances", 40)])
    assert cost_per_person(Decimal(1000), done) is None
