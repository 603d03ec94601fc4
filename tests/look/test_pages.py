"""The frame of every page, the sign-in screens and the pages for what went wrong."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template import TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path, reverse

from tests import builders
from vru_portal.access.roles import Role
from vru_portal.context import navigation
from vru_portal.urls import urlpatterns as addresses


def boom(request):
    raise RuntimeError


def framed(request):
    return HttpResponse(render_to_string("base.html", {}, request))


urlpatterns = [*addresses, path("boom/", boom), path("framed/", framed)]
handler400 = "vru_portal.errors.handler400"
handler403 = "vru_portal.errors.handler403"
handler404 = "vru_portal.errors.handler404"
handler500 = "vru_portal.errors.handler500"

pytestmark = pytest.mark.urls(__name__)

STRANGER_PAGES = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
OWN_PAGES = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]


def assert_holds_the_policy(html):
    """The content security policy refuses inline script and style, so no page may need them."""
    scripts = re.findall(r"<script\b([^>]*)>", html)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts), scripts
    assert "<style" not in html
    assert not re.search(r"\s(style|on[a-z]+)=\"", html)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", html)


def sign_in(client, user):
    """Sign in and confirm the password, so that the pages about security open."""
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": builders.PASSWORD})


@pytest.mark.parametrize("name", STRANGER_PAGES)
def test_a_page_for_strangers_holds_the_policy_and_is_the_portals_own(client, db, name):
    html = client.get(reverse(name)).content.decode()
    assert_holds_the_policy(html)
    assert "portal-header" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_about_ones_own_account_holds_the_policy_and_is_the_portals_own(client, navigator, name):
    sign_in(client, navigator)
    response = client.get(reverse(name))
    html = response.content.decode()
    assert response.status_code == 200
    assert_holds_the_policy(html)
    assert "portal-header" in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\S.+ – VRU Portal</title>", html)


@pytest.mark.parametrize("name", STRANGER_PAGES)
def test_nobody_is_asked_to_sign_up(client, db, name):
    assert "sign up" not in client.get(reverse(name)).content.decode().lower()
    assert "/signup/" not in client.get(reverse(name)).content.decode()


def test_a_wrong_password_is_answered_in_plain_words_and_the_address_is_kept(client, navigator):
    response = client.post(reverse("account_login"), {"login": navigator.email, "password": "wrong"})
    html = response.content.decode()
    assert "The e-mail address or the password is wrong" in html
    assert f'value="{navigator.email}"' in html
    assert "<title>Error: Sign in – VRU Portal</title>" in html


def test_an_empty_sign_in_says_what_to_enter(client, db):
    html = client.post(reverse("account_login"), {}).content.decode()
    assert '<a href="#id_login">Enter e-mail address</a>' in html
    assert '<a href="#id_password">Enter password</a>' in html


def test_an_old_link_to_set_a_password_leads_to_a_new_one(client, db):
    html = client.get("/account/password/reset/key/abc-def/").content.decode()
    assert "The link no longer works" in html
    assert reverse("account_reset_password") in html


def test_recovery_codes_are_shown_after_an_app_is_set_up(client, navigator):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    sign_in(client, navigator)
    TOTP.activate(navigator, generate_totp_secret())
    RecoveryCodes.activate(navigator)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert_holds_the_policy(page)
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index"):
        assert_holds_the_policy(client.get(reverse(name)).content.decode())


def test_a_wrong_code_is_answered_in_plain_words(client, navigator):
    sign_in(client, navigator)
    client.get(reverse("mfa_activate_totp"))
    html = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "The code is wrong or has been used" in html


def test_page_not_found_says_what_to_do(client, db):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert_holds_the_policy(response.content.decode())


def test_the_wrong_role_is_told_whom_to_ask(as_user, navigator):
    response = as_user(navigator).get(reverse("roles"))
    assert response.status_code == 403
    assert "ask an administrator" in response.content.decode()


def test_a_fault_is_answered_without_the_database(client, db, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/boom/")
    assert response.status_code == 500
    assert "Sorry, there is a problem with the portal" in response.content.decode()
    assert_holds_the_policy(response.content.decode())


def test_the_page_for_a_fault_needs_nothing_but_its_template():
    html = render_to_string("500.html")
    assert "VRU Portal" in html
    assert "<title>Sorry, there is a problem – VRU Portal</title>" in html


def test_the_demonstration_is_marked_on_every_page(client, db, settings):
    words = "are made up"
    assert words in client.get("/nothing/").content.decode()
    settings.DEMONSTRATION = False
    assert words not in client.get("/nothing/").content.decode()


def test_the_name_of_the_portal_comes_from_the_settings(client, db, settings):
    settings.PORTAL_NAME = "Northshire VRU"
    html = client.get(reverse("account_login")).content.decode()
    assert "<title>Sign in – Northshire VRU</title>" in html
    assert "VRU Portal" not in html


def test_no_page_carries_the_crown_the_logotype_or_the_font(client, db):
    html = client.get(reverse("account_login")).content.decode()
    # Any letters may stand in a token.
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    assert not re.search(r"crown|logotype|GOV\.UK|gds", html, re.IGNORECASE)


def names_of(user, path="/"):
    request = SimpleNamespace(path=path)
    return {item.name: item.current for item in navigation(request, user)}


@pytest.mark.parametrize(
    ("person", "offered", "withheld"),
    [
        (
            "navigator",
            {"activity_new", "activities", "networks", "incidents"},
            {"review_queue", "admin:index", "roles"},
        ),
        ("adviser", {"activity_new", "networks", "incidents"}, {"review_queue", "admin:index"}),
        ("manager", {"activity_new", "activities", "review_queue", "networks", "incidents"}, {"admin:index"}),
        ("analyst", {"activities", "region", "networks"}, {"activity_new", "review_queue", "incidents", "admin:index"}),
        ("communications", {"activities", "networks"}, {"activity_new", "review_queue", "incidents"}),
        ("administrator", {"region", "networks", "admin:index", "roles"}, {"activity_new", "activities", "incidents"}),
    ],
)
def test_the_navigation_offers_what_the_role_may_open(request, person, offered, withheld):
    names = names_of(request.getfixturevalue(person)).keys()
    assert offered <= names
    assert not withheld & names


def test_somebody_without_a_posting_is_offered_no_place(db):
    assert "region" not in names_of(builders.user("Una Unposted"))


@pytest.mark.parametrize(
    ("path", "name", "current"),
    [
        ("/", "home", "page"),
        ("/activities/", "activities", "page"),
        ("/activities/new/", "activity_new", "page"),
        ("/activities/5b1d/", "activities", "true"),
        ("/regions/west-midlands/", "region", "page"),
        ("/authorities/E08000026/pilots/hillfields/", "region", "true"),
        ("/networks/", "networks", "page"),
        ("/networks/contacts/", "networks", "true"),
        ("/incidents/", "incidents", "page"),
        ("/authorities/E08000026/response-plan/", "region", "true"),
    ],
)
def test_the_navigation_marks_where_one_is(navigator, path, name, current):
    marked = {name: mark for name, mark in names_of(navigator, path).items() if mark}
    assert marked == {name: current}


def test_each_region_has_its_own_link_where_there_are_several(navigator):
    northshire = builders.region("Northshire", "northshire")
    builders.posting(navigator, Role.ANALYST, northshire)
    texts = [item.text for item in navigation(SimpleNamespace(path="/"), navigator)]
    assert "Northshire" in texts
    assert "West Midlands" in texts


def test_signing_out_is_a_post_with_a_token(as_user, navigator):
    html = as_user(navigator).get("/framed/").content.decode()
    form = re.search(r'<form method="post" action="/account/logout/" data-signs-out>.*?</form>', html, re.DOTALL)
    assert "csrfmiddlewaretoken" in form.group()


def test_the_frame_of_a_page_costs_a_fixed_number_of_queries(as_user, navigator, django_assert_max_num_queries):
    client = as_user(navigator)
    client.get("/framed/")
    with django_assert_max_num_queries(3):
        client.get("/framed/")


def test_the_session_warning_is_there_for_signed_in_people_only(client, as_user, navigator):
    assert "data-idle-seconds" not in client.get(reverse("account_login")).content.decode()
    html = as_user(navigator).get("/framed/").content.decode()
    warning = re.search(r"<dialog[^>]*>", html).group()
    assert 'role="alertdialog"' in warning
    assert 0 < int(re.search(r'data-ends-after="(\d+)"', warning).group(1)) <= 3600
    assert 0 < int(re.search(r'data-ends-at-last-after="(\d+)"', warning).group(1)) <= 12 * 3600


@pytest.mark.parametrize(
    ("status", "colour"),
    [
        ("approved", " govuk-tag--green"),
        ("submitted", ""),
        ("returned", " govuk-tag--orange"),
        ("?", " govuk-tag--grey"),
    ],
)
def test_the_tag_of_a_status_has_its_colour(status, colour):
    html = render_to_string("govuk/status_tag.html", {"status": status, "label": "Label"})
    assert html.strip() == f'<strong class="govuk-tag{colour}">Label</strong>'


def test_pages_show_no_other_settings():
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string('{% portal_setting "SECRET_KEY" %}').render()


def test_breadcrumbs_end_with_the_page_itself():
    html = render_to_string("govuk/breadcrumbs.html", {"trail": [("West Midlands", "/regions/x/"), ("Coventry", "")]})
    assert 'href="/regions/x/"' in html
    assert re.search(r'aria-current="page">Coventry<', html)


def test_pagination_offers_only_the_pages_there_are():
    html = render_to_string("govuk/pagination.html", {"page": {"next_url": "?after=1", "previous_url": ""}})
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert render_to_string("govuk/pagination.html", {"page": {}}).strip() == ""


@pytest.mark.parametrize(("level", "title"), [("success", "Done"), ("error", "Problem"), ("info", "Important")])
def test_messages_are_banners(level, title):
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    getattr(messages, level)(request, "Your entry is <submitted>")
    html = render_to_string("govuk/messages.html", {"messages": messages.get_messages(request)})
    assert title in html
    assert "Your entry is &lt;submitted&gt;" in html
