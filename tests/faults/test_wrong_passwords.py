"""Line of the table: wrong passwords in bulk slow every page, because hashing is slow on purpose."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.builders import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hashed(monkeypatch):
    """Return the list of the passwords that are hashed from now on."""
    seen = []
    real = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: seen.append("verify") or real(*a))
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **k: seen.append("encode") or "argon2$none")
    return seen


def attempt(address: str, password: str = ""):
    password = password or "wrong every time"
    return Client().post("/account/login/", {"login": address, "password": password})


def test_sixth_try_in_fifteen_minutes_is_refused_without_hashing(navigator, hashed):
    for _ in range(5):
        attempt(navigator.email)
    assert len(hashed) == 5
    for _ in range(20):
        attempt(navigator.email)
    assert len(hashed) == 5


def test_right_password_is_refused_too_while_the_limit_holds(navigator):
    for _ in range(5):
        attempt(navigator.email)
    response = attempt(navigator.email, PASSWORD)
    assert response.status_code in {200, 429}
    assert "_auth_user_id" not in response.client.session


def test_other_people_sign_in_meanwhile(navigator, manager):
    for _ in range(6):
        attempt(navigator.email)
    assert attempt(manager.email, PASSWORD).status_code == 302


def test_many_addresses_from_one_place_are_refused_without_hashing(hashed):
    for number in range(60):
        attempt(f"nobody.{number}@example.org")
    assert len(hashed) <= 50


def test_limit_holds_across_workers(portal, navigator, manager):
    """Two workers serve, and both are replaced: neither may count, or forget, by itself."""

    def enter(person, password):
        return portal.post("/account/login/", {"login": person.email, "password": password}).status

    assert len(portal.workers()) == 2
    assert {enter(navigator, "wrong every time") for _ in range(5)} == {200}
    portal.replace_all_workers()
    assert len(portal.workers()) == 2
    assert 302 not in {enter(navigator, PASSWORD) for _ in range(4)}
    assert enter(manager, PASSWORD) == 302
