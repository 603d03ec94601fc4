"""Telling people what happened to their entries: in the portal, and by e-mail after commit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet

from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from .models import Activity, Notification, OutcomeRecord, ReviewStep

SUBJECTS = {
    "approve": "your entry was approved",
    "return": "your entry was returned",
    "reopen": "your approved entry was reopened",
}
log = structlog.get_logger(__name__)


def tell(step: ReviewStep, person: User | None) -> None:
    """Store a notification of the step for whoever keeps the entry, and mail it once the step is committed.

    The e-mail carries an address and no word of the entry: mail travels further than the portal.
    """
    if person is None or person.pk == step.made_by_id:
        return
    Notification.objects.create(user=person, step=step)
    address = f"{settings.SITE_URL}{step.about.get_absolute_url()}"
    subject = f"{settings.PORTAL_NAME}: {SUBJECTS[step.move]}"
    body = f"Hello {person.full_name},\n\nSee the decision and what to do next:\n{address}\n"
    transaction.on_commit(partial(mail, step.pk, subject, body, person.email))


def keepers_of(entry: Activity | OutcomeRecord) -> QuerySet[User]:
    """Return those of the author and the lead navigator who are posted where they may log the entry."""
    named = {entry.author_id, entry.pilot.lead_navigator_id} - {None}
    return User.objects.posted_to(Capability.LOG, entry.authority).filter(pk__in=named).only("full_name", "email")


def keeper_among(keepers: Iterable[User], entry: Activity | OutcomeRecord) -> User | None:
    """Return the author or, where there is none or they have left, the lead navigator; None where both have."""
    posted: dict[UUID | None, User] = {person.pk: person for person in keepers}
    return posted.get(entry.author_id) or posted.get(entry.pilot.lead_navigator_id)


def mail(step_id: int, subject: str, body: str, to: str) -> None:
    """Send; a failure is logged, without the address, and undoes nothing."""
    try:
        send_mail(subject, body, None, [to])
    except (OSError, SMTPException) as problem:
        log.warning("mail_not_sent", step=step_id, problem=type(problem).__name__)
