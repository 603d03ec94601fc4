"""The list of activities says what its entries add up to, and what it shows."""

from datetime import date
from itertools import product

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from interventions.models import Activity, AudienceGroup, Reach
from interventions.monthly import count_in
from tests import builders
from vru_portal import keyset

QUARTER = {"status": "approved", "starts_from": "2026-07-10", "until": "2026-10-05"}


@pytest.fixture
def entries(hillfields):
    """Entries at both ends of the period, within it and beside it."""
    days = [date(2026, 7, 9), date(2026, 7, 10), date(2026, 8, 3), date(2026, 9, 30), date(2026, 10, 5)]
    for number, day in enumerate(days, 1):
        reach = {"Residents": number, "Young people": 10 * number}
        made = builders.activity(hillfields, status="draft", starts_on=day, reach=reach, minutes=45)
        residents = AudienceGroup.objects.get(name="Residents")
        Reach.objects.create(activity=made, audience=residents, number=100, unit="views")
        Reach.objects.create(activity=made, audience=residents, number=7, counts="attendances")
        Activity.objects.filter(pk=made.pk).update(status="approved")
        count_in(Activity.objects.get(pk=made.pk))


def words_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


def shown(client, **asked):
    return client.get(reverse("activities"), QUARTER | asked)


def test_individuals_attendances_views_and_hours_are_told_apart_and_never_added_up(as_user, manager, entries):
    client = as_user(manager)
    told = {
        "154 individuals": {"unit": "people", "counts": "individuals"},
        "28 attendances": {"unit": "people", "counts": "attendances"},
        "400 views": {"unit": "views"},
        "3 hours": {"with_hours": "on"},
    }
    for words, asked in told.items():
        assert shown(client, **asked).context["sums"] == [words]
    assert "4 activities found, 154 individuals. Somebody reached by several entries" in words_of(
        shown(client, unit="people", counts="individuals")
    )
    assert shown(client).context["sums"] == []


def test_a_list_of_many_entries_tells_the_same_from_the_monthly_figures(
    as_user, manager, hillfields, entries, monkeypatch
):
    client = as_user(manager)
    places = [{"pilot": hillfields.pk}, {"authority": hillfields.authority_id}, {"without_locality": "on"}]
    ways = [{}, {"unit": "people", "counts": "individuals"}, {"unit": "views"}, {"with_hours": "on"}]
    asked = [place | way for place, way in product(places, ways)] + [{"without_reach": "on"}]
    asked.append({"kind": hillfields.activities.first().kind_id, "with_hours": "on"})
    exact = [shown(client, **one).context for one in asked]
    monkeypatch.setattr(keyset, "COUNT_CAP", 1)
    monkeypatch.setattr(keyset.capped_count, "__defaults__", (1,))
    for before, one in zip(exact, asked, strict=True):
        found = shown(client, **one).context
        assert found["sums"] == before["sums"], one
        if "unit" not in one:
            assert found["count"] == before["count"], one


def test_a_list_of_many_entries_that_no_monthly_figure_knows_adds_nothing_up(as_user, manager, entries, monkeypatch):
    monkeypatch.setattr(keyset, "COUNT_CAP", 1)
    monkeypatch.setattr(keyset.capped_count, "__defaults__", (1,))
    kind = Activity.objects.values_list("kind", flat=True)[0]
    found = shown(as_user(manager), kind=kind, unit="views").context
    assert (str(found["count"]), found["sums"]) == ("more than 1", [])


def test_words_that_more_than_a_page_holds_are_not_counted(as_user, manager, hillfields):
    client, address = as_user(manager), f"{reverse('activities')}?q=football"
    for _ in range(keyset.PAGE_SIZE):
        builders.activity(hillfields, by=manager, status="approved", title="Football")
    assert str(client.get(address).context["count"]) == "25"
    builders.activity(hillfields, by=manager, status="approved", title="Football")
    assert str(client.get(address).context["count"]) == "more than 25"


def test_the_list_says_what_it_shows_and_takes_each_filter_away(as_user, manager, hillfields, entries):
    found = shown(as_user(manager), pilot=hillfields.pk, unit="views", page="old")
    assert "Shown: Hillfields (remove the filter Hillfields), Approved (" in words_of(found)
    for words, without in (("reach in Views", "unit"), ("until 5 October 2026", "until")):
        query = next(one.without for one in found.context["filter"].chosen if one.words == words)
        assert without not in query
        assert "page" not in query
        assert f"pilot={hillfields.pk}" in query


def test_filters_that_came_with_the_address_are_folded_unless_one_is_wrong(as_user, manager):
    assert b'<details class="govuk-details" open' not in shown(as_user(manager)).content
    assert b'<details class="govuk-details" open' in shown(as_user(manager), until="never").content
