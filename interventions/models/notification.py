"""What happened to a person's entries, told in the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vru_portal.privacy import TWELVE_MONTHS, Privacy

from .review import ReviewStep


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def expired(self) -> NotificationQuerySet:
        """Return those that are past their retention."""
        return self.filter(created_at__lt=timezone.now() - TWELVE_MONTHS)

    def for_page(self) -> NotificationQuerySet:
        """Load what a line on a notification shows: who made which step, and the title of what it is about."""
        steps = ("activity", "outcome", "made_by", "move", "from_status", "made_at", "reason")
        about = ("activity__title", "outcome__measure", "outcome__what_is_counted", "outcome__group_label")
        names = ("outcome__measure__name", "made_by__full_name")
        shown = self.select_related("step__activity", "step__outcome__measure", "step__made_by")
        return shown.only(
            "user", "step", "created_at", "read_at", *[f"step__{one}" for one in (*steps, *about, *names)]
        )

    def visible_to(self, user) -> NotificationQuerySet:
        return self.filter(user=user)


class Notification(models.Model):
    """Tells one person of one step in the review of an entry."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    step = models.ForeignKey(ReviewStep, models.PROTECT, related_name="notifications")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    privacy = Privacy(none="id step created_at", staff="user read_at", retention="12 months")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "-created_at"], condition=Q(read_at=None), name="unread_notifications")]

    def __str__(self) -> str:
        return f"{self.step} for {self.user}"
