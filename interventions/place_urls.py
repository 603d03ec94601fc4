"""Addresses of places whose pages show activity, and of what is taken out of networks."""

from django.urls import path

from .views.member_files import members_file
from .views.place_pages import pilot

urlpatterns = [
    path("authorities/<slug:gss_code>/pilots/<slug:slug>/", pilot, name="pilot"),
    path("networks/<int:pk>/members/export.csv", members_file, {"kind": "csv"}, name="members_csv"),
    path("networks/<int:pk>/members/export.xlsx", members_file, {"kind": "xlsx"}, name="members_xlsx"),
]
