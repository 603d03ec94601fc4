"""Addresses of what is read across all the apps."""

from __future__ import annotations

from django.urls import path

from .views import frozen, what_works

urlpatterns = [
    path("what-works/", what_works.what_works, name="what_works"),
    path("what-works/types.csv", what_works.what_works_file, {"kind": "csv"}, name="what_works_csv"),
    path("what-works/types.xlsx", what_works.what_works_file, {"kind": "xlsx"}, name="what_works_xlsx"),
    path("what-works/results.csv", what_works.what_works_results_file, {"kind": "csv"}, name="what_works_results_csv"),
    path(
        "what-works/results.xlsx", what_works.what_works_results_file, {"kind": "xlsx"}, name="what_works_results_xlsx"
    ),
    path("authorities/<slug:gss_code>/dashboard/<slug:quarter>/freeze/", frozen.figures_freeze, name="figures_freeze"),
    path("what-works/<slug:region_slug>/<slug:slug>/", what_works.what_works_type, name="what_works_type"),
]
