"""The lists that administrators keep: kinds of activity and audience groups."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from vru_portal.archiving import ArchivedQuerySet
from vru_portal.privacy import Privacy

LIST_RETENTION = "as long as an entry refers to it"


class ListEntry(models.Model):
    """One choice of a list, offered by its position."""

    name = models.CharField(max_length=60, unique=True)
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ArchivedQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ActivityKind(ListEntry):
    """What sort of thing was done: a session, training, an event."""

    hint = models.CharField(max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Kinds are offered in this order.")

    privacy = Privacy(none="id name hint position archived_at", retention=LIST_RETENTION)

    class Meta(ListEntry.Meta):
        verbose_name = "kind of activity"
        verbose_name_plural = "kinds of activity"


class AudienceGroup(ListEntry):
    """Whom an activity reached: young people, education staff, residents."""

    position = models.PositiveSmallIntegerField(default=100, help_text="Groups are offered in this order.")

    privacy = Privacy(none="id name position archived_at", retention=LIST_RETENTION)
