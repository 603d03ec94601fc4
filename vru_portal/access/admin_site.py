"""Django admin, for administrators only."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin


class PortalAdminSite(admin.AdminSite):
    """Enters through the portal's sign-in, so that no second factor or rate limit is bypassed."""

    site_header = site_title = f"{settings.PORTAL_NAME}: administration"
    index_title = "Administration"
    site_url = "/"

    def has_permission(self, request) -> bool:
        return request.user.is_authenticated and request.user.is_administrator

    login = secure_admin_login(admin.AdminSite.login)
