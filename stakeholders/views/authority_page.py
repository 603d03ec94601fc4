"""The page of a local authority. It stands here because it shows how ready the authority is for the worst."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from pilots.models import LocalAuthority, Pilot
from pilots.trail import trail
from pilots.views.places import people_posted, postings_to
from stakeholders.plans.readiness import readiness_of
from vru_portal import together
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability


@needs(Capability.SEE_PLACES)
def authority(request: SignedInRequest, gss_code: str) -> HttpResponse:
    """Show a local authority: its pilots and localities, who works there, its readiness, and published figures."""
    authorities = LocalAuthority.objects.visible_to(request.user).select_related("region")
    authority = get_object_or_404(authorities, gss_code=gss_code)
    runs_networks = request.user.may_in(Capability.RUN_NETWORKS, authority)
    found = together.read(
        pilots=Pilot.objects.visible_to(request.user).current().filter(authority=authority).select_related("authority"),
        localities=authority.localities.current(),
        postings=postings_to(authority),
        figures=authority.figures.select_related("source"),
    )
    prefetch_related_objects(found["pilots"], "phases")
    context = {
        "authority": authority,
        "trail": trail(authority.region, authority),
        "people": people_posted(found.pop("postings")),
        **found,
        "may_read_log": request.user.may_in(Capability.READ_APPROVED, authority),
        "found": readiness_of([authority])[authority.pk] if runs_networks else None,
    }
    return render(request, "pilots/authority.html", context)
