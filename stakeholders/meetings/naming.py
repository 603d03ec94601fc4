"""What may be named in the words about a meeting: those who take part in it, and where."""

from __future__ import annotations

from stakeholders.models import Network
from vru_portal.personal_data import Kind

# A hall has a postcode, and a meeting that people join by telephone a number.
OF_A_PLACE = (Kind.POSTCODE, Kind.TELEPHONE)


def names_around(network: Network) -> set[str]:
    """Return the names of the network's members, past and present, of their bodies and of the places around it."""
    memberships = network.memberships.select_related("contact__organisation", "organisation")
    names = {network.name, network.authority.name, *(place.name for place in network.authority.localities.all())}
    for membership in memberships:
        contact, body = membership.contact, membership.organisation
        names |= {str(part) for part in (contact, body, contact and contact.organisation) if part}
    return names | ({network.pilot.name} if network.pilot else set())
