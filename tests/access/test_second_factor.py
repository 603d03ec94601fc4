"""Roles that the setting names enter with a second factor, by whatever way they come in."""

import html
import time
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as portal_settings
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.builders import PASSWORD
from vru_portal.access.models import SignInEvent
from vru_portal.access.roles import Role

SETTING_UP = "/account/2fa/"
SHOWING = "/account/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_ROLES = ["administrator", "manager"]


@pytest.fixture(autouse=True)
def _clock_stands(time_machine):
    """A code is good for 30 seconds: on a slow machine it would run out between making and showing it."""
    time_machine.move_to(timezone.now(), tick=False)


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture
def with_app(administrator, secret):
    """The administrator, with a code app set up."""
    TOTP.activate(administrator, secret)
    return administrator


def code(secret) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sees_roles(client) -> bool:
    return client.get(reverse("roles")).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_the_roles_that_are_named_are_sent_to_set_it_up(as_user, region, role):
    client = as_user(builders.posted("Any Role", role, region))

    response = client.get(reverse("roles"))

    if role in {Role.ADMINISTRATOR, Role.MANAGER}:
        assert response.url == SETTING_UP
        assert b"needs a second step" in client.get(SETTING_UP).content
    else:
        assert response.status_code == 403


def test_one_such_posting_among_others_is_enough(as_user, navigator, dudley):
    builders.posting(navigator, Role.MANAGER, dudley)

    assert as_user(navigator).get(reverse("roles")).url == SETTING_UP


def test_a_posting_that_has_ended_asks_for_nothing(as_user, navigator, dudley):
    yesterday = timezone.localdate() - timedelta(days=1)
    builders.posting(navigator, Role.MANAGER, dudley, ends_on=yesterday)

    assert as_user(navigator).get(reverse("roles")).status_code == 403


def test_nobody_is_asked_where_no_role_is_named(as_user, administrator, settings):
    settings.SECOND_FACTOR_ROLES = []

    assert sees_roles(as_user(administrator))


def test_in_production_administrators_and_managers_are_named_unless_a_setting_says_otherwise():
    """Read from the file: the tests run as a demonstration, where the list is empty."""
    text = (Path(portal_settings.BASE_DIR) / "vru_portal/settings.py").read_text()
    assert '"SECOND_FACTOR_ROLES", default=["administrator", "manager"] if PRODUCTION else []' in text


def test_a_role_that_does_not_exist_is_found_by_check(settings):
    settings.SECOND_FACTOR_ROLES = ["administrater"]

    assert [error.id for error in run_checks(tags=["access"])] == ["access.E002"]


@pytest.mark.parametrize("address", ["/admin/", "/roles/", "/nowhere/", "/account/password/change/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_else_is_open_before_it_is_set_up(as_user, administrator, address, method):
    assert getattr(as_user(administrator), method)(address).url == SETTING_UP


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "healthz", "account_logout"],
)
def test_what_it_takes_to_set_it_up_is_open(as_user, administrator, name):
    response = as_user(administrator).get(reverse(name), follow=True)

    assert response.status_code == 200
    assert SETTING_UP not in [address for address, _ in response.redirect_chain]


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_counts_at_once(enter, administrator, mailoutbox):
    client = Client()
    enter(administrator.email, client=client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})

    assert Authenticator.objects.filter(user=administrator, type="totp").exists()
    assert Authenticator.objects.filter(user=administrator, type="recovery_codes").exists()
    assert sees_roles(client)
    assert "tell an administrator" in mailoutbox[0].body


def test_the_next_sign_in_asks_for_the_code(enter, with_app, secret):
    client = Client()

    assert enter(with_app.email, client=client).url == reverse("mfa_authenticate")
    assert client.get(reverse("roles")).url.startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert sees_roles(client)


def test_a_wrong_code_does_not_let_in_and_is_recorded(enter, with_app):
    client = Client()
    enter(with_app.email, client=client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert not sees_roles(client)
    assert SignInEvent.objects.get(user=with_app).outcome == "failed"


def test_codes_cannot_be_guessed_for_long(enter, with_app, secret):
    client = Client()
    enter(with_app.email, client=client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})

    assert not sees_roles(client)


def test_a_code_works_once(enter, with_app, secret):
    used = code(secret)
    clients = [Client(), Client()]
    for client in clients:
        enter(with_app.email, client=client)
        client.post(reverse("mfa_authenticate"), {"code": used})

    assert [sees_roles(client) for client in clients] == [True, False]


