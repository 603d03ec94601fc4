"""Addresses of networks, their members, and the public pages that ask people to join in."""

from django.urls import path

from .views import joining, members, networks

urlpatterns = [
    path("networks/", networks.networks, name="networks"),
    path("networks/add/", networks.network_add, name="network_add"),
    path("networks/<int:pk>/", networks.network, name="network"),
    path("networks/<int:pk>/edit/", networks.network_edit, name="network_edit"),
    path("networks/<int:pk>/headcounts/add/", networks.headcount_add, name="headcount_add"),
    path("networks/<int:pk>/headcounts/<int:headcount>/", networks.headcount_edit, name="headcount_edit"),
    path("networks/<int:pk>/members/", members.network_members, name="network_members"),
    path("networks/<int:pk>/members/add/", members.member_add, name="member_add"),
    path("networks/<int:pk>/members/<int:member>/", members.member_edit, name="member_edit"),
    path("networks/<int:pk>/members/<int:member>/leave/", members.member_leave, name="member_leave"),
    path("join/<slug:gss_code>/<slug:slug>/", joining.join, name="join"),
    path("join/<slug:gss_code>/<slug:slug>/thanks/", joining.join_thanks, name="join_thanks"),
    path("networks/<int:pk>/requests/", joining.join_requests, name="join_requests"),
    path("networks/<int:pk>/requests/<int:asked>/decline/", joining.join_decline, name="join_decline"),
]
