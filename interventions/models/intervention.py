"""An intervention that a pilot delivers, and the phases it has been through."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilots.models import EducationSetting, LocalAuthority, Locality, Pilot, Source
from vru_portal.access.scope import SharedInRegionQuerySet
from vru_portal.dates import PartialDateField, in_words, period_in_words
from vru_portal.privacy import Privacy

from .catalogue import InterventionType
from .lists import AudienceGroup

INTERVENTION_RETENTION = "6 years after the pilot is completed"
OLDEST = 120


class DeliveryStatus(models.TextChoices):
    """Where the delivery of an intervention stands."""

    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    STOPPED = "stopped", "Stopped early"


OVER = frozenset({DeliveryStatus.COMPLETED, DeliveryStatus.STOPPED})
# What a source names as delivered, without saying where it stands, has no status. A plan always has one.
NOT_RECORDED = ""
DELIVERED = OVER | {DeliveryStatus.RUNNING, DeliveryStatus.PAUSED, NOT_RECORDED}


class InterventionQuerySet(SharedInRegionQuerySet):
    def delivered(self) -> InterventionQuerySet:
        """Return what is or was delivered: not what is only planned."""
        return self.filter(status__in=DELIVERED)

    def for_list(self) -> InterventionQuerySet:
        """Load what a row of a list shows."""
        return self.select_related("authority__region", "pilot__authority", "type__region", "provider")

    def for_page(self) -> InterventionQuerySet:
        """Load what the page of an intervention shows."""
        related = ("funder", "audience", "source", "pilot__lead_navigator", "type__suggested_measure")
        phases = Prefetch("phases", InterventionPhase.objects.select_related("source"))
        return self.for_list().select_related(*related).prefetch_related(phases)


class Intervention(models.Model):
    """One intervention type delivered in one pilot, by a provider, with a funder, for a target group, over dates."""

    class SchoolLevel(models.TextChoices):
        WHOLE_SCHOOL = "whole_school", "Whole school"
        LARGE_GROUP = "large_group", "Large group"
        SMALL_GROUP = "small_group", "Small group"
        ONE_TO_ONE = "one_to_one", "One to one"

    SCHOOL_LEVEL_MEANS = {
        SchoolLevel.WHOLE_SCHOOL: "for raising awareness of violence and its effects",
        SchoolLevel.LARGE_GROUP: "for pupils on the periphery of violence",
        SchoolLevel.SMALL_GROUP: "for young people at risk of being drawn into violence",
        SchoolLevel.ONE_TO_ONE: "for young people already involved in serious violence",
    }

    class Referral(models.TextChoices):
        NONE = "none", "No referral needed"
        NEEDED = "needed", "Referral needed"

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="interventions", editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="interventions")
    key = models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")
    type = models.ForeignKey(InterventionType, models.PROTECT, related_name="interventions")
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    localities = models.ManyToManyField(Locality, related_name="interventions", blank=True)
    schools = models.ManyToManyField(EducationSetting, related_name="interventions", blank=True)
    school_level = models.CharField(max_length=12, choices=SchoolLevel.choices, blank=True)
    provider = models.ForeignKey(
        "stakeholders.Organisation", models.PROTECT, related_name="provides", null=True, blank=True
    )
    funder = models.ForeignKey("stakeholders.Organisation", models.PROTECT, related_name="funds", null=True, blank=True)
    funding = models.DecimalField(
        "amount of funding in pounds",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    funded_from = models.DateField(null=True, blank=True)
    funded_until = models.DateField(null=True, blank=True)
    audience = models.ForeignKey(AudienceGroup, models.PROTECT, related_name="interventions", null=True, blank=True)
    target_group = models.CharField(max_length=250, blank=True)
    planned_dose = models.CharField(max_length=250, blank=True)
    planned_reach = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(1_000_000)])
    language = models.CharField(max_length=60, blank=True)
    referral = models.CharField(max_length=6, choices=Referral.choices, blank=True)
    how_to_refer = models.TextField(blank=True)
    youngest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    oldest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    starts_on = PartialDateField("started")
    ends_on = PartialDateField("ended")
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, blank=True, editable=False)
    like = models.ForeignKey("self", models.PROTECT, related_name="taken_up_as", null=True, blank=True, editable=False)
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="interventions", null=True, blank=True, editable=False
    )
    is_demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InterventionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[localities, schools])

    privacy = Privacy(
        none="id authority pilot key type localities schools school_level provider funder funding funded_from"
        " funded_until audience planned_reach language referral youngest oldest starts_on ends_on status like source"
        " is_demonstration version",
        free_text="name description target_group planned_dose how_to_refer",
        retention=INTERVENTION_RETENTION,
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "key"],
                condition=~Q(key=""),
                name="intervention_is_loaded_once_a_pilot",
                violation_error_message="This pilot has an intervention of this key already.",
            ),
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(oldest__gte=F("youngest")),
                name="oldest_age_is_not_below_the_youngest",
                violation_error_message="The oldest age must be the same as or above the youngest.",
            ),
            models.CheckConstraint(
                condition=Q(funded_from=None) | Q(funded_until=None) | Q(funded_until__gte=F("funded_from")),
                name="funding_ends_after_it_starts",
                violation_error_message="The funding must end on or after the day it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the authority that of the pilot."""
        self.authority_id = self.pilot.authority_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("intervention", args=[self.pk])

    def enter(self, status: str, *, since: str = "", reason: str = "", source: Source | None = None) -> None:
        """Give a stored intervention a new status, as a further phase of its history; the one before it ends then."""
        last = self.phases.last()
        if last and since and not last.until:
            last.until = since
            last.save()
        self.phases.create(
            position=last.position + 1 if last else 1, status=status, since=since, reason=reason, source=source
        )
        self.status = status
        self.version += 1
        self.save()

    @property
    def is_delivered(self) -> bool:
        """Whether it is or was delivered, and not only planned."""
        return self.status in DELIVERED

    @property
    def has_ended(self) -> bool:
        """Whether its status says that it is delivered no longer."""
        return self.status in OVER

    @property
    def ages(self) -> str:
        """Such as "11 to 18", "16 and over" or "up to 25"; empty where no age is given."""
        if self.youngest is not None and self.oldest is not None:
            return f"{self.youngest} to {self.oldest}"
        if self.youngest is not None:
            return f"{self.youngest} and over"
        return f"up to {self.oldest}" if self.oldest is not None else ""


class ScopedByIntervention(SharedInRegionQuerySet):
    authority_path = "intervention__authority"


class InterventionPhase(models.Model):
    """A status that an intervention had for a while. The one with the highest position is the present one."""

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices)
    since = PartialDateField()
    until = PartialDateField()
    reason = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="intervention_phases", null=True, blank=True)

    objects = ScopedByIntervention.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id intervention position status since until source",
        free_text="reason",
        retention=INTERVENTION_RETENTION,
    )

    class Meta:
        ordering = ["position"]
        verbose_name = "phase of an intervention"
        verbose_name_plural = "phases of interventions"
        constraints = [
            models.UniqueConstraint(fields=["intervention", "position"], name="phases_of_an_intervention_have_an_order")
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} since {in_words(self.since) or 'a date not known'}"

    @property
    def period(self) -> str:
        """When the intervention had this status, in words, saying so where a date is not known."""
        return period_in_words(self.since, self.until)
