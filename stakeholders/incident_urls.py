"""Addresses of response plans and critical incidents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
