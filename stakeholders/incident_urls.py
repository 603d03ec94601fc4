"""Addresses of response plans and critical incidents."""

from django.urls import path

from .views import incident_ending, incident_log, incident_people, incidents, plan_parts, plans

INCIDENT = "incidents/<uuid:pk>/"
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

of_incidents = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/open/", incidents.incident_open, name="incident_open"),
    path(INCIDENT, incidents.incident, name="incident"),
    path(f"{INCIDENT}write/", incident_log.incident_write, name="incident_write"),
    path(f"{INCIDENT}lines/", incident_log.incident_lines, name="incident_lines"),
    path(f"{INCIDENT}people/", incident_people.incident_people, name="incident_people"),
    path(
        f"{INCIDENT}people/<int:helper>/remove/", incident_people.incident_person_remove, name="incident_person_remove"
    ),
    path(f"{INCIDENT}debrief/", incident_ending.incident_debrief, name="incident_debrief"),
    path(f"{INCIDENT}reopen/", incident_ending.incident_reopen, name="incident_reopen"),
]

urlpatterns = [*of_plans, *of_incidents]
