"""What is wrong with a row about a person or an organisation, and under which heading of the preview it stands."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from ..models import Contact
from .outcome import Change, Kind, Outcome
from .task import Task
from .template_sheet import is_the_example

FIELDS = {
    "name": "Name",
    "role": "Job or role",
    "organisation": "Organisation",
    "email": "E-mail address",
    "telephone": "Telephone",
    "lawful_basis": "Lawful basis",
    "may_be_listed": "May be listed",
    "agreed_on": "Agreed on",
    "confirmed_on": "Last confirmed",
    "review_on": "Review by",
}
OF_A_PERSON = ("role", "email", "telephone", "mobile")

EXAMPLE = "is that of the example in the template. Delete the row"
NOBODY = "is empty: a row names a person, an organisation, or both"
NO_NAME = "is empty, but the row says something of a person"
NO_BASIS = "is empty. Fill it in, or choose one for the whole sheet"
NO_REVIEW = "is empty. Fill in a day, or enter one for the whole sheet"
IN_THE_FUTURE = "is in the future"
NO_DAY = "is empty, but the row says that they agreed to be listed"
LONG_AGO = "is too long ago: the contact would have been erased on {}. Ask them whether it is still right"
PASSED = "has passed"
TOO_LATE = "is after {}, when the contact is erased unless it is confirmed again"
TOO_LONG = "has more than {} characters"


def check(outcome: Outcome, task: Task) -> None:
    """Note what is wrong with a row whose cells have become values of its contact, if it names a person."""
    if is_the_example(outcome.cells):
        outcome.refuse("name", EXAMPLE)
    if outcome.name and outcome.contact:
        check_person(outcome, outcome.contact)
        check_days(outcome, outcome.contact, task.review_on)
    else:
        outcome.contact = None
        check_body(outcome)


def check_body(outcome: Outcome) -> None:
    if any(outcome.cells.get(key) for key in OF_A_PERSON):
        outcome.refuse("name", NO_NAME)
    elif not outcome.cells.get("organisation"):
        outcome.refuse("name", NOBODY)


def check_person(outcome: Outcome, contact: Contact) -> None:
    if outcome.organisation:
        contact.organisation = outcome.organisation
    if not contact.lawful_basis:
        outcome.refuse("lawful_basis", NO_BASIS)
    if contact.may_be_listed and not contact.agreed_on:
        outcome.refuse("agreed_on", NO_DAY)
    for name, day in (("agreed_on", contact.agreed_on), ("confirmed_on", contact.confirmed_on)):
        if outcome.cells.get(name) and day and day > timezone.localdate():
            outcome.refuse(name, IN_THE_FUTURE)


def check_days(outcome: Outcome, contact: Contact, review_on: date | None) -> None:
    """Hold the days against the day on which the portal erases the contact; fill in the review where it is not said."""
    today, kept_until = timezone.localdate(), contact.is_erased_on
    if outcome.cells.get("confirmed_on") and kept_until <= today:
        outcome.refuse("confirmed_on", LONG_AGO.format(in_words(kept_until)))
    if not contact.review_on and review_on:
        contact.review_on = min(review_on, kept_until)
    if not contact.review_on:
        outcome.refuse("review_on", NO_REVIEW)
    elif outcome.cells.get("review_on") and contact.review_on < today:
        outcome.refuse("review_on", PASSED)
    elif outcome.cells.get("review_on") and contact.review_on > kept_until:
        outcome.refuse("review_on", TOO_LATE.format(in_words(kept_until)))


def worded(error: ValidationError) -> str:
    """Return what the model says of a value, as it goes on from the name of a column."""
    if error.code == "max_length" and error.params:
        return TOO_LONG.format(error.params["limit_value"])
    return f"cannot be stored: {error.messages[0]}"


# What the row does ------------------------------------------------------------------------------------------------


def sort(outcome: Outcome, task: Task) -> None:
    """Say under which heading a checked row stands, and take back what it must not change."""
    if outcome.errors:
        outcome.kind = Kind.WRONG
    elif not outcome.contact:
        outcome.kind = Kind.ORGANISATION
    elif outcome.stored:
        compare(outcome, outcome.stored, outcome.contact, task)


def compare(outcome: Outcome, stored: Contact, contact: Contact, task: Task) -> None:
    """Update what is stored if that was asked for, and never a contact that another authority keeps."""
    changes = [
        Change(label, shown(stored, name), shown(contact, name))
        for name, label in FIELDS.items()
        if getattr(stored, name) != getattr(contact, name)
    ]
    is_ours = stored.authority_id == task.authority.pk
    if changes and task.update and is_ours:
        outcome.kind, outcome.changes = Kind.UPDATED, changes
        contact.version += 1
        return
    outcome.kind, outcome.contact = Kind.SAME, stored
    outcome.organisation, outcome.organisation_is_new = stored.organisation, False
    outcome.differs = [change.label for change in changes] if is_ours else []


def shown(contact: Contact, name: str) -> str:
    """Return the value of a field as the preview shows it."""
    value = getattr(contact, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    return str(Contact.Basis(value).label if name == "lawful_basis" and value else value or "")


def in_words(day: date) -> str:
    return f"{day:%-d %B %Y}"
