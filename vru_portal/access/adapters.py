"""How allauth lets people in: only those whom an administrator has invited."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse, SignupClosedException
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from . import recording
from .invitations import MAIL_ERRORS, in_full, log_failure
from .models import User
from .sign_in_forms import ERRORS

NOT_MAILED = "The e-mail about this could not be sent. Try again later, or ask an administrator."


class InvitedPeopleAdapter(DefaultAccountAdapter):
    """Sign-in with e-mail address and password."""

    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead on to pages of this portal only."""
        is_path = url.startswith("/") and not url.startswith(("//", "/\\"))
        return is_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request, **credentials) -> None:
        """Refuse further tries before any password is hashed, and record the refusal."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            recording.failed(request, credentials.get("email"))
            raise

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link as it is mailed."""
        uid, _, token = key.partition("-")
        return in_full(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send a mail; where that fails say so on the next page, whether the address is known or not."""
        try:
            super().send_mail(template_prefix, email, context)
        except MAIL_ERRORS as error:
            log_failure(template_prefix.rpartition("/")[2], error)
            messages.error(self.request, NOT_MAILED)

    def set_password(self, user, password: str) -> None:
        """Store a new password and forgive the failed tries with the old one."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(self.request, email=user.email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes, passkeys and security keys."""

    error_messages = DefaultMFAAdapter.error_messages | ERRORS

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:
        """Offer a name for a key that is being added: "Key 1", "Key 2"."""
        return f"Key {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class InvitedPeopleSocialAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an identity from the unit's own provider."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Attach an identity that is seen for the first time to the invited user with its e-mail address."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
        if sociallogin.is_existing:
            return
        addresses = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=addresses, is_active=True).first()
        if user is None:
            recording.failed(request, None)
            raise SignupClosedException
        sociallogin.connect(request, user)
