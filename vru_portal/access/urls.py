"""Addresses about access. They come before allauth's own, some of which they close."""

from django.urls import include, path

from . import views

CLOSED = [
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/<key>/",
    "2fa/webauthn/signup/",
    "3rdparty/",
    "3rdparty/signup/",
    "social/signup/",
    "social/connections/",
]

urlpatterns = [
    path("roles/", views.roles, name="roles"),
    path("session/keep/", views.keep_session, name="keep_session"),
    *(path(f"account/{address}", views.closed) for address in CLOSED),
    path("account/", include("allauth.urls")),
]
