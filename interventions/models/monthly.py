"""What approved entries count, month by month and towards each intervention.

The figures are kept beside the log, so that no dashboard and no page of an intervention reads the log itself.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilots.models import LocalAuthority, Locality, Pilot
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy

from .activity import ACTIVITY_RETENTION
from .intervention import Intervention
from .lists import ActivityKind, AudienceGroup
from .reach import Reach


class MonthlyQuerySet(AuthorityScopedQuerySet):
    """Monthly figures of places. The months of a period are read by ``month__range``."""


def a_place(model: type[models.Model], **options) -> models.ForeignKey:
    """Return a reference without an index of its own: the cells are found by place and month together."""
    return models.ForeignKey(model, models.PROTECT, related_name="+", db_index=False, **options)


class MonthlyCell(models.Model):
    """The month in which entries began, and where: in a pilot, and in a locality of it where the entries name one."""

    month = models.DateField("first day of the month")
    authority = a_place(LocalAuthority)
    pilot = a_place(Pilot)
    locality = a_place(Locality, null=True)

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        abstract = True


class MonthlyActivity(MonthlyCell):
    """How many approved entries of one kind began at a place in a month. ``minutes`` are of the ``timed`` ones."""

    kind = a_place(ActivityKind)
    entries = models.PositiveIntegerField()
    with_reach = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()

    privacy = Privacy(
        none="id month authority pilot locality kind entries with_reach timed minutes", retention=ACTIVITY_RETENTION
    )

    class Meta:
        verbose_name_plural = "monthly activity"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "month", "pilot", "locality", "kind"], name="month_of_a_locality_is_kept_once"
            ),
            models.UniqueConstraint(
                fields=["authority", "month", "pilot", "kind"],
                condition=Q(locality=None),
                name="month_without_locality_is_kept_once",
            ),
        ]
        indexes = [
            models.Index(fields=["pilot", "month"], name="monthly_activity_by_pilot"),
            models.Index(fields=["locality", "month"], name="monthly_activity_by_locality"),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}, {self.month:%Y-%m}: {self.entries}"


class MonthlyReach(MonthlyCell):
    """How many of an audience group the approved entries that began at a place in a month count, in one unit."""

    audience = a_place(AudienceGroup)
    unit = models.CharField(max_length=10, choices=Reach.Unit.choices)
    counts = models.CharField(max_length=12, choices=Reach.Counts.choices)
    entries = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()

    privacy = Privacy(
        none="id month authority pilot locality audience unit counts entries number", retention=ACTIVITY_RETENTION
    )

    class Meta:
        verbose_name_plural = "monthly reach"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "month", "pilot", "locality", "audience", "unit", "counts"],
                name="reach_of_a_locality_is_kept_once",
            ),
            models.UniqueConstraint(
                fields=["authority", "month", "pilot", "audience", "unit", "counts"],
                condition=Q(locality=None),
                name="reach_without_locality_is_kept_once",
            ),
        ]
        indexes = [
            models.Index(fields=["pilot", "month"], name="monthly_reach_by_pilot"),
            models.Index(fields=["locality", "month"], name="monthly_reach_by_locality"),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}, {self.month:%Y-%m}: {self.number} {self.unit}"


class DeliveredCell(models.Model):
    """An intervention towards which entries count, and the authority that they are of: it may not be the same."""

    authority = a_place(LocalAuthority)
    intervention = a_place(Intervention)

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        abstract = True


class DeliveredActivity(DeliveredCell):
    """How many approved entries count towards an intervention. ``minutes`` are of the ``timed`` ones."""

    entries = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()

    privacy = Privacy(none="id authority intervention entries timed minutes", retention=ACTIVITY_RETENTION)

    class Meta:
        verbose_name_plural = "delivered activity"
        constraints = [
            models.UniqueConstraint(fields=["intervention", "authority"], name="delivered_activity_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.entries}"


class DeliveredReach(DeliveredCell):
    """How many of an audience group the approved entries of an intervention count, in one unit."""

    audience = a_place(AudienceGroup)
    unit = models.CharField(max_length=10, choices=Reach.Unit.choices)
    counts = models.CharField(max_length=12, choices=Reach.Counts.choices)
    entries = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()

    privacy = Privacy(
        none="id authority intervention audience unit counts entries number", retention=ACTIVITY_RETENTION
    )

    class Meta:
        verbose_name_plural = "delivered reach"
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "authority", "audience", "unit", "counts"], name="delivered_reach_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.number} {self.unit}"
