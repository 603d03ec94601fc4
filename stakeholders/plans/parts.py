"""A response plan with all of its parts, in a constant number of queries."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from stakeholders.models import CriticalIncident, PlanPartner, PlanPlace, PlanRole, PlanSupport, ResponsePlan
from vru_portal.access.models import Posting


def parts() -> list[Any]:
    """Return what loads the parts of a plan."""
    return [
        Prefetch("partners", PlanPartner.objects.select_related("organisation", "contact__organisation")),
        Prefetch("places", PlanPlace.objects.select_related("contact")),
        Prefetch("support", PlanSupport.objects.select_related("organisation")),
        Prefetch(
            "roles",
            PlanRole.objects.select_related("user", "contact__organisation", "organisation").annotate(
                is_posted=Exists(Posting.objects.current().filter(user=OuterRef("user")))
            ),
        ),
    ]


def agreed(path: str) -> Prefetch:
    """Return what loads what debriefs agreed about a plan that is not taken over yet; ``path`` leads to incidents."""
    return Prefetch(
        path,
        CriticalIncident.objects.filter(closed_at__isnull=False)
        .exclude(plan_changes="")
        .exclude(taken_over__taken_over_at__gte=F("closed_at"))
        .order_by("closed_at", "pk"),
        to_attr="agreed_about_plan",
    )


def agreed_in_debriefs(plan: ResponsePlan) -> list[CriticalIncident]:
    """Return the closed incidents whose debrief agreed something about a loaded plan that it does not say yet."""
    return cast(Any, plan.authority).agreed_about_plan


def with_parts(plans: QuerySet[ResponsePlan]) -> QuerySet[ResponsePlan]:
    return plans.select_related("authority__region").prefetch_related(*parts(), agreed("authority__incidents"))


def load_parts(plan: ResponsePlan) -> None:
    """Load what is not loaded yet: nothing is asked of the database for a plan that came ``with_parts``."""
    prefetch_related_objects([plan], *parts(), agreed("authority__incidents"))
