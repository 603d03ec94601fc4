"""Choosing what measures a step of a theory of change."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from interventions.models import Intervention
from interventions.theory.forms import MeasuresForm
from interventions.theory.recorded import measures_of
from pilots.theory.standing import BY_ACTIVITY, MEASURABLE
from pilots.views.editing import posts_in_one_transaction
from pilots.views.theory import open_theory, save_or_show, step_to_edit
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_measures(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Choose what measures a step; 409 with both versions where somebody else has chosen otherwise meanwhile.

    Context and inputs are not measured, and have no such page: 404.
    """
    opened = open_theory(request, gss_code, slug)
    step = step_to_edit(request, opened, pk)
    if step.stage not in MEASURABLE:
        raise Http404
    interventions = Intervention.objects.visible_to(request.user).filter(pilot=opened.pilot)
    stored = measures_of(request.user, [pk]).get(pk, [])

    def bind(data) -> MeasuresForm:
        return MeasuresForm(data, step=step, stored=stored, interventions=interventions)

    more: dict[str, Any] = {
        "step": step,
        "by_activity": step.stage in BY_ACTIVITY,
        "template": "pilots/theory_measures.html",
    }
    return save_or_show(request, opened, bind, "What measures it", place=f"step-{pk}", **more)
