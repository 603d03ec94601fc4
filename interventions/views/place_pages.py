"""The page of a pilot. It stands here because it shows the pilot's activity."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from interventions.matching import unmatched
from interventions.models import Activity, AnticipatedOutcome, Intervention, OutcomeRecord
from interventions.models.activity import Status
from interventions.outcomes.progress import Progress, latest_of, progress
from interventions.theory.recorded import steps_of, summary_from
from pilots.models import Pilot
from pilots.trail import trail
from stakeholders.networks.listing import networks_of
from stakeholders.networks.listing import of_pilot as shown_of_networks
from vru_portal import together
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from .practice import rows_of

ENTRIES_SHOWN = 5
# Of a pilot with more, its page leads to the list.
INTERVENTIONS_SHOWN = 30
LATEST_RECORDS_FIRST = ("-ends_on", "-starts_on", "-created_at", "pk")


@needs(Capability.SEE_PLACES)
def pilot(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show all that is known about a pilot, what was published of it, its latest entries and what is planned."""
    user = request.user
    pilots = Pilot.objects.visible_to(user).select_related("authority__region", "lead_navigator")
    pilot = get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)
    entries = Activity.objects.visible_to(user).filter(pilot=pilot).for_short_list()
    found = together.read(**parts_of(pilot), **about(user, pilot), **lists_of(entries))
    load_reach(entries, found)
    context = {
        **{name: found[name] for name in (*parts_of(pilot), *lists_of(entries))},
        "pilot": pilot,
        "trail": trail(pilot.authority.region, pilot.authority, pilot),
        "may_edit": user.may_in(Capability.EDIT_PILOTS, pilot.authority),
        "may_log": user.may_in(Capability.LOG, pilot.authority),
        "may_read_log": user.may_in(Capability.READ_APPROVED, pilot.authority),
        "progress": progress_of(user, found["anticipated"], found["records"]),
        "theory_summary": summary_from(user, pilot, found["steps"]),
        **shown_of_interventions(user, pilot, found),
        **shown_of_networks(user, pilot, found["networks"]),
    }
    return render(request, "pilots/pilot.html", context)


def parts_of(pilot: Pilot) -> dict[str, QuerySet]:
    """Return the lists of what belongs to a pilot."""
    return {
        "localities": pilot.localities.select_related("authority"),
        "sites": pilot.sites.all(),
        "partners": pilot.partners.all(),
        "themes": pilot.themes.all(),
        "phases": pilot.phases.select_related("source"),
        "figures": pilot.figures.select_related("source"),
        "context_entries": pilot.context_entries.filter(withdrawn_at=None).select_related("source"),
    }


def about(user: User, pilot: Pilot) -> dict[str, QuerySet]:
    """Return the lists of what the sections of the page are made of."""
    anticipated = AnticipatedOutcome.objects.visible_to(user).current().filter(pilot=pilot)
    interventions = Intervention.objects.visible_to(user).filter(pilot=pilot).for_list().order_by("pk")
    records = (
        OutcomeRecord.objects.visible_to(user).approved().filter(pilot=pilot, measure__in=anticipated.values("measure"))
    )
    return {
        "records": records.select_related("authority", "measure").order_by(*LATEST_RECORDS_FIRST),
        "anticipated": anticipated.select_related("measure", "pilot__authority", "intervention", "source"),
        "steps": steps_of(user, pilot),
        "interventions": interventions[: INTERVENTIONS_SHOWN + 1],
        "unmatched": unmatched(user, pilot).only("pk")[:1],
        "networks": networks_of(user, pilot),
    }


def lists_of(entries: Any) -> dict[str, QuerySet]:
    """Return the entries that the page shows, in three lists."""
    logged = entries.logged()
    return {
        "published": entries.published().order_by("starts_on", "pk"),
        "latest": logged.approved()[:ENTRIES_SHOWN],
        "planned": logged.filter(status=Status.PLANNED).order_by("starts_on", "pk")[:ENTRIES_SHOWN],
    }


def load_reach(entries: Any, found: dict[str, list]) -> None:
    """Load the reach of all entries that are shown, in one query."""
    prefetch_related_objects([one for name in lists_of(entries) for one in found[name]], entries.reach_and_audience())


def progress_of(user: User, outcomes: list[AnticipatedOutcome], records: list[OutcomeRecord]) -> list[Progress]:
    today = timezone.localdate()
    return [progress(user, outcome, latest_of(outcome, records), today) for outcome in outcomes]


def shown_of_interventions(user: User, pilot: Pilot, found: dict[str, list]) -> dict[str, Any]:
    """Return what the section on interventions shows."""
    may_edit = user.may_in(Capability.EDIT_INTERVENTIONS, pilot.authority)
    return {
        "interventions": rows_of(user, found["interventions"][:INTERVENTIONS_SHOWN]),
        "has_more_interventions": len(found["interventions"]) > INTERVENTIONS_SHOWN,
        "may_add_interventions": may_edit and not pilot.archived_at,
        "has_names_to_match": may_edit and bool(found["unmatched"]),
    }
