"""Community response plans: the page for the night on which it is needed, and keeping it up to date."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.models import LocalAuthority
from pilots.trail import trail
from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from stakeholders.models import CriticalIncident, ResponsePlan
from stakeholders.models.plan import Support
from stakeholders.plans.addresses import page_of
from stakeholders.plans.changes import changes_of
from stakeholders.plans.forms import PlanForm
from stakeholders.plans.parts import agreed_in_debriefs, with_parts
from stakeholders.plans.readiness import RULE, readiness
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

NAME = "Community response plan"


@needs(Capability.RUN_NETWORKS)
def plan(request: SignedInRequest, gss_code: str) -> HttpResponse:
    """Show whom to ring first, then all else that is prepared; without a plan, what it is for."""
    authority = authority_for(request, gss_code)
    stored = with_parts(ResponsePlan.objects.visible_to(request.user)).filter(authority=authority).first()
    context = {"authority": authority, "trail": trail(authority.region, authority, page=NAME), "plan": stored}
    if stored is None:
        return render(request, "stakeholders/plans/none.html", context)
    return render(request, "stakeholders/plans/plan.html", {**context, **contents(stored)})


def contents(plan: ResponsePlan) -> dict:
    """Return the parts of a plan in the order in which they are needed, and what it lacks."""
    partners, support = list(plan.partners.all()), list(plan.support.all())
    return {
        "day_and_night": [partner for partner in partners if partner.out_of_hours],
        "office_hours": [partner for partner in partners if not partner.out_of_hours],
        "roles": plan.roles.all(),
        "places": plan.places.all(),
        "support": [(kind, [row for row in support if row.kind == kind]) for kind in Support],
        "agreed": agreed_in_debriefs(plan),
        "found": readiness(plan, timezone.localdate()),
        "rule": RULE,
    }


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def plan_edit(request: SignedInRequest, gss_code: str) -> HttpResponse:
    """Change what a plan says in words, and its dates; the first save makes the plan."""
    authority = authority_for(request, gss_code)
    stored = ResponsePlan.objects.visible_to(request.user).filter(authority=authority).first()
    edited = stored or ResponsePlan(authority=authority)

    def show(form: PlanForm, status: int = 200, **more) -> HttpResponse:
        page = "Change the plan" if stored else "Draw up the plan"
        context = page_below(authority, page) | {"form": form, **more}
        return render(request, "stakeholders/plans/form.html", context, status=status)

    return save_unless_outdated(
        request, lambda data: PlanForm(data, instance=edited, user=request.user), show, lambda form: page_of(edited)
    )


@needs(Capability.RUN_NETWORKS)
def plan_changes(request: SignedInRequest, gss_code: str) -> HttpResponse:
    """Who changed what in a plan, and when."""
    authority = authority_for(request, gss_code)
    stored = get_object_or_404(ResponsePlan.objects.visible_to(request.user), authority=authority)
    context = page_below(authority, "Changes") | {"changes": changes_of(stored)}
    return render(request, "stakeholders/plans/changes.html", context)


@require_POST
@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def plan_agreed(request: SignedInRequest, gss_code: str, pk: UUID) -> HttpResponse:
    """Note that what the debrief of an incident agreed has been taken over into the plan, once."""
    stored = plan_to_edit(request, gss_code)
    debriefed = CriticalIncident.objects.visible_to(request.user).filter(authority=stored.authority)
    incident = get_object_or_404(debriefed.filter(closed_at__isnull=False).exclude(plan_changes=""), pk=pk)
    if not incident.taken_over.filter(taken_over_at__gte=incident.closed_at).exists():
        stored.debriefs.create(incident=incident, taken_over_by=request.user)
    messages.success(request, f"What was agreed after {incident} is taken over")
    return redirect(page_of(stored))


def authority_for(request: SignedInRequest, gss_code: str) -> LocalAuthority:
    """Return the authority if the person runs networks in it, else 404; locked while what was posted is stored."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS).select_related("region")
    if request.method == "POST":
        authorities = authorities.select_for_update(of=("self",))
    return get_object_or_404(authorities, gss_code=gss_code)


def plan_to_edit(request: SignedInRequest, gss_code: str) -> ResponsePlan:
    authority = authority_for(request, gss_code)
    plans = ResponsePlan.objects.visible_to(request.user).select_related("authority__region")
    return get_object_or_404(plans, authority=authority)


def page_below(authority: LocalAuthority, page: str) -> dict:
    """Return what the pages below the plan have in common: their way back up."""
    address = reverse("plan", args=[authority.gss_code])
    above = trail(authority.region, authority, page=page)
    steps = [*above[:-1], (NAME, address), above[-1]]
    return {"authority": authority, "page": page, "trail": steps, "plan_url": address}
