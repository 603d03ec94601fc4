"""Addresses of places whose pages show activity."""

from django.urls import path

from .views.place_pages import pilot

urlpatterns = [path("authorities/<slug:gss_code>/pilots/<slug:slug>/", pilot, name="pilot")]
