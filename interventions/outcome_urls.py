"""Addresses of measures, anticipated outcomes and outcome records."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
