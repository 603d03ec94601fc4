"""Figures that have left the team: what later ones must not give away more about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from pilots.models import Region
from vru_portal.privacy import Privacy


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user) -> ReleaseQuerySet:
        """Return the releases of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class Release(models.Model):
    """The counts of one publication or shared export, by their keys: a number, or null where it was hidden.

    reporting/disclosure.py says what a key is made of.
    """

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", "Bulletin"
        EXPORT = "export", "Export for sharing"

    region = models.ForeignKey(Region, models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    cells = models.JSONField()
    totals = models.JSONField(default=list)  # which cell is the sum of which others
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReleaseQuerySet.as_manager()

    privacy = Privacy(
        none="id region kind cells totals made_at", staff="made_by", retention="as long as the unit works"
    )

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.made_at:%-d %B %Y}"
