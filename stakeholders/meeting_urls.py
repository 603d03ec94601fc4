"""Addresses of meetings, their actions and calendars."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
