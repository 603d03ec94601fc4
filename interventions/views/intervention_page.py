"""The page of an intervention."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import Any

from django.db.models import CharField, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from pilots.models import Pilot
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.wording import in_pounds

from ..delivered import COST_RULE, COUNTED_BY_EACH, cost_per_person, delivered
from ..delivery import evidence
from ..delivery.missing import missing
from ..models import Activity, AnticipatedOutcome, Intervention
from ..outcomes.progress import progress_and_records
from ..outcomes.results import results_for
from .interventions import pilots_to_add_to, trail_to

ENTRIES_SHOWN = 5


@needs(Capability.SEE_PLACES)
def intervention(request: SignedInRequest, pk: int) -> HttpResponse:
    """One intervention with its evidence, what was delivered and what changed: the whole region reads it."""
    rows = Intervention.objects.visible_to(request.user).for_page().select_related("like__pilot__authority")
    rows = evidence.with_evidence(request.user, rows)
    shown: Any = get_object_or_404(rows, pk=pk)
    done = delivered([shown])[shown.pk]
    outcomes = outcomes_of(request.user, shown)
    context = {
        "intervention": shown,
        "trail": [*trail_to(shown)[:-1], (shown.name, "")],
        "done": done,
        "counted_by_each": COUNTED_BY_EACH,
        "cost": in_pounds(cost_per_person(shown.funding, done)),
        "cost_rule": COST_RULE,
        "missing": missing(shown, done, is_measured=outcomes["is_measured"]),
        "funding": in_pounds(shown.funding),
        "planned_reach": "" if shown.planned_reach is None else f"{shown.planned_reach:,}",
        "lead": lead_of(shown.pilot),
        "school_level_means": Intervention.SCHOOL_LEVEL_MEANS.get(shown.school_level, ""),
        "taken_up_as": Intervention.objects.visible_to(request.user).filter(like=shown).for_list(),
        **evidence_of(shown),
        **where(shown),
        **outcomes,
        **open_to(request.user, shown),
    }
    return render(request, "interventions/intervention.html", context)


def lead_of(pilot: Pilot) -> User | None:
    """Return the lead navigator, unless they no longer sign in."""
    lead = pilot.lead_navigator
    return lead if lead and lead.is_active else None


def where(shown: Intervention) -> dict:
    """Return the names of the localities of an intervention, and its schools as (key, name). One query."""
    kind = partial(Value, output_field=CharField())
    localities = shown.localities.order_by().values_list(kind("localities"), "pk", "name")
    schools = shown.schools.order_by().values_list(kind("schools"), "pk", "name")
    rows = sorted(localities.union(schools, all=True), key=itemgetter(2))
    return {
        "localities": [name for kind, _, name in rows if kind == "localities"],
        "schools": [(key, name) for kind, key, name in rows if kind == "schools"],
    }


def evidence_of(shown: Any) -> dict:
    """Return what is known of the type of an intervention ``with_evidence``, and if a gap has to be said out loud."""
    kind, pilots, measured = shown.type, shown.pilots_of_type, shown.results_of_type
    return {
        "type": kind,
        "rating": evidence.rating_in_words(kind),
        "read": evidence.read_in_words(kind),
        "gap": evidence.gap_in_words(kind, pilots, measured),
        "gap_results": measured,
    }


def outcomes_of(user, shown: Intervention) -> dict:
    """Return what is anticipated of an intervention and what was measured, as far as the person reads outcomes."""
    may_read = shown.authority.region_id in user.regions_with(Capability.READ_APPROVED)
    anticipated = AnticipatedOutcome.objects.visible_to(user).current().filter(intervention=shown)
    progress, records = progress_and_records(user, anticipated, of=shown)
    results = results_for(user, records)
    return {
        "may_read_outcomes": may_read,
        "progress": progress,
        "results": results,
        "is_measured": bool(results) if may_read else None,
    }


def open_to(user, shown: Intervention) -> dict:
    """Return what this person may do with an intervention, and the entries behind it that they may read."""
    authority = shown.authority
    may_read_log = user.may_in(Capability.READ_APPROVED, authority)
    may_edit = user.may_in(Capability.EDIT_INTERVENTIONS, authority)
    entries = Activity.objects.visible_to(user).approved().filter(intervention=shown).for_short_list()
    return {
        "may_open_pilot": user.may_in(Capability.SEE_PLACES, authority),
        "may_edit": may_edit,
        "may_log": user.may_in(Capability.LOG, authority) and not shown.pilot.archived_at,
        "may_read_log": may_read_log,
        "latest": entries[:ENTRIES_SHOWN] if may_read_log else [],
        "may_use": not may_edit and pilots_to_add_to(user).exists(),
    }
