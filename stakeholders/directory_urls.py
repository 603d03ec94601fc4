"""Addresses of organisations and contacts, and their import."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
