"""The library of outcome measures."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from vru_portal.archiving import ArchivedQuerySet
from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .lists import LIST_RETENTION


def check_conversion(table) -> None:
    """Raise ValidationError unless the table maps whole raw scores to numbers, as {"7": "7.00", "8": "9.51"}."""
    try:
        sound = all(int(raw) >= 0 and Decimal(str(score)).is_finite() for raw, score in table.items())
    except (AttributeError, ValueError, ArithmeticError):
        sound = False
    if not sound:
        raise ValidationError('Enter a table from raw scores to converted ones, like {"7": "7.00", "8": "9.51"}')


class OutcomeMeasure(models.Model):
    """What is measured and how: a validated scale, a proportion, or a count of service use."""

    class Kind(models.TextChoices):
        SCALE = "scale", "Scale"
        PROPORTION = "proportion", "Proportion"
        COUNT = "count", "Service use"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    description = models.TextField("what it measures", blank=True)
    items = models.PositiveSmallIntegerField("number of questions", null=True, blank=True)
    lowest = models.DecimalField("lowest score", max_digits=8, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField("highest score", max_digits=8, decimal_places=2, null=True, blank=True)
    whole_numbers = models.BooleanField("scores are whole numbers before any conversion", default=True)
    higher_is_better = models.BooleanField(default=True)
    scoring = models.TextField(blank=True)
    conversion = models.JSONField("conversion of raw scores", default=dict, blank=True, validators=[check_conversion])
    meaningful_change = models.DecimalField(
        "smallest meaningful change", max_digits=6, decimal_places=2, null=True, blank=True
    )
    meaningful_change_note = models.CharField("where that comes from", max_length=250, blank=True)
    bands = models.TextField("bands and thresholds", blank=True, help_text="One a line.")
    permission = models.CharField(
        "whose permission is needed", max_length=250, blank=True, help_text="Empty where none is needed."
    )
    source = models.CharField(max_length=250)
    read_on = PartialDateField("date the source was read")
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ArchivedQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id slug name short_name kind description items lowest highest whole_numbers higher_is_better scoring"
        " conversion meaningful_change meaningful_change_note bands permission source read_on archived_at",
        retention=LIST_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="scale") | Q(lowest__lt=F("highest")),
                name="scale_has_a_range",
                violation_error_message="Enter the lowest and the highest score of the scale.",
            ),
            models.CheckConstraint(
                condition=Q(meaningful_change=None) | Q(meaningful_change__gt=0),
                name="meaningful_change_is_above_zero",
                violation_error_message="The smallest meaningful change must be more than 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.slug])
