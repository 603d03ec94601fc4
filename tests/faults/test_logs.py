"""Logs hold nothing personal, whatever happens to a request."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from tests.builders import PASSWORD
from vru_portal.access.invitations import set_password_path
from vru_portal.logs import without_secret

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.faults.urls")]
TYPED = {"what_happened": "Jordan told us about Quentin", "email": "someone@example.org"}
PERSONAL = ["Jordan", "Quentin", "someone@example.org", "203.0.113.9", "Netscape"]
BROWSER = {"HTTP_USER_AGENT": "Netscape 4", "REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def lines(monkeypatch):
    """Return a function that gives the log's lines so far, as the portal writes them at its chattiest."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(next(each for each in logging.getLogger().handlers if is_ours(each)).formatter)
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    logging.Logger.manager._clear_cache()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in text.getvalue().splitlines()]
    root.removeHandler(handler)


def is_ours(handler) -> bool:
    return handler.formatter is not None and "structlog" in type(handler.formatter).__module__


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("fault", ["read", "crash", "away", "full", "wrong_query", "for_staff", "no-such-page"])
@pytest.mark.parametrize("checks", [True, False])
def test_no_search_word_and_no_typed_text_is_logged(lines, method, fault, checks):
    client = Client(raise_request_exception=False, enforce_csrf_checks=checks)
    if method == "get":
        client.get(f"/faults/{fault}/", {"q": "Jordan Quentin"}, **BROWSER)
    else:
        client.post(f"/faults/{fault}/?q=Jordan", TYPED, **BROWSER)
    written = json.dumps(lines())
    assert f"/faults/{fault}/" in written
    assert not [word for word in PERSONAL if word in written]


def test_crash_is_told_by_its_kind_and_its_place(lines):
    Client(raise_request_exception=False).post("/faults/crash/", TYPED)
    event = next(line for line in lines() if line["event"] == "request_failed")
    assert event["exception"][0]["kind"] == "ValueError"
    assert event["exception"][0]["message"] == ""
    assert any("crash" in place for place in event["exception"][0]["at"])


def test_message_of_a_lost_connection_is_told(lines):
    Client(raise_request_exception=False).get("/faults/away/")
    event = next(line for line in lines() if line["event"] == "request_failed")
    assert event["exception"][0]["message"] == "connection refused"


def test_request_is_one_line_with_path_status_user_and_identifier(lines, as_user, navigator):
    response = as_user(navigator).get("/faults/for_staff/?q=Jordan")
    finished = [line for line in lines() if line["event"] == "request_finished"]
    assert len(finished) == 1
    assert finished[0]["request"] == "GET /faults/for_staff/"
    assert finished[0]["code"] == 200
    assert finished[0]["user_id"] == str(navigator.pk)
    assert finished[0]["request_id"] == response.headers["X-Request-ID"]
    assert navigator.email not in json.dumps(finished)
    assert navigator.full_name not in json.dumps(finished)


def test_next_request_does_not_inherit_the_user(lines, as_user, navigator):
    as_user(navigator).get("/faults/for_staff/")
    Client().get("/faults/read/")
    assert "user_id" not in lines()[-1]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("load-balancer-0123", True),
        ("short", False),
        ("a" * 65, False),
        ("two words", False),
        ('a"}{"b":"cdefgh', False),
    ],
)
def test_identifier_of_a_load_balancer_is_taken_over_only_where_it_is_a_plain_word(given, taken):
    response = Client().get("/faults/read/", headers={"X-Request-ID": given})
    assert (response.headers["X-Request-ID"] == given) is taken


def test_health_check_is_not_logged(lines):
    Client().get("/healthz")
    assert not [line for line in lines() if line["event"] == "request_finished"]


def test_sign_in_logs_no_address_of_the_person(lines, navigator):
    Client().post("/account/login/", {"login": navigator.email, "password": PASSWORD}, **BROWSER)
    Client().post("/account/login/", {"login": navigator.email, "password": "wrong"}, **BROWSER)
    written = json.dumps(lines())
    assert not [word for word in [navigator.email, PASSWORD, *PERSONAL] if word in written]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("ending", ["", "/", "/%0Amore/", "/?next=/"])
@pytest.mark.parametrize("checks", [True, False])
def test_link_that_sets_a_password_is_not_logged(lines, navigator, method, ending, checks):
    path = set_password_path(navigator).rstrip("/")
    token = path.rsplit("/", 1)[1].split("-", 1)[1]
    getattr(Client(enforce_csrf_checks=checks), method)(path + ending)
    written = json.dumps(lines())
    assert "/account/password/reset/key/" in written
    assert token not in written


def test_every_address_with_a_secret_in_it_is_masked():
    secrets = {"key", "token", "secret", "signature"}
    named = {name for name, found in get_resolver().reverse_dict.lists() if holds_any(found, secrets)}
    assert {"account_reset_password_from_key", "account_confirm_email"} <= {name for name in named if name}
    for name in filter(lambda name: isinstance(name, str), named):
        named_key = {"token": "s3cret-word"} if name == "calendar_feed" else {"key": "s3cret-word"}
        arguments = named_key | ({"uidb36": "abc"} if "reset" in name else {})
        assert "s3cret" not in without_secret(f"GET {reverse(name, kwargs=arguments)}")


def test_a_calendars_secret_is_masked_behind_a_wrong_address_too():
    for path in ("/networks/calendar/s3cret.ics", "/networks/calendar//s3cret", "/networks/calendar/ s3cret"):
        assert "s3cret" not in without_secret(f"GET {path}")
    assert without_secret("GET /networks/calendar/") == "GET /networks/calendar/"


def holds_any(found, names: set[str]) -> bool:
    return any(names & set(parameters) for possibilities, *_ in found for _, parameters in possibilities)


@pytest.mark.parametrize(
    ("message", "values", "written"),
    [
        ("Invalid request from ip=203.0.113.9: GET /?q=Jordan", (), "Invalid request"),
        ("Error handling request %s", ("/activities/?q=Jordan",), "Error handling request /activities/"),
    ],
)
def test_server_that_fails_on_a_request_logs_neither_network_address_nor_query(message, values, written):
    logger = logging.getLogger("gunicorn.error")
    record = logger.makeRecord(logger.name, logging.WARNING, "", 0, message, values, None)
    assert all(rule.filter(record) for rule in logger.filters)
    assert record.getMessage() == written


def test_server_keeps_no_access_log_and_e_mails_no_errors():
    assert not settings.ADMINS
    assert "mail_admins" not in settings.LOGGING["handlers"]
    assert logging.getLogger("django.request").level == logging.ERROR
