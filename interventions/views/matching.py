"""Matching what was typed as an intervention to what the pilot delivers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pilots.models import Pilot
from pilots.trail import trail
from pilots.views.editing import posted
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from ..matching import MatchingForm, match, typed_names
from ..models import Intervention

PAGE = "Match entries to interventions"


@needs(Capability.EDIT_INTERVENTIONS)
def intervention_match(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show each name that entries of the pilot give an intervention, and match the chosen ones in one step."""
    pilots = Pilot.objects.visible_to(request.user, Capability.EDIT_INTERVENTIONS).select_related("authority__region")
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    interventions = list(Intervention.objects.visible_to(request.user).filter(pilot=pilot).select_related("pilot"))
    names = typed_names(request.user, pilot)
    form = MatchingForm(posted(request), names=names, interventions=interventions)
    if form.is_valid():
        tell(request, match(request.user, pilot, form.chosen, names), bool(form.chosen))
        return redirect("intervention_match", gss_code, slug)
    context = {
        "pilot": pilot,
        "form": form,
        "interventions": interventions,
        "page": PAGE,
        "trail": trail(pilot.authority.region, pilot.authority, pilot, page=PAGE),
    }
    return render(request, "interventions/match.html", context)


def tell(request: SignedInRequest, matched: int, was_asked: bool) -> None:
    """Say how many entries were matched, or why none was."""
    if matched:
        messages.success(request, f"{counted(matched, 'entry is', 'entries are')} matched.")
    elif was_asked:
        messages.info(request, "Nothing was left to match: somebody has matched these entries already.")
    else:
        messages.info(request, "Nothing was matched: choose an intervention beside a name first.")
