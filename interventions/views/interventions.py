"""Keeping interventions: adding one to a pilot, also like another one, changing it, and its status."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pilots.models import EducationSetting, LocalAuthority, Pilot
from pilots.models.places import PlaceQuerySet
from pilots.trail import trail
from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..delivery.forms import InterventionForm, NewInterventionForm
from ..delivery.offers import start_from, start_in
from ..delivery.status import StatusForm
from ..models import Intervention, InterventionType


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def intervention_add(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Add an intervention to a pilot: of the type ``?type=``, taken up from ``?like=``, at the school ``?school=``."""
    pilots = pilots_to_add_to(request.user).select_related("authority__region")
    if request.method == "POST":
        pilots = pilots.select_for_update(of=("self",))
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    nearby = Intervention.objects.visible_to(request.user).filter(authority__region=pilot.authority.region)
    other = asked_for(request, "like", nearby.for_list())
    kind = asked_for(request, "type", InterventionType.objects.visible_to(request.user))
    start = start_in(pilot) | (start_from(other) if other else {"type": kind and kind.pk})
    start |= {"schools": school_asked_for(request, pilot.authority)}
    new = Intervention(pilot=pilot, like=other)
    form = NewInterventionForm(posted(request), instance=new, initial=start, user=request.user)
    if form.is_valid():
        messages.success(request, "The intervention is added.")
        return redirect(form.save())
    return render(
        request, "interventions/intervention_form.html", page_of(new, form, "Add an intervention", other=other)
    )


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def intervention_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an intervention; 409 with both versions where somebody else has changed it meanwhile."""
    stored = intervention_to_edit(request, pk)

    def bind(data) -> InterventionForm:
        start = {} if data else schools_of(stored, school_asked_for(request, stored.authority))
        return InterventionForm(data, instance=stored, initial=start, user=request.user)

    # Binding fills in the intervention: the page names it as it is stored.
    page = page_of(stored, None, "Change the details")

    def show(form: InterventionForm, status: int = 200, **context) -> HttpResponse:
        return render(request, "interventions/intervention_form.html", page | context | {"form": form}, status=status)

    return save_unless_outdated(request, bind, show, lambda form: stored)


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def intervention_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an intervention a new status; the one before it stays in its history."""
    stored = intervention_to_edit(request, pk)
    form = StatusForm(posted(request), intervention=stored)
    if form.is_valid():
        phase = form.save()
        messages.success(request, f"“{stored}” is now {phase.get_status_display().lower()}.")
        return redirect(stored)
    return render(request, "interventions/intervention_status.html", page_of(stored, form, "Change the status"))


@needs(Capability.EDIT_INTERVENTIONS)
def intervention_use(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the pilot that takes up an intervention of another one."""
    other = get_object_or_404(Intervention.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "intervention": other,
        "pilots": pilots_to_add_to(request.user).filter(authority__region=other.authority.region),
        "trail": [*trail_to(other), ("Use this in my pilot", "")],
    }
    return render(request, "interventions/intervention_use.html", context)


def pilots_to_add_to(user) -> PlaceQuerySet:
    """Return the pilots in which the person keeps interventions, those that are over left out."""
    pilots = Pilot.objects.visible_to(user, Capability.EDIT_INTERVENTIONS).current()
    return pilots.select_related("authority").order_by("authority__name", "name")


def intervention_to_edit(request: SignedInRequest, pk: int) -> Intervention:
    """Return the intervention if the person may edit it, else 404; locked while what was posted is stored."""
    rows = Intervention.objects.visible_to(request.user, Capability.EDIT_INTERVENTIONS)
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows.select_related("authority", "pilot__authority__region"), pk=pk)


def school_asked_for(request: SignedInRequest, authority: LocalAuthority) -> list[EducationSetting]:
    """Return the school of the authority that the page of a school leads from, ``?school=``, if any."""
    here = EducationSetting.objects.visible_to(request.user).filter(authority=authority, archived_at=None)
    school = asked_for(request, "school", here)
    return [school] if school else []


def schools_of(stored: Intervention, further: list[EducationSetting]) -> dict:
    """Return what the form starts with where a further school is to be ticked."""
    return {"schools": [*stored.schools.all(), *further]} if further else {}


def page_of(intervention: Intervention, form, page: str, **more) -> dict:
    pilot = intervention.pilot
    steps = trail(pilot.authority.region, pilot.authority, pilot, page=page)
    if intervention.pk:
        steps = [*steps[:-1], (intervention.name, intervention.get_absolute_url()), (page, "")]
    return {"intervention": intervention, "pilot": pilot, "form": form, "page": page, "trail": steps, **more}


def trail_to(intervention: Intervention) -> list[tuple[str, str]]:
    """Return the way from the list of the region to an intervention, which all may go who read it."""
    return [("Interventions", reverse("interventions")), (intervention.name, intervention.get_absolute_url())]
