"""Addresses of response plans and critical incidents."""

from django.urls import path

from .views import plan_parts, plans

PLAN = "authorities/<slug:gss_code>/response-plan/"

of_plans = [
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}edit/", plans.plan_edit, name="plan_edit"),
    path(f"{PLAN}changes/", plans.plan_changes, name="plan_changes"),
    path(f"{PLAN}agreed/<uuid:pk>/", plans.plan_agreed, name="plan_agreed"),
    path(f"{PLAN}<slug:part>/add/", plan_parts.plan_part_add, name="plan_part_add"),
    path(f"{PLAN}<slug:part>/<int:pk>/", plan_parts.plan_part, name="plan_part"),
    path(f"{PLAN}<slug:part>/<int:pk>/remove/", plan_parts.plan_part_remove, name="plan_part_remove"),
]

urlpatterns = [*of_plans]
