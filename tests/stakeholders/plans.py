"""What the tests of response plans start from: a plan that lacks nothing, and the names of its parts."""

from datetime import timedelta

from django.utils import timezone

from stakeholders.models import PlanPartner, PlanPlace, PlanRole, PlanSupport
from stakeholders.models.plan import Support
from tests import builders

SECTORS = ("police", "council", "health", "education", "voluntary")
COVENTRY = "/authorities/E08000026/response-plan/"
DUDLEY = "/authorities/E08000027/response-plan/"
RUNNERS = ("navigator", "adviser", "manager")
OTHERS = ("analyst", "communications", "administrator")


def days(number):
    return timezone.localdate() + timedelta(days=number)


def ready_plan(of, leader):
    """Make a plan that lacks nothing: a partner of each sector, all roles, a place, all kinds of support."""
    words = {"out_of_hours": "The duty team: 024 7683 2222", "convening": "Whoever leads, within two hours."}
    plan = builders.response_plan(of, rehearsed_on=days(-30), review_on=days(60), **words)
    for number, sector in enumerate(SECTORS):
        partner(plan, sector, f"07700 90010{number}")
    body = plan.partners.first().organisation
    for role in PlanRole.Role:
        PlanRole.objects.create(plan=plan, role=role, user=leader, telephone="07700 900200")
    PlanPlace.objects.create(plan=plan, name="Youth club", contact=plan.partners.first().contact, holds=80)
    for kind in Support:
        PlanSupport.objects.create(plan=plan, kind=kind, organisation=body)
    return plan


def partner(plan, sector, telephone="07700 900100", **fields):
    """Make a partner of a sector with somebody to reach at any hour."""
    body = builders.organisation(f"Example {sector}", sector=sector)
    known = builders.contact(f"Pat {sector}", of=plan.authority, organisation=body, telephone=telephone)
    given = {"does": "Comes at once", "contact": known, "out_of_hours": True, **fields}
    return PlanPartner.objects.create(plan=plan, organisation=body, **given)
