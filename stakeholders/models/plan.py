"""What an authority has prepared for the worst: its community response plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority
from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.privacy import Privacy

from .contact import Contact
from .organisation import Organisation

PLAN_RETENTION = "as long as the unit works"


class Support(models.TextChoices):
    """What can be offered to a community after a critical incident (VRU News, issue 1)."""

    YOUTH_SERVICES = "youth_services", "Additional youth services"
    TOGETHER = "together", "Opportunities for communities to come together"
    YOUNG_PEOPLE = "young_people", "Targeted support for young people"
    FAMILIES = "families", "Support for families"
    GROUPS = "groups", "Support for wider groups"
    PRACTITIONERS = "practitioners", "Support for practitioners affected"


class PlanQuerySet(AuthorityScopedQuerySet):
    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> PlanQuerySet:
        return super().visible_to(user, capability)


class ResponsePlan(models.Model):
    """How the community of one local authority is supported when the worst happens."""

    authority = models.OneToOneField(LocalAuthority, models.PROTECT, related_name="response_plan")
    out_of_hours = models.TextField("out-of-hours cover", blank=True, help_text="Who can be reached when, and how.")
    convening = models.TextField("who convenes, and how", blank=True)
    rehearsed_on = models.DateField("last rehearsed", null=True, blank=True)
    review_on = models.DateField("next review", null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority rehearsed_on review_on changed_at version",
        free_text="out_of_hours convening",
        retention=PLAN_RETENTION,
    )

    def __str__(self) -> str:
        return f"Community response plan of {self.authority}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.authority.gss_code])

    def note_change(self) -> None:
        """Note that a part was changed. The plan's own words have not: no new version of them."""
        self.changed_at = timezone.now()
        type(self).objects.filter(pk=self.pk).update(changed_at=self.changed_at)


class ScopedByPlan(PlanQuerySet):
    authority_path = "plan__authority"


class PlanPartner(models.Model):
    """An organisation of the plan: what it does, and whom to reach there."""

    plan = models.ForeignKey(ResponsePlan, models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="in_plans")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="in_plans", null=True, blank=True)
    does = models.CharField("what it does", max_length=150)
    out_of_hours = models.BooleanField("can be reached out of hours", default=False)

    objects = ScopedByPlan.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id plan organisation out_of_hours", contact="contact", free_text="does", retention=PLAN_RETENTION
    )

    class Meta:
        ordering = ["organisation__name", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.does}"


class PlanRole(models.Model):
    """A part to play in a response, and who plays it: one of the staff, a contact, or an organisation's duty desk."""

    class Role(models.TextChoices):
        LEAD = "lead", "Leads the response"
        COMMUNICATIONS = "communications", "Looks after communications"
        FAMILIES = "families", "Keeps in touch with families and the community"
        RECORD = "record", "Keeps the record"

    plan = models.ForeignKey(ResponsePlan, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=15, choices=Role.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="plan_roles",
        null=True,
        blank=True,
        verbose_name="one of the staff",
    )
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="plan_roles", null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="plan_roles", null=True, blank=True, verbose_name="an organisation"
    )
    telephone = models.CharField("number to ring", max_length=40, blank=True)

    objects = ScopedByPlan.as_manager()
    # The number of one of the staff goes when it is no longer true: their history does not keep it.
    history = HistoricalRecords(excluded_fields=["telephone"])

    privacy = Privacy(
        none="id plan role organisation", staff="user telephone", contact="contact", retention=PLAN_RETENTION
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None, organisation=None)
                | Q(user=None, contact__isnull=False, organisation=None)
                | Q(user=None, contact=None, organisation__isnull=False),
                name="role_is_held_by_one",
                violation_error_message="Choose one of the staff, a contact or an organisation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.holder}"

    @property
    def holder(self):
        return self.user or self.contact or self.organisation


class PlanPlace(models.Model):
    """A place that can open for the community."""

    plan = models.ForeignKey(ResponsePlan, models.PROTECT, related_name="places")
    name = models.CharField(max_length=150)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="opens", null=True, blank=True, verbose_name="who opens it"
    )
    holds = models.PositiveSmallIntegerField("how many it holds", null=True, blank=True)
    how_to_open = models.CharField("where it is, and how it is opened", max_length=250, blank=True)

    objects = ScopedByPlan.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id plan holds", contact="contact", free_text="name how_to_open", retention=PLAN_RETENTION)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class PlanSupport(models.Model):
    """A kind of support that the plan can offer, and who gives it."""

    plan = models.ForeignKey(ResponsePlan, models.PROTECT, related_name="support")
    kind = models.CharField(max_length=15, choices=Support.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="supports", null=True, blank=True, verbose_name="given by"
    )
    detail = models.CharField(max_length=250, blank=True)

    objects = ScopedByPlan.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id plan kind organisation", free_text="detail", retention=PLAN_RETENTION)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name_plural = "plan support"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(detail=""),
                name="support_says_by_whom_or_what",
                violation_error_message="Choose who gives it, or enter what it is.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PlanDebrief(models.Model):
    """What the debrief of an incident agreed about the plan has been taken over into it.

    An incident that is opened again and debriefed anew may agree more, which is taken over by itself.
    """

    plan = models.ForeignKey(ResponsePlan, models.PROTECT, related_name="debriefs")
    incident = models.ForeignKey("stakeholders.CriticalIncident", models.PROTECT, related_name="taken_over")
    taken_over_at = models.DateTimeField(default=timezone.now)
    taken_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedByPlan.as_manager()

    privacy = Privacy(none="id plan incident taken_over_at", staff="taken_over_by", retention=PLAN_RETENTION)

    class Meta:
        ordering = ["-taken_over_at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident} in {self.plan}"
