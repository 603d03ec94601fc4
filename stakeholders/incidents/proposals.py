"""What the authority's plan proposes in an incident: each thing is one tap, which writes a line of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from vru_portal.access.models import User

from ..models import (
    CriticalIncident,
    IncidentEntry,
    Network,
    PlanPartner,
    PlanPlace,
    PlanRole,
    PlanSupport,
    ResponsePlan,
)
from ..models.plan import Support
from .standing import Kind, what_stands

ASKED_TO_OPEN = "Asked to open: {}"


@dataclass(frozen=True)
class Proposal:
    """One thing to do: ``fields`` are what its button sends, ``done`` is the line that says it is done."""

    title: str
    action: str
    fields: dict[str, Any]
    detail: str = ""
    telephone: str = ""
    done: IncidentEntry | None = None
    id: Any = field(default_factory=uuid4)

    @property
    def key(self) -> str:
        return key_of(**self.fields)


@dataclass(frozen=True)
class Proposals:
    """What a plan proposes, and what else of it is needed now."""

    plan: ResponsePlan | None
    roles: list[PlanRole]
    groups: list[tuple[str, list[Proposal]]]


def key_of(kind: Any = "", organisation=None, network=None, support: Any = "", text: Any = "") -> str:
    """Return what tells one proposal from another: the same for a line and for the button that writes it."""
    about = support or network or organisation or text
    by = organisation if support else ""
    return f"{kind}:{about}:{by or ''}"


def key_of_line(kind: str, line: IncidentEntry) -> str:
    """Return the key of the proposal that a line does. A line keeps the organisation that was merged into another."""
    organisation = line.organisation and (line.organisation.merged_into_id or line.organisation_id)
    text = "" if organisation or line.network_id or line.support else line.text
    return key_of(kind, organisation, line.network_id, line.support, text)


def proposals_for(found: dict[str, list[Any]], entries: Iterable[IncidentEntry]) -> Proposals:
    """Return what was ``asked_for`` as proposals, what is done marked."""
    done = {key_of_line(kind, told): told for kind, told in what_stands(entries)}
    groups = [
        ("Contact", list(partners_of(found["partners"], done))),
        ("Convene", [convene(network, done) for network in found["networks"]]),
        ("Open a place", [place_to_open(place, done) for place in found["places"]]),
        ("Offer support", [offer(row, done) for row in in_usual_order(found["support"])]),
    ]
    plan = next(iter(found["plan"]), None)
    return Proposals(plan, found["roles"], [(title, rows) for title, rows in groups if rows])


def asked_for(user: User, incident: CriticalIncident) -> dict[str, QuerySet]:
    """Return what reads the plan of the authority with its parts, and its networks, if the person may see them.

    Who was added from elsewhere is shown no plan: it holds contacts of the authority.
    """
    plans = ResponsePlan.objects.visible_to(user).filter(authority=incident.authority_id)
    partners = PlanPartner.objects.visible_to(user).select_related("organisation", "contact")
    roles = PlanRole.objects.visible_to(user).select_related("user", "contact", "organisation")
    parts: dict[str, QuerySet] = {
        "partners": partners.order_by("-out_of_hours", "organisation__name", "pk"),
        "places": PlanPlace.objects.visible_to(user),
        "support": PlanSupport.objects.visible_to(user).select_related("organisation"),
        "roles": roles,
    }
    of_plan = {name: rows.filter(plan__authority=incident.authority_id) for name, rows in parts.items()}
    networks = Network.objects.visible_to(user).filter(authority=incident.authority_id).current()
    return {"plan": plans.select_related("authority"), "networks": networks, **of_plan}


def partners_of(partners: Iterable[PlanPartner], done: dict[str, IncidentEntry]) -> Iterator[Proposal]:
    for partner in partners:
        fields: dict[str, Any] = {"kind": Kind.CONTACTED, "organisation": partner.organisation_id}
        contact = partner.contact if partner.contact and partner.contact.is_named else None
        said = [partner.does, str(contact or ""), "out of hours too" if partner.out_of_hours else ""]
        yield Proposal(
            str(partner.organisation),
            "Contacted",
            fields,
            detail=", ".join(filter(None, said)),
            telephone=contact.telephone if contact else "",
            done=done.get(key_of(**fields)),
        )


def convene(network: Network, done: dict[str, IncidentEntry]) -> Proposal:
    fields: dict[str, Any] = {"kind": Kind.CONVENED, "network": network.pk}
    return Proposal(str(network), "Convened", fields, network.get_kind_display(), done=done.get(key_of(**fields)))


def place_to_open(place, done: dict[str, IncidentEntry]) -> Proposal:
    fields = {"kind": Kind.NOTE, "text": ASKED_TO_OPEN.format(place.name)}
    holds = f"holds {place.holds}" if place.holds else ""
    detail = ", ".join(filter(None, [holds, place.how_to_open]))
    return Proposal(place.name, "Asked to open", fields, detail, done=done.get(key_of(**fields)))


def in_usual_order(support: Iterable[PlanSupport]) -> list[PlanSupport]:
    """Return the support in the order of its kinds, as it stands on the plan."""
    return sorted(support, key=lambda row: (Support.values.index(row.kind), row.pk))


def offer(row: PlanSupport, done: dict[str, IncidentEntry]) -> Proposal:
    fields: dict[str, Any] = {"kind": Kind.OFFERED, "support": row.kind}
    if row.organisation_id:
        fields |= {"organisation": row.organisation_id}
    said = ", ".join(filter(None, [str(row.organisation or ""), row.detail]))
    return Proposal(row.get_kind_display(), "Offered", fields, said, done=done.get(key_of(**fields)))
