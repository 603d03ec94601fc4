"""Growth, turnover, sectors, specified authorities and absences: figures worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.models import Headcount
from stakeholders.networks.growth import Stay, began_after, growth, members_on, stays_of, turnover
from stakeholders.networks.growth_chart import growth_spec, in_a_sentence
from stakeholders.networks.missing import absences, duties, members_of, organisations_of, sectors
from tests import builders

from .networks import days_ago, held

TODAY = date(2021, 6, 15)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


def stay(who, joined, left=None):
    return Stay(("person", who), date.fromisoformat(joined), date.fromisoformat(left) if left else None)


def test_each_month_counts_who_is_listed_at_its_end():
    stays = [stay(1, "2021-03-10"), stay(2, "2021-04-30"), stay(3, "2021-03-12", "2021-04-30"), stay(4, "2021-06-15")]
    points = growth(stays, TODAY)
    assert [(point.month.month, point.members) for point in points] == [(3, 2), (4, 2), (5, 2), (6, 3)]
    assert points[-1].until == TODAY


def test_months_go_on_over_the_end_of_the_year():
    points = growth([stay(1, "2019-12-31")], date(2020, 2, 29))
    assert [point.until for point in points] == [date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29)]


def test_network_without_members_has_no_curve():
    assert growth([], TODAY) == []


@pytest.mark.parametrize(
    ("joined", "as_at", "said"),
    [("2021-05-03", "2021-04", date(2021, 5, 1)), ("2021-04-30", "2021-04", None), ("2021-03-03", "2021-04", None)],
)
def test_listing_that_began_after_the_first_headcount_says_so(joined, as_at, said):
    assert began_after(growth([stay(1, joined)], TODAY), [Headcount(number=50, as_at=as_at)]) == said


def test_without_headcount_or_member_there_is_nothing_to_begin_after():
    assert began_after(growth([stay(1, "2021-05-03")], TODAY), []) is None
    assert began_after([], [Headcount(number=50, as_at="2021-04")]) is None


def test_who_comes_back_counts_once():
    stays = [stay(1, "2020-01-01", "2020-03-01"), stay(1, "2021-01-01")]
    assert len(members_on(stays, TODAY)) == 1


def test_two_memberships_that_merging_made_overlap_count_once():
    stays = [stay(1, "2020-01-01"), stay(1, "2021-01-01")]
    assert growth(stays, TODAY)[-1].members == 1


def test_turnover_tells_who_joined_left_and_stayed():
    stays = [
        stay("stayed", "2019-01-01"),
        stay("left", "2019-01-01", "2021-01-01"),
        stay("joined", "2021-01-01"),
        stay("came and went", "2020-09-01", "2020-10-01"),
        stay("came back", "2019-01-01", "2020-12-01"),
        stay("came back", "2021-02-01"),
        stay("long gone", "2019-01-01", "2020-01-01"),
        stay("mistake", "2021-01-01", "2021-01-01"),
    ]
    assert turnover(stays, TODAY) == (date(2020, 6, 15), 3, 2, 2, 2)


DAYS = st.dates(date(2018, 1, 1), date(2022, 1, 1))


@given(st.lists(st.tuples(st.integers(1, 6), DAYS, st.none() | DAYS)))
def test_members_a_year_ago_with_who_joined_without_who_left_are_the_members_of_today(rows):
    stays = [Stay(("person", who), joined, left) for who, joined, left in rows if left is None or left >= joined]
    told = turnover(stays, TODAY)
    assert told.before + told.joined - told.left == len(members_on(stays, TODAY))


def test_turnover_of_a_leap_day():
    assert turnover([], date(2024, 2, 29)).since == date(2023, 2, 28)


def test_stays_are_read_in_one_query(network, django_assert_num_queries):
    builders.member(network, organisation=builders.organisation())
    builders.member(network)
    with django_assert_num_queries(1):
        assert [kind for (kind, _), _, _ in stays_of(network)] == ["organisation", "person"]


def test_sentence_tells_the_beginning_the_peak_and_today():
    stays = [stay(1, "2021-03-10"), stay(2, "2021-04-02", "2021-05-20")]
    words = in_a_sentence(growth(stays, TODAY))
    assert words == "1 listed by name at the end of March 2021, at most 2 in April 2021, 1 today."


def test_chart_keeps_counted_figures_apart_from_the_line():
    stays = [stay(1, "2021-03-10"), stay(2, "2021-04-02")]
    counted = [Headcount(number=50, wording="over 50", as_at="2021-04", counted_by="The unit")]
    spec = growth_spec(growth(stays, TODAY), counted, "Hillfields network")
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert [value["members"] for value in lines[0]["data"]["values"]] == [1, 2, 2, 2, 2]
    marks = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert [value["words"] for value in marks[0]] == ["over 50, counted"]
    assert "Counted: over 50, April 2021." in spec["description"]


def test_organisation_counts_once_in_its_sector_however_many_come_from_it(network):
    police = builders.organisation("West Midlands Police", sector="police", duty="police")
    builders.member(network, builders.contact("Ann Example", organisation=police))
    builders.member(network, builders.contact("Ben Example"), organisation=police)
    builders.member(network, organisation=builders.organisation("A trust"))
    found = sectors(organisations_of(members_of(network)))
    assert found.present == [("Police", 1)]
    assert "Health" in found.missing
    assert "Police" not in found.missing
    assert found.without_sector == 1


def test_organisation_of_a_former_member_no_longer_counts(network):
    builders.member(network, organisation=builders.organisation("Gone", sector="faith"), left=days_ago(1))
    assert sectors(organisations_of(members_of(network))).present == []


def test_all_six_specified_authorities_are_named_present_or_missing(network):
    for name, duty in [("Police", "police"), ("Council", "council"), ("Another council", "council")]:
        builders.member(network, organisation=builders.organisation(name, duty=duty))
    builders.member(network, organisation=builders.organisation("A trust"))
    found = {duty.label: duty.organisations for duty in duties(organisations_of(members_of(network)))}
    assert len(found) == 6
    assert found["Local authority"] == ["Another council", "Council"]
    assert [label for label, names in found.items() if not names] == [
        "Fire and rescue",
        "Integrated care board",
        "Youth offending team",
        "Probation",
    ]


def absent(network):
    return [(str(one.membership), one.apologies) for one in absences(network, members_of(network))]


def member(network, name, **fields):
    return builders.member(network, builders.contact(name), **fields)


def test_who_came_to_none_of_the_last_three_meetings_is_told_and_apologies_apart(network):
    came, away, sorry = (member(network, name) for name in ("Came Once", "Away Always", "Sorry Always"))
    held(network, 40, came=[away, sorry])
    held(network, 30, came=[came])
    held(network, 20, apologies=[came, sorry])
    held(network, 10, apologies=[sorry])
    assert absent(network) == [("Away Always", 0), ("Sorry Always", 2)]


def test_meetings_before_somebody_joined_do_not_count_against_them(network):
    there = member(network, "Always There")
    member(network, "New Comer", joined=days_ago(25))
    for days in (30, 20, 10):
        held(network, days, came=[there])
    assert absent(network) == []
    held(network, 5, came=[there])
    assert absent(network) == [("New Comer", 0)]


def test_two_meetings_are_too_few_to_say(network):
    member(network, "Away Always")
    for days in (20, 10):
        held(network, days, came=[member(network, f"There {days}")])
    assert absences(network, members_of(network)) is None


def test_meetings_that_were_not_held_or_not_ticked_are_left_out(network):
    there = member(network, "Always There")
    member(network, "Away Always")
    for days in (30, 20):
        held(network, days, came=[there])
    held(network, 10)
    builders.meeting(network, status="cancelled")
    assert absences(network, members_of(network)) is None


def test_who_has_left_is_not_missed(network):
    there = member(network, "Always There")
    member(network, "Gone Away", left=days_ago(1))
    for days in (30, 20, 10):
        held(network, days, came=[there])
    assert absent(network) == []


def test_absences_take_as_many_queries_for_many_as_for_few(network, django_assert_max_num_queries):
    members = [member(network, f"Member {number}") for number in range(40)]
    for days in range(10, 60, 5):
        held(network, days, came=members[:20])
    with django_assert_max_num_queries(3):
        assert len(absences(network, members_of(network))) == 20
