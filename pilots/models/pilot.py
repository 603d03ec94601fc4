"""A pilot, the sites it works at and the phases it has been through."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.dates import PartialDateField, in_words, last_day, period_in_words
from vru_portal.privacy import Privacy

from .places import LocalAuthority, Locality, PlaceQuerySet, Theme

PILOT_RETENTION = "6 years after the pilot is completed"


# The stubs of Django give each class of rows an as_manager() of its own type: see places.py.
class PilotQuerySet(PlaceQuerySet):  # type: ignore[override]  # as_manager() of a base
    def public(self) -> PilotQuerySet:
        """Return the pilots with a page that anybody may read: those that have been announced, and are not archived.

        A pilot is announced once it has started, or once a publication says that it is in development.
        """
        later = Phase.objects.filter(pilot=OuterRef("pilot"), position__gt=OuterRef("position"))
        announced = Phase.objects.filter(~Exists(later)).exclude(status=Phase.Status.IN_DEVELOPMENT, source=None)
        return self.current().filter(pk__in=announced.values("pilot"))


class Pilot(models.Model):
    """A time-limited programme that tests approaches to preventing violence."""

    class Basis(models.TextChoices):
        PLACE = "place", "Place"
        SETTING = "setting", "Setting"
        COHORT = "cohort", "Cohort"

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="pilots")
    slug = models.SlugField()
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=30, blank=True)
    initiative = models.CharField("name of the initiative", max_length=150, blank=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    localities = models.ManyToManyField(Locality, related_name="pilots", blank=True)
    lead_navigator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads_pilots", null=True, blank=True
    )
    partners = models.ManyToManyField("stakeholders.Organisation", related_name="partner_in_pilots", blank=True)
    themes = models.ManyToManyField(Theme, related_name="pilots", blank=True)
    target_group = models.CharField(max_length=250, blank=True)
    focus = models.TextField(blank=True)
    aims = models.TextField(blank=True, help_text="One aim a line.")
    offers = models.TextField("what the pilot offers", blank=True, help_text="One offer a line.")
    next_steps = models.TextField("what comes next", blank=True)
    starts_on = PartialDateField("started", help_text="A day, a month or a year, as far as it is known.")
    ends_on = PartialDateField("ended")
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PilotQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[localities, partners, themes])

    privacy = Privacy(
        none="id authority slug name short_name initiative basis localities partners themes target_group starts_on"
        " ends_on archived_at version",
        staff="lead_navigator",
        free_text="focus aims offers next_steps",
        retention=PILOT_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["authority", "slug"], name="pilot_is_listed_once_an_authority")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pilot", args=[self.authority.gss_code, self.slug])

    @property
    def current_phase(self) -> Phase | None:
        """The latest phase of the pilot's history, or None where no status was ever given."""
        phases = list(self.phases.all())
        return phases[-1] if phases else None


class ScopedByPilot(AuthorityScopedQuerySet):
    """Rows that belong to a pilot, and through it to an authority."""

    authority_path = "pilot__authority"


class Site(models.Model):
    """A named school, college or other place that a pilot works at."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=150)
    school = models.ForeignKey(
        "pilots.EducationSetting",
        models.PROTECT,
        related_name="sites",
        null=True,
        blank=True,
        verbose_name="school or college",
    )
    since = PartialDateField()
    until = PartialDateField()

    objects = ScopedByPilot.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id pilot name school since until", retention=PILOT_RETENTION)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["pilot", "name"], name="site_is_listed_once_a_pilot")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        """Whether the last day that its end can mean has passed."""
        return bool(self.until) and last_day(self.until) < timezone.localdate()


class Phase(models.Model):
    """A status that a pilot had for a while. The one with the highest position is the present one."""

    class Status(models.TextChoices):
        IN_DEVELOPMENT = "in_development", "In development"
        OPERATIONAL = "operational", "Operational"
        PAUSED = "paused", "Paused"
        COMPLETED = "completed", "Completed"

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status.choices)
    since = PartialDateField(help_text="A day, a month or a year, as far as it is known.")
    until = PartialDateField()
    reason = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey("pilots.Source", models.PROTECT, related_name="phases", null=True, blank=True)

    objects = ScopedByPilot.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id pilot position status since until source", free_text="reason", retention=PILOT_RETENTION)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "position"], name="phases_of_a_pilot_have_an_order"),
            models.CheckConstraint(
                condition=~models.Q(status="paused") | ~models.Q(reason=""),
                name="pause_has_a_reason",
                violation_error_message="Enter why the pilot is paused.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} since {in_words(self.since) or 'a date not known'}"

    @property
    def period(self) -> str:
        """When the pilot had this status, in words, saying so where a date is not known."""
        return period_in_words(self.since, self.until)
