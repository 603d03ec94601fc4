"""Whom an activity reached."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
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
    def of(cls, keys: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Return what each of these entries, which the reader may see, reached, in words and by its key; one query."""
        rows = cls.objects.filter(activity__in=keys).order_by("pk")
        told = rows.values_list("activity", "wording", "number", "unit", "counts", "audience__name")
        found: dict[UUID, list[str]] = {key: [] for key in keys}
        for key, wording, number, unit, counts, audience in told:
            found[key].append(cls.in_words(wording, number, unit, counts, audience))
        return found

    @classmethod
    def first_of_entry(cls) -> Subquery:
        """Return, to annotate entries with, audience, unit and way of the first count of reach; None without one."""
        told = JSONObject(audience="audience_id", unit="unit", counts="counts")
        return Subquery(cls.objects.filter(activity=OuterRef("pk")).order_by("pk").values_list(told)[:1])

    @classmethod
    def in_words(cls, wording: str, number: int, unit: str, counts: str, audience: str) -> str:
        """Return such as "385 young people" or "over 20 young people (attendances)"."""
        count = wording or f"{number:,}"
        if unit != cls.Unit.PEOPLE:
            return f"{count} {unit} ({audience.lower()})"
        note = " (attendances)" if counts == cls.Counts.ATTENDANCES else ""
        return f"{count} {audience.lower()}{note}"
