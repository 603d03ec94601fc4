"""How many members a network has on a day, and what somebody counted: never one for the other."""

from datetime import date

import pytest

from stakeholders.models import Headcount
from stakeholders.networks.counting import Count, counts_on, headcount, headcounts_on
from tests import builders

SPRING = date(2021, 4, 1)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


def count(network, on=SPRING):
    return counts_on([network], on)[network.pk]


def counted(network, number, as_at, **fields):
    return Headcount.objects.create(network=network, number=number, as_at=as_at, counted_by="The navigator", **fields)


def test_network_without_members_counts_none(network):
    assert count(network) == Count(members=0, organisations=0, people=0)


def test_member_counts_from_the_day_of_joining(network):
    builders.member(network, joined="2021-04-01")
    assert count(network, date(2021, 3, 31)).members == 0
    assert count(network, SPRING).members == 1


def test_member_no_longer_counts_on_the_day_of_leaving(network):
    builders.member(network, joined="2021-01-01", left="2021-04-01")
    assert count(network, date(2021, 3, 31)).members == 1
    assert count(network, SPRING).members == 0


def test_member_who_came_back_counts_once(network):
    person = builders.contact("Sam Example")
    builders.member(network, person, joined="2020-01-01", left="2020-06-01")
    builders.member(network, person, joined="2021-01-01")
    assert count(network).members == 1


def test_organisation_without_a_named_person_is_a_member(network):
    builders.member(network, organisation=builders.organisation())
    assert count(network) == Count(members=1, organisations=1, people=0)
    assert count(network).without_person == 1


def test_organisation_of_several_people_counts_once(network):
    trust = builders.organisation()
    builders.member(network, builders.contact("Ann Example", organisation=trust))
    builders.member(network, builders.contact("Ben Example"), organisation=trust)
    assert count(network) == Count(members=2, organisations=1, people=2)


def test_erased_person_still_counts(network):
    member = builders.member(network)
    member.contact.name = member.contact.role = member.contact.email = ""
    member.contact.erased_at = "2021-03-01T12:00Z"
    member.contact.save()
    assert count(network).members == 1


def test_networks_are_counted_in_one_query_however_many_there_are(network, django_assert_num_queries):
    others = [builders.network(f"Network {number}", of=network.pilot) for number in range(5)]
    for number, other in enumerate(others):
        for _ in range(number):
            builders.member(other)
    with django_assert_num_queries(1):
        found = counts_on([network, *others], SPRING)
    assert [found[other.pk].members for other in [network, *others]] == [0, 0, 1, 2, 3, 4]


def test_latest_headcount_is_the_one_that_counts(network):
    counted(network, 50, "2021-04", wording="over 50")
    counted(network, 21, "2019-12")
    assert str(headcount(network)) == "over 50"


def test_headcount_of_a_day_is_the_latest_until_then(network):
    counted(network, 21, "2019-12")
    counted(network, 50, "2021-04", wording="over 50")
    assert headcount(network, date(2021, 3, 31)).number == 21
    assert headcount(network, SPRING).number == 50
    assert headcount(network, date(2019, 11, 30)) is None


def test_headcount_is_not_a_count_of_members(network):
    counted(network, 50, "2021-04")
    assert count(network).members == 0


def test_headcounts_of_several_networks_take_one_query(network, django_assert_num_queries):
    other = builders.network("Lozells network", of=network.pilot)
    counted(network, 21, "2019-12")
    with django_assert_num_queries(1):
        found = headcounts_on([network, other])
        assert [str(row) for row in found.values()] == ["21"]
    assert other.pk not in found
