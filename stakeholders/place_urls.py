"""Addresses of places whose pages show how ready they are for the worst."""

from django.urls import path

from .views.authority_page import authority

urlpatterns = [path("authorities/<slug:gss_code>/", authority, name="authority")]
