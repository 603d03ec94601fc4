"""The public page of a network: what it says, what may be sent from it, and who is kept from sending."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from stakeholders.joining import doubts
from stakeholders.models import JoinRequest, Network
from stakeholders.models.network import NetworkQuerySet
from tests import builders

ADDRESS = "/join/E08000026/hillfields-stakeholder-network/"
THANKS = f"{ADDRESS}thanks/"
TYPED = {
    "name": "Sam Sample",
    "organisation_name": "Moat House Community Trust",
    "email": "sam@example.org",
    "telephone": "07700 900123",
    "message": "I run the youth club on Mondays and would like to help.",
    "agreed": "on",
}


@pytest.fixture
def network(hillfields):
    return builders.network(
        of=hillfields,
        purpose="Keeps young people safe on the way home.",
        rhythm="FREQ=MONTHLY;BYDAY=2TU",
        welcomes_members=True,
        invitation="Everybody who works with young people in Hillfields is welcome.",
    )


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def stamp(network):
    """Return the time stamp of a page that was opened a minute ago."""
    return stamped(network, timedelta(minutes=1))


def stamped(network, ago):
    with time_machine.travel(timezone.now() - ago, tick=False):
        return doubts.signer(network).sign(str(network.pk))


def send(client, stamp, address=ADDRESS, headers=None, **changes):
    return client.post(address, {**TYPED, "opened": stamp, "website": "", **changes}, headers=headers)


def words(response):
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#x27;", "'")


# What the page says ------------------------------------------------------------------------------------------------


def test_page_says_what_the_network_is_where_it_works_and_how_often_it_meets(network, stranger):
    page = words(stranger.get(ADDRESS))
    assert "Join Hillfields stakeholder network" in page
    assert network.invitation in page
    assert network.purpose in page
    assert "Where it works Hillfields, Coventry" in page
    assert "How often it meets Every month " in page


def test_page_gives_no_day_place_or_person_away(network, stranger):
    builders.member(network, builders.contact("Chris Chair", of=network.authority), role="chair")
    builders.meeting(network, place="The community hall")
    page = words(stranger.get(ADDRESS))
    assert not [secret for secret in ("Chris", "Tuesday", "community hall") if secret in page]


@pytest.mark.parametrize(
    ("rhythm", "wording", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "monthly", "Every two weeks"),
        ("", "fortnightly", "Fortnightly"),
        ("FREQ=YEARLY;BYMONTH=3", "each spring", "Each spring"),
    ],
)
def test_page_says_how_often_from_the_rule_or_in_the_words_of_the_source(network, stranger, rhythm, wording, said):
    Network.objects.update(rhythm=rhythm, rhythm_wording=wording)
    assert f"How often it meets {said} " in words(stranger.get(ADDRESS))


def test_page_of_an_unknown_rhythm_is_silent_about_it(network, stranger):
    Network.objects.update(rhythm="", rhythm_wording="")
    assert "How often" not in words(stranger.get(ADDRESS))


def test_network_of_an_authority_works_in_all_of_it(network, stranger):
    Network.objects.update(pilot=None)
    assert "Where it works Coventry How often" in words(stranger.get(ADDRESS))


def test_page_says_what_is_kept_why_who_sees_it_how_long_and_how_to_have_it_erased(network, stranger, settings):
    settings.PRIVACY_EMAIL = "erase@example.org"
    settings.CONTACT_RETENTION_MONTHS = 17
    page = words(stranger.get(ADDRESS))
    assert "community navigators, education intervention advisers and managers of Coventry" in page
    assert "90 days at most" in page
    assert "until 17 months after" in page
    assert "erase@example.org" in page


@pytest.mark.parametrize(
    "changes", [{"welcomes_members": False}, {"ended_on": "2021-05-01"}], ids=["not welcoming", "ended"]
)
@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_network_that_asks_nobody_in_has_no_page(network, stranger, stamp, changes, address):
    Network.objects.update(**changes)
    assert stranger.get(address).status_code == 404
    assert send(stranger, stamp, address).status_code == 404
    assert not JoinRequest.objects.exists()


def test_network_of_an_archived_pilot_has_no_page(network, stranger, stamp):
    network.pilot.archived_at = timezone.now()
    network.pilot.save()
    assert stranger.get(ADDRESS).status_code == 404
    assert send(stranger, stamp).status_code == 404


def test_slug_in_another_authority_leads_nowhere(network, dudley, stranger):
    assert stranger.get(ADDRESS.replace("E08000026", dudley.gss_code)).status_code == 404


def test_nothing_of_it_sets_a_cookie(network, stranger, stamp):
    stranger.get(ADDRESS)
    send(stranger, stamp, name="")
    send(stranger, stamp)
    stranger.get(THANKS)
    assert not stranger.cookies


def test_search_engines_may_list_the_page_but_not_what_answers_a_form(network, stranger, stamp, settings):
    assert b"noindex" in stranger.get(ADDRESS).content, "made-up data is for no search engine"
    settings.DEMONSTRATION = False
    assert b"noindex" not in stranger.get(ADDRESS).content
    assert b"noindex" in send(stranger, stamp, name="").content
    assert b"noindex" in stranger.get(THANKS).content
    assert b"noindex" in stranger.get("/account/login/").content


def test_demonstration_says_so(network, stranger, settings):
    assert "Demonstration" in words(stranger.get(ADDRESS))
    settings.DEMONSTRATION = False
    assert "Demonstration" not in words(stranger.get(ADDRESS))


def test_page_offers_nothing_of_the_portal_to_those_who_are_signed_in(network, navigator, as_user):
    page = words(as_user(navigator).get(ADDRESS))
    assert "Sign out" not in page
    assert "Log activity" not in page
    assert navigator.full_name not in page


# What may be sent --------------------------------------------------------------------------------------------------


def test_what_is_sent_waits_and_the_sender_is_thanked(network, stranger, stamp):
    answer = send(stranger, stamp)
    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert "You have asked to join Hillfields stakeholder network" in words(stranger.get(THANKS))
    kept = JoinRequest.objects.get()
    assert {name: getattr(kept, name) for name in TYPED if name != "agreed"} | {"agreed": "on"} == TYPED
    assert (kept.network, kept.agreed, kept.days_waiting) == (network, True, 0)


def test_a_check_of_cookies_is_not_needed(network, stamp):
    assert send(Client(enforce_csrf_checks=True), stamp).status_code == 302


def test_only_a_name_an_address_and_agreement_are_needed(network, stranger, stamp):
    send(stranger, stamp, organisation_name="", telephone="", message="")
    assert JoinRequest.objects.get().message == ""


def test_same_words_sent_twice_are_one_request(network, stranger, stamp):
    assert [send(stranger, stamp).status_code for _ in range(2)] == [302, 302]
    assert JoinRequest.objects.count() == 1
    send(stranger, stamp, message="I forgot to say that I bake.")
    assert JoinRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "S" * 151}, "Your name must be 150 characters or fewer"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "sam"}, "Enter an e-mail address in the correct format"),
        ({"telephone": "ring me"}, "Enter a telephone number, like 0121 496 0000"),
        ({"telephone": "12"}, "Enter a telephone number, like 0121 496 0000"),
        ({"message": "x" * 1001}, "Message must be 1000 characters or fewer"),
        ({"message": "a\0b"}, "contains a character that cannot be saved"),
        ({"agreed": ""}, "Tick the box if you are 18 or over and agree"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(network, stranger, stamp, changes, problem):
    page = send(stranger, stamp, **changes)
    assert page.status_code == 200
    assert problem in words(page)
    assert "<title>Error: " in page.content.decode()
    kept = {name: value for name, value in TYPED.items() if name not in {*changes, "agreed"}}
    assert [value for value in kept.values() if value not in page.content.decode()] == []
    assert page["Cache-Control"] == "no-store"
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "See https://spam.example.org/now",
        "see HTTP://spam",
        "[url=spam]here[/url]",
        "<a href=spam>",
        "Come to www.spam",
        "Buy at cheap-pills.ru today",
        "ftp://files",
    ],
)
@pytest.mark.parametrize("name", ["name", "organisation_name", "message"])
def test_web_addresses_are_refused(network, stranger, stamp, name, text):
    page = send(stranger, stamp, **{name: text})
    assert "web addresses cannot be sent from this page" in words(page)
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at sam@example.org or SAM@Example.org, or ring 07700900123.",
        "Ring me: +44 7700 900123.",
        "I, Sam Sample, 52, live here.",
        "I work at Hillfields (14) and for Moat House Community Trust (20).",
        "We meet at 6.30pm. Us, too. I help e.g. with sports, i.e. football.",
    ],
)
def test_what_is_the_senders_own_may_stand_in_the_message(network, stranger, stamp, text):
    assert send(stranger, stamp, message=text).status_code == 302


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My nephew Jordan (14) was hurt.", "a name with an age"),
        ("Born 3/4/2008, he needs help.", "a date of birth"),
        ("Ask her: jordan@example.org", "an e-mail address"),
        ("His number is 07700 900999", "a telephone number"),
        ("She lives at CV1 5AB", "a postcode"),
    ],
)
def test_anybody_else_is_kept_out_of_the_message(network, stranger, stamp, text, found):
    page = send(stranger, stamp, message=text)
    assert f"looks like {found}" in words(page)
    assert "nobody may be named here" in words(page)
    assert not JoinRequest.objects.exists()


def test_a_young_person_cannot_give_their_age_with_their_name(network, stranger, stamp):
    assert "a name with an age" in words(send(stranger, stamp, name="Jordan Sample (14)", message=""))


def test_what_was_typed_is_given_back_where_the_network_has_closed_its_page(network, stranger, stamp):
    Network.objects.update(welcomes_members=False)
    page = send(stranger, stamp).content.decode()
    assert TYPED["message"] in page
    assert stamp not in page


def test_what_was_typed_can_be_sent_again_after_a_fault(network, stamp, monkeypatch):
    def away(*_):
        raise OperationalError

    stranger = Client(raise_request_exception=False)
    with monkeypatch.context() as fault:
        fault.setattr(NetworkQuerySet, "welcoming", away)
        page = send(stranger, stamp)
    assert page.status_code == 503
    again = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page.content.decode()))
    assert stranger.post(ADDRESS, again).status_code == 302
    assert JoinRequest.objects.get().message == TYPED["message"]


# Who is kept from sending ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "problem"),
    [(timedelta(seconds=1), doubts.TOO_FAST), (timedelta(hours=25), doubts.OLD)],
    ids=["too fast", "too late"],
)
def test_what_comes_too_fast_or_too_late_is_asked_for_again_with_all_that_was_typed(network, stranger, ago, problem):
    page = send(stranger, stamped(network, ago))
    assert problem in words(page)
    assert TYPED["message"] in page.content.decode()
    assert not JoinRequest.objects.exists()
    again = re.search(r'name="opened" value="([^"]+)"', page.content.decode())[1]
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert send(stranger, again).status_code == 302


@pytest.mark.parametrize("opened", ["", "no stamp", "1:abc:def", "é\ud7ff"])
def test_a_form_without_a_time_stamp_of_the_page_is_not_stored(network, stranger, opened):
    assert doubts.UNKNOWN in words(send(stranger, opened))
    assert not JoinRequest.objects.exists()


def test_the_time_stamp_of_another_network_does_not_count(network, stranger, st_james):
    other = builders.network("St James' network", of=st_james)
    assert doubts.UNKNOWN in words(send(stranger, stamped(other, timedelta(minutes=1))))


def test_the_box_that_nobody_sees_stays_empty(network, stranger, stamp):
    page = send(stranger, stamp, website="https://spam.example.org")
    assert doubts.TRAPPED in words(page)
    assert "spam.example.org" not in page.content.decode()
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    ("site", "code"), [("cross-site", 200), ("same-site", 200), ("same-origin", 302), ("none", 302)]
)
def test_a_form_of_another_site_is_not_stored(network, stranger, stamp, site, code):
    assert send(stranger, stamp, headers={"sec-fetch-site": site}).status_code == code
    assert JoinRequest.objects.exists() is (code == 302)


@pytest.mark.parametrize("name", ["Sam \u202eelpmaS", "Sam\u200b Sam\xadple", "\ufeffSam \u2066Sample\u2069"])
def test_characters_that_nobody_sees_are_left_out_of_names(network, stranger, stamp, name):
    assert send(stranger, stamp, name=name, organisation_name=f"{name} Trust").status_code == 302
    asking = JoinRequest.objects.get()
    assert asking.name.isprintable()
    assert asking.name in {"Sam Sample", "Sam elpmaS"}
    assert asking.organisation_name == f"{asking.name} Trust"


def test_a_name_of_nothing_that_can_be_seen_is_none(network, stranger, stamp):
    assert "Enter your name" in words(send(stranger, stamp, name="\u202e\u200b"))
    assert not JoinRequest.objects.exists()


def ask_often(client, stamp, times, address=ADDRESS, **extra):
    """Send different words many times, each time from the address that ``extra`` names; return the last answer."""
    for number in range(times):
        typed = {**TYPED, "opened": stamp, "message": f"Try {number}"}
        answer = client.post(address, typed, **{name: value(number) for name, value in extra.items()})
    return answer


def test_one_internet_address_can_ask_fifteen_times_an_hour(network, stranger, stamp):
    assert ask_often(stranger, stamp, 15).status_code == 302
    refused = send(stranger, stamp, message="I typed a lot")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "send it again in an hour" in words(refused)
    assert "I typed a lot" in refused.content.decode()
    assert JoinRequest.objects.count() == 15
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert send(stranger, stamp).status_code == 302


def test_a_network_is_asked_two_hundred_times_a_day_from_wherever(network, stranger, stamp, st_james):
    assert ask_often(stranger, stamp, 200, REMOTE_ADDR=lambda number: f"203.0.113.{number}").status_code == 302
    elsewhere = {"REMOTE_ADDR": "198.51.100.1"}
    refused = stranger.post(ADDRESS, {**TYPED, "opened": stamp}, **elsewhere)
    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")
    assert "send it again tomorrow" in words(refused)
    other = builders.network("Another network", of=st_james, welcomes_members=True, invitation="Come")
    opened = {**TYPED, "opened": stamped(other, timedelta(minutes=1))}
    assert stranger.post("/join/E08000027/another-network/", opened, **elsewhere).status_code == 302


def test_a_slip_of_the_keyboard_does_not_count_as_a_try(network, stranger, stamp):
    for _ in range(20):
        send(stranger, stamp, name="")
    assert send(stranger, stamp).status_code == 302


@pytest.mark.parametrize("days", [89, 91])
def test_a_request_expires_after_ninety_days(network, days):
    sent_at = timezone.now() - timedelta(days=days)
    JoinRequest.objects.create(network=network, name="A", email="a@example.org", agreed=True, sent_at=sent_at)
    assert JoinRequest.objects.expired().exists() is (days > 90)
