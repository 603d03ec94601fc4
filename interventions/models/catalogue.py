"""The catalogue of intervention types, each with the evidence from elsewhere."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilots.models import Region, Theme
from vru_portal.archiving import ArchivedQuerySet
from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .lists import LIST_RETENTION
from .measure import OutcomeMeasure


class InterventionTypeQuerySet(ArchivedQuerySet):
    def visible_to(self, user) -> InterventionTypeQuerySet:
        """Return the types of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class InterventionType(models.Model):
    """One approach to preventing violence: what it is, for whom, and how well it is known to work."""

    class Prevention(models.TextChoices):
        UNIVERSAL = "universal", "Universal"
        TARGETED = "targeted", "Targeted"
        INDICATED = "indicated", "Indicated"

    PREVENTION_MEANS = {
        Prevention.UNIVERSAL: "for everyone, such as a whole school or neighbourhood",
        Prevention.TARGETED: "for large or small groups at risk",
        Prevention.INDICATED: "one to one, for people already involved in violence",
    }

    class Impact(models.TextChoices):
        HIGH = "high", "High"
        MODERATE = "moderate", "Moderate"
        LOW = "low", "Low"
        NONE = "none", "No effect"
        HARMFUL = "harmful", "Harmful"
        INSUFFICIENT = "insufficient", "Insufficient evidence"

    region = models.ForeignKey(Region, models.PROTECT, related_name="intervention_types")
    slug = models.SlugField()
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    prevention_level = models.CharField(max_length=10, choices=Prevention.choices, blank=True)
    is_training = models.BooleanField("training course", default=False)
    themes = models.ManyToManyField(Theme, related_name="intervention_types", blank=True)
    target_groups = models.CharField(max_length=250, blank=True)
    usual_dose = models.CharField(max_length=250, blank=True, help_text="How often, how long, over which time.")
    languages = models.CharField(max_length=150, blank=True)
    materials = models.TextField(blank=True, help_text="Where materials can be found, one a line.")
    impact = models.CharField("impact on violent crime", max_length=12, choices=Impact.choices, blank=True)
    evidence_quality = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(5)], help_text="From 0 to 5."
    )
    cost = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)], help_text="From 1 to 3."
    )
    evidence = models.TextField("what the evidence says", blank=True)
    evidence_source = models.CharField("source of the rating", max_length=250, blank=True)
    evidence_read_on = PartialDateField("date the source was read")
    suggested_measure = models.ForeignKey(
        OutcomeMeasure, models.PROTECT, related_name="suggested_for", null=True, blank=True
    )
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = InterventionTypeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    privacy = Privacy(
        none="id region slug name description prevention_level is_training themes target_groups usual_dose languages"
        " materials impact evidence_quality cost evidence evidence_source evidence_read_on suggested_measure"
        " archived_at",
        retention=LIST_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="type_is_listed_once_a_region"),
            models.UniqueConstraint(fields=["region", "name"], name="type_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=Q(impact="", evidence_quality=None, cost=None, evidence="")
                | ~Q(evidence_source="") & ~Q(evidence_read_on=""),
                name="rating_has_a_source_and_a_date",
                violation_error_message="Enter the source of the rating and the date it was read.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intervention_type", args=[self.region.slug, self.slug])

    @property
    def is_rated(self) -> bool:
        """Whether a source rates it, if only by saying that the evidence is insufficient."""
        return bool(self.impact or self.evidence_quality is not None or self.evidence)

    @property
    def lacks_evidence(self) -> bool:
        """Whether nobody knows yet if it works: it is not rated, or its evidence is insufficient."""
        return not self.is_rated or self.impact == self.Impact.INSUFFICIENT

    @property
    def prevention_means(self) -> str:
        """What its prevention level means, in words; empty where it has none."""
        return self.PREVENTION_MEANS[self.Prevention(self.prevention_level)] if self.prevention_level else ""
