"""The lists that administrators keep: kinds of activity and audience groups."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

LIST_RETENTION = "as long as an entry refers to it"


class ListQuerySet(models.QuerySet):
    def current(self) -> ListQuerySet:
        return self.filter(archived_at=None)


class ActivityKind(models.Model):
    """What sort of thing was done: a session, training, an event."""

    name = models.CharField(max_length=60, unique=True)
    hint = models.CharField(max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Kinds are offered in this order.")
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ListQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id name hint position archived_at", retention=LIST_RETENTION)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "kind of activity"
        verbose_name_plural = "kinds of activity"

    def __str__(self) -> str:
        return self.name


class AudienceGroup(models.Model):
    """Whom an activity reached: young people, education staff, residents."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Groups are offered in this order.")
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ListQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id name position archived_at", retention=LIST_RETENTION)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
