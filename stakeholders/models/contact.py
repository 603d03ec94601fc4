"""Named people in organisations. Their data is personal: seen by few, for a while, and erased without a trace."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority
from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet, within
from vru_portal.privacy import Privacy

from .organisation import Organisation

CONTACT_RETENTION = "until the months of CONTACT_RETENTION_MONTHS have passed since it was last confirmed or used"
# The relations by which a response plan names a contact.
IN_PLANS = ("in_plans", "plan_roles", "opens")


class ContactQuerySet(AuthorityScopedQuerySet):
    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS) -> ContactQuerySet:
        """Return the contacts that an authority of the user keeps, and the members of networks there."""
        memberships = self.model._meta.get_field("memberships").related_model.objects.current()
        here = memberships.filter(within(user, capability, "network__authority"), contact=OuterRef("pk"))
        return self.filter(within(user, capability, "authority") | Exists(here))

    def kept_by(self, user) -> ContactQuerySet:
        """Return the contacts that the user's own authorities keep: they are theirs to merge and to erase."""
        return self.filter(within(user, Capability.RUN_NETWORKS, "authority"))

    def named(self) -> ContactQuerySet:
        """Return those who are neither erased nor merged into another."""
        return self.filter(erased_at=None, merged_into=None)

    def to_review(self, on: date | None = None) -> ContactQuerySet:
        """Return those whose review date has come, longest overdue first."""
        return self.named().filter(review_on__lte=on or timezone.localdate()).order_by("review_on", "pk")

    def expired(self, on: date | None = None) -> ContactQuerySet:
        """Return those whom nobody has confirmed, and who had no use, for longer than contacts are kept."""
        months = relativedelta(months=settings.CONTACT_RETENTION_MONTHS)
        since = (on or timezone.localdate()) - months
        unused = (~Exists(rows) for rows in self.uses(since))
        return self.named().filter(*unused, confirmed_on__lt=since)

    def uses(self, since: date) -> list[models.QuerySet]:
        """Return the rows that show the use of a contact since a day, each as a subquery.

        Members of a network that goes on and people in a response plan are in use; so were those who have left, or
        whose network has ended, until that day, and those who came to a meeting on the day of it.
        """
        memberships = self.model._meta.get_field("memberships").related_model._base_manager
        came = memberships.filter(attendances__answer="came", attendances__meeting__starts_at__date__gte=since)
        lasting = memberships.annotate(until=Coalesce("left_on", "network__ended_on"))
        lasting = lasting.filter(Q(until=None) | Q(until__gte=since))
        plans = [self.model._meta.get_field(name).field.model._base_manager for name in IN_PLANS]
        return [rows.filter(contact=OuterRef("pk")) for rows in (lasting, came, *plans)]


class Contact(models.Model):
    """A person in an organisation whom the unit may get in touch with. Erased, only the number of them stays."""

    class Basis(models.TextChoices):
        PUBLIC_TASK = "public_task", "Public task"
        LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"
        CONSENT = "consent", "Consent"

    FORMER = "Former member"

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts", null=True, blank=True)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField("job or role", max_length=150, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    lawful_basis = models.CharField(max_length=20, choices=Basis.choices)
    may_be_listed = models.BooleanField("agreed to be listed for the network's members", default=False)
    agreed_on = models.DateField("agreed on", null=True, blank=True)
    confirmed_on = models.DateField("last confirmed", default=timezone.localdate)
    review_on = models.DateField("review by")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, editable=False
    )
    erased_at = models.DateTimeField("erased", null=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority organisation lawful_basis may_be_listed agreed_on confirmed_on review_on merged_into"
        " erased_at is_demonstration version",
        contact="name role email telephone",
        retention=CONTACT_RETENTION,
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", role="", email="", telephone=""),
                name="erased_contact_has_no_data",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(merged_into__isnull=False) | ~Q(name=""),
                name="contact_has_a_name_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(may_be_listed=False) | Q(agreed_on__isnull=False),
                name="listing_was_agreed_on_a_day",
                violation_error_message="Enter the day on which they agreed to be listed.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.FORMER

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])

    @property
    def is_named(self) -> bool:
        """Whether it is neither erased nor merged into another."""
        return self.erased_at is None and self.merged_into_id is None

    @property
    def is_to_review(self) -> bool:
        """Whether the day has come by which to ask again whether it is right."""
        return self.erased_at is None and self.review_on <= timezone.localdate()

    @property
    def is_erased_on(self) -> date:
        """The day after which it is erased, unless somebody confirms it or it is used."""
        return self.confirmed_on + relativedelta(months=settings.CONTACT_RETENTION_MONTHS)
