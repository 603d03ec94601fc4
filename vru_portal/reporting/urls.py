"""Addresses of what is read across all the apps."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
