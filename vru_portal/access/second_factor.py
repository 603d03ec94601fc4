"""Who must show a second factor, and whether they have."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
ALWAYS_OPEN = {"account_logout", "keep_session", "healthz"}
SETTING_UP = {"mfa_index", "account_reauthenticate"}
SHOWING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def is_required_of(user) -> bool:
    """Say whether a current posting of the user has a role that must use a second factor."""
    return bool(settings.SECOND_FACTOR_ROLES) and any(
        posting.role in settings.SECOND_FACTOR_ROLES for posting in user.current_postings
    )


def was_shown_in(request: HttpRequest) -> bool:
    """Say whether this session was entered with a second factor, or with a passkey."""
    enough = {"mfa"}
    if settings.SECOND_FACTOR_BY_IDENTITY_PROVIDER:
        enough.add("socialaccount")
    return any(record["method"] in enough for record in get_authentication_records(request, request.user))


def missing_step(request: HttpRequest) -> str | None:
    """Return the address at which a signed-in person sets up or shows their second factor, or None if all is well."""
    if not is_required_of(request.user):
        return None
    kinds = set(Authenticator.objects.filter(user=request.user, type__in=FACTORS).values_list("type", flat=True))
    if was_shown_in(request) and (kinds or settings.SECOND_FACTOR_BY_IDENTITY_PROVIDER):
        return None
    if is_open(request, setting_up=not kinds):
        return None
    if not kinds:
        return reverse("mfa_index")
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path() if request.method == 'GET' else '/'})}"


def is_open(request: HttpRequest, *, setting_up: bool) -> bool:
    """Say whether a page may be seen before the second factor.

    Once a factor is set up, the pages that change it are closed to a session that has not shown it.
    """
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return False
    if setting_up and (name in SETTING_UP or name.startswith("mfa_")):
        return True
    return name in ALWAYS_OPEN | SHOWING
