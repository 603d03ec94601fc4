"""Organisations and contacts, networks and their meetings, and what is done when the worst happens."""

from .contact import Contact
from .incident import CriticalIncident, IncidentHelper, IncidentReading
from .incident_log import IncidentEntry
from .meeting import AgreedAction, Attendance, CalendarLink, Meeting
from .network import Headcount, JoinRequest, Membership, Network
from .organisation import Organisation
from .plan import PlanDebrief, PlanPartner, PlanPlace, PlanRole, PlanSupport, ResponsePlan

__all__ = [
    "AgreedAction",
    "Attendance",
    "CalendarLink",
    "Contact",
    "CriticalIncident",
    "Headcount",
    "IncidentEntry",
    "IncidentHelper",
    "IncidentReading",
    "JoinRequest",
    "Meeting",
    "Membership",
    "Network",
    "Organisation",
    "PlanDebrief",
    "PlanPartner",
    "PlanPlace",
    "PlanRole",
    "PlanSupport",
    "ResponsePlan",
]
