"""Whom an activity reached."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from .activity import ACTIVITY_RETENTION, Activity
from .lists import AudienceGroup


class Reach(models.Model):
    """How many of one audience group an activity reached."""

    class Unit(models.TextChoices):
        PEOPLE = "people", "People"
        VIEWS = "views", "Views"
        ITEMS = "items", "Items"

    class Counts(models.TextChoices):
        INDIVIDUALS = "individuals", "Individuals"
        ATTENDANCES = "attendances", "Attendances"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="reach")
    audience = models.ForeignKey(AudienceGroup, models.PROTECT, related_name="reach")
    number = models.PositiveIntegerField(validators=[MaxValueValidator(1_000_000)])
    wording = models.CharField("the source's wording", max_length=100, blank=True)
    unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.PEOPLE)
    counts = models.CharField(max_length=12, choices=Counts.choices, default=Counts.INDIVIDUALS)

    history = HistoricalRecords()

    privacy = Privacy(none="id activity audience number wording unit counts", retention=ACTIVITY_RETENTION)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "reach"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "audience", "unit", "counts"], name="reach_is_counted_once_an_audience"
            )
        ]

    def __str__(self) -> str:
        return self.in_words(self.wording, self.number, self.unit, self.counts, self.audience.name)

    @classmethod
    def in_words(cls, wording: str, number: int, unit: str, counts: str, audience: str) -> str:
        """Return such as "385 young people" or "over 20 young people (attendances)"."""
        count = wording or f"{number:,}"
        if unit != cls.Unit.PEOPLE:
            return f"{count} {unit} ({audience.lower()})"
        note = " (attendances)" if counts == cls.Counts.ATTENDANCES else ""
        return f"{count} {audience.lower()}{note}"
