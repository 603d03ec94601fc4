"""Files that belong to an entry."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from .activity import ACTIVITY_RETENTION, Activity, ActivityQuerySet


def stored_name(attachment: Attachment, filename: str) -> str:
    """Store a file under its identifier, so that nothing of its name reaches the disk."""
    return f"attachments/{attachment.pk.hex[:2]}/{attachment.pk.hex}"


class AttachmentQuerySet(models.QuerySet):
    def current(self) -> AttachmentQuerySet:
        return self.filter(removed_at=None)

    def visible_to(self, user) -> AttachmentQuerySet:
        """Return the files of the entries that the user may read."""
        entries: ActivityQuerySet = Activity.objects.visible_to(user)
        return self.filter(activity__in=entries)


class Attachment(models.Model):
    """A photograph, or a register without names, of one activity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=stored_name)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("size in bytes")
    digest = models.CharField("SHA-256 of the content", max_length=64, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id activity content_type size digest added_at removed_at",
        staff="added_by",
        free_text="file name",
        retention=ACTIVITY_RETENTION,
    )

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])
