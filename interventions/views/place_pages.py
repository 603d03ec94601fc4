"""The page of a pilot. It stands here because it shows the pilot's activity."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from interventions.models import Activity, AnticipatedOutcome
from interventions.models.activity import Status
from interventions.outcomes.progress import progress_of
from interventions.theory.recorded import summary_of
from pilots.models import ContextEntry, Phase, Pilot, PublishedFigure
from pilots.trail import trail
from stakeholders.networks.listing import of_pilot as networks_of_pilot
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .intervention_page import of_pilot

ENTRIES_SHOWN = 5


@needs(Capability.SEE_PLACES)
def pilot(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show all that is known about a pilot, what was published of it, its latest entries and what is planned."""
    pilots = for_page(Pilot.objects.visible_to(request.user))
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    anticipated = AnticipatedOutcome.objects.visible_to(request.user).current().filter(pilot=pilot)
    entries = Activity.objects.visible_to(request.user).filter(pilot=pilot).for_list()
    context = {
        "pilot": pilot,
        "trail": trail(pilot.authority.region, pilot.authority, pilot),
        "may_edit": request.user.may_in(Capability.EDIT_PILOTS, pilot.authority),
        "may_log": request.user.may_in(Capability.LOG, pilot.authority),
        "may_read_log": request.user.may_in(Capability.READ_APPROVED, pilot.authority),
        "published": entries.published().order_by("starts_on", "pk"),
        "latest": entries.logged().approved()[:ENTRIES_SHOWN],
        "planned": entries.logged().filter(status=Status.PLANNED).order_by("starts_on", "pk")[:ENTRIES_SHOWN],
        "progress": progress_of(request.user, anticipated),
        "theory_summary": summary_of(request.user, pilot),
        **of_pilot(request.user, pilot),
        **networks_of_pilot(request.user, pilot),
    }
    return render(request, "pilots/pilot.html", context)


def for_page(pilots):
    """Load what the page of a pilot shows."""
    return pilots.select_related("authority__region", "lead_navigator").prefetch_related(
        "localities__authority",
        "sites",
        "partners",
        "themes",
        Prefetch("phases", Phase.objects.select_related("source")),
        Prefetch("figures", PublishedFigure.objects.select_related("source")),
        Prefetch("context_entries", ContextEntry.objects.filter(withdrawn_at=None).select_related("source")),
    )
