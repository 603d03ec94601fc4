"""Addresses of what is read across all the apps."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("what-works/", views.what_works, name="what_works"),
    path("what-works/types.csv", views.what_works_file, {"kind": "csv"}, name="what_works_csv"),
    path("what-works/types.xlsx", views.what_works_file, {"kind": "xlsx"}, name="what_works_xlsx"),
    path("what-works/results.csv", views.what_works_results_file, {"kind": "csv"}, name="what_works_results_csv"),
    path("what-works/results.xlsx", views.what_works_results_file, {"kind": "xlsx"}, name="what_works_results_xlsx"),
    path("what-works/<slug:region_slug>/<slug:slug>/", views.what_works_type, name="what_works_type"),
]
