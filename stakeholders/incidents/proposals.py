"""What the authority's plan proposes in an incident: each thing is one tap, which writes a line of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db.models import Prefetch

from vru_portal.access.models import User

from ..models import (
    CriticalIncident,
    IncidentEntry,
    Network,
    PlanPartner,
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


def proposals_for(user: User, incident: CriticalIncident, entries: Iterable[IncidentEntry]) -> Proposals:
    """Return what the plan of the incident's authority proposes to somebody who may read it, what is done marked.

    Who was added from elsewhere is shown no plan: it holds contacts of the authority.
    """
    done = {key_of_line(kind, told): told for kind, told in what_stands(entries)}
    plan = plan_of(user, incident)
    networks = Network.objects.visible_to(user).filter(authority=incident.authority_id).current()
    groups = [
        ("Contact", list(partners_of(plan, done))),
        ("Convene", [convene(network, done) for network in networks]),
        ("Open a place", [place_to_open(place, done) for place in plan.places.all()] if plan else []),
        ("Offer support", [offer(row, done) for row in in_usual_order(plan.support.all())] if plan else []),
    ]
    return Proposals(plan, [(title, rows) for title, rows in groups if rows])


def plan_of(user: User, incident: CriticalIncident) -> ResponsePlan | None:
    """Return the plan of the authority, with its parts, if the person may see it."""
    parts: list[Any] = [
        "places",
        Prefetch(
            "partners",
            PlanPartner.objects.select_related("organisation", "contact").order_by(
                "-out_of_hours", "organisation__name"
            ),
        ),
        Prefetch("support", PlanSupport.objects.select_related("organisation")),
        Prefetch("roles", PlanRole.objects.select_related("user", "contact", "organisation")),
    ]
    plans = ResponsePlan.objects.visible_to(user).filter(authority=incident.authority_id)
    return plans.select_related("authority").prefetch_related(*parts).first()


def partners_of(plan: ResponsePlan | None, done: dict[str, IncidentEntry]) -> Iterator[Proposal]:
    for partner in plan.partners.all() if plan else []:
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
