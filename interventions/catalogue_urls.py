"""Addresses of the catalogue, interventions and schools."""

from __future__ import annotations

from django.urls import path

from .views import catalogue, intervention_page, interventions, matching, practice, schools

PILOT = "authorities/<slug:gss_code>/pilots/<slug:slug>/interventions/"

urlpatterns = [
    path("interventions/", practice.interventions, name="interventions"),
    path("interventions/export.csv", practice.interventions_file, {"kind": "csv"}, name="interventions_csv"),
    path("interventions/export.xlsx", practice.interventions_file, {"kind": "xlsx"}, name="interventions_xlsx"),
    path("interventions/catalogue/", catalogue.intervention_types, name="intervention_types"),
    path("interventions/catalogue/<slug:region>/<slug:slug>/", catalogue.intervention_type, name="intervention_type"),
    path("interventions/<int:pk>/", intervention_page.intervention, name="intervention"),
    path("interventions/<int:pk>/edit/", interventions.intervention_edit, name="intervention_edit"),
    path("interventions/<int:pk>/status/", interventions.intervention_status, name="intervention_status"),
    path("interventions/<int:pk>/use/", interventions.intervention_use, name="intervention_use"),
    path(f"{PILOT}add/", interventions.intervention_add, name="intervention_add"),
    path(f"{PILOT}match/", matching.intervention_match, name="intervention_match"),
    path("interventions/schools/", schools.schools, name="schools"),
    path("interventions/schools/export.csv", schools.schools_file, {"kind": "csv"}, name="schools_csv"),
    path("interventions/schools/export.xlsx", schools.schools_file, {"kind": "xlsx"}, name="schools_xlsx"),
    path("interventions/schools/<int:pk>/", schools.school, name="school"),
    path("interventions/schools/<int:pk>/edit/", schools.school_edit, name="school_edit"),
    path("interventions/schools/<int:pk>/archive/", schools.school_archive, name="school_archive"),
    path("authorities/<slug:gss_code>/schools/add/", schools.school_add, name="school_add"),
]
