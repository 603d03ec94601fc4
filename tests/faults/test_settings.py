"""What production refuses to start with, and what it sends with every page."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

KEY = "a-key-of-its-own-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"


def start(*command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a management command in an environment of its own, which knows nothing of the tests'."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=kept | {"DATABASE_URL": "sqlite:///:memory:"} | environment,
        capture_output=True,
        text=True,
    )


def test_check_for_deployment_is_clean_in_production():
    checked = start("check", "--deploy", "--fail-level=DEBUG", SECRET_KEY=KEY)
    assert checked.returncode == 0, checked.stderr
    assert "no issues (2 silenced)" in checked.stdout


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "too short"),
        ({"SECRET_KEY": KEY, "DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEMONSTRATION": "true", "ALLOWED_HOSTS": "portal.example.org"}, "Set SECRET_KEY"),
    ],
)
def test_portal_refuses_to_start(environment, words):
    checked = start("check", **environment)
    assert checked.returncode != 0
    assert "ImproperlyConfigured" in checked.stderr
    assert words in checked.stderr


@pytest.mark.parametrize("environment", [{"DEMONSTRATION": "true"}, {"DEMONSTRATION": "true", "DEBUG": "true"}])
def test_demonstration_on_this_machine_starts_without_a_key(environment):
    assert start("check", **environment).returncode == 0


def test_cookies_transport_and_second_factor_are_strict_in_production():
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECOND_FACTOR_ROLES"
    script = f"from django.conf import settings as s; print(*(getattr(s, name) for name in '{names}'.split()))"
    shown = start("shell", "--no-imports", "-c", script, SECRET_KEY=KEY)
    assert shown.stdout.split(maxsplit=4)[:4] == ["True", "True", "True", "31536000"]
    assert "administrator" in shown.stdout
    assert "manager" in shown.stdout


@pytest.mark.parametrize(("chosen", "expected"), [({}, "False False"), ({"HSTS_SUBDOMAINS": "true"}, "True False")])
def test_other_sites_of_the_unit_are_bound_to_https_only_where_somebody_decides_so(chosen, expected):
    script = "from django.conf import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    assert start("shell", "--no-imports", "-c", script, SECRET_KEY=KEY, **chosen).stdout.strip() == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [("/account/login/", 200), ("/no/such/page/", 404), ("/account/login/?q=%00", 400), ("/faults/crash/", 500)],
)
@pytest.mark.urls("tests.faults.urls")
@pytest.mark.django_db
def test_every_answer_carries_the_rules_for_the_browser(path, status):
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == status
    assert_strict(response.headers)


@pytest.mark.django_db
def test_answer_to_a_foreign_host_carries_them_too(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/account/login/", HTTP_HOST="elsewhere.example.org")
    assert response.status_code == 400
    assert_strict(response.headers)


def assert_strict(headers):
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'none'", "script-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_pages_are_neither_framed_nor_told_to_other_sites():
    headers = Client().get("/account/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_session_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(navigator):
    from tests.builders import PASSWORD

    client = Client()
    client.post("/account/login/", {"login": navigator.email, "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_strict_transport_and_redirect_to_https_except_for_the_load_balancer(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    assert Client().get("/account/login/").headers["Location"] == "https://testserver/account/login/"
    assert Client().get("/healthz").status_code == 200
    assert "max-age=31536000" in Client().get("/account/login/", secure=True).headers["Strict-Transport-Security"]
