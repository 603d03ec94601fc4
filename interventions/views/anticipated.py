"""What a pilot expects to change: how it stands, and how it is kept up to date."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.models import Pilot
from pilots.trail import trail
from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..models import AnticipatedOutcome, Intervention, OutcomeRecord
from ..outcomes.anticipated_forms import AnticipatedForm
from ..outcomes.progress import progress_of
from ..outcomes.results import results_for

PAGE = "Outcomes"
RECORDS_SHOWN = 10


@needs(Capability.SEE_PLACES)
def pilot_outcomes(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show what a pilot anticipates, how far it has come, and its latest outcome records."""
    user = request.user
    pilot = get_object_or_404(pilots_of(user), authority__gss_code=gss_code, slug=slug)
    anticipated = AnticipatedOutcome.objects.visible_to(user).filter(pilot=pilot)
    records = OutcomeRecord.objects.visible_to(user).filter(pilot=pilot).select_related("authority", "measure")
    found = list(records.order_by("-ends_on", "-pk")[: RECORDS_SHOWN + 1])
    context = {
        "pilot": pilot,
        "trail": [*trail(pilot.authority.region, pilot.authority, pilot, page=PAGE)],
        "progress": progress_of(user, anticipated.current()),
        "withdrawn": anticipated.exclude(withdrawn_at=None),
        "results": results_for(user, found[:RECORDS_SHOWN]),
        "has_more": len(found) > RECORDS_SHOWN,
        "may_read_outcomes": user.may_in(Capability.READ_APPROVED, pilot.authority),
        "may_change_outcomes": user.may_in(Capability.EDIT_INTERVENTIONS, pilot.authority),
        "may_record_outcomes": user.may_in(Capability.LOG, pilot.authority) and not pilot.archived_at,
    }
    return render(request, "interventions/outcomes/pilot_outcomes.html", context)


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def anticipated_add(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Add an anticipated outcome to a pilot, or to the one of its interventions that the address names."""
    pilot = pilot_to_edit(request, gss_code, slug)
    offered = Intervention.objects.visible_to(request.user).filter(pilot=pilot)
    new = AnticipatedOutcome(pilot=pilot, intervention=asked_for(request, "intervention", offered))
    return save_or_show(request, new, "Add an anticipated outcome")


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def anticipated_edit(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Change an anticipated outcome; 409 with both versions where somebody else has changed it meanwhile."""
    pilot = pilot_to_edit(request, gss_code, slug)
    offered = AnticipatedOutcome.objects.visible_to(request.user).current().filter(pilot=pilot)
    outcome = get_object_or_404(offered.select_related("measure"), pk=pk)
    outcome.pilot = pilot
    return save_or_show(request, outcome, "Change an anticipated outcome")


@require_POST
@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def anticipated_withdraw(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Take an anticipated outcome off the pages, once. It stays in the history, and records keep naming it."""
    pilot = pilot_to_edit(request, gss_code, slug)
    outcome = get_object_or_404(AnticipatedOutcome.objects.visible_to(request.user).filter(pilot=pilot), pk=pk)
    if not outcome.withdrawn_at:
        outcome.withdrawn_at = timezone.now()
        outcome.save()
    messages.success(request, "Withdrawn")
    return redirect(address_of(pilot))


def pilots_of(user, capability: Capability = Capability.SEE_PLACES):
    return Pilot.objects.visible_to(user, capability).select_related("authority__region")


def pilot_to_edit(request: SignedInRequest, gss_code: str, slug: str) -> Pilot:
    """Return the pilot if the person keeps its outcomes, else 404; locked while what was posted is stored."""
    pilots = pilots_of(request.user, Capability.EDIT_INTERVENTIONS)
    if request.method == "POST":
        pilots = pilots.select_for_update(of=("self",))
    return get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)


def address_of(pilot: Pilot) -> str:
    return reverse("pilot_outcomes", args=[pilot.authority.gss_code, pilot.slug])


def save_or_show(request: SignedInRequest, outcome: AnticipatedOutcome, page: str) -> HttpResponse:
    """Show the form of an anticipated outcome, or save it."""

    def bind(data) -> AnticipatedForm:
        return AnticipatedForm(data, instance=outcome, user=request.user)

    def show(form: AnticipatedForm, **more) -> HttpResponse:
        return shown(request, outcome, form, page, **more)

    return save_unless_outdated(request, bind, show, lambda form: address_of(outcome.pilot))


def shown(request: SignedInRequest, outcome: AnticipatedOutcome, form, page: str, status: int = 200, **more):
    pilot = outcome.pilot
    above = trail(pilot.authority.region, pilot.authority, pilot, page=page)
    context = {
        "pilot": pilot,
        "outcome": outcome,
        "form": form,
        "page": page,
        "back": address_of(pilot),
        "trail": [*above[:-1], (PAGE, address_of(pilot)), above[-1]],
        **more,
    }
    return render(request, "interventions/outcomes/anticipated_form.html", context, status=status)
