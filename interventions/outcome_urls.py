"""Addresses of measures, anticipated outcomes and outcome records."""

from __future__ import annotations

from django.urls import path

from .views import anticipated, measures, outcome_lists, outcome_records, outcomes, removal

PILOT = "authorities/<slug:gss_code>/pilots/<slug:slug>/outcomes/"

urlpatterns = [
    path("interventions/measures/", measures.measures, name="measures"),
    path("interventions/measures/<slug:slug>/", measures.measure, name="measure"),
    path("interventions/measures/<slug:slug>/sheet.csv", measures.measure_sheet, name="measure_sheet"),
    path(PILOT, anticipated.pilot_outcomes, name="pilot_outcomes"),
    path(f"{PILOT}add/", anticipated.anticipated_add, name="anticipated_add"),
    path(f"{PILOT}<int:pk>/", anticipated.anticipated_edit, name="anticipated_edit"),
    path(f"{PILOT}<int:pk>/withdraw/", anticipated.anticipated_withdraw, name="anticipated_withdraw"),
    path(f"{PILOT}record/", outcomes.outcome_new, name="outcome_new"),
    path(f"{PILOT}upload/", outcomes.outcome_upload, name="outcome_upload"),
    path("outcomes/", outcome_lists.outcomes, name="outcomes"),
    path("outcomes/export.csv", outcome_lists.outcomes_file, {"kind": "csv"}, name="outcomes_csv"),
    path("outcomes/export.xlsx", outcome_lists.outcomes_file, {"kind": "xlsx"}, name="outcomes_xlsx"),
    path("outcomes/<uuid:pk>/", outcome_records.outcome, name="outcome"),
    path("outcomes/<uuid:pk>/edit/", outcomes.outcome_edit, name="outcome_edit"),
    path("outcomes/<uuid:pk>/move/<slug:name>/", outcome_records.outcome_move, name="outcome_move"),
    path("outcomes/<uuid:pk>/changes/", outcome_records.outcome_changes, name="outcome_changes"),
    path("outcomes/<uuid:pk>/redact/", removal.outcome_redact, name="outcome_redact"),
]
