"""The list of networks and the page of one: what each role reads, and how many queries it takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pilots.models import Source
from stakeholders.models import Headcount
from tests import builders

from .networks import days_ago, held, text_of


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields, established_on="2019-12", rhythm="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")


@pytest.fixture
def source(region):
    return Source.objects.create(
        region=region, key="n1", title="VRU News, issue 1 (quarterly newsletter)", published_on="2021-04"
    )


def over_fifty(network, source):
    return Headcount.objects.create(network=network, number=50, wording="over 50", as_at="2021-04", source=source)


def address(network, name="network"):
    return reverse(name, args=[network.pk])


def page(client, network):
    return text_of(client.get(address(network)))


def listed(client, query=""):
    return text_of(client.get(f"{reverse('networks')}{query}"))


# The list ----------------------------------------------------------------------------------------------------------


def test_list_tells_named_and_counted_members_apart(network, source, navigator, as_user):
    over_fifty(network, source)
    for _ in range(12):
        builders.member(network)
    words = listed(as_user(navigator))
    assert "12 listed by name" in words
    assert "VRU News, issue 1 (April 2021) says “over 50”" in words
    assert "Every two weeks on Tuesday" in words


def test_list_tells_the_next_and_the_last_meeting_to_those_who_run_networks(network, navigator, analyst, as_user):
    held(network, 9)
    coming = builders.meeting(network)
    next_one = f"Next: {timezone.localtime(coming.starts_at):%-d %B %Y}"
    last_one = f"Last: {days_ago(9):%-d %B %Y}"
    assert next_one in listed(as_user(navigator))
    assert last_one in listed(as_user(navigator))
    assert "Next:" not in listed(as_user(analyst))


def test_networks_of_other_authorities_are_not_listed(network, dudley_navigator, as_user):
    assert "No networks yet" in listed(as_user(dudley_navigator))


def test_list_is_narrowed_by_authority_kind_and_words(network, st_james, manager, region, as_user):
    builders.posting(manager, "analyst", region)
    builders.network("St James' Ward forum", st_james, kind="forum")
    client = as_user(manager)
    assert "2 networks" in listed(client)
    for query in (f"?authority={st_james.authority_id}", "?kind=forum", "?q=ward"):
        words = listed(client, query)
        assert "1 network found" in words
        assert "St James' Ward forum" in words
    assert "No network matches" in listed(client, "?q=zebra")
    assert "Choose" in listed(client, "?authority=x")


def test_networks_that_ended_are_listed_where_somebody_asks(network, navigator, as_user):
    network.ended_on = days_ago(3)
    network.save()
    assert "Hillfields stakeholder network" not in listed(as_user(navigator))
    assert f"Ended on {days_ago(3):%-d %B %Y}" in listed(as_user(navigator), "?ended=on")


def test_those_who_run_networks_are_led_on_to_what_belongs_to_them(navigator, analyst, as_user):
    links = as_user(navigator).get(reverse("networks")).content.decode()
    assert [name for name in ("network_add", "contacts", "organisations", "contact_import", "calendar")
            if f'href="{reverse(name)}"' not in links] == []  # fmt: skip
    for_others = as_user(analyst).get(reverse("networks")).content.decode()
    assert [name for name in ("network_add", "contacts", "contact_import", "calendar")
            if f'href="{reverse(name)}"' in for_others] == []  # fmt: skip


# The page ----------------------------------------------------------------------------------------------------------


def test_page_tells_who_is_named_and_who_was_counted_side_by_side(network, source, navigator, as_user):
    over_fifty(network, source)
    for _ in range(12):
        builders.member(network)
    words = page(as_user(navigator), network)
    assert "VRU News, issue 1 (April 2021) says “over 50”. 12 are listed here by name." in words
    assert "62" not in words


def test_headcount_without_a_publication_tells_who_counted(network, navigator, as_user):
    Headcount.objects.create(network=network, number=21, as_at="2020-05-04", counted_by="the community navigator")
    assert "The community navigator counted “21” on 4 May 2020." in page(as_user(navigator), network)


def test_a_publication_is_not_said_to_have_counted_when_it_came_out(network, source, navigator, as_user):
    over_fifty(network, source)
    words = page(as_user(navigator), network)
    assert "in the words of VRU News, issue 1 (quarterly newsletter), April 2021" in words
    assert "over 50 counted" not in words
    network.headcounts.update(as_at="2020-12")
    assert "says “over 50”, as at December 2020." in page(as_user(navigator), network)


def test_growth_tells_the_trend_of_the_source_and_where_the_line_begins(network, source, navigator, as_user):
    over_fifty(network, source)
    network.note, network.source = "Grown", source
    network.save()
    builders.member(network, joined="2025-10-03")
    words = page(as_user(navigator), network)
    assert "says “over 50”. It notes: Grown. Listing by name began in October 2025, and does not go on from" in words


def test_page_without_members_says_so(network, navigator, as_user):
    words = page(as_user(navigator), network)
    assert "Nobody has counted the members yet. Nobody is listed here by name." in words
    assert "The curve begins with the first member" in words
    assert "Nobody has joined or left by name within a year" in words


def test_page_shows_the_curve_with_its_table(network, source, navigator, as_user):
    over_fifty(network, source)
    builders.member(network, joined="2021-01-15")
    html = as_user(navigator).get(address(network)).content.decode()
    assert html.count("<svg") >= 2
    assert "Members of Hillfields stakeholder network by month" in html
    assert "January 2021" in html


def test_page_tells_turnover_with_its_rule(network, navigator, as_user):
    builders.member(network, joined=days_ago(500))
    builders.member(network, joined=days_ago(500), left=days_ago(20))
    builders.member(network, joined=days_ago(40))
    words = page(as_user(navigator), network)
    assert "1 joined, 1 left, and 1 of the 2 members of a year ago stayed." in words
    assert "Everybody counts once" in words


def test_page_tells_meetings_and_actions(network, navigator, as_user):
    meeting = held(network, 9)
    builders.action("Send it", meeting, due_on=days_ago(1))
    builders.action("Ring", meeting)
    builders.action("Done", meeting, done_on=days_ago(1))
    builders.action("Dropped", meeting, dropped_on=days_ago(1))
    words = page(as_user(navigator), network)
    assert f"Met last on {days_ago(9):%-d %B %Y}, and 1 time within a year" in words
    assert "2 open, 1 of them overdue , and 1 done within a year" in words


def test_page_names_chair_and_deputy_and_no_former_one(network, navigator, as_user):
    builders.member(network, builders.contact("Charlie Chair"), role="chair")
    builders.member(network, builders.contact("Dee Deputy"), role="deputy")
    builders.member(network, builders.contact("Former Chair"), role="chair", left=days_ago(1))
    words = page(as_user(navigator), network)
    assert "Charlie Chair" in words
    assert "Dee Deputy (deputy)" in words
    assert "Former Chair" not in words


@pytest.mark.parametrize("who", ["analyst", "communications", "administrator"])
def test_those_who_do_not_run_networks_read_figures_and_no_person(network, source, who, as_user, request):
    over_fifty(network, source)
    police = builders.organisation("West Midlands Police", sector="police", duty="police")
    contact = builders.contact("Named Nobody", organisation=police, role="Inspector")
    builders.member(network, contact, role="chair", organisation=police)
    for days in (30, 20, 10):
        held(network, days, came=[builders.member(network, builders.contact(f"Came {days}"))])
    response = as_user(request.getfixturevalue(who)).get(address(network))
    words = text_of(response)
    assert "over 50" in words
    assert "Police: 1 organisation" in words
    assert [told for told in ("Named Nobody", "Inspector", "Came 30", "not come for three", "Chair", "Meetings and")
            if told in words] == []  # fmt: skip
    assert f"/networks/{network.pk}/members/" not in response.content.decode()


def test_page_of_another_authority_is_not_found(network, dudley_navigator, as_user):
    assert as_user(dudley_navigator).get(address(network)).status_code == 404


@pytest.mark.parametrize("who", ["navigator", "analyst"])
def test_page_and_list_take_as_many_queries_for_300_members_as_for_3(network, who, request, as_user):
    client = as_user(request.getfixturevalue(who))
    few = fill(network, 3, 4)
    counted = {}
    for size in ("few", "many"):
        if size == "many":
            fill(network, 297, 40, few)
        for where in (address(network), reverse("networks")):
            client.get(where)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(where).status_code == 200
            counted[size, where] = len(queries)
    assert counted["many", address(network)] == counted["few", address(network)] <= 20
    assert counted["many", reverse("networks")] == counted["few", reverse("networks")] <= 14


def fill(network, members, meetings, came=()):
    bodies = [builders.organisation(f"Body {number}", sector="health") for number in range(5)]
    made = [
        builders.member(network, builders.contact(f"Person {number}", organisation=bodies[number % 5]))
        for number in range(members)
    ]
    for days in range(meetings):
        held(network, 50 + days, came=came or made[:1], apologies=made[1:2])
    return made


def test_networks_of_a_pilot_stand_on_its_page(network, navigator, analyst, as_user):
    builders.member(network)
    client = as_user(navigator)
    html = client.get(network.pilot.get_absolute_url()).content.decode()
    assert network.get_absolute_url() in html
    assert f"{reverse('network_add')}?pilot={network.pilot_id}" in html
    assert reverse("network_add") not in as_user(analyst).get(network.pilot.get_absolute_url()).content.decode()


def test_a_counted_figure_stands_with_its_source_in_lists_too(network, source, navigator, as_user):
    Headcount.objects.create(network=network, number=50, wording="over 50", as_at="2021-04", source=source)
    for address in (network.pilot.get_absolute_url(), "/networks/"):
        page = text_of(as_user(navigator).get(address))
        assert "VRU News, issue 1 (April 2021) says “over 50”" in page, address


@pytest.mark.parametrize(("kind", "is_said"), [("forum", True), ("youth_panel", False), ("champions", False)])
def test_bodies_are_missed_only_where_partners_meet(network, navigator, as_user, kind, is_said):
    network.kind = kind
    network.save()
    builders.member(network)
    page = text_of(as_user(navigator).get(network.get_absolute_url()))
    assert ("Missing: Police" in page) is is_said
    assert ("Integrated care board" in page) is is_said
    assert "No sector is missing" not in page


def test_nobody_absent_is_told_apart_from_too_few_meetings_to_say(network, navigator, as_user):
    there = builders.member(network, builders.contact("Always There"))
    for days in (30, 20):
        held(network, days, came=[there])
    client = as_user(navigator)
    assert "Too few meetings are recorded to say." in text_of(client.get(network.get_absolute_url()))
    held(network, 10, came=[there])
    page = text_of(client.get(network.get_absolute_url()))
    assert "Nobody. How this is worked out" in page
    assert "Too few" not in page


def test_nobody_is_called_missing_before_there_is_a_member(network, navigator, as_user):
    words = page(as_user(navigator), network)
    assert "Add the first members to see who is missing." in words
    assert "Missing" not in words
    assert "Specified authorities" not in words
    builders.member(network)
    assert "Add the first members" not in page(as_user(navigator), network)
