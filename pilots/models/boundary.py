"""The outlines of authorities and localities, for maps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy

from .places import PLACE_RETENTION, LocalAuthority, Locality


class BoundaryQuerySet(AuthorityScopedQuerySet):
    authority_path = "within"


class Boundary(models.Model):
    """The outline of an authority, or of a locality in it, as a GeoJSON geometry in longitude and latitude."""

    within = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="boundaries")
    locality = models.OneToOneField(Locality, models.PROTECT, related_name="boundary", null=True, blank=True)
    geometry = models.JSONField()
    source = models.CharField(max_length=250, help_text="The publisher and the edition, such as: ONS, December 2024.")

    objects = BoundaryQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["geometry"])

    privacy = Privacy(none="id within locality geometry source", retention=PLACE_RETENTION)

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(fields=["within"], condition=Q(locality=None), name="authority_has_one_boundary")
        ]

    def __str__(self) -> str:
        return f"Boundary of {self.locality or self.within}"
