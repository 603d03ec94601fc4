"""Signing in by e-mail address and password: limits, records and where it leads."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.builders import PASSWORD
from vru_portal.access.models import SignInEvent

REFUSED = "Too many tries"


@pytest.fixture
def hashings():
    """Return the list to which each hashing of a password is added."""
    made = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    with (
        patch.object(Argon2PasswordHasher, "encode", lambda self, *a: made.append("encode") or encode(self, *a)),
        patch.object(Argon2PasswordHasher, "verify", lambda self, *a: made.append("verify") or verify(self, *a)),
    ):
        yield made


def is_in(response) -> bool:
    return response.status_code == 302


def test_the_right_password_lets_in(enter, navigator):
    response = enter(navigator.email)

    assert is_in(response)
    assert response.url == reverse("home")


def test_the_address_may_be_typed_in_capitals(enter, navigator):
    assert is_in(enter(navigator.email.upper()))


def test_a_wrong_password_does_not_let_in(enter, navigator):
    assert not is_in(enter(navigator.email, "wrong"))


def test_an_unknown_address_is_answered_like_a_wrong_password(enter, navigator):
    errors = [enter(email, "wrong").context["form"].errors for email in (navigator.email, "nobody@example.org")]

    assert errors[0] == errors[1]


def test_a_deactivated_user_does_not_get_in(enter, navigator):
    navigator.is_active = False
    navigator.save()
    client = Client()

    assert enter(navigator.email, client=client).url == reverse("account_inactive")
    assert client.get(reverse("roles")).status_code == 302


def test_the_sixth_try_is_refused_before_anything_is_hashed(enter, navigator, hashings):
    for _ in range(5):
        enter(navigator.email, "wrong")
    assert len(hashings) == 5

    response = enter(navigator.email, "wrong")

    assert REFUSED in response.content.decode()
    assert len(hashings) == 5


def test_the_right_password_is_then_refused_as_well(enter, navigator, hashings):
    for _ in range(5):
        enter(navigator.email, "wrong")
    hashings.clear()

    assert not is_in(enter(navigator.email))
    assert not hashings


def test_after_15_minutes_the_right_password_lets_in_again(enter, navigator, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    for _ in range(5):
        enter(navigator.email, "wrong")
    time_machine.shift(timedelta(minutes=14))
    assert not is_in(enter(navigator.email))
    time_machine.shift(timedelta(minutes=2))

    assert is_in(enter(navigator.email))


def test_signing_in_does_not_use_up_the_tries(enter, navigator):
    for _ in range(7):
        assert is_in(enter(navigator.email))


def test_tries_for_one_person_do_not_lock_out_another(enter, navigator, manager):
    for _ in range(6):
        enter(navigator.email, "wrong")

    assert is_in(enter(manager.email))


def test_the_limit_holds_whatever_the_spelling_of_the_address(enter, navigator, hashings):
    for email in (navigator.email, navigator.email.upper(), f" {navigator.email}", navigator.email.title()):
        enter(email, "wrong")
    enter(navigator.email, "wrong")
    hashings.clear()

    assert not is_in(enter(navigator.email))
    assert not hashings


def test_one_place_cannot_try_many_addresses(enter, navigator, hashings, settings):
    assert "50/15m/ip" in settings.ACCOUNT_RATE_LIMITS["login_failed"]
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "5/15m/key,8/15m/ip"}
    for number in range(8):
        enter(f"nobody.{number}@example.org", "wrong")
    hashings.clear()

    assert not is_in(enter(navigator.email))
    assert not hashings


def test_workers_share_the_limit_through_the_database(enter, navigator):
    """The count is in a table that every worker reads: nothing of it is in the memory of one."""
    for _ in range(3):
        enter(navigator.email, "wrong", client=Client())
    del caches["default"]  # as in another worker, which has an object of its own
    for _ in range(2):
        enter(navigator.email, "wrong", client=Client())

    assert REFUSED in enter(navigator.email, client=Client()).content.decode()
    assert "shared_cache" in connection.introspection.table_names()


def test_the_shared_table_is_large_enough_not_to_throw_limits_out():
    assert cache._max_entries >= 10_000


def test_a_new_password_forgives_the_failed_tries(enter, navigator, mailoutbox):
    for _ in range(6):
        enter(navigator.email, "wrong")
    Client().post(reverse("account_reset_password"), {"email": navigator.email})
    set_password_by_link(mailoutbox[0], "four new words here")

    assert is_in(enter(navigator.email, "four new words here"))


def set_password_by_link(mail, password) -> Client:
    """Follow the link of a mail and set a password, as its receiver does."""
    link = next(word for word in mail.body.split() if word.startswith("http"))
    client = Client()
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    return client


def test_a_forgotten_password_is_replaced_by_a_mailed_link(navigator, mailoutbox, enter):
    Client().post(reverse("account_reset_password"), {"email": navigator.email})
    set_password_by_link(mailoutbox[0], "four new words here")

    assert is_in(enter(navigator.email, "four new words here"))
    assert not is_in(enter(navigator.email, PASSWORD))
    assert mailoutbox[1].subject == "VRU Portal: Your password was changed"


def test_a_link_for_a_password_works_once_and_three_days_at_most(navigator, mailoutbox, time_machine):
    for _ in range(2):
        Client().post(reverse("account_reset_password"), {"email": navigator.email})
    set_password_by_link(mailoutbox[0], "four new words here")
    set_password_by_link(mailoutbox[0], "four other words here")
    set_password_by_link(mailoutbox[1], "four other words here")
    navigator.refresh_from_db()
    assert navigator.check_password("four new words here")

    Client().post(reverse("account_reset_password"), {"email": navigator.email})
    time_machine.move_to(timezone.now() + timedelta(days=3, minutes=1))
    set_password_by_link(mailoutbox[-1], "four other words here")
    navigator.refresh_from_db()
    assert navigator.check_password("four new words here")


def test_nobody_learns_from_the_page_who_is_invited(navigator, mailoutbox):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}).url
        for email in (navigator.email, "nobody@example.org")
    ]

    assert answers[0] == answers[1]
    assert "Nobody is invited" in mailoutbox[1].body
    assert "/signup" not in mailoutbox[1].body


def test_a_changed_address_is_the_only_one_that_lets_in(enter, navigator, mailoutbox):
    """allauth keeps a list of addresses of its own once a link was mailed; here nothing may rest on it."""
    Client().post(reverse("account_reset_password"), {"email": navigator.email})
    old, navigator.email = navigator.email, "new.address@example.org"
    navigator.save()

    assert not is_in(enter(old))
    assert is_in(enter("new.address@example.org"))


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_weak_passwords_are_refused(navigator, mailoutbox, password):
    Client().post(reverse("account_reset_password"), {"email": navigator.email})
    set_password_by_link(mailoutbox[0], password)
    navigator.refresh_from_db()

    assert navigator.check_password(PASSWORD)


# Records --------------------------------------------------------------------------------------------------------


def outcomes(user) -> list[str]:
    return [event.outcome for event in SignInEvent.objects.filter(user=user).order_by("pk")]


def test_sign_in_and_sign_out_are_recorded_with_the_network_address(enter, navigator):
    client = Client(REMOTE_ADDR="192.0.2.7")
    enter(navigator.email, client=client)
    client.post(reverse("account_logout"))

    assert outcomes(navigator) == ["signed_in", "signed_out"]
    assert SignInEvent.objects.first().ip_address == "192.0.2.7"


def test_a_failed_sign_in_is_recorded(enter, navigator):
    enter(navigator.email, "wrong")

    assert outcomes(navigator) == ["failed"]


def test_a_refused_try_is_recorded_too(enter, navigator):
    for _ in range(7):
        enter(navigator.email, "wrong")

    assert outcomes(navigator) == ["failed"] * 7


def test_an_unknown_address_is_recorded_without_the_address(enter):
    enter("my-password-in-the-wrong-field@example.org", "wrong")
    event = SignInEvent.objects.get()

    assert event.user is None
    assert "my-password" not in str(list(SignInEvent.objects.values()))
    assert str(event) == "Failed: unknown address"


def test_a_proxys_own_address_is_not_taken_for_the_persons(enter, navigator, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "203.0.113.66, 198.51.100.4"})
    enter(navigator.email, client=client)

    assert SignInEvent.objects.get().ip_address == "198.51.100.4"


def test_events_expire_after_twelve_months(navigator):
    now = timezone.now()
    for age in (364, 366):
        SignInEvent.objects.create(user=navigator, outcome="signed_in", at=now - timedelta(days=age))

    assert [event.at for event in SignInEvent.objects.expired()] == [now - timedelta(days=366)]


# Where it leads -------------------------------------------------------------------------------------------------

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hello",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "//[evil",
    "http://[evil",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "evil",
    "roles",
    "?",
    "/\r\nSet-Cookie: planted=1",
    "https://evil.example\\@testserver/",
    "%2F%2Fevil.example",
    "\u2215\u2215evil.example",
    "x" * 5000,
    "/" + "x" * 5000,
]


def leaves_the_portal(address: str) -> bool:
    return not address.startswith("/") or address.startswith(("//", "/\\")) or "\n" in address


@pytest.mark.parametrize("target", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_sign_in_never_leads_out_of_the_portal(enter, navigator, target):
    response = enter(navigator.email, next_page=target)

    assert response.status_code in {302, 400}
    assert response.status_code == 400 or not leaves_the_portal(response.url)


@pytest.mark.parametrize("target", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_sign_in_and_sign_out_pages_survive_a_hostile_next(as_user, navigator, target):
    client = as_user(navigator)
    for name in ("account_login", "account_logout"):
        for ask in (client.get, client.post):
            response = ask(reverse(name), query_params={"next": target})
            assert response.status_code in {200, 302, 400}
            assert response.status_code != 302 or not leaves_the_portal(response.url)


def test_sign_in_leads_on_to_the_page_that_was_asked_for(enter, administrator):
    assert enter(administrator.email, next_page="/roles/?a=1").url == "/roles/?a=1"


# Closed doors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/account/signup/",
        "/account/email/",
        "/account/confirm-email/",
        "/account/confirm-email/abc/",
        "/account/2fa/webauthn/signup/",
        "/account/3rdparty/",
        "/account/3rdparty/signup/",
        "/account/social/signup/",
        "/account/social/connections/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_or_changes_the_address_they_were_invited_with(as_user, navigator, address, method):
    signed_in = as_user(navigator)
    for client in (Client(), signed_in):
        data = {"email": "x@example.org", "password1": PASSWORD, "action_add": "1"}
        assert getattr(client, method)(address, data).status_code == 404
    navigator.refresh_from_db()
    assert navigator.email != "x@example.org"


def test_a_person_without_a_posting_can_sign_in(enter):
    assert is_in(enter(builders.user().email))


@pytest.mark.parametrize(
    "bad",
    ["\x00@example.org", "a" * 10_000, "🦊@example.org", "\u202egro.elpmaxe@a", ""],
    ids=["nul", "long", "emoji", "right-to-left", "empty"],
)
def test_odd_text_in_the_sign_in_form_is_answered_beside_the_field(enter, bad):
    response = enter(bad, "wrong")

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_not_more_than_the_limit_hashed(hashings):
    """The count is taken under a lock in the shared table: a race does not buy further tries."""
    from threading import Barrier, Thread

    from django.db import connections

    email = builders.user().email
    builders.user()
    start = Barrier(8)

    def attempt():
        start.wait()
        Client().post(reverse("account_login"), {"login": email, "password": "wrong"})
        connections.close_all()

    tries = [Thread(target=attempt) for _ in range(8)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()

    assert 1 <= len(hashings) <= 5
