"""Keeps who signed in, failed to and signed out. Signals are used to record only: they decide nothing."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.utils import timezone

from .models import SignInEvent, User

Outcome = SignInEvent.Outcome


def record(request, outcome: Outcome, user: User | None) -> None:
    """Store one event. What was typed is not kept: an unknown address may be a password in the wrong field."""
    SignInEvent.objects.create(user=user, outcome=outcome, ip_address=network_address(request))


def failed(request, email: str | None) -> None:
    """Record a failed sign-in with an e-mail address, known or not."""
    record(request, Outcome.FAILED, User.objects.filter(email=(email or "").lower()).first())


def network_address(request) -> str | None:
    """Return where the request comes from, behind trusted proxies too, or None where it does not say."""
    try:
        return get_adapter().get_client_ip(request) if request else None
    except PermissionDenied:
        return None


# Django's own receiver saves the user, which would add a version to their history at each sign-in.
user_logged_in.disconnect(dispatch_uid="update_last_login")


@receiver(user_logged_in)
def record_sign_in(sender, request, user, **kwargs) -> None:
    record(request, Outcome.SIGNED_IN, user)
    user.last_login = timezone.now()
    User.objects.filter(pk=user.pk).update(last_login=user.last_login)


@receiver(user_logged_out)
def record_sign_out(sender, request, user, **kwargs) -> None:
    if user and user.is_authenticated:
        record(request, Outcome.SIGNED_OUT, user)


@receiver(user_login_failed)
def record_wrong_password(sender, credentials, request=None, **kwargs) -> None:
    failed(request, credentials.get("email"))


@receiver(authentication_failed)
def record_wrong_code(sender, request, user, **kwargs) -> None:
    record(request, Outcome.FAILED, user)


@receiver(authenticator_added)
def record_new_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Who sets up an app or a passkey has just shown that they have it: allauth does not note that by itself."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
