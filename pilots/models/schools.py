"""Schools and colleges that the unit works with."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from vru_portal.access.scope import SharedInRegionQuerySet
from vru_portal.archiving import ArchivedQuerySet
from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .places import PLACE_RETENTION, LocalAuthority


# The stubs of Django give each class of rows an as_manager() of its own type, and so allow no two of them as bases.
class EducationSettingQuerySet(SharedInRegionQuerySet, ArchivedQuerySet):  # type: ignore[override]  # as_manager() of a base
    """Schools and colleges: all who are posted in the region see them."""


class EducationSetting(models.Model):
    """A school or college in a local authority, and since when the unit has worked with it."""

    class Phase(models.TextChoices):
        NURSERY = "nursery", "Nursery"
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        ALL_THROUGH = "all_through", "All-through"
        SPECIAL = "special", "Special"
        ALTERNATIVE = "alternative", "Alternative provision"
        COLLEGE = "college", "16 plus and further education"

    # What counts as a secondary school in "how many secondary schools did we engage?"
    SECONDARY_PHASES = (Phase.SECONDARY, Phase.ALL_THROUGH)

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="education_settings")
    name = models.CharField(max_length=150)
    phase = models.CharField(max_length=12, choices=Phase.choices, blank=True)
    urn = models.CharField(
        "URN",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "Enter the URN as six digits, like 123456")],
        help_text="The unique reference number in the Department for Education’s register: six digits.",
    )
    engaged_since = PartialDateField(help_text="Since when the unit has worked with it.")
    engaged_until = PartialDateField()
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = EducationSettingQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority name phase urn engaged_since engaged_until archived_at", retention=PLACE_RETENTION
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "school or college"
        verbose_name_plural = "schools and colleges"
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="school_is_listed_once_an_authority"),
            models.UniqueConstraint(fields=["urn"], condition=~Q(urn=""), name="urn_is_used_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school", args=[self.pk])
