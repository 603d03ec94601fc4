"""Sessions end after 60 idle minutes, and after 12 hours whatever happens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests import builders
from vru_portal.access.backends import PostedPeopleBackend
from vru_portal.access.session import seconds_left

START = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(time_machine):
    """Return a function that moves the time on: ``clock(minutes=5)``."""
    time_machine.move_to(START, tick=False)
    return lambda **by: time_machine.shift(timedelta(**by))


@pytest.fixture
def client_at_work(clock, enter, administrator):
    client = Client()
    enter(administrator.email, client=client)
    return client


def is_signed_in(client) -> bool:
    return client.get(reverse("roles")).status_code == 200


def stored(client) -> dict:
    return Session.objects.get(session_key=client.session.session_key).get_decoded()


def test_a_session_holds_for_59_idle_minutes(client_at_work, clock):
    clock(minutes=59)
    assert is_signed_in(client_at_work)


def test_a_session_ends_after_61_idle_minutes(client_at_work, clock):
    clock(minutes=61)

    response = client_at_work.get(reverse("roles"))

    assert response.status_code == 302
    assert response.url == "/account/login/?next=/roles/"
    assert not Session.objects.exists()


def test_a_session_that_is_never_used_after_sign_in_ends_too(client_at_work, clock):
    """The moment of sign-in counts as the first sign of life."""
    assert stored(client_at_work)["seen_at"] == START.timestamp()


def test_work_keeps_a_session_going(client_at_work, clock):
    for _ in range(3):
        clock(minutes=50)
        assert is_signed_in(client_at_work)


def test_a_session_ends_after_12_hours_of_work(client_at_work, clock):
    for _ in range(14):
        clock(minutes=50)
        assert is_signed_in(client_at_work)

    clock(minutes=21)

    assert not is_signed_in(client_at_work)


def test_the_end_of_a_session_is_recorded_as_a_sign_out(client_at_work, clock, administrator):
    clock(minutes=61)
    client_at_work.get(reverse("roles"))

    assert administrator.sign_ins.first().outcome == "signed_out"


def test_signing_in_again_starts_a_session_of_its_own(client_at_work, clock, enter, administrator):
    clock(hours=13)
    enter(administrator.email, client=client_at_work)

    assert stored(client_at_work)["started_at"] == (START + timedelta(hours=13)).timestamp()
    assert is_signed_in(client_at_work)


def test_signs_of_life_are_written_once_a_minute_at_most(client_at_work, clock, django_assert_max_num_queries):
    clock(seconds=30)
    is_signed_in(client_at_work)
    assert stored(client_at_work)["seen_at"] == START.timestamp()

    clock(seconds=30)
    is_signed_in(client_at_work)
    assert stored(client_at_work)["seen_at"] == START.timestamp() + 60


def test_the_load_balancer_does_not_keep_a_session_alive(client_at_work, clock):
    clock(minutes=50)
    assert client_at_work.get(reverse("healthz")).status_code == 200
    clock(minutes=11)

    assert not is_signed_in(client_at_work)


def test_static_files_do_not_keep_a_session_alive(client_at_work, clock):
    clock(minutes=50)
    client_at_work.get("/static/admin/css/base.css")
    clock(minutes=11)

    assert not is_signed_in(client_at_work)


def test_answering_the_warning_keeps_the_session(client_at_work, clock):
    clock(minutes=59, seconds=30)
    assert client_at_work.post(reverse("keep_session")).status_code == 204
    assert stored(client_at_work)["seen_at"] == START.timestamp() + 59 * 60 + 30
    clock(minutes=59)

    assert is_signed_in(client_at_work)


def test_answering_the_warning_too_late_says_so(client_at_work, clock):
    clock(minutes=61)
    assert client_at_work.post(reverse("keep_session")).status_code == 401


def test_a_stranger_keeps_no_session(db):
    assert Client().post(reverse("keep_session")).status_code == 401
    assert not Session.objects.exists()


def test_the_warning_is_not_answered_by_a_link(client_at_work):
    assert client_at_work.get(reverse("keep_session")).status_code == 405


def test_the_warning_is_not_answered_from_another_site(client_at_work):
    checking = Client(enforce_csrf_checks=True, headers={"cookie": client_at_work.cookies.output(header="", sep=";")})
    assert checking.post(reverse("keep_session")).status_code == 403


def test_what_is_left_is_the_shorter_of_both_limits(client_at_work, clock):
    assert seconds_left(client_at_work.session) == 60 * 60
    for _ in range(14):
        clock(minutes=50)
        is_signed_in(client_at_work)

    assert seconds_left(client_at_work.session) == 20 * 60


def test_expiry_leaves_the_request_to_go_on_as_a_strangers(client_at_work, clock):
    """So that a form that was typed meanwhile can be kept: a post is answered, not cut off."""
    clock(minutes=61)
    response = client_at_work.post(reverse("roles"), {"title": "Peace"})

    assert response.status_code != 500
    assert response.wsgi_request.user.is_anonymous


def test_the_cookie_ends_with_the_browser_and_is_out_of_reach_of_scripts(client_at_work, settings):
    cookie = client_at_work.cookies[settings.SESSION_COOKIE_NAME]

    assert not cookie["max-age"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_changes_the_identifier_of_the_session(enter, administrator):
    """A session identifier that somebody planted before sign-in is worth nothing after it."""
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["vru_session"] = session.session_key
    enter(administrator.email, client=client)

    assert client.session.session_key != session.session_key


def test_what_a_message_says_stands_in_no_cookie(as_user, manager, navigator, hillfields):
    """Messages quote titles, and cookies outlive a session."""
    entry = builders.activity(hillfields, by=navigator, title="Quiet words")
    client = as_user(manager)
    decision = {"decision": "approve", "version": entry.version}
    response = client.post(reverse("review_decide", args=[entry.pk]), decision)

    assert "Quiet words" not in str(client.cookies)
    assert "messages" not in client.cookies
    assert "“Quiet words” is approved." in client.get(response.url).content.decode()


def test_who_has_just_signed_out_is_told_so(client_at_work):
    page = client_at_work.post(reverse("account_logout"), follow=True).content.decode()

    assert "You have signed out." in page


def test_a_person_is_read_together_with_their_postings(client, navigator, django_assert_num_queries):
    client.force_login(navigator)
    with django_assert_num_queries(1):
        person = PostedPeopleBackend().get_user(navigator.pk)
        assert [str(posting) for posting in person.current_postings] == ["Community navigator, Coventry"]
    assert person == navigator


@pytest.mark.django_db
def test_a_person_without_posting_is_still_who_they_are_and_one_who_may_not_sign_in_is_nobody(coventry):
    nobody = builders.user("Nora Nowhere")
    assert PostedPeopleBackend().get_user(nobody.pk) == nobody
    gone = builders.posted("Gary Gone", "navigator", coventry, is_active=False)
    assert PostedPeopleBackend().get_user(gone.pk) is None
