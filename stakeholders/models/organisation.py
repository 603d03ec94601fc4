"""The organisations that the unit works with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority
from vru_portal.access.roles import Capability
from vru_portal.archiving import ArchivedQuerySet
from vru_portal.privacy import Privacy


class OrganisationQuerySet(ArchivedQuerySet):
    def visible_to(self, user, capability: Capability = Capability.SEE_PLACES) -> OrganisationQuerySet:
        """Return the organisations of the regions in which the user has the capability somewhere."""
        return self.filter(region_id__in=user.regions_with(capability))

    def current(self) -> OrganisationQuerySet:
        """Return those that are neither archived nor merged into another."""
        return super().current().filter(merged_into=None)


class Organisation(models.Model):
    """A body that takes part in the unit's work: a partner of pilots, a provider or a funder."""

    class Sector(models.TextChoices):
        POLICE = "police", "Police"
        COUNCIL = "council", "Council"
        HEALTH = "health", "Health"
        EDUCATION = "education", "Education"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        PROBATION = "probation", "Probation"
        FIRE = "fire", "Fire and rescue"
        HOUSING = "housing", "Housing"
        VOLUNTARY = "voluntary", "Voluntary and community"
        FAITH = "faith", "Faith"
        BUSINESS = "business", "Business"
        SPORT = "sport", "Sport"

    class Duty(models.TextChoices):
        """The specified authorities of the Serious Violence Duty (Police, Crime, Sentencing and Courts Act 2022)."""

        POLICE = "police", "Police"
        FIRE = "fire", "Fire and rescue"
        HEALTH = "icb", "Integrated care board"
        COUNCIL = "council", "Local authority"
        YOUTH_OFFENDING = "yot", "Youth offending team"
        PROBATION = "probation", "Probation"

    region = models.ForeignKey("pilots.Region", models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=15, choices=Sector.choices, blank=True)
    duty = models.CharField(
        "specified authority",
        max_length=10,
        choices=Duty.choices,
        blank=True,
        help_text="Which body with the Serious Violence Duty it is, if any.",
    )
    covers = models.ManyToManyField(
        LocalAuthority, related_name="organisations", blank=True, verbose_name="local authorities covered"
    )
    services = models.TextField("services offered", blank=True, help_text="One service a line.")
    website = models.URLField(blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, editable=False
    )
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[covers])

    privacy = Privacy(
        none="id region name sector duty covers website merged_into archived_at version",
        free_text="services",
        retention="as long as an entry refers to it",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="organisation_is_listed_once_a_region"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="organisation_is_not_merged_into_itself"
            ),
        ]
        indexes = [models.Index(fields=["region", "name"], condition=Q(archived_at=None), name="current_organisations")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.pk])
