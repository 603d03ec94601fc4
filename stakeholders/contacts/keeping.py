"""What is noted in the history of a contact, beside what was changed in it."""

from __future__ import annotations

from django.utils import timezone

from vru_portal.access.models import User

from ..keeping import save_because
from ..models import Contact
from .forms import next_review
from .texts import history_of

CONFIRMED, GIVEN_OUT, ERASED = "Confirmed as still right", "Given out as a file", "Erased"


def confirm(contact: Contact, by: User) -> None:
    """Note that a contact is still right today, and ask again in a year. Done twice on a day, it is done once."""
    today = timezone.localdate()
    if (contact.confirmed_on, contact.review_on) == (today, next_review()):
        return
    contact.confirmed_on, contact.review_on = today, next_review()
    contact.version += 1
    save_because(contact, CONFIRMED, by)


def note_given_out(contact: Contact, by: User) -> None:
    """Note in the history that somebody took out everything that is held about a contact, which must be locked."""
    history_of(Contact).bulk_history_create([contact], update=True, default_user=by, default_change_reason=GIVEN_OUT)
