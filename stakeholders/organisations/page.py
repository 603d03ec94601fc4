"""What the page of an organisation shows beside what is kept of it."""

from __future__ import annotations

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..changes import changes_of
from ..duplicates import called_alike
from ..models import Contact, Membership, Network, Organisation


def about(user: User, organisation: Organisation) -> dict:
    """Return the networks, pilots and interventions of an organisation, and its people for those who run networks."""
    runs = user.may(Capability.RUN_NETWORKS)
    partnered = list(organisation.partner_in_pilots.select_related("authority").order_by("authority__name", "name"))
    others = others_of(user, organisation)
    in_use = [one for one in others if one.merged_into_id is None]
    return {
        "runs_networks": runs,
        "people": people_of(user, organisation) if runs else [],
        "networks": networks_of(user, organisation),
        "pilots": partnered,
        "pilots_seen": {one.pk for one in partnered if user.may_in(Capability.SEE_PLACES, one.authority)},
        **interventions_of(organisation),
        "changes": changes_of(organisation),
        "duplicates": called_alike(organisation, in_use) if runs and not organisation.archived_at else [],
        "merged": [one for one in others if one.merged_into_id],
    }


def others_of(user: User, organisation: Organisation) -> list[Organisation]:
    """Return what was merged into the organisation, and every other one of its region that is in use, by name."""
    merged, in_use = Q(merged_into=organisation), Q(archived_at=None, merged_into=None)
    rows = Organisation.objects.visible_to(user).filter(merged | in_use, region=organisation.region_id)
    return list(rows.order_by("name"))


def interventions_of(organisation: Organisation) -> dict[str, int]:
    """Return how many interventions it provides, and how many it funds. One query."""
    provides, funds = Q(provider=organisation), Q(funder=organisation)
    interventions = organisation.provides.model._default_manager.filter(provides | funds)
    return interventions.aggregate(provided=Count("pk", filter=provides), funded=Count("pk", filter=funds))


def people_of(user: User, organisation: Organisation):
    """Return the contacts there whom the user may see."""
    return Contact.objects.visible_to(user).named().filter(organisation=organisation).order_by("name", "pk")


def networks_of(user: User, organisation: Organisation):
    """Return the networks that count the organisation today, by itself or by a person of it."""
    stands_for = Coalesce("organisation", "contact__organisation")
    members = Membership.objects.visible_to(user, Capability.SEE_PLACES).current().alias(stands_for=stands_for)
    members = members.filter(stands_for=organisation.pk)
    networks = Network.objects.visible_to(user).filter(pk__in=members.values("network"))
    return networks.select_related("authority").order_by("authority__name", "name")
