"""Asking the managers of authorities to sign off: one e-mail each, with an address and no word of the bulletin.

Who was asked and when is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..models import Bulletin, SignOff, SignOffRequest
from .sign_off import SigningOff

log = structlog.get_logger(__name__)


def ask(bulletin: Bulletin, waiting: Iterable[SigningOff], by: User) -> tuple[list[User], list[str]]:
    """Mail the managers of the authorities that have not signed off; return them, and the authorities without one."""
    asked: dict[str, User] = {}
    without, rows = [], []
    for state in waiting:
        managers = [one for one in User.objects.posted_to(Capability.REVIEW, state.authority) if one != by]
        asked |= {str(manager.pk): manager for manager in managers}
        rows += [SignOffRequest(bulletin=bulletin, authority=state.authority, asked=manager) for manager in managers]
        without += [] if managers else [state.authority.name]
    bulletin.sign_off_requests.bulk_create(rows)
    for manager in asked.values():
        transaction.on_commit(partial(mail, bulletin.pk, manager))
    return list(asked.values()), without


def mail(bulletin: int, to: User) -> None:
    """Send; a failure is logged, without the address, and undoes nothing."""
    address = f"{settings.SITE_URL}{reverse('bulletin', args=[bulletin])}"
    subject = f"{settings.PORTAL_NAME}: a bulletin waits for you to sign it off"
    body = f"Hello {to.full_name},\n\nRead what it says of your area, and sign it off or correct it:\n{address}\n"
    try:
        send_mail(subject, body, None, [to.email])
    except (OSError, SMTPException) as problem:
        log.warning("mail_not_sent", bulletin=bulletin, problem=type(problem).__name__)


def asked_for(bulletin: Bulletin) -> dict[int, list[SignOffRequest]]:
    """Return the latest time that each manager was asked, by the key of the authority. One query."""
    found: dict[tuple[int, UUID], SignOffRequest] = {}
    for row in bulletin.sign_off_requests.select_related("asked"):
        found[row.authority_id, row.asked_id] = row
    return {authority: [row for row in found.values() if row.authority_id == authority] for authority, _ in found}


def asked_of(user: User) -> list[Bulletin]:
    """Return the drafts that a person was asked to sign off, and that nobody has signed off since for the authority."""
    since = SignOff.objects.filter(
        bulletin=OuterRef("bulletin"), authority=OuterRef("authority"), made_at__gt=OuterRef("made_at")
    )
    waiting = SignOffRequest.objects.filter(~Exists(since.exclude(digest="")), asked=user)
    drafts = Bulletin.objects.visible_to(user).filter(published_at=None, pk__in=waiting.values("bulletin"))
    return list(drafts.select_related("region", "authority", "locality").defer("content"))
