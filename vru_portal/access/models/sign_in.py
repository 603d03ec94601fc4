"""Who came in, who failed to, and who left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from vru_portal.privacy import TWELVE_MONTHS, Privacy


class SignInEventQuerySet(models.QuerySet):
    def expired(self) -> SignInEventQuerySet:
        """Return the events that are past their retention."""
        return self.filter(at__lt=timezone.now() - TWELVE_MONTHS)


class SignInEvent(models.Model):
    """A sign-in, a failed one or a sign-out, for the administrators to see."""

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        FAILED = "failed", "Failed"
        SIGNED_OUT = "signed_out", "Signed out"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins", null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    ip_address = models.GenericIPAddressField("network address", null=True)

    objects = SignInEventQuerySet.as_manager()

    privacy = Privacy(staff="id user outcome at ip_address", retention="12 months")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.user or 'unknown address'}"
