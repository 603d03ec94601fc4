"""What published sources say: figures with their wording, context and evidence, and work across the region."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .pilot import PILOT_RETENTION, Pilot, ScopedByPilot
from .places import PLACE_RETENTION, LocalAuthority, Region, Theme


class Source(models.Model):
    """A publication from which facts were taken."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="sources")
    key = models.SlugField()
    title = models.CharField(max_length=250)
    published_on = PartialDateField("published or last updated")

    history = HistoricalRecords()

    privacy = Privacy(none="id region key title published_on", retention=PLACE_RETENTION)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["region", "key"], name="source_is_listed_once_a_region")]

    def __str__(self) -> str:
        return self.title


class PublishedFigure(models.Model):
    """A figure that a source gives about a region, an authority or a pilot, with the source's own wording."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="figures", null=True, blank=True)
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="figures", null=True, blank=True)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="figures", null=True, blank=True)
    label = models.CharField("what is counted", max_length=200)
    number = models.PositiveIntegerField(null=True, blank=True, help_text="Empty where the source gives only words.")
    wording = models.CharField("the source's wording", max_length=100, help_text="Such as: over 50")
    note = models.CharField(max_length=250, blank=True)
    as_at = PartialDateField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="figures")

    history = HistoricalRecords()

    privacy = Privacy(
        none="id region authority pilot label number wording note as_at source", retention=PLACE_RETENTION
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, authority=None, pilot=None)
                | Q(region=None, authority__isnull=False, pilot=None)
                | Q(region=None, authority=None, pilot__isnull=False),
                name="published_figure_is_about_one_thing",
                violation_error_message="Choose a region, an authority or a pilot.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.wording}"


class ContextEntry(models.Model):
    """A claim about the context of a pilot, or the evidence for it, with its source."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="context_entries")
    claim = models.TextField()
    cited = models.CharField("publication that the claim rests on", max_length=250, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="context_entries", null=True, blank=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = ScopedByPilot.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id pilot source withdrawn_at", free_text="claim cited", retention=PILOT_RETENTION)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "context entries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(cited="") | Q(source__isnull=False),
                name="context_entry_has_a_source",
                violation_error_message="Enter where the claim comes from.",
            )
        ]

    def __str__(self) -> str:
        return self.claim


class RegionalWork(models.Model):
    """Work that the unit does across the whole region, by theme, as a source reports it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="regional_work")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="regional_work")
    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=200, blank=True)
    partner = models.CharField(max_length=200, blank=True)
    rhythm = models.CharField("how often", max_length=100, blank=True)
    launched_on = PartialDateField("launched")
    reached = models.PositiveIntegerField(null=True, blank=True)
    reached_wording = models.CharField("the source's wording", max_length=100, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="regional_work")

    history = HistoricalRecords()

    privacy = Privacy(
        none="id region theme kind title partner rhythm launched_on reached reached_wording source",
        retention=PLACE_RETENTION,
    )

    class Meta:
        ordering = ["theme__name", "pk"]
        verbose_name_plural = "regional work"

    def __str__(self) -> str:
        return self.title or self.kind
