"""The log of a critical incident: lines that are written once, in one order, and never changed."""

from __future__ import annotations

import uuid
from typing import NoReturn

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from vru_portal.privacy import Privacy

from .incident import INCIDENT_RETENTION, CriticalIncident, ScopedByIncident
from .network import Network
from .organisation import Organisation
from .plan import Support


class AppendOnly(Exception):
    """Somebody tried to change or delete a line of an incident's log."""


class IncidentClosed(Exception):
    """The incident was closed: its log takes corrections, and what happened before that."""


class OtherWords(Exception):
    """The identifier of a line is taken by another line: ``stored``, or None where that is not this incident's."""

    def __init__(self, stored: IncidentEntry | None = None) -> None:
        super().__init__()
        self.stored = stored


class EntryQuerySet(ScopedByIncident):
    """Lines: read, and written by ``IncidentEntry.write``. No other way leads to one that is stored."""

    def _refuse(self, *args, **kwargs) -> NoReturn:
        raise AppendOnly("A line of an incident's log is never changed or deleted: write a correction.")

    # What Django offers for changing stored rows, and the SQL that it would run.
    update = delete = bulk_update = update_or_create = _update = _raw_delete = _refuse
    # Templates must not call them. The types of functions know no such attribute.
    update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]  # asked by templates

    def bulk_create(self, objs, *args, update_conflicts: bool = False, **kwargs):
        return self._refuse() if update_conflicts else super().bulk_create(objs, *args, **kwargs)

    def for_page(self) -> EntryQuerySet:
        """Load what a line shows."""
        shown = ("organisation", "network", "handed_to", "made_by", "corrects")
        return self.select_related(*shown).prefetch_related("corrections")


class IncidentEntry(models.Model):
    """One line of an incident's log. Never changed: a further entry corrects it."""

    class Kind(models.TextChoices):
        CONTACTED = "contacted", "Contacted"
        CONVENED = "convened", "Network convened"
        OFFERED = "offered", "Support offered"
        TAKEN_UP = "taken_up", "Support taken up"
        COMMUNICATION = "communication", "Communication"
        HANDOVER = "handover", "Handover"
        REVIEW = "review", "Review"
        NOTE = "note", "Note"
        CORRECTION = "correction", "Correction"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(CriticalIncident, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    text = models.TextField(max_length=2000, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="incident_entries", null=True, blank=True
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="incident_entries", null=True, blank=True)
    support = models.CharField(max_length=15, choices=Support.choices, blank=True)
    people = models.PositiveIntegerField("how many people took it up", null=True, blank=True)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="handed over to"
    )
    next_review_at = models.DateTimeField("next review", null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="corrections", null=True, blank=True)
    takes_back = models.BooleanField("the corrected line should not be there", default=False)
    happened_at = models.DateTimeField("when it happened", default=timezone.now)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="incident_entries", editable=False
    )

    objects = EntryQuerySet.as_manager()

    privacy = Privacy(
        none="id incident position kind organisation network support people next_review_at corrects takes_back"
        " happened_at made_at",
        staff="made_by handed_to",
        free_text="text",
        retention=INCIDENT_RETENTION,
    )

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "incident entries"
        constraints = [
            models.UniqueConstraint(fields=["incident", "position"], name="entries_of_an_incident_have_an_order"),
            models.CheckConstraint(
                condition=Q(kind="correction", corrects__isnull=False) | ~Q(kind="correction") & Q(corrects=None),
                name="correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(takes_back=False) | Q(kind="correction"), name="only_a_correction_takes_a_line_back"
            ),
        ]

    # What the browser says of a line: sent again, the same line says the same.
    SAID = (
        *("incident_id", "made_by_id", "kind", "text", "organisation_id", "network_id", "support", "people"),
        *("handed_to_id", "next_review_at", "corrects_id", "takes_back"),
    )

    def __str__(self) -> str:
        return f"{self.incident}, {self.get_kind_display()}"

    def save(self, *args, **kwargs) -> None:
        """Store a new line; one that is stored stays as it is."""
        if not self._state.adding:
            raise AppendOnly("A line of an incident's log is never changed: write a correction.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs) -> NoReturn:
        raise AppendOnly("A line of an incident's log is never deleted: write a correction.")

    def write(self) -> IncidentEntry:
        """Store the line as the last of its incident's log and return it; sent again, the one that is stored.

        Raises OtherWords where the identifier is taken by another line, and IncidentClosed.
        """
        try:
            with transaction.atomic():
                incident = CriticalIncident.objects.select_for_update().get(pk=self.incident_id)
                return self._stored_already() or self._append_to(incident)
        except IntegrityError:
            # The same identifier came to another incident, whose lock is another; anything else is a fault of ours.
            if IncidentEntry.objects.filter(pk=self.pk).exists():
                raise OtherWords from None
            raise

    def _stored_already(self) -> IncidentEntry | None:
        stored = IncidentEntry.objects.filter(pk=self.pk).first()
        if stored is None or all(getattr(stored, name) == getattr(self, name) for name in self.SAID):
            return stored
        raise OtherWords(stored if stored.incident_id == self.incident_id else None)

    def _append_to(self, incident: CriticalIncident) -> IncidentEntry:
        if not self.is_taken_by(incident):
            raise IncidentClosed
        self.position = (incident.entries.aggregate(last=Max("position"))["last"] or 0) + 1
        self.made_at = timezone.now()
        self.save()
        if self.tells_next_review(incident):
            incident.next_review_at = self.next_review_at
            incident.save(update_fields=["next_review_at"])
        return self

    def is_taken_by(self, incident: CriticalIncident) -> bool:
        """Say whether the log still takes the line: a closed one takes what a browser without signal has kept."""
        is_late = incident.closed_at is not None and self.happened_at <= incident.closed_at
        return incident.is_open or is_late or self.kind in {self.Kind.CORRECTION, self.Kind.REOPENED}

    @property
    def said_of(self) -> IncidentEntry:
        """The line that this one is about: itself, or the first of a chain of corrections."""
        line = self
        while line.corrects:
            line = line.corrects
        return line

    def tells_next_review(self, incident: CriticalIncident) -> bool:
        """Say whether this is the latest review, or corrects it."""
        line = self.said_of
        later = incident.entries.filter(kind=self.Kind.REVIEW, position__gt=line.position)
        return line.kind == self.Kind.REVIEW and not later.exists()

    @property
    def was_late(self) -> bool:
        """Say whether it was written down some minutes after it happened."""
        return (self.made_at - self.happened_at).total_seconds() >= 120
