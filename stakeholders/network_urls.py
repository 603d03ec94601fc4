"""Addresses of networks, their members, and the public pages that ask people to join in."""

from django.urls import path

from .views import joining

urlpatterns = [
    path("join/<slug:gss_code>/<slug:slug>/", joining.join, name="join"),
    path("join/<slug:gss_code>/<slug:slug>/thanks/", joining.join_thanks, name="join_thanks"),
    path("networks/<int:pk>/requests/", joining.join_requests, name="join_requests"),
    path("networks/<int:pk>/requests/<int:asked>/decline/", joining.join_decline, name="join_decline"),
]
