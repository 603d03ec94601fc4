"""A pilot's theory of change: its steps, what leads to what, and the factors that it works on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.archiving import ArchivedQuerySet
from vru_portal.privacy import Privacy

from .facts import Source
from .pilot import PILOT_RETENTION, Pilot, ScopedByPilot


class Factor(models.Model):
    """What makes violence more likely (a risk factor) or less likely (a protective factor), and at which level."""

    class Kind(models.TextChoices):
        RISK = "risk", "Risk factor"
        PROTECTIVE = "protective", "Protective factor"

    class Level(models.TextChoices):
        INDIVIDUAL = "individual", "Individual"
        FAMILY = "family", "Family"
        SCHOOL = "school", "School"
        PEERS = "peers", "Peers"
        COMMUNITY = "community", "Community"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=100)
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ArchivedQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id kind level name archived_at", retention="as long as an entry refers to it")

    class Meta:
        ordering = ["name"]
        verbose_name = "risk or protective factor"
        verbose_name_plural = "risk and protective factors"
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="factor_is_listed_once_a_kind")]

    def __str__(self) -> str:
        return self.name


class TheoryOfChange(models.Model):
    """How a pilot expects to work. Its version grows with every change of it, its steps and their links."""

    pilot = models.OneToOneField(Pilot, models.PROTECT, related_name="theory")
    note = models.TextField(blank=True, help_text="Where it comes from, and what is still to be agreed.")
    factors = models.ManyToManyField(Factor, related_name="theories", blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="theories", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScopedByPilot.as_manager()
    history = HistoricalRecords(m2m_fields=[factors])

    privacy = Privacy(none="id pilot factors source version changed_at", free_text="note", retention=PILOT_RETENTION)

    class Meta:
        verbose_name = "theory of change"
        verbose_name_plural = "theories of change"

    def __str__(self) -> str:
        return f"Theory of change of {self.pilot}"

    def get_absolute_url(self) -> str:
        return reverse("theory", args=[self.pilot.authority.gss_code, self.pilot.slug])


class ScopedByTheory(ScopedByPilot):
    authority_path = "theory__pilot__authority"

    def in_use(self) -> ScopedByTheory:
        """Return the steps that are not withdrawn."""
        return self.filter(withdrawn_at=None)


class TheoryStep(models.Model):
    """One thing that a theory of change names, at its stage between context and impact."""

    class Stage(models.TextChoices):
        CONTEXT = "context", "Context"
        INPUT = "input", "Inputs"
        ACTIVITY = "activity", "Activities"
        OUTPUT = "output", "Outputs"
        SHORT = "short", "Short-term outcomes"
        MEDIUM = "medium", "Medium-term outcomes"
        LONG = "long", "Long-term outcomes"
        IMPACT = "impact", "Impact"

    OUTCOMES = (Stage.SHORT, Stage.MEDIUM, Stage.LONG, Stage.IMPACT)

    theory = models.ForeignKey(TheoryOfChange, models.PROTECT, related_name="steps")
    key = models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place within its stage.")
    text = models.CharField(max_length=250)
    leads_to: models.ManyToManyField = models.ManyToManyField(
        "self", through="TheoryLink", symmetrical=False, related_name="follows_from"
    )
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = ScopedByTheory.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id theory key stage position leads_to withdrawn_at", free_text="text", retention=PILOT_RETENTION
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "step of a theory of change"
        verbose_name_plural = "steps of theories of change"
        constraints = [
            models.UniqueConstraint(fields=["theory", "key"], condition=~Q(key=""), name="step_is_loaded_once_a_theory")
        ]

    def __str__(self) -> str:
        return self.text


class TheoryLink(models.Model):
    """One step leads to another, on an assumption."""

    start = models.ForeignKey(TheoryStep, models.PROTECT, related_name="links_on")
    end = models.ForeignKey(TheoryStep, models.PROTECT, related_name="links_back")
    assumption = models.CharField(max_length=250, blank=True)

    history = HistoricalRecords()

    privacy = Privacy(none="id start end", free_text="assumption", retention=PILOT_RETENTION)

    class Meta:
        ordering = ["pk"]
        verbose_name = "link of a theory of change"
        verbose_name_plural = "links of theories of change"
        constraints = [
            models.UniqueConstraint(fields=["start", "end"], name="steps_are_linked_once"),
            models.CheckConstraint(condition=~Q(start=F("end")), name="step_does_not_lead_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.start} leads to {self.end}"
