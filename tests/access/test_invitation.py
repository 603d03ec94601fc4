"""An administrator adds a user, who enters by the mailed link."""

import smtplib
from unittest.mock import patch

import pytest
import structlog
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests import builders
from vru_portal.access.adapters import NOT_MAILED
from vru_portal.access.invitations import invite, set_password_path
from vru_portal.access.models import User
from vru_portal.access.roles import Role

ADD = reverse("admin:access_user_add")
PASSWORD = "four new words here"


def form(authority, **fields) -> dict:
    return {
        "full_name": "Nina New",
        "email": "Nina.New@example.org",
        "is_active": "on",
        "postings-TOTAL_FORMS": "1",
        "postings-INITIAL_FORMS": "0",
        "postings-0-role": Role.NAVIGATOR,
        "postings-0-authority": authority.pk,
        "postings-0-starts_on": "2021-01-01",
        **fields,
    }


@pytest.fixture
def add(as_user, administrator, coventry, django_capture_on_commit_callbacks):
    """Return a function that fills in the form of Django admin and follows where it leads."""

    def post(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return as_user(administrator).post(ADD, form(coventry, **fields), follow=True)

    return post


def link_in(mail) -> str:
    return next(word for word in mail.body.split() if word.startswith("http"))


@pytest.mark.django_db(transaction=True)
def test_the_invited_person_sets_a_password_and_is_in(add, mailoutbox, coventry, enter):
    page = add()
    assert "An invitation has been mailed to Nina New." in page.content.decode()
    mail = mailoutbox[0]
    assert mail.to == ["nina.new@example.org"]
    assert mail.subject == "You have been invited to the VRU Portal"
    assert "for 3 days" in mail.body
    client = Client()

    page = client.get(link_in(mail), follow=True)
    assert link_in(mail).rsplit("-", 1)[1].strip("/") not in page.request["PATH_INFO"]
    response = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert response.url == reverse("home")
    assert client.post(reverse("keep_session")).status_code == 204
    assert enter("nina.new@example.org", PASSWORD).status_code == 302
    assert User.objects.get(full_name="Nina New").may_in("log", coventry)


def test_the_link_works_once(add, mailoutbox):
    add()
    for password in (PASSWORD, "four other words here"):
        client = Client()
        page = client.get(link_in(mailoutbox[0]), follow=True)
        client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})

    assert User.objects.get(full_name="Nina New").check_password(PASSWORD)


def test_before_that_nobody_signs_in_with_any_password(add, enter):
    add()

    assert not User.objects.get(full_name="Nina New").has_usable_password()
    assert enter("nina.new@example.org", "").status_code == 200
    assert enter("nina.new@example.org", "!").status_code == 200


def test_no_mail_goes_out_for_a_user_who_is_not_saved(add, mailoutbox):
    page = add(email="not an address")

    assert "Enter an e-mail address in the correct format" in page.content.decode()
    assert not mailoutbox
    assert not User.objects.filter(full_name="Nina New").exists()


def test_an_address_is_invited_once_whatever_its_case(add, mailoutbox):
    add()
    page = add(full_name="Nina Again", email="NINA.NEW@example.org")

    assert "User with this E-mail address already exists." in page.content.decode()
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_loses_nobody(add):
    with patch("vru_portal.access.admin.invite", side_effect=smtplib.SMTPConnectError(421, "away")):
        page = add()

    assert page.status_code == 200
    assert "could not be mailed" in page.content.decode()
    assert User.objects.filter(full_name="Nina New").exists()


def test_the_invitation_is_sent_again_on_request(add, as_user, administrator, mailoutbox):
    add()
    invited = User.objects.get(full_name="Nina New")
    data = {"action": "send_invitation_again", "_selected_action": [invited.pk]}
    as_user(administrator).post(reverse("admin:access_user_changelist"), data)

    assert [mail.to for mail in mailoutbox] == [["nina.new@example.org"]] * 2


def test_nobody_is_invited_who_may_not_sign_in(as_user, administrator, mailoutbox):
    gone = builders.user("Gone Away", is_active=False)
    data = {"action": "send_invitation_again", "_selected_action": [gone.pk]}
    as_user(administrator).post(reverse("admin:access_user_changelist"), data)

    assert not mailoutbox


