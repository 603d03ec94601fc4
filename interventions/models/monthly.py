"""What approved entries count, month by month and in all.

The figures are kept beside the log, so that no dashboard, theory of change or page of an intervention adds up the log.
"""

from __future__ import annotations

from django.db import models
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Coalesce

from pilots.models import LocalAuthority, Locality, Pilot
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy

from .activity import ACTIVITY_RETENTION
from .intervention import Intervention
from .lists import ActivityKind, AudienceGroup
from .reach import Reach


class SumsManager(models.Manager.from_queryset(AuthorityScopedQuerySet)):  # type: ignore[misc]  # Django makes it
    """Reads the cells that count an entry: one whose entries were all reopened stays in the table, with nothing.

    The months of a period are read by ``month__range``.
    """

    def get_queryset(self):
        return super().get_queryset().filter(entries__gt=0)


def a_place(model: type[models.Model], **options) -> models.ForeignKey:
    """Return a reference without an index of its own: the cells are found by place and month together."""
    return models.ForeignKey(model, models.PROTECT, related_name="+", db_index=False, **options)


def or_none(name: str) -> Coalesce:
    """Return a reference that may be empty, so that cells without it are alike too."""
    return Coalesce(name, 0, output_field=BigIntegerField())


class MonthlyCell(models.Model):
    """The month in which entries began, and where: in a pilot, and in a locality of it where the entries name one."""

    month = models.DateField("first day of the month")
    authority = a_place(LocalAuthority)
    pilot = a_place(Pilot)
    locality = a_place(Locality, null=True)

    objects = SumsManager()

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
                "authority", "month", "pilot", or_none("locality"), "kind", name="monthly_activity_is_kept_once"
            )
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
                *("authority", "month", "pilot", or_none("locality"), "audience", "unit", "counts"),
                name="monthly_reach_is_kept_once",
            )
        ]
        indexes = [
            models.Index(fields=["pilot", "month"], name="monthly_reach_by_pilot"),
            models.Index(fields=["locality", "month"], name="monthly_reach_by_locality"),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}, {self.month:%Y-%m}: {self.number} {self.unit}"


class Total(models.Model):
    """What all approved entries of a pilot and kind count, or all those towards an intervention.

    Without an audience it counts the entries themselves, with ``minutes`` of the ``timed`` ones. With an audience it
    counts their reach in one unit, as ``number``: ``entries`` have such a count, and for ``firsts`` of them it is the
    first count of the audience that is not 0. So firsts add up to the entries that reached an audience, however they
    counted it.
    """

    authority = a_place(LocalAuthority)
    pilot = a_place(Pilot, null=True)
    kind = a_place(ActivityKind, null=True)
    intervention = a_place(Intervention, null=True)
    audience = a_place(AudienceGroup, null=True)
    unit = models.CharField(max_length=10, choices=Reach.Unit.choices, blank=True)
    counts = models.CharField(max_length=12, choices=Reach.Counts.choices, blank=True)
    entries = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()
    firsts = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()

    objects = SumsManager()

    privacy = Privacy(
        none="id authority pilot kind intervention audience unit counts entries timed minutes firsts number",
        retention=ACTIVITY_RETENTION,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "authority",
                *map(or_none, ["pilot", "kind", "intervention", "audience"]),
                *("unit", "counts"),
                name="total_is_kept_once",
            ),
            models.CheckConstraint(
                condition=Q(pilot__isnull=False, kind__isnull=False, intervention=None)
                | Q(pilot=None, kind=None, intervention__isnull=False),
                name="total_is_of_a_pilot_or_an_intervention",
            ),
        ]
        indexes = [
            models.Index(fields=["pilot"], condition=Q(pilot__isnull=False), name="total_by_pilot"),
            models.Index(
                fields=["intervention"], condition=Q(intervention__isnull=False), name="total_by_intervention"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention or self.pilot}: {self.number if self.audience_id else self.entries}"
