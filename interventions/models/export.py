"""Who took what out of the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from vru_portal.privacy import TWELVE_MONTHS, Privacy


class ExportQuerySet(models.QuerySet):
    def expired(self) -> ExportQuerySet:
        """Return those that are past their retention."""
        return self.filter(made_at__lt=timezone.now() - TWELVE_MONTHS)


class Export(models.Model):
    """One download of the list of activities."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    made_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField("file type", max_length=10)
    filters_used = models.JSONField(default=list)

    objects = ExportQuerySet.as_manager()

    privacy = Privacy(none="id kind made_at filters_used", staff="made_by", retention="12 months")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} by {self.made_by}"
