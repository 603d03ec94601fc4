"""The incident room: what was done for a community after a critical incident. Never who was involved."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority, Locality
from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet, within
from vru_portal.privacy import Privacy

from .network import Network
from .organisation import Organisation
from .plan import Support

INCIDENT_RETENTION = "6 years"


class IncidentQuerySet(AuthorityScopedQuerySet):
    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> IncidentQuerySet:
        """Return the incidents of the user's authorities, and those that the user was added to.

        Who has no posting any more sees none.
        """
        here = within(user, capability, "authority")
        if not user.may(Capability.SEE_PLACES):
            return self.filter(here)
        added = IncidentHelper.objects.filter(user=user, removed_at=None, incident=OuterRef("pk"))
        return self.filter(here | Exists(added))

    def open(self) -> IncidentQuerySet:
        return self.filter(closed_at=None)


class CriticalIncident(models.Model):
    """A serious event in a community, by a code. Nothing of the people involved is recorded."""

    class Kind(models.TextChoices):
        STABBING = "stabbing", "Knife violence"
        SHOOTING = "shooting", "Gun violence"
        DISORDER = "disorder", "Disorder"
        DEATH = "death", "Sudden death"
        OTHER = "other", "Another serious event"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("reference code", max_length=20, unique=True, editable=False)
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="incidents")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="incidents", null=True, blank=True)
    area = models.CharField("area, in general words", max_length=150, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    known_at = models.DateTimeField("when it became known")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opened_incidents", null=True, editable=False
    )
    next_review_at = models.DateTimeField("next review", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    what_helped = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    plan_changes = models.TextField("changes to the plan", blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IncidentQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id code authority locality kind known_at opened_at next_review_at closed_at is_demonstration version",
        staff="opened_by",
        free_text="area what_helped lessons plan_changes",
        retention=INCIDENT_RETENTION,
    )

    class Meta:
        ordering = ["-known_at", "-pk"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.pk])


class ScopedByIncident(IncidentQuerySet):
    """Rows of an incident: whoever sees the incident sees them."""

    authority_path = "incident__authority"

    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> ScopedByIncident:
        return self.filter(incident__in=CriticalIncident.objects.visible_to(user, capability))


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
    next_review_at = models.DateTimeField("next review", null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="corrections", null=True, blank=True)
    happened_at = models.DateTimeField("when it happened", default=timezone.now)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="incident_entries", editable=False
    )

    objects = ScopedByIncident.as_manager()

    privacy = Privacy(
        none="id incident position kind organisation network support people next_review_at corrects happened_at"
        " made_at",
        staff="made_by",
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
        ]

    def __str__(self) -> str:
        return f"{self.incident}, {self.get_kind_display()}"


class IncidentHelper(models.Model):
    """Somebody from elsewhere who was added to an incident."""

    incident = models.ForeignKey(CriticalIncident, models.PROTECT, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="helps_with_incidents")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedByIncident.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id incident added_at removed_at", staff="user added_by", retention=INCIDENT_RETENTION)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(removed_at=None), name="person_is_added_once_to_an_incident"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.incident}"


class IncidentReading(models.Model):
    """Somebody read an incident on a day: administrators see who, and how often."""

    incident = models.ForeignKey(CriticalIncident, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)
    first_at = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1)

    objects = ScopedByIncident.as_manager()

    privacy = Privacy(none="id incident", staff="user on first_at times", retention=INCIDENT_RETENTION)

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "user", "on"], name="reading_is_one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.user} read {self.incident}"
