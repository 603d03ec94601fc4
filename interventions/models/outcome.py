"""What a pilot expects to change, and what was measured. Always about a group, never about one person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority, Pilot, Source
from vru_portal.access.roles import Capability
from vru_portal.access.scope import SharedInRegionQuerySet, within
from vru_portal.privacy import Privacy

from .activity import EntryQuerySet, Status
from .intervention import Intervention
from .measure import OutcomeMeasure

LONGEST_COUNTED = 150
OUTCOME_RETENTION = "6 years after the pilot is completed"


class AnticipatedOutcomeQuerySet(SharedInRegionQuerySet):
    authority_path = "pilot__authority"

    def current(self) -> AnticipatedOutcomeQuerySet:
        """Return those that are not withdrawn."""
        return self.filter(withdrawn_at=None)


class AnticipatedOutcome(models.Model):
    """What a pilot, or one of its interventions, expects to change: by which measure, from what to what, by when."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="anticipated_outcomes")
    intervention = models.ForeignKey(
        Intervention, models.PROTECT, related_name="anticipated_outcomes", null=True, blank=True
    )
    statement = models.CharField("what will change", max_length=250)
    measure = models.ForeignKey(
        OutcomeMeasure, models.PROTECT, related_name="anticipated_outcomes", null=True, blank=True
    )
    measured_by = models.CharField("how it is measured", max_length=250, blank=True)
    baseline = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField("date of the baseline", null=True, blank=True)
    target = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("by when", null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="anticipated_outcomes", null=True, blank=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = AnticipatedOutcomeQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id pilot intervention measure baseline baseline_on target due_on source withdrawn_at",
        free_text="statement measured_by",
        retention=OUTCOME_RETENTION,
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target=None) | Q(measure__isnull=False),
                name="target_has_a_measure",
                violation_error_message="Choose the measure that the target is on.",
            ),
            models.CheckConstraint(
                condition=Q(baseline_on=None) | Q(due_on=None) | Q(due_on__gt=F("baseline_on")),
                name="target_is_due_after_the_baseline",
                violation_error_message="The target must be due after the date of the baseline.",
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class OutcomeRecordQuerySet(EntryQuerySet):
    def visible_to(self, user, capability: Capability = Capability.READ_LOG) -> OutcomeRecordQuerySet:
        """Return the user's own records, those in review where they read the log, and approved ones of their regions.

        A draft is its author's alone. What approved records show outside their team is for the page to decide.
        """
        own = Q(author=user) & within(user, Capability.LOG, "authority")
        in_review = ~Q(status=Status.DRAFT) & within(user, capability, "authority")
        approved = Q(status=Status.APPROVED, authority__region_id__in=user.regions_with(Capability.READ_APPROVED))
        return self.filter(own | in_review | approved)

    def for_page(self) -> OutcomeRecordQuerySet:
        """Load what the page of a record shows."""
        related = ("authority__region", "pilot__authority", "intervention__type", "measure", "author", "anticipated")
        return self.select_related(*related).prefetch_related("steps__made_by")


def a_score() -> models.DecimalField:
    """A mean or a standard deviation, in the units of the measure."""
    return models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)


def a_number() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=True, blank=True)


class OutcomeRecord(models.Model):
    """One group's result for one measure: how many people, before and after, over which period.

    ``number_before`` and ``number_after`` are numerators of a proportion, or counts of service use. Means are those of
    the people measured both times where ``is_paired``; else of whoever was measured, and no change is read from them.
    """

    class Way(models.TextChoices):
        TYPED = "typed", "Summary typed in"
        SHEET = "sheet", "Worked out from a sheet of paired scores"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="outcome_records", editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="outcome_records")
    intervention = models.ForeignKey(
        Intervention, models.PROTECT, related_name="outcome_records", null=True, blank=True
    )
    anticipated = models.ForeignKey(
        AnticipatedOutcome, models.PROTECT, related_name="outcome_records", null=True, blank=True
    )
    measure = models.ForeignKey(OutcomeMeasure, models.PROTECT, related_name="outcome_records")
    what_is_counted = models.CharField(max_length=LONGEST_COUNTED, blank=True)
    group_label = models.CharField("group", max_length=150)
    starts_on = models.DateField("first day of the period")
    ends_on = models.DateField("last day of the period")
    started = models.PositiveIntegerField("how many started")
    measured_before = a_number()
    measured_after = a_number()
    measured_both = a_number()
    is_paired = models.BooleanField("the means are those of the people measured both times", default=False)
    mean_before = a_score()
    sd_before = a_score()
    mean_after = a_score()
    sd_after = a_score()
    mean_change = a_score()
    sd_change = a_score()
    meaningfully_better = a_number()
    number_before = a_number()
    number_after = a_number()
    histogram = models.JSONField(default=list, blank=True, editable=False)
    way = models.CharField(max_length=5, choices=Way.choices, default=Way.TYPED, editable=False)
    source = models.CharField("where the figures come from", max_length=250, blank=True)
    quality_notes = models.TextField("what to know about their quality", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="outcome_records", null=True, editable=False
    )
    is_demonstration = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OutcomeRecordQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority pilot intervention anticipated measure starts_on ends_on started measured_before"
        " measured_after measured_both is_paired mean_before sd_before mean_after sd_after mean_change sd_change"
        " meaningfully_better number_before number_after histogram way status is_demonstration created_at changed_at"
        " submitted_at version",
        staff="author",
        free_text="what_is_counted group_label source quality_notes",
        retention=OUTCOME_RETENTION,
    )

    class Meta:
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="outcome_period_ends_after_it_starts",
                violation_error_message="The last day of the period must be the same as or after the first.",
            ),
            models.CheckConstraint(
                condition=Q(started__gte=2),
                name="outcome_is_about_a_group",
                violation_error_message="A group of one is a person: the portal keeps no record about one.",
            ),
            models.CheckConstraint(
                condition=(Q(measured_before=None) | Q(measured_before__lte=F("started")))
                & (Q(measured_after=None) | Q(measured_after__lte=F("started"))),
                name="no_more_are_measured_than_started",
                violation_error_message="No more people can be measured than started.",
            ),
            models.CheckConstraint(
                condition=Q(measured_both=None)
                | Q(measured_both__lte=F("measured_before")) & Q(measured_both__lte=F("measured_after")),
                name="measured_both_times_is_within_each",
                violation_error_message="No more people can be measured both times than before, or than after.",
            ),
            models.CheckConstraint(
                condition=Q(is_paired=False) | Q(measured_both__gte=2),
                name="paired_means_have_two_people",
                violation_error_message="Enter how many people were measured both times: two or more.",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "-ends_on", "-id"], name="outcome_by_authority"),
            models.Index(fields=["pilot", "-ends_on", "-id"], name="outcome_by_pilot"),
        ]

    def __str__(self) -> str:
        return f"{self.measured_in_words}, {self.group_label}"

    def save(self, *args, **kwargs) -> None:
        """Keep the authority that of the pilot."""
        self.authority_id = self.pilot.authority_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("outcome", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it has waited for a decision for longer than it should."""
        if self.status != Status.SUBMITTED or self.submitted_at is None:
            return False
        return (timezone.now() - self.submitted_at).days > settings.REVIEW_DUE_DAYS

    @property
    def group(self) -> str:
        """The label without regard to case and spaces: records of one are of one group, measured again."""
        return " ".join(self.group_label.casefold().split())

    @property
    def measured_in_words(self) -> str:
        """What was measured, such as "SWEMWBS" or "Proportion: pupils who say they know whom to tell"."""
        return ": ".join(filter(None, [str(self.measure), self.what_is_counted]))
