"""Asking the managers of authorities to sign off: one e-mail each, with an address and no word of the bulletin.

Who was asked and when is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.urls import reverse

from vru_portal import together
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.access.scope import within

from ..models import Bulletin, SignOff, SignOffRequest
from .listing import ORDER, for_list
from .sign_off import SigningOff

SHOWN = 5

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


def waiting_for(user: User) -> QuerySet[SignOffRequest]:
    """Return what a person was asked to sign off, where nobody has since, or who did has taken it back."""
    since = SignOff.objects.filter(
        bulletin=OuterRef("bulletin"), authority=OuterRef("authority"), made_at__gt=OuterRef("made_at")
    )
    latest = Subquery(since.order_by("-made_at", "-pk").values("digest")[:1])
    asked = SignOffRequest.objects.filter(within(user, Capability.REVIEW, "authority"), asked=user)
    return asked.filter(Exact(Coalesce(latest, Value("")), Value("")), bulletin__published_at=None)


def asked_of(user: User) -> list[Bulletin]:
    """Return the drafts of which a part waits for a person who was asked to sign it off."""
    drafts = Bulletin.objects.visible_to(user).filter(pk__in=waiting_for(user).values("bulletin"))
    return list(for_list(drafts))


def on_home(user: User) -> dict[str, Any]:
    """Return the drafts that a person draws up and, of each that waits for their sign-off, how many sections do.

    One query, and none for who draws up no bulletins.
    """
    if not user.may(Capability.DRAW_UP_BULLETINS):
        return {}
    drafts = for_list(Bulletin.objects.visible_to(user, Capability.DRAW_UP_BULLETINS).filter(published_at=None))
    asked = waiting_for(user).select_related("bulletin__region", "bulletin__authority", "bulletin__locality")
    found = together.read(drafts=drafts.order_by(*ORDER)[:SHOWN], asked=asked.defer("bulletin__content"))
    waiting: dict[Bulletin, set[int]] = {}
    for row in found["asked"]:
        waiting.setdefault(row.bulletin, set()).add(row.authority_id)
    return {
        "drafts": found["drafts"],
        "waiting": [(one, len(parts)) for one, parts in waiting.items()],
        "may_begin": not user.may(Capability.REVIEW),
    }
