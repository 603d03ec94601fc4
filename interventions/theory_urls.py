"""Addresses of the theory of change."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
