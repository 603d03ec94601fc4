"""The secret address by which a person's calendar program asks for meetings. Only a digest of it is stored."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from stakeholders.models import CalendarLink, Meeting
from vru_portal.access.models import User

KEPT_IN_VIEW = timedelta(days=90)


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def make_link(user: User) -> str:
    """Give the person a new address in place of any before, and return its token: it is never shown again."""
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.update_or_create(user=user, defaults={"digest": digest_of(token), "made_at": timezone.now()})
    return token


def end_link(user: User) -> None:
    CalendarLink.objects.filter(user=user).delete()


def link_of(user: User) -> CalendarLink | None:
    """Return the person's link, None where they have none."""
    return CalendarLink.objects.filter(user=user).first()


def owner_of(token: str) -> User | None:
    """Return whose address it is, None where nobody's who may sign in."""
    link = CalendarLink.objects.filter(digest=digest_of(token), user__is_active=True).select_related("user").first()
    return link.user if link else None


def meetings_in_calendar(user: User):
    """Return the meetings, cancelled ones too, of the networks that the person runs now: ahead and 90 days past."""
    recent = Meeting.objects.visible_to(user).filter(ends_at__gte=timezone.now() - KEPT_IN_VIEW)
    return recent.select_related("network").with_last_change().order_by("starts_at", "pk")
