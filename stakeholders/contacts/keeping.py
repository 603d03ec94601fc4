"""Saving a contact, with the reason in its history: confirmed, given out, merged, erased."""

from __future__ import annotations

from django.utils import timezone

from vru_portal.access.models import User

from ..models import Contact
from .forms import next_review

CONFIRMED, GIVEN_OUT, MERGED, ERASED = "Confirmed", "Given out as a file", "Merged", "Erased"


def save_because(contact: Contact, reason: str, by: User | None) -> None:
    """Store a contact as a further version that says why, and by whom; ``by`` is nobody for the portal itself."""
    # Read by simple_history when it keeps the version.
    setattr(contact, "_history_user", by)  # noqa: B010 (the model declares no such attribute)
    setattr(contact, "_change_reason", reason)  # noqa: B010 (as above)
    contact.save()


def confirm(contact: Contact, by: User) -> None:
    """Note that a contact is still right today, and ask again in a year. Done twice on a day, it is done once."""
    today = timezone.localdate()
    if (contact.confirmed_on, contact.review_on) == (today, next_review()):
        return
    contact.confirmed_on, contact.review_on = today, next_review()
    contact.version += 1
    save_because(contact, CONFIRMED, by)
