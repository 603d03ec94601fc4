"""Every address of the portal, the empty page that the others are compared with, and Django admin over the log."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from interventions.models import Activity
from vru_portal.urls import handler400, handler403, handler404, handler500
from vru_portal.urls import urlpatterns as portal

from .bare import bare

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class ActivityPage(ModelAdmin):
    """The log in Django admin, as a quick start would have it. The portal itself keeps the log out of it."""

    list_display = ("title", "authority", "pilot", "kind", "starts_on", "status", "author")
    list_filter = ("status", "kind", "authority")
    search_fields = ("words",)


site = AdminSite(name="benchmark")
site.register(Activity, ActivityPage)

urlpatterns = [path("benchmark/bare/", bare, name="bare"), path("benchmark/admin/", site.urls), *portal]
