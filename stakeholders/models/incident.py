"""The incident room: what was done for a community after a critical incident. Never who was involved."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority, Locality, Region
from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet, within
from vru_portal.privacy import Privacy

INCIDENT_RETENTION = "6 years"


class IncidentQuerySet(AuthorityScopedQuerySet):
    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> IncidentQuerySet:
        """Return the incidents of the user's authorities, and those that the user was added to.

        Who has no posting in the region any more, or administers only, sees none of it.
        """
        here = within(user, capability, "authority")
        regions = user.regions_with(Capability.READ_APPROVED)
        if not regions:
            return self.filter(here)
        added = Exists(IncidentHelper.objects.current().filter(user=user, incident=OuterRef("pk")))
        return self.filter(here | Q(authority__region_id__in=regions) & added)

    def open(self) -> IncidentQuerySet:
        return self.filter(closed_at=None)

    def closed(self) -> IncidentQuerySet:
        return self.exclude(closed_at=None)


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
    # Grows when it is closed and opened again, not with each line of its log.
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

    @property
    def place(self) -> str:
        """Where it was, in general words."""
        named = [self.locality.name] if self.locality else []
        return ", ".join(filter(None, [*named, self.area])) or self.authority.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def review_is_overdue(self) -> bool:
        return self.is_open and self.next_review_at is not None and self.next_review_at < timezone.now()

    def note_reading(self, user, *, is_opening: bool = True) -> None:
        """Record that somebody reads the incident; lines that a page fetches by itself count for the day, not again."""
        today = timezone.localdate()
        noted = self.readings.filter(user=user, on=today)
        if not (noted.update(times=F("times") + 1) if is_opening else noted.exists()):
            first = IncidentReading(incident=self, user=user, on=today)
            IncidentReading.objects.bulk_create([first], ignore_conflicts=True)

    def open(self) -> None:
        """Store a new incident under the next code of the year: CI-2026-0007."""
        with transaction.atomic():
            # Whoever opens an incident waits here, so that no two of them read the same last code: codes count through
            # all regions. Without their keys, so that nobody waits who stores what refers to a region.
            list(Region.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            year = f"CI-{timezone.localtime(self.opened_at).year}-"
            codes = CriticalIncident.objects.filter(code__startswith=year).values_list("code", flat=True)
            last = max(
                (int(code.removeprefix(year)) for code in codes if code.removeprefix(year).isdecimal()), default=0
            )
            self.code = f"{year}{last + 1:04}"
            self.save(force_insert=True)


class ScopedByIncident(IncidentQuerySet):
    """Rows of an incident: whoever sees the incident sees them."""

    authority_path = "incident__authority"

    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> ScopedByIncident:
        return self.filter(incident__in=CriticalIncident.objects.visible_to(user, capability))


class HelperQuerySet(ScopedByIncident):
    def current(self) -> HelperQuerySet:
        """Return those who have not been removed."""
        return self.filter(removed_at=None)


class IncidentHelper(models.Model):
    """Somebody from elsewhere who was added to an incident."""

    incident = models.ForeignKey(CriticalIncident, models.PROTECT, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="helps_with_incidents")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = HelperQuerySet.as_manager()
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
