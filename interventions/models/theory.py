"""What measures the steps of a theory of change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pilots.models import TheoryStep
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy

from .intervention import INTERVENTION_RETENTION, Intervention
from .lists import ActivityKind, AudienceGroup
from .measure import OutcomeMeasure


class ScopedByStep(AuthorityScopedQuerySet):
    authority_path = "step__theory__pilot__authority"


class StepMeasure(models.Model):
    """What measures a step: activity of a kind, of an audience or of both; an intervention; or an outcome measure."""

    step = models.ForeignKey(TheoryStep, models.PROTECT, related_name="measures")
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="measured_steps", null=True, blank=True)
    audience = models.ForeignKey(AudienceGroup, models.PROTECT, related_name="measured_steps", null=True, blank=True)
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="measured_steps", null=True, blank=True)
    measure = models.ForeignKey(OutcomeMeasure, models.PROTECT, related_name="measured_steps", null=True, blank=True)

    objects = ScopedByStep.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id step kind audience intervention measure", retention=INTERVENTION_RETENTION)

    class Meta:
        ordering = ["pk"]
        verbose_name = "measure of a step"
        verbose_name_plural = "measures of steps"
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, intervention=None, kind=None, audience=None)
                | Q(measure=None, intervention__isnull=False, kind=None, audience=None)
                | Q(measure=None, intervention=None) & (Q(kind__isnull=False) | Q(audience__isnull=False)),
                name="step_is_measured_by_activity_or_by_an_outcome",
                violation_error_message=(
                    "Choose a kind of activity, an audience or both; or an intervention; or an outcome measure."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Such as "Training, reaching education staff", the name of an intervention, or "SWEMWBS"."""
        if self.measure or self.intervention:
            return str(self.measure or self.intervention)
        reached = f"reaching {self.audience.name.lower()}" if self.audience else ""
        return ", ".join(filter(None, [str(self.kind or "Activity"), reached]))
