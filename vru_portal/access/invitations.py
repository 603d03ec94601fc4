"""How an invited person gets in for the first time: by a link that is mailed to them."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from .models import User


def invite(user: User, root: str | None = None) -> None:
    """Mail the user a link with which they set a password.

    ``root`` is the address of the portal, such as https://vru.example.org; settings.SITE_URL where it is not given.
    Raises what the mail backend raises (OSError and its children) when the mail cannot be sent.
    """
    words = {
        "user": user,
        "portal_name": settings.PORTAL_NAME,
        "link": (root or settings.SITE_URL).rstrip("/") + set_password_path(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    subject = render_to_string("account/email/invitation_subject.txt", words).strip()
    EmailMessage(subject, render_to_string("account/email/invitation_message.txt", words), to=[user.email]).send()


def set_password_path(user: User) -> str:
    """Return the path of the page on which this user sets a password: it works once, and for some days."""
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
