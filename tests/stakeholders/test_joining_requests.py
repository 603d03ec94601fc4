"""Requests to join: who sees them, how long they wait, and that nothing is left of one that was decided."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stakeholders.joining.waiting import asking_to_join
from stakeholders.models import JoinRequest, Network
from tests import builders
from tests.interventions.test_changes import everything_stored


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields, welcomes_members=True, invitation="Come along")


def asked(network, name="Sam Sample", days=0, **fields):
    given = {"email": "sam@example.org", "agreed": True, "sent_at": timezone.now() - timedelta(days=days), **fields}
    return JoinRequest.objects.create(network=network, name=name, **given)


def address(network):
    return reverse("join_requests", args=[network.pk])


def decline(network, request):
    return reverse("join_decline", args=[network.pk, request.pk])


def test_requests_stand_with_the_longest_wait_first(network, navigator, as_user):
    asked(network, "Late Lee", organisation_name="Bread Oven", telephone="07700 900555", message="I bake.")
    asked(network, "Early Eve", days=12, email="eve@example.org")
    page = as_user(navigator).get(address(network)).content.decode()
    assert page.index("Early Eve") < page.index("Late Lee")
    assert "waiting 12 days" in page
    assert [
        told for told in ("Bread Oven", "07700 900555", "I bake.", "mailto:eve@example.org") if told not in page
    ] == []


def test_list_leads_to_accepting_and_declining(network, navigator, as_user):
    request = asked(network)
    page = as_user(navigator).get(address(network)).content.decode()
    assert f"{reverse('member_add', args=[network.pk])}?request={request.pk}" in page
    assert decline(network, request) in page


def test_list_of_many_is_paged_in_a_constant_number_of_queries(
    network, navigator, as_user, django_assert_max_num_queries
):
    for number in range(30):
        asked(network, f"Person {number}", days=number)
    client = as_user(navigator)
    client.get(address(network))
    with django_assert_max_num_queries(14):
        page = client.get(address(network)).content.decode()
    assert page.count("govuk-summary-card__title-wrapper") == 25
    assert "Next" in page


def test_list_without_requests_says_so_and_gives_the_public_address(network, navigator, as_user, settings):
    settings.SITE_URL = "https://portal.example.org/"
    page = as_user(navigator).get(address(network)).content.decode()
    assert "Nobody is waiting to join" in page
    assert "https://portal.example.org/join/E08000026/hillfields-stakeholder-network/" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"welcomes_members": False}, "Let people ask to join"), ({"ended_on": "2021-05-01"}, "it has ended")],
)
def test_list_of_a_network_without_a_public_page_says_why(network, navigator, as_user, changes, said):
    asked(network)
    Network.objects.update(**changes)
    page = as_user(navigator).get(address(network)).content.decode()
    assert said in page
    assert "/join/" not in page
    assert "Sam Sample" in page


@pytest.mark.parametrize("who", ["analyst", "communications", "administrator"])
def test_who_does_not_run_networks_is_refused(network, request, who, as_user):
    client, asking = as_user(request.getfixturevalue(who)), asked(network)
    assert client.get(address(network)).status_code == 403
    assert client.post(decline(network, asking)).status_code == 403
    assert JoinRequest.objects.exists()


def test_people_of_another_authority_find_nothing(network, dudley_navigator, dudley_manager, as_user):
    asking = asked(network)
    for user in (dudley_navigator, dudley_manager):
        client = as_user(user)
        assert client.get(address(network)).status_code == 404
        assert client.post(decline(network, asking)).status_code == 404
        assert "Sam Sample" not in client.get("/").content.decode()
    assert JoinRequest.objects.exists()


def test_a_request_cannot_be_declined_by_way_of_another_network(network, navigator, as_user):
    other = builders.network("Another network", of=network.pilot)
    as_user(navigator).post(decline(other, asked(network)))
    assert JoinRequest.objects.exists()


def test_strangers_are_sent_to_sign_in(network):
    assert Client().get(address(network)).status_code == 302


def test_declining_asks_first(network, navigator, as_user):
    page = as_user(navigator).get(decline(network, asked(network))).content.decode()
    assert "Decline this request to join?" in page
    assert JoinRequest.objects.exists()


def test_nothing_is_left_of_a_declined_request(network, navigator, as_user):
    details = {"name": "Zebedee Quirk", "email": "zebedee@example.org", "telephone": "07700 900777", "message": "Quoin"}
    asking = asked(network, **details)
    assert all(everything_stored(detail) for detail in details.values())
    client = as_user(navigator)
    page = client.post(decline(network, asking), follow=True).content.decode()
    assert "Declined. What they sent is deleted." in page
    assert "Zebedee" not in page
    assert [detail for detail in details.values() if everything_stored(detail)] == []


def test_a_request_that_somebody_has_decided_meanwhile_is_said_to_be(network, navigator, manager, as_user):
    asking = asked(network)
    as_user(manager).post(decline(network, asking))
    client = as_user(navigator)
    for answer in (
        client.get(decline(network, asking), follow=True),
        client.post(decline(network, asking), follow=True),
    ):
        assert answer.redirect_chain == [(address(network), 302)]
        assert "Somebody has decided this request already" in answer.content.decode()


def test_home_page_counts_who_asks_to_join(network, st_james, navigator, as_user):
    asked(network, days=3)
    asked(network, "Lee")
    asked(builders.network("Elsewhere", of=st_james))
    page = as_user(navigator).get("/").content.decode()
    assert "Asking to join: 2" in page
    assert "waiting 3 days" in page
    assert address(network) in page
    assert "Sam Sample" not in page


@pytest.mark.parametrize("who", ["navigator", "analyst"])
def test_home_page_is_silent_where_nobody_asks_or_somebody_else_decides(network, request, who, as_user):
    user = request.getfixturevalue(who)
    if not asking_to_join(user).people:
        asked(builders.network("Elsewhere", of=builders.pilot(of=builders.authority("Dudley", "E08000027"))))
    assert "Asking to join" not in as_user(user).get("/").content.decode()


def test_home_page_asks_one_query_for_all_networks(network, navigator, django_assert_num_queries):
    builders.network("Another network", of=network.pilot)
    navigator.current_postings  # noqa: B018 (read once a request)
    for each in Network.objects.all():
        asked(each)
    with django_assert_num_queries(1):
        assert len(asking_to_join(navigator).networks) == 2
