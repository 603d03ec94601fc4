"""Adding networks, keeping them and their headcounts up to date, and what forms refuse."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pilots.models import Source
from stakeholders.models import Headcount, Network
from tests import builders

from .networks import days_ago, in_parts, text_of


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields, established_on="2019-12")


def typed(place, **fields):
    given = {
        "name": "Hillfields steering group",
        "kind": "steering",
        "belongs_to": place,
        "rhythm": "fortnightly",
        "rhythm_fortnightly_weekday": "TU",
        "version": "0",
    }
    return {**given, **fields}


def add(client, place, **fields):
    return client.post(reverse("network_add"), typed(place, **fields))


def edit(client, network, **fields):
    given = {"name": network.name, "kind": network.kind, "pilot": network.pilot_id or "", "rhythm": "none"}
    given |= {"version": network.version, "established_on": network.established_on}
    return client.post(reverse("network_edit", args=[network.pk]), {**given, **fields})


# Adding ------------------------------------------------------------------------------------------------------------


def test_network_of_a_pilot_is_added(hillfields, navigator, as_user):
    response = add(as_user(navigator), f"pilot-{hillfields.pk}", established_on="December 2019", purpose="To talk")
    made = Network.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.pilot, made.authority, made.slug) == (hillfields, hillfields.authority, "hillfields-steering-group")
    assert (made.established_on, made.rhythm) == ("2019-12", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")


def test_network_of_an_authority_as_a_whole_is_added(coventry, navigator, as_user):
    add(as_user(navigator), f"authority-{coventry.pk}", rhythm="none")
    made = Network.objects.get()
    assert (made.authority, made.pilot, made.rhythm) == (coventry, None, "")


def test_form_starts_with_the_pilot_that_leads_to_it(hillfields, navigator, as_user):
    html = as_user(navigator).get(f"{reverse('network_add')}?pilot={hillfields.pk}").content.decode()
    assert f'value="pilot-{hillfields.pk}" selected' in html


def test_network_sent_twice_is_stored_once(hillfields, navigator, as_user):
    client = as_user(navigator)
    assert add(client, f"pilot-{hillfields.pk}").url == add(client, f"pilot-{hillfields.pk}").url
    assert Network.objects.count() == 1


def test_second_network_of_a_name_is_refused_beside_the_name(network, navigator, as_user):
    name = network.name.upper()
    response = add(as_user(navigator), f"pilot-{network.pilot_id}", name=name)
    assert response.context["form"].errors["name"] == [
        "There is a network of this name in this local authority already: give this one another name"
    ]


def test_network_that_ended_leaves_its_name_to_a_new_one_with_an_address_of_its_own(network, navigator, as_user):
    network.ended_on = days_ago(1)
    network.save()
    add(as_user(navigator), f"pilot-{network.pilot_id}", name=network.name)
    assert Network.objects.current().get().slug == f"{network.slug}-2"


def test_name_without_letters_for_an_address_gets_one(hillfields, navigator, as_user):
    add(as_user(navigator), f"pilot-{hillfields.pk}", name="مرحبا")
    assert Network.objects.get().slug == "network"


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"name": ""}, "name", "Enter the name of the network"),
        ({"kind": ""}, "kind", "Choose what kind of network it is"),
        ({"belongs_to": "pilot-999999"}, "belongs_to", "Choose what the network belongs to"),
        ({"rhythm": ""}, "rhythm", "Choose how often it meets"),
        ({"established_on": "2999"}, "established_on", "must be today or in the past"),
        ({"established_on": "31 February 2021"}, "established_on", "Enter a real date"),
        ({"welcomes_members": "on"}, "invitation", "Enter what the public page says"),
        ({"purpose": "Ring Sam on 07700 900123"}, "purpose", "looks like a telephone number"),
        ({"invitation": "Write to sam@example.org"}, "invitation", "looks like an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(hillfields, navigator, as_user, fields, where, message):
    response = add(as_user(navigator), f"pilot-{hillfields.pk}", **fields) if "belongs_to" not in fields else (
        as_user(navigator).post(reverse("network_add"), typed(**{"place": "", **fields}))
    )  # fmt: skip
    assert response.status_code == 200
    assert message in str(response.context["form"].errors[where])
    assert not Network.objects.exists()


def test_network_cannot_be_added_to_another_authority(st_james, navigator, as_user):
    response = add(as_user(navigator), f"pilot-{st_james.pk}")
    assert "belongs_to" in response.context["form"].errors
    assert as_user(navigator).get(f"{reverse('network_add')}?pilot={st_james.pk}").status_code == 404


# Changing ----------------------------------------------------------------------------------------------------------


def test_network_is_changed_and_keeps_its_address(network, navigator, as_user):
    slug = network.slug
    edit(as_user(navigator), network, name="Another name", rhythm="day", rhythm_day_day="15")
    network.refresh_from_db()
    assert (network.name, network.rhythm, network.slug) == ("Another name", "FREQ=MONTHLY;BYMONTHDAY=15", slug)


def test_rule_that_no_choice_stands_for_stays_as_it_is(network, navigator, as_user):
    network.rhythm = "FREQ=WEEKLY;BYDAY=TU,TH"
    network.save()
    edit(as_user(navigator), network, rhythm="stored")
    network.refresh_from_db()
    assert network.rhythm == "FREQ=WEEKLY;BYDAY=TU,TH"


def test_words_of_a_source_are_not_edited(network, region, navigator, as_user):
    network.source = Source.objects.create(region=region, key="n1", title="VRU News")
    network.rhythm_wording = "fortnightly"
    network.save()
    edit(as_user(navigator), network, rhythm="weekly", rhythm_wording="whenever")
    network.refresh_from_db()
    assert (network.rhythm, network.rhythm_wording) == ("FREQ=WEEKLY", "fortnightly")


@pytest.mark.parametrize(
    ("ended", "message"),
    [
        (lambda: days_ago(-1), "must be today or in the past"),
        (lambda: date(2019, 11, 30), "must be after December 2019"),
    ],
    ids=["tomorrow", "before it began"],
)
def test_wrong_end_is_refused(network, navigator, as_user, ended, message):
    response = edit(as_user(navigator), network, **in_parts("ended_on", ended()))
    assert message in str(response.context["form"].errors["ended_on"])


def test_network_that_ended_welcomes_nobody(network, navigator, as_user):
    told = {"welcomes_members": "on", "invitation": "Come along", **in_parts("ended_on", days_ago(1))}
    response = edit(as_user(navigator), network, **told)
    assert "take the tick away" in str(response.context["form"].errors["welcomes_members"])


def test_changes_of_somebody_else_are_shown_beside_ones_own(network, navigator, as_user):
    client, version = as_user(navigator), network.version
    edit(client, network, purpose="Theirs")
    network.version = version
    response = edit(client, network, purpose="Mine", rhythm="weekly")
    assert response.status_code == 409
    words = text_of(response)
    assert "Theirs" in words
    assert "Every week" in words
    assert Network.objects.get().purpose == "Theirs"


@pytest.mark.parametrize("name", ["network_edit", "headcount_add", "network_members", "member_add"])
def test_pages_of_those_who_run_it_are_theirs(network, name, analyst, dudley_navigator, as_user):
    address = reverse(name, args=[network.pk])
    assert as_user(analyst).get(address).status_code == 403
    assert as_user(dudley_navigator).get(address).status_code == 404


# Headcounts --------------------------------------------------------------------------------------------------------


def note(client, network, **fields):
    given = {"number": "50", "wording": "over 50", "as_at": "April 2021", "counted_by": "The navigator", "version": "0"}
    return client.post(reverse("headcount_add", args=[network.pk]), {**given, **fields})


def test_headcount_is_noted_once_and_stands_apart(network, navigator, as_user):
    client = as_user(navigator)
    note(client, network)
    assert note(client, network).url == f"{network.get_absolute_url()}#size"
    made = network.headcounts.get()
    assert (made.number, str(made), made.as_at) == (50, "over 50", "2021-04")
    assert network.memberships.count() == 0


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"number": ""}, "number", "Enter how many"),
        ({"number": "lots"}, "number", "whole number"),
        ({"number": "-1"}, "number", "0 or more"),
        ({"number": "60"}, "wording", "The words say 50, but the number above is 60"),
        ({"as_at": ""}, "as_at", "Enter when that was"),
        ({"as_at": "2999"}, "as_at", "must be today or in the past"),
        ({"as_at": "0021"}, "as_at", "Enter a year from 1990 on"),
        ({"counted_by": ""}, "counted_by", "Enter who counted"),
        ({"counted_by": "Sam, 07700 900123"}, "counted_by", "looks like a telephone number"),
        ({"source": "999"}, "source", "Choose"),
    ],
)
def test_headcount_that_makes_no_sense_is_refused(network, navigator, as_user, fields, where, message):
    response = note(as_user(navigator), network, **fields)
    bound = response.context["form"][where]
    assert message in str(bound.errors)
    assert not Headcount.objects.exists()


def test_headcount_is_corrected_with_its_history(network, navigator, as_user):
    client = as_user(navigator)
    note(client, network, number="500", wording="")
    made = network.headcounts.get()
    told = {"number": "50", "as_at": "April 2021", "counted_by": "The navigator", "version": made.history.count()}
    client.post(reverse("headcount_edit", args=[network.pk, made.pk]), told)
    assert [row.number for row in made.history.all()] == [50, 500]


def test_headcount_of_another_network_is_not_found(network, navigator, as_user):
    other = builders.network("Another", network.pilot)
    made = Headcount.objects.create(network=other, number=3, as_at="2021", counted_by="The unit")
    assert as_user(navigator).get(reverse("headcount_edit", args=[network.pk, made.pk])).status_code == 404


def test_ended_network_offers_no_new_meeting(network, navigator, as_user):
    network.ended_on = timezone.localdate() - timedelta(days=1)
    network.save()
    html = as_user(navigator).get(network.get_absolute_url()).content.decode()
    assert reverse("meeting_schedule", args=[network.pk]) not in html
