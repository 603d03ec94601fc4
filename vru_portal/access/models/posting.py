"""What a person may do where, and for how long."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from ..roles import Capability, Role, roles_with
from .person import STAFF_RETENTION


class PostingQuerySet(models.QuerySet):
    def current(self, on=None) -> PostingQuerySet:
        """Return the postings in force on a day, today by default."""
        on = on or timezone.localdate()
        return self.not_ended(on).filter(starts_on__lte=on)

    def not_ended(self, on=None) -> PostingQuerySet:
        """Return the postings in force on a day, today by default, or later."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def having(self, capability: Capability) -> PostingQuerySet:
        """Return the postings whose role has the capability."""
        return self.filter(role__in=roles_with(capability))

    def with_places(self) -> list[Posting]:
        """Return the postings, each with the authorities that it covers as ``places``, in one query."""
        model: Any = Posting._meta.get_field("authority").related_model
        names = [field.attname for field in model._meta.concrete_fields]
        covered = {f"covered_{name}": F(f"region__authorities__{name}") for name in names}
        found: dict[int, Posting] = {}
        for row in self.select_related("authority__region", "region").annotate(**covered):
            values = [getattr(row, name) for name in covered]
            place = row.authority or model.from_db(self.db, names, values)
            place.region = row.region or place.region
            row.places = []
            found.setdefault(row.pk, row).places += [place] if place.pk else []
        return list(found.values())


class Posting(models.Model):
    """A role that a user holds in one local authority, or in a whole region, from a day until a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=Role.choices)
    authority = models.ForeignKey(
        "pilots.LocalAuthority",
        models.PROTECT,
        related_name="postings",
        null=True,
        blank=True,
        verbose_name="local authority",
    )
    region = models.ForeignKey(
        "pilots.Region", models.PROTECT, related_name="postings", null=True, blank=True, verbose_name="whole region"
    )
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True, help_text="The last day. Leave empty if not known.")

    objects = PostingQuerySet.as_manager()
    history = HistoricalRecords()

    places: list[Any]  # local authorities, of with_places()

    privacy = Privacy(staff="id user role authority region starts_on ends_on", retention=STAFF_RETENTION)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority=None, region__isnull=False) | Q(authority__isnull=False, region=None),
                name="posting_is_to_one_authority_or_one_region",
                violation_error_message="Choose a local authority or a whole region, not both.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="posting_ends_after_it_starts",
                violation_error_message="The last day must not be before the first.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.ADMINISTRATOR) | Q(authority=None),
                name="administrator_is_posted_to_a_region",
                violation_error_message="An administrator is posted to a whole region.",
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.area}"

    @property
    def area(self):
        """The local authority or the region of the posting."""
        return self.authority or self.region
