"""What somebody is typing, kept before it is an entry."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from vru_portal.privacy import Privacy


class UnsavedEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> UnsavedEntryQuerySet:
        """Return the user's own, as long as they are kept; nobody else ever sees them."""
        return self.filter(owner=user, kept_at__gte=timezone.now() - timedelta(days=settings.DRAFTS_KEPT_DAYS))

    def expired(self) -> UnsavedEntryQuerySet:
        return self.filter(kept_at__lt=timezone.now() - timedelta(days=settings.DRAFTS_KEPT_DAYS))


class UnsavedEntry(models.Model):
    """The log form as its owner last typed it: gone when the entry is saved, or after a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="unsaved_entries")
    activity_id = models.UUIDField()
    fields = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    objects = UnsavedEntryQuerySet.as_manager()

    privacy = Privacy(
        none="id activity_id kept_at", staff="owner", free_text="fields", retention="until saved, 7 days at most"
    )

    class Meta:
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "activity_id"], name="one_unsaved_form_an_owner_and_entry")
        ]

    def __str__(self) -> str:
        return f"Unsaved entry of {self.owner}"

    @property
    def title(self) -> str:
        """The title as far as it was typed."""
        return (self.fields.get("title") or [""])[0][:150]
