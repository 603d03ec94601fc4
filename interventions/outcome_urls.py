"""Addresses of measures, anticipated outcomes and outcome records."""

from __future__ import annotations

from django.urls import path

from .views import anticipated, measures

PILOT = "authorities/<slug:gss_code>/pilots/<slug:slug>/outcomes/"

urlpatterns = [
    path("interventions/measures/", measures.measures, name="measures"),
    path("interventions/measures/<slug:slug>/", measures.measure, name="measure"),
    path("interventions/measures/<slug:slug>/sheet.csv", measures.measure_sheet, name="measure_sheet"),
    path(PILOT, anticipated.pilot_outcomes, name="pilot_outcomes"),
    path(f"{PILOT}add/", anticipated.anticipated_add, name="anticipated_add"),
    path(f"{PILOT}<int:pk>/", anticipated.anticipated_edit, name="anticipated_edit"),
    path(f"{PILOT}<int:pk>/withdraw/", anticipated.anticipated_withdraw, name="anticipated_withdraw"),
]
