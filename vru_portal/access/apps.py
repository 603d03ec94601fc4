from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccessConfig(AppConfig):
    name = "vru_portal.access"
    label = "access"
    verbose_name = "people and access"
    default = True

    def ready(self) -> None:
        from . import checks, recording  # noqa: F401 (they register themselves)


class PortalAdminConfig(admin_apps.AdminConfig):
    """Runs Django admin on a site that only administrators enter, through the portal's own sign-in."""

    default = False
    default_site = "vru_portal.access.admin_site.PortalAdminSite"
