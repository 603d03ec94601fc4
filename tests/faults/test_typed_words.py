"""Line of the table: session ends while typing; the database is away while somebody saves. Nothing typed is lost."""

import html

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.functional import SimpleLazyObject

from vru_portal import errors
from vru_portal.typed import Typed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.faults.urls")]

LONG = "First line <b>bold</b> & “quoted”\r\n\r\n" + "A long text about the session. " * 2000
TYPED = {"title": "Girls’ football", "what_happened": LONG, "reach-0-number": "12", "reach-TOTAL_FORMS": "1"}
OWN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def client():
    """Answer as the server does, errors included."""
    return Client(raise_request_exception=False)


@pytest.fixture
def strict_client():
    """Check CSRF tokens, as browsers meet it."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def shown(response) -> str:
    return html.unescape(response.content.decode())


def sent_again(response) -> dict[str, str]:
    """Return the hidden fields of the form that sends it again."""
    page = response.content.decode().split('<form method="post" action="/faults/', 1)[1].split("</form>")[0]
    inputs = [part.split('name="', 1)[1] for part in page.split("<input ")[1:]]
    return {each.split('"')[0]: html.unescape(each.split('value="', 1)[1].split('"')[0]) for each in inputs}


@pytest.mark.parametrize("fault", ["away", "full"])
def test_database_that_is_away_or_full_answers_503_with_every_word(client, fault):
    response = client.post(f"/faults/{fault}/", TYPED)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "What you typed is still here" in shown(response)
    assert LONG in shown(response)
    assert "Girls’ football" in shown(response)
    assert "What happened" in shown(response)
    assert sent_again(response).items() >= TYPED.items()


@pytest.mark.parametrize("fault", ["crash", "no_table", "wrong_query"])
def test_error_of_ours_answers_500_with_every_word_and_an_identifier(client, fault):
    response = client.post(f"/faults/{fault}/", TYPED)
    assert response.status_code == 500
    assert LONG in shown(response)
    assert response.headers["X-Request-ID"] in shown(response)


def test_page_that_is_only_read_is_not_said_to_be_unsaved(client):
    response = client.get("/faults/away/?q=Jordan")
    assert response.status_code == 503
    assert "Not saved" not in shown(response)
    assert "Jordan" not in shown(response)


def test_page_for_a_database_that_is_away_asks_it_nothing(rf, navigator, django_assert_num_queries):
    request = rf.post("/faults/read/", TYPED)
    request.user = SimpleLazyObject(lambda: pytest.fail("asked who it is"))
    request.session = SimpleLazyObject(lambda: pytest.fail("asked for the session"))
    with django_assert_num_queries(0):
        assert LONG in shown(errors.page_with_typed(request, "503.html", status=503, may_send_again=True))


def test_passwords_files_and_tokens_are_never_shown_back(client, tmp_path):
    (tmp_path / "register.csv").write_text("content of the register")
    with (tmp_path / "register.csv").open() as file:
        response = client.post("/faults/away/", TYPED | {"password": "hunter2 hunter2", "photo": file})
    assert "hunter2" not in shown(response)
    assert "content of the register" not in shown(response)
    assert "You will need to choose register.csv again" in shown(response)
    assert "Send it again" not in shown(response), "a form with a password is typed anew"


def test_form_of_another_site_is_not_offered_to_be_sent_again(strict_client):
    response = strict_client.post("/faults/away/", TYPED, HTTP_ORIGIN="https://elsewhere.example.org")
    assert response.status_code == 403
    assert LONG not in shown(response)
    assert "Send it again" not in shown(response)


def test_failure_before_the_token_is_checked_offers_to_send_again_only_with_a_token(strict_client, monkeypatch):
    monkeypatch.setattr("vru_portal.access.middleware.session.is_over", fail)
    monkeypatch.setattr("django.contrib.auth.models.AnonymousUser.is_authenticated", True)
    response = strict_client.post("/faults/read/", TYPED, **OWN)
    assert response.status_code == 503
    assert LONG in shown(response)
    assert "Send it again" not in shown(response)
    token = strict_client.get("/account/login/", follow=True) and strict_client.cookies["csrftoken"].value
    response = strict_client.post("/faults/read/", TYPED | {"csrfmiddlewaretoken": token}, **OWN)
    assert response.status_code == 503
    assert sent_again(response)["what_happened"] == LONG


def fail(*args):
    raise OperationalError("the connection is closed")


def test_page_that_was_open_for_too_long_gives_every_word_back(strict_client):
    response = strict_client.post("/faults/read/", TYPED, **OWN)
    assert response.status_code == 403
    assert "This page was open for too long" in shown(response)
    assert LONG in shown(response)
    again = sent_again(response)
    assert strict_client.post("/faults/read/", again, **OWN).status_code == 200


def test_form_that_can_be_kept_is_kept_when_its_page_was_open_for_too_long(strict_client):
    response = strict_client.post("/faults/with_keep/", TYPED | {"keeper": "signed"}, **OWN)
    assert response.status_code == 403
    assert 'href="/unsaved/here/"' in shown(response)


def test_form_that_can_be_kept_is_carried_through_sign_in(client):
    response = client.post("/faults/with_keep/", TYPED | {"keeper": "signed"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=%2Funsaved%2Fhere%2F"
    assert "What you typed is kept" in shown(client.get(response.headers["Location"]))


@pytest.mark.parametrize(("address", "extra"), [("with_keep", {"keeper": "forged"}), ("for_staff", {})])
def test_other_form_is_given_back_when_the_session_has_ended(client, address, extra):
    response = client.post(f"/faults/{address}/", TYPED | extra)
    assert response.status_code == 403
    assert "You were signed out" in shown(response)
    assert LONG in shown(response)
    assert sent_again(response)["title"] == "Girls’ football"
    assert 'href="/account/login/"' in shown(response)


def test_form_that_was_given_back_is_saved_after_signing_in_again(client, navigator):
    again = sent_again(client.post("/faults/for_staff/", TYPED))
    client.force_login(navigator)
    assert client.post("/faults/for_staff/", again).content == b"saved"


def test_stranger_who_only_reads_is_sent_to_sign_in(client):
    assert client.get("/faults/for_staff/").headers["Location"] == "/account/login/?next=/faults/for_staff/"


def test_words_sent_to_a_place_that_is_gone_are_given_back(as_user, navigator):
    response = as_user(navigator).post("/no/such/page/", TYPED)
    assert response.status_code == 404
    assert LONG in shown(response)


WRONG_PLACES = {"/no/such/page/": 404, "/review/approve-several/": 403, "/faults/crash/": 500, "/faults/away/": 503}


@pytest.mark.parametrize(("address", "status"), WRONG_PLACES.items())
def test_words_are_given_back_once(client, navigator, address, status):
    client.force_login(navigator)
    response = client.post(address, TYPED)
    assert response.status_code == status
    assert shown(response).count(LONG) == (2 if "Send it again" in shown(response) else 1), "shown, and sent again"
    assert shown(response).count('id="typed-1"') == 1


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("what_happened", "What happened"),
        ("reach-0-number", "Reach 1 number"),
        ("return-8c2de509-40ec-4c77-b388-071f2565d25f-reason", "Return reason"),
    ],
)
def test_field_that_is_given_back_is_named_in_words(name, label):
    assert Typed(name, "").label == label