def test_the_names_are_written_as_they_are(mailoutbox):
    invite(User(full_name="Aoife O'Neill & Co", email="a@example.org", password="!"))

    assert "Hello Aoife O'Neill & Co," in mailoutbox[0].body


@pytest.fixture
def behind_other_hosts(settings):
    """A portal that answers to several names, as behind a proxy that passes on what a browser says."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://vru.example.org", ["*"]
    return {"HTTP_HOST": "elsewhere.example.org"}


def test_the_mailed_link_leads_to_the_portal_whatever_the_request_says(
    behind_other_hosts, as_user, administrator, navigator, mailoutbox
):
    data = {"action": "send_invitation_again", "_selected_action": [navigator.pk]}
    as_user(administrator).post(reverse("admin:access_user_changelist"), data, **behind_other_hosts)
    Client().post(reverse("account_reset_password"), {"email": navigator.email}, **behind_other_hosts)

    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert link_in(mail).startswith("https://vru.example.org/account/password/reset/key/")
        assert "elsewhere" not in mail.body


def refuse_mail(monkeypatch):
    """Have the mail server refuse, as real ones do: with the address in what they say."""

    def refuse(self, mails):
        raise smtplib.SMTPRecipientsRefused({mails[0].to[0]: (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_while_mail_is_away_is_told_and_logged_without_the_address(navigator, monkeypatch, known):
    refuse_mail(monkeypatch)
    address = navigator.email if known else "nobody@example.org"
    with structlog.testing.capture_logs() as lines:
        page = Client().post(reverse("account_reset_password"), {"email": address}, follow=True)

    assert page.status_code == 200
    assert NOT_MAILED in page.content.decode()
    assert [line["kind"] for line in lines if line["event"] == "mail_failed"] == ["SMTPRecipientsRefused"]
    assert address not in str(lines)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["send_invitation_again", "remove_second_factor"])
def test_mail_that_an_administrator_causes_fails_without_the_address_in_the_log(
    as_user, administrator, navigator, monkeypatch, caplog, action
):
    refuse_mail(monkeypatch)
    caplog.set_level("DEBUG")
    Authenticator.objects.create(user=navigator, type="totp", data={"secret": "x"})
    data = {"action": action, "_selected_action": [navigator.pk]}
    response = as_user(administrator).post(reverse("admin:access_user_changelist"), data)

    assert response.status_code == 302
    assert "mail_failed" in caplog.text
    assert navigator.email not in caplog.text


def test_a_mail_server_that_does_not_answer_is_given_up_on(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 10


def test_a_made_up_link_opens_nothing(navigator):
    path = set_password_path(navigator)
    response = Client().get(path[:-4] + "abc/", follow=True)

    assert response.status_code == 200
    assert b'type="password"' not in response.content


def test_a_changed_address_makes_an_old_link_worthless(navigator):
    path = set_password_path(navigator)
    navigator.email = "new.address@example.org"
    navigator.save()

    assert b'type="password"' not in Client().get(path, follow=True).content


def test_the_first_administrator_is_invited_from_the_command_line(region, mailoutbox):
    call_command("invite_administrator", "ADA@example.org", "Ada First", region.slug)

    ada = User.objects.get(email="ada@example.org")
    assert ada.is_administrator
    assert not ada.has_usable_password()
    assert link_in(mailoutbox[0]).startswith("http://testserver/account/password/reset/key/")


@pytest.mark.parametrize(
    ("email", "region_slug", "expected"),
    [
        ("ada@example.org", "nowhere", "no region nowhere"),
        ("ada", "west-midlands", "Enter an e-mail address in the correct format"),
        ("taken@example.org", "west-midlands", "already exists"),
    ],
)
def test_a_bad_invitation_from_the_command_line_stores_nothing(region, mailoutbox, email, region_slug, expected):
    builders.user("Taken", "taken@example.org")
    with pytest.raises(CommandError, match=expected):
        call_command("invite_administrator", email, "Ada First", region_slug)

    assert not User.objects.filter(full_name="Ada First").exists()
    assert not mailoutbox