def test_a_recovery_code_lets_in_without_the_phone(enter, with_app):
    codes = RecoveryCodes.activate(with_app).get_unused_codes()
    client = Client()
    enter(with_app.email, client=client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert sees_roles(client)


def test_a_session_from_before_it_was_set_up_has_to_show_it(as_user, with_app, secret):
    """Somebody with the password alone, and a session, gets no further once the owner has set up a factor."""
    client = as_user(with_app)

    assert client.get(reverse("roles")).url == f"{SHOWING}?next=%2Froles%2F"
    response = client.post(f"{SHOWING}?next=/roles/", {"code": code(secret)})
    assert response.url == "/roles/"
    assert sees_roles(client)


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"],
)
def test_such_a_session_cannot_change_the_factor(as_user, with_app, name):
    client = as_user(with_app)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.post(reverse(name)).url.startswith(SHOWING)
    assert Authenticator.objects.filter(user=with_app, type="totp").exists()


def test_the_password_alone_does_not_count_as_a_second_factor(as_user, with_app):
    client = as_user(with_app)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert not sees_roles(client)


def test_who_takes_their_factor_away_sets_one_up_again(enter, with_app, secret):
    client = Client()
    enter(with_app.email, client=client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    Authenticator.objects.filter(user=with_app).delete()

    assert client.get(reverse("roles")).url == SETTING_UP


def test_the_record_of_another_person_in_the_same_browser_does_not_count(as_user, with_app, manager):
    client = as_user(with_app)
    note_factor(client, manager)

    assert not sees_roles(client)


def test_a_passkey_counts_as_password_and_second_factor(as_user, administrator):
    Authenticator.objects.create(user=administrator, type="webauthn", data={})
    client = as_user(administrator)
    assert client.get(reverse("roles")).url.startswith("/account/2fa/webauthn/reauthenticate/")

    note_factor(client, administrator, type="webauthn", passwordless=True)

    assert sees_roles(client)


@pytest.mark.urls("tests.faults.urls")
class TestWhatWasTypedBeforeTheSecondStep:
    """A role was given, or a factor set up elsewhere, while somebody was typing."""

    typed = {"title": "Girls’ football", "what_happened": "Twelve came.\n" * 50}

    def shown(self, response) -> str:
        return html.unescape(response.content.decode()).replace("\r\n", "\n")

    def test_is_given_back_and_sent_again_after_it(self, as_user, administrator):
        client = as_user(administrator)
        response = client.post("/faults/for_staff/", self.typed)

        assert response.status_code == 403
        assert f'href="{SETTING_UP}"' in self.shown(response)
        assert self.typed["what_happened"] in self.shown(response)
        assert "Send it again" in self.shown(response)

        TOTP.activate(administrator, generate_totp_secret())
        note_factor(client, administrator)
        assert client.post("/faults/for_staff/", self.typed).content == b"saved"

    def test_is_given_back_where_a_factor_has_to_be_shown(self, as_user, with_app):
        response = as_user(with_app).post("/faults/for_staff/", self.typed)

        assert SHOWING in self.shown(response)
        assert self.typed["what_happened"] in self.shown(response)

    def test_is_kept_where_its_form_can_be_kept(self, as_user, administrator):
        response = as_user(administrator).post("/faults/with_keep/", self.typed | {"keeper": "signed"})

        assert 'href="/unsaved/here/"' in self.shown(response)

    def test_is_not_shown_where_another_site_sent_it(self, administrator):
        client = Client(enforce_csrf_checks=True)
        client.force_login(administrator)
        response = client.post("/faults/for_staff/", self.typed, HTTP_ORIGIN="https://elsewhere.example.org")

        assert response.status_code == 302
        assert response.url == SETTING_UP


def note_factor(client, user, method="mfa", **particulars) -> None:
    """Note in the client's session what allauth notes when somebody has shown a factor."""
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method, **particulars)
    request.session.save()


def test_the_providers_own_factor_does_not_count_by_itself(as_user, administrator):
    client = as_user(administrator)
    note_factor(client, administrator, "socialaccount", provider="oidc", uid="1")

    assert client.get(reverse("roles")).url == SETTING_UP


def test_the_providers_own_factor_counts_where_a_setting_says_so(as_user, administrator, settings):
    settings.SECOND_FACTOR_BY_IDENTITY_PROVIDER = True
    client = as_user(administrator)
    assert client.get(reverse("roles")).url == SETTING_UP

    note_factor(client, administrator, "socialaccount", provider="oidc", uid="1")

    assert sees_roles(client)


def test_a_new_password_by_mail_does_not_replace_the_factor(with_app, mailoutbox):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": with_app.email})
    link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
    page = client.get(link, follow=True)
    words = "four new words here"
    response = client.post(page.request["PATH_INFO"], {"password1": words, "password2": words})

    assert response.url == reverse("mfa_authenticate")
    assert not sees_roles(client)


def test_the_check_costs_two_queries_at_most(as_user, with_app, django_assert_max_num_queries):
    client = as_user(with_app)
    note_factor(client, with_app, at_test=time.time())
    client.get(reverse("roles"))
    with django_assert_max_num_queries(6):
        client.get(reverse("roles"))
