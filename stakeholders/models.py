"""The organisations that the unit works with."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from vru_portal.archiving import ArchivedQuerySet
from vru_portal.privacy import Privacy


class OrganisationQuerySet(ArchivedQuerySet):
    def visible_to(self, user) -> "OrganisationQuerySet":
        """Return the organisations of the regions in which the user is posted."""
        regions = {posting.region_id or posting.authority.region_id for posting in user.current_postings}
        return self.filter(region_id__in=regions if user.is_active else [])


class Organisation(models.Model):
    """A body that takes part in the unit's work: a partner of pilots, a provider or a funder."""

    region = models.ForeignKey("pilots.Region", models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=200)
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id region name archived_at", retention="as long as an entry refers to it")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="organisation_is_listed_once_a_region")]
        indexes = [models.Index(fields=["region", "name"], condition=Q(archived_at=None), name="current_organisations")]

    def __str__(self) -> str:
        return self.name
