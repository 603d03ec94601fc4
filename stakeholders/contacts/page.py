"""What the page of a contact shows beside what is kept of the person."""

from __future__ import annotations

from vru_portal.access.models import User

from ..changes import changes_of
from ..duplicates import duplicates_of_contact
from ..models import AgreedAction, Attendance, Contact, Meeting, Membership


def about(user: User, contact: Contact) -> dict:
    """Return the memberships of a contact with what was attended, open actions, versions and likely duplicates.

    All of it as far as the user runs the networks that it is about.
    """
    memberships = Membership.objects.visible_to(user).filter(contact=contact).select_related("network", "organisation")
    is_named = not contact.erased_at
    return {
        "memberships": memberships.order_by("left_on", "-joined_on", "pk"),
        "attended": meetings_attended(user, contact),
        "open_actions": AgreedAction.objects.visible_to(user).open().filter(member__contact=contact),
        "changes": changes_of(contact),
        "duplicates": duplicates_of_contact(user, contact) if is_named else [],
        "merged": contact.merged.exclude(name="").order_by("name", "pk"),
    }


def meetings_attended(user: User, contact: Contact) -> int:
    """Return to how many meetings that were held a contact came, under any membership."""
    came = Attendance.objects.visible_to(user).filter(membership__contact=contact, answer=Attendance.Answer.CAME)
    return came.filter(meeting__status=Meeting.Status.HELD).values("meeting").distinct().count()
