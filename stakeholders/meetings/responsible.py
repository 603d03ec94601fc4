"""Which agreed actions a person has to see to, and which meetings are theirs to hold."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from stakeholders.models import Meeting
from vru_portal.access.models import Posting
from vru_portal.access.roles import Capability, Role

from .follow_through import Followed, actions_for_list, followed

SHOWN = 5
MOST_ACTIONS = 20
AUTHORITY = "meeting__network__authority"
LEAD = "meeting__network__pilot__lead_navigator"


def meetings_of(user) -> dict[str, QuerySet]:
    """Return the lists of meetings on the home page: which come next, and which have still to be recorded."""
    meetings = Meeting.objects.visible_to(user).select_related("network__authority")
    return {"next_meetings": meetings.ahead()[:SHOWN], "meetings_to_record": meetings.to_record()[:SHOWN]}


def actions_to_see_to(user) -> list[Followed]:
    """Return the open actions of the person, the longest overdue first.

    Theirs are their own, and those that members own, or staff who have left, in the networks of pilots that they lead.
    Where nobody leads, whoever navigates the authority sees to them.
    """
    nobodys = Q(owner=None) | ~Exists(posted(OuterRef("owner")))
    led = Exists(posted(OuterRef(LEAD)))
    navigates = at(AUTHORITY, user, Role.NAVIGATOR)
    to_lead = nobodys & (Q(**{LEAD: user}) | ~led & navigates)
    return followed(actions_for_list(user).open().filter(Q(owner=user) | to_lead)[:MOST_ACTIONS])


def posted(person):
    """Return the current postings of this person to run networks in the action's authority."""
    here = Q(authority=OuterRef(AUTHORITY)) | Q(region=OuterRef(f"{AUTHORITY}__region"))
    current = Posting.objects.current().having(Capability.RUN_NETWORKS)
    return current.filter(here, user=person, user__is_active=True)


def at(path: str, user, role: Role) -> Q:
    """Return the condition that the authority at the path is one to which the person is posted in a role."""
    authorities = [each.authority_id for each in user.current_postings if each.role == role and each.authority_id]
    regions = [each.region_id for each in user.current_postings if each.role == role and each.region_id]
    return Q(**{f"{path}__in": authorities}) | Q(**{f"{path}__region__in": regions})
