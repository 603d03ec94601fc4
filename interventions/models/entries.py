"""What entries of the log and outcome records have in common: where they stand, and who sees to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from vru_portal.access.models import Posting
from vru_portal.access.roles import CAPABILITIES, Capability
from vru_portal.access.scope import AuthorityScopedQuerySet, within


class Status(models.TextChoices):
    """Where an entry stands, from plan to approval."""

    PLANNED = "planned", "Planned"
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    CANCELLED = "cancelled", "Cancelled"


class EntryQuerySet(AuthorityScopedQuerySet):
    """What is written, submitted and decided on: entries of the log and outcome records."""

    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def waiting(self) -> Self:
        """Return the entries that wait for a decision, oldest first."""
        return self.filter(status=Status.SUBMITTED).order_by("submitted_at", "pk")

    def late(self) -> Self:
        """Return the entries that have waited for a decision for longer than they should."""
        since = timezone.now() - timedelta(days=settings.REVIEW_DUE_DAYS + 1)
        return self.filter(status=Status.SUBMITTED, submitted_at__lte=since)

    def reviewed_by(self, user) -> Self:
        """Return the entries of the authorities that the person reviews, and no others."""
        return self.visible_to(user).filter(within(user, Capability.REVIEW, "authority"))

    def kept_by(self, user) -> Self:
        """Return what is the person's to see to: their own, and what has no author or one who has left."""
        logs = [role for role, allowed in CAPABILITIES.items() if Capability.LOG in allowed]
        here = Q(authority=OuterRef("authority")) | Q(region=OuterRef("authority__region"))
        posted = Posting.objects.current().filter(here, user=OuterRef("author"), role__in=logs)
        left = Q(author=None) | ~Exists(posted)
        return self.filter(Q(author=user) | left & within(user, Capability.LOG, "authority"))

    def returned_to(self, user) -> Self:
        """Return the entries that were sent back to this person, latest decision first."""
        return self.kept_by(user).filter(status=Status.RETURNED).order_by("-changed_at", "pk")

    def drafts_of(self, user) -> Self:
        return self.filter(status=Status.DRAFT, author=user).order_by("-changed_at", "pk")

    def with_last_reason(self) -> Self:
        """Add the reason of the latest step that has one, as ``last_reason``."""
        steps = self.model._meta.get_field("steps")
        reasons = steps.related_model.objects.filter(**{steps.field.name: OuterRef("pk")}).exclude(reason="")
        return self.annotate(last_reason=Subquery(reasons.order_by("-made_at").values("reason")[:1]))
