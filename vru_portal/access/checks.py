"""What ``manage.py check`` says about sign-in."""

import re

from django.conf import settings
from django.core.checks import Error, register

from .roles import Role

# Anybody can open a tenant there and claim any e-mail address in it.
OPEN_TO_THE_WORLD = re.compile(r"//login\.microsoftonline\.com/(common|organizations|consumers)/")


@register("access")
def check_identity_provider(app_configs, **kwargs) -> list[Error]:
    """Refuse a provider that does not vouch for the e-mail addresses of its people."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        Error(
            "OIDC_SERVER_URL is shared by all organisations: anyone could sign in as anyone.",
            hint="Use the address with the identifier of your own tenant in it.",
            id="access.E001",
        )
        for app in apps
        if OPEN_TO_THE_WORLD.search(f"{app['settings']['server_url']}/")
    ]


@register("access")
def check_second_factor_roles(app_configs, **kwargs) -> list[Error]:
    """Refuse a role that does not exist: a spelling mistake would switch the second factor off."""
    return [
        Error(
            f"SECOND_FACTOR_ROLES names {role!r}, which is not a role.",
            hint=f"Roles: {', '.join(Role.values)}.",
            id="access.E002",
        )
        for role in settings.SECOND_FACTOR_ROLES
        if role not in Role.values
    ]
