"""Addresses of the theory of change: the page and its versions, and keeping it."""

from django.urls import path

from pilots.views import theory as editing

from .views import step_measures, step_withdrawal, theory_pages

THEORY = "authorities/<slug:gss_code>/pilots/<slug:slug>/theory/"

urlpatterns = [
    path(THEORY, theory_pages.theory, name="theory"),
    path(f"{THEORY}versions/", theory_pages.theory_versions, name="theory_versions"),
    path(f"{THEORY}versions/<int:number>/", theory_pages.theory_version, name="theory_version"),
    path(f"{THEORY}edit/", editing.theory_edit, name="theory_edit"),
    path(f"{THEORY}beside/", editing.theory_beside, name="theory_beside"),
    path(f"{THEORY}steps/<int:pk>/", editing.theory_step, name="theory_step"),
    path(f"{THEORY}steps/<int:pk>/withdraw/", step_withdrawal.theory_step_withdraw, name="theory_step_withdraw"),
    path(f"{THEORY}steps/<int:pk>/restore/", step_withdrawal.theory_step_restore, name="theory_step_restore"),
    path(f"{THEORY}steps/<int:pk>/measures/", step_measures.theory_measures, name="theory_measures"),
]
