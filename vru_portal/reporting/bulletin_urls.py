"""Addresses of bulletins, for who draws them up and signs them off."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
