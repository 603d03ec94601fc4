"""Addresses of the region and its localities, and of keeping a pilot up to date."""

from django.urls import path

from .views import editing, parts, places

AUTHORITY = "authorities/<slug:gss_code>/"
PILOT = f"{AUTHORITY}pilots/<slug:slug>/"

urlpatterns = [
    path("regions/<slug:slug>/", places.region, name="region"),
    path(f"{AUTHORITY}localities/<slug:slug>/", places.locality, name="locality"),
    path(f"{PILOT}edit/", editing.pilot_edit, name="pilot_edit"),
    path(f"{PILOT}status/", editing.pilot_status, name="pilot_status"),
    path(f"{PILOT}context/add/", parts.add, {"part": "context"}, name="context_add"),
    path(f"{PILOT}context/<int:pk>/", parts.edit, {"part": "context"}, name="context_edit"),
    path(f"{PILOT}context/<int:pk>/withdraw/", parts.context_withdraw, name="context_withdraw"),
    path(f"{PILOT}sites/add/", parts.add, {"part": "site"}, name="site_add"),
    path(f"{PILOT}sites/<int:pk>/", parts.edit, {"part": "site"}, name="site_edit"),
]
