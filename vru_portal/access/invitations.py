"""How an invited person gets in for the first time: by a link that is mailed to them."""

import smtplib

import structlog
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from .models import User

MAIL_ERRORS = (smtplib.SMTPException, OSError)
logger = structlog.get_logger(__name__)


def invite(user: User) -> None:
    """Mail the user a link with which they set a password.

    Raises one of MAIL_ERRORS when the mail cannot be sent.
    """
    words = {
        "user": user,
        "portal_name": settings.PORTAL_NAME,
        "link": in_full(set_password_path(user)),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    subject = render_to_string("account/email/invitation_subject.txt", words).strip()
    EmailMessage(subject, render_to_string("account/email/invitation_message.txt", words), to=[user.email]).send()


def in_full(path: str) -> str:
    """Return the address of a page as it is mailed: a request's own Host may be made up by whoever sent it."""
    return settings.SITE_URL.rstrip("/") + path


def log_failure(mail: str, error: Exception) -> None:
    """Log that a mail could not be sent: which kind, and why, but not to whom. Errors quote the address."""
    logger.warning("mail_failed", mail=mail, kind=type(error).__name__)


def set_password_path(user: User) -> str:
    """Return the path of the page on which this user sets a password: it works once, and for some days."""
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
