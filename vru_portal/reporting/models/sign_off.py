"""Who signed off what a bulletin says of an authority, and who was asked to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from pilots.models import LocalAuthority
from vru_portal.privacy import Privacy

from .bulletin import BULLETIN_RETENTION, Bulletin


class SignOff(models.Model):
    """A manager's word that the sections of an authority may be published, as they read when it was given.

    ``digest`` is of what was shown: once a section says something else, the sign-off no longer counts. One without a
    digest takes the word back.
    """

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="sign_offs")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(none="id bulletin authority digest made_at", staff="made_by", retention=BULLETIN_RETENTION)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.authority}, {self.made_at:%-d %B %Y}"


class SignOffRequest(models.Model):
    """That a manager was asked to sign off what a draft says of their authority."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="sign_off_requests")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(none="id bulletin authority made_at", staff="asked", retention=BULLETIN_RETENTION)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.authority}, asked on {self.made_at:%-d %B %Y}"
