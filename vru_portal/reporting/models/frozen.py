"""Figures of a closed quarter as they stood on a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pilots.models import LocalAuthority
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy


class FrozenQuerySet(AuthorityScopedQuerySet):
    """Frozen figures of authorities."""


class FrozenFigures(models.Model):
    """What an authority counted for a closed quarter, as at the moment when somebody froze it. Rows only get added.

    ``figures`` maps the key of each figure to its number. A revision above 1 says why the figures were frozen again.
    """

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="frozen_figures")
    starts_on = models.DateField("first day of the quarter")
    revision = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField("why the figures were revised", max_length=250, blank=True)
    figures = models.JSONField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    frozen_at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    privacy = Privacy(
        none="id authority starts_on revision figures frozen_at",
        staff="frozen_by",
        free_text="reason",
        retention="as long as the unit works",
    )

    class Meta:
        ordering = ["authority", "-starts_on", "-revision"]
        verbose_name_plural = "frozen figures"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "starts_on", "revision"], name="revision_of_a_quarter_is_frozen_once"
            ),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="revision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.authority}, quarter from {self.starts_on:%-d %B %Y}, revision {self.revision}"
