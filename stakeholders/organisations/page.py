"""What the page of an organisation shows beside what is kept of it."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from pilots.models import Pilot
from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..changes import changes_of
from ..duplicates import duplicates_of_organisation
from ..models import Contact, Membership, Network, Organisation


def about(user: User, organisation: Organisation) -> dict:
    """Return the networks, pilots and interventions of an organisation, and its people for those who run networks."""
    runs = user.may(Capability.RUN_NETWORKS)
    seen = Pilot.objects.visible_to(user).values_list("pk", flat=True)
    partnered = organisation.partner_in_pilots.select_related("authority").order_by("authority__name", "name")
    return {
        "runs_networks": runs,
        "people": people_of(user, organisation) if runs else [],
        "networks": networks_of(user, organisation),
        "pilots": partnered,
        "pilots_seen": set(seen.filter(partners=organisation)),
        "provided": organisation.provides.count(),
        "funded": organisation.funds.count(),
        "changes": changes_of(organisation),
        "duplicates": duplicates_of_organisation(user, organisation) if runs and not organisation.archived_at else [],
        "merged": organisation.merged.order_by("name"),
    }


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
