"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("vru_portal.access.urls")),
    path("", include("interventions.urls")),
    path("", include("interventions.place_urls")),
    path("", include("interventions.theory_urls")),
    path("", include("interventions.catalogue_urls")),
    path("", include("interventions.outcome_urls")),
    path("", include("stakeholders.place_urls")),
    path("", include("stakeholders.directory_urls")),
    path("", include("stakeholders.network_urls")),
    path("", include("stakeholders.meeting_urls")),
    path("", include("stakeholders.incident_urls")),
    path("", include("vru_portal.reporting.urls")),
    path("", include("vru_portal.reporting.dashboard_urls")),
    path("", include("vru_portal.reporting.bulletin_urls")),
    path("", include("vru_portal.reporting.public_urls")),
    path("", include("pilots.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "vru_portal.errors.handler400"
handler403 = "vru_portal.errors.handler403"
handler404 = "vru_portal.errors.handler404"
handler500 = "vru_portal.errors.handler500"
