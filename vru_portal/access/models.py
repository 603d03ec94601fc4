"""Who may enter: users, and the postings that say what they may do where."""

from __future__ import annotations

import uuid
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from .roles import CAPABILITIES, Capability, Role

STAFF_RETENTION = "6 years after the person's last posting ended"


class UserManager(BaseUserManager):
    """Makes users; nobody signs up by themselves."""

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email__iexact=email)

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields) -> User:
        """Store and return a user. Without a password they can enter only by the link that is mailed to them."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A member of the unit's staff who may sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField("full name", max_length=150)
    is_active = models.BooleanField("may sign in", default=True, help_text="Untick instead of deleting a user.")
    is_demonstration = models.BooleanField("made up for the demonstration", default=False, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    privacy = Privacy(
        none="id is_active is_demonstration",
        staff="email full_name password last_login joined_at",
        retention=STAFF_RETENTION,
    )

    class Meta:
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def current_postings(self) -> list[Posting]:
        """The postings in force today, read once per request."""
        return list(self.postings.current().select_related("authority", "region"))

    def postings_with(self, capability: Capability) -> list[Posting]:
        """Return the current postings whose role has the capability."""
        if not self.is_active:
            return []
        return [posting for posting in self.current_postings if capability in CAPABILITIES[Role(posting.role)]]

    def may(self, capability: Capability) -> bool:
        """Say whether any current posting has the capability, wherever it is."""
        return bool(self.postings_with(capability))

    def may_in(self, capability: Capability, authority) -> bool:
        """Say whether a current posting has the capability in this local authority."""
        return any(
            posting.authority_id == authority.pk or posting.region_id == authority.region_id
            for posting in self.postings_with(capability)
        )

    @property
    def is_administrator(self) -> bool:
        return self.may(Capability.ADMINISTER)

    @property
    def is_staff(self) -> bool:
        """Django admin asks this."""
        return self.is_administrator

    def has_perm(self, perm: str, obj=None) -> bool:
        """Django admin asks this: an administrator may do there whatever its pages offer, others nothing."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator


class PostingQuerySet(models.QuerySet):
    def current(self, on=None) -> PostingQuerySet:
        """Return the postings in force on a day, today by default."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


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


class SignInEvent(models.Model):
    """A sign-in, a failed one or a sign-out, for the administrators to see."""

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        FAILED = "failed", "Failed"
        SIGNED_OUT = "signed_out", "Signed out"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins", null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    ip_address = models.GenericIPAddressField("network address", null=True)

    privacy = Privacy(staff="id user outcome at ip_address", retention="12 months")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.user or 'unknown address'}"
