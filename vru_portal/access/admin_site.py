"""Django admin, for administrators only."""

from functools import update_wrapper

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from .records import PortalPage


class PortalAdminSite(admin.AdminSite):
    """Has no sign-in of its own: everybody comes through the portal's, with its second factor and limits."""

    site_header = site_title = f"{settings.PORTAL_NAME}: administration"
    index_title = "Administration"
    site_url = "/"

    def has_permission(self, request) -> bool:
        return request.user.is_authenticated and request.user.is_administrator

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Take the portal's own pages only: those that packages bring delete records and show secrets."""
        if admin_class and issubclass(admin_class, PortalPage):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """Send strangers to sign in; refuse those who are signed in and no administrators."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                leaving = request.path == reverse("admin:logout")
                return redirect_to_login(reverse("admin:index") if leaving else request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def login(self, request, extra_context=None):
        """Lead to the portal's sign-in, or on to the administration."""
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """Change the password where everybody else does."""
        return HttpResponseRedirect(reverse("account_change_password"))
