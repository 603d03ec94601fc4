"""Who may enter."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from ..roles import CAPABILITIES, Capability, Role

if TYPE_CHECKING:
    from .posting import Posting

STAFF_RETENTION = "6 years after the person's last posting ended"


class UserManager(BaseUserManager["User"]):
    """Makes users; nobody signs up by themselves."""

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)

    def posted_to(self, capability: Capability, authority) -> models.QuerySet[User]:
        """Return those who may sign in and whose current posting has the capability in a local authority."""
        postings: Any = self.model._meta.get_field("postings").related_model
        here = postings.objects.current().filter(Q(authority=authority) | Q(region=authority.region_id))
        return self.filter(is_active=True, pk__in=here.having(capability).values("user"))

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
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="email_address_is_in_lower_case",
                violation_error_message="Enter the e-mail address in lower case.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Keep one spelling of each address: sign-in looks it up in lower case."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def current_postings(self) -> list[Posting]:
        """The postings in force today, read once per request."""
        return self.postings.current().with_places()

    def postings_with(self, capability: Capability) -> list[Posting]:
        """Return the current postings whose role has the capability."""
        if not self.is_active:
            return []
        return [posting for posting in self.current_postings if capability in CAPABILITIES[Role(posting.role)]]

    def regions_with(self, capability: Capability) -> set[int]:
        """Return the keys of the regions in which the user has the capability somewhere."""
        postings = self.postings_with(capability)
        areas = [posting.authority.region_id if posting.authority else posting.region_id for posting in postings]
        return {region_id for region_id in areas if region_id}

    def places_with(self, capability: Capability) -> list[Any]:
        """Return the authorities in which the user has the capability, those of whole regions included, by name."""
        found = {place.pk: place for posting in self.postings_with(capability) for place in posting.places}
        return sorted(found.values(), key=lambda place: place.name)

    def authorities_with(self, capability: Capability) -> list[int]:
        """Return the keys of the authorities in which the user has the capability."""
        return sorted(place.pk for place in self.places_with(capability))

    def may(self, capability: Capability) -> bool:
        """Say whether any current posting has the capability, wherever it is."""
        return bool(self.postings_with(capability))

    def may_in(self, capability: Capability, authority) -> bool:
        """Say whether a current posting has the capability in this local authority."""
        return any(
            posting.authority_id == authority.pk or posting.region_id == authority.region_id
            for posting in self.postings_with(capability)
        )

    def may_in_region(self, capability: Capability, region) -> bool:
        """Say whether a current posting has the capability in the whole of this region."""
        return any(posting.region_id == region.pk for posting in self.postings_with(capability))

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
