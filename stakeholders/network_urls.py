"""Addresses of networks, their members, and the public pages that ask people to join in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
