"""The members of a network as a table. It stands here because what is taken out of the portal is recorded here."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.utils import timezone

from stakeholders.networks import members
from stakeholders.views.members import DayForm
from stakeholders.views.networks import network_run_by
from vru_portal import spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..export import record_export


@needs(Capability.RUN_NETWORKS)
def members_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The members of a day, ``?on=``, today by default, as a table; that it was taken out is recorded."""
    network = network_run_by(request, pk)
    form = DayForm(request.GET)
    if not form.is_valid():
        raise Http404
    day = form.cleaned_data["on"] or timezone.localdate()
    record_export(request.user, kind, ["members", f"network {network.pk}"])
    rows = members.export_rows(members.members_on(request.user, network, day))
    return spreadsheets.response(kind, f"members-{network.slug}-{day.isoformat()}", members.HEADER, rows)
