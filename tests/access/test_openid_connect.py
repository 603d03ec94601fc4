"""Single sign-on, against a small provider that runs in the test."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD
from vru_portal.access.models import SignInEvent, User


class Provider(BaseHTTPRequestHandler):
    """Answers as an identity provider does, about the one person in ``server.claims``."""

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/jwks": {"keys": []},
            "/userinfo": self.server.claims,
        }
        self.answer(answers[self.path])

    def do_POST(self):
        self.server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        base = f"http://127.0.0.1:{self.server.server_port}"
        claims = {"iss": base, "aud": "portal", "iat": 0, "exp": 32503680000, **self.server.claims}
        signed = jwt.encode(claims, "a key that only the provider has, long enough", algorithm="HS256")
        self.answer({"access_token": "token", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.claims, server.asked = {"sub": "subject-1"}, {}
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "oidc",
        "name": "Microsoft",
        "client_id": "portal",
        "secret": "secret",
        "settings": {"server_url": url, "uid_field": "sub", "verified_email": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def come_from(provider):
    """Return a function that signs in at the provider as a person: ``come_from(email=…)``."""

    def sign_in(email, client=None, sub="subject-1", process="login", next_page="", **claims):
        provider.claims = {"sub": sub, "email": email, "name": "Any Body", **claims}
        client = client or Client()
        login = reverse("openid_connect_login", args=["oidc"])
        there = client.post(login, query_params={"process": process, "next": next_page})
        state = parse_qs(urlsplit(there.url).query)["state"][0]
        return client.get(reverse("openid_connect_callback", args=["oidc"]), {"code": "code", "state": state})

    return sign_in


def is_in(client) -> bool:
    return (
        client.get(reverse("keep_session")).status_code == 405
        and client.post(reverse("keep_session")).status_code == 204
    )


def test_an_invited_person_enters(come_from, navigator):
    client = Client()
    response = come_from(navigator.email, client)

    assert response.url == reverse("home")
    assert is_in(client)
    assert SignInEvent.objects.get().user == navigator


def test_their_password_stays_theirs(come_from, navigator, enter):
    come_from(navigator.email)

    assert enter(navigator.email, PASSWORD).status_code == 302


def test_the_address_is_compared_without_case(come_from, navigator):
    client = Client()
    come_from(navigator.email.upper(), client)

    assert is_in(client)


def test_a_person_who_was_never_given_a_password_enters(come_from, navigator):
    navigator.set_unusable_password()
    navigator.save()
    client = Client()
    come_from(navigator.email, client)

    assert is_in(client)


def test_the_second_time_the_identity_is_recognised_by_its_subject(come_from, navigator):
    come_from(navigator.email)
    client = Client()
    come_from("other.address@example.org", client)

    assert is_in(client)
    assert SocialAccount.objects.count() == 1


def test_an_unknown_address_is_refused_and_nobody_is_created(come_from, navigator):
    client = Client()
    response = come_from("stranger@example.org", client)

    assert response.status_code == 200
    assert not is_in(client)
    assert list(User.objects.all()) == [navigator]
    assert not SocialAccount.objects.exists()
    assert SignInEvent.objects.get().outcome == "failed"


@pytest.mark.parametrize("known_before", [True, False])
def test_a_deactivated_user_is_refused(come_from, navigator, known_before):
    if known_before:
        come_from(navigator.email)
    navigator.is_active = False
    navigator.save()
    client = Client()
    come_from(navigator.email, client)

    assert not is_in(client)


def test_an_identity_without_an_address_is_refused(come_from, navigator):
    client = Client()
    come_from("", client)

    assert not is_in(client)


def test_an_address_that_the_provider_does_not_vouch_for_is_refused(come_from, navigator, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = False
    client = Client()
    come_from(navigator.email, client, email_verified=False)

    assert not is_in(client)


def test_a_second_identity_with_the_same_address_is_the_same_person(come_from, navigator):
    come_from(navigator.email)
    client = Client()
    come_from(navigator.email, client, sub="subject-2")

    assert is_in(client)
    assert {account.user for account in SocialAccount.objects.all()} == {navigator}


def test_nobody_connects_another_identity_to_their_user(come_from, as_user, navigator):
    """Whoever finds a browser unattended would get a way in of their own."""
    response = come_from("stranger@example.org", as_user(navigator), process="connect")

    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_second_factor_that_is_set_up_is_asked_for_here_too(come_from, navigator):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(navigator, generate_totp_secret())
    client = Client()

    assert come_from(navigator.email, client).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_role_that_needs_one_sets_it_up(come_from, manager, settings):
    settings.SECOND_FACTOR_ROLES = ["manager"]
    client = Client()
    come_from(manager.email, client)

    assert client.get(reverse("roles")).url == reverse("mfa_index")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(1)", "evil", "//[evil"])
@pytest.mark.parametrize("process", ["login", "redirect"])
def test_it_never_leads_out_of_the_portal(come_from, navigator, target, process):
    assert come_from(navigator.email, next_page=target, process=process).url == reverse("home")


def test_it_leads_on_to_the_page_that_was_asked_for(come_from, navigator):
    assert come_from(navigator.email, next_page="/roles/").url == "/roles/"


def test_the_exchange_is_bound_to_the_browser_and_proved_by_pkce(come_from, navigator, provider):
    come_from(navigator.email)
    assert provider.asked["code_verifier"]

    answer = Client().get(reverse("openid_connect_callback", args=["oidc"]), {"code": "code", "state": "made-up"})
    assert answer.status_code != 302


def test_without_a_provider_there_is_no_such_page(db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert Client().get(reverse("openid_connect_login", args=["oidc"])).status_code == 404


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers"])
def test_a_provider_in_which_anybody_can_claim_any_address_is_found_by_check(settings, tenant):
    app = {"settings": {"server_url": f"https://login.microsoftonline.com/{tenant}/v2.0"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert [error.id for error in run_checks(tags=["access"])] == ["access.E001"]

    app["settings"]["server_url"] = "https://login.microsoftonline.com/7f0c2d0e-0000-4000-8000-000000000000/v2.0"
    assert not run_checks(tags=["access"])
