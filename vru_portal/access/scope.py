"""What a person may see: every scoped model is reached through ``visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from .roles import Capability

if TYPE_CHECKING:
    from .models import User


def within(user: User, capability: Capability, path: str) -> Q:
    """Return the condition that the authority at ``path`` lies in a current posting of the user with the capability.

    ``path`` is a field path to a LocalAuthority, or "" where the model is LocalAuthority itself.
    """
    keys = user.authorities_with(capability)
    # Keys and no join to the region: the database enters its indexes, and their order, at each authority.
    return Q(**{f"{path}__in" if path else "pk__in": keys})


class AuthorityScopedQuerySet(models.QuerySet):
    """Rows that belong to one local authority."""

    authority_path = "authority"

    def visible_to(self, user: User, capability: Capability = Capability.SEE_PLACES) -> Self:
        """Return the rows of the authorities in which the user's current postings allow the capability."""
        return self.filter(within(user, capability, self.authority_path))


class SharedInRegionQuerySet(AuthorityScopedQuerySet):
    """Rows that belong to one local authority, and that everybody who is posted in its region may read."""

    def visible_to(self, user: User, capability: Capability | None = None) -> Self:
        """Return the rows of the user's regions or, with a capability, of the authorities in which they have it."""
        if capability:
            return super().visible_to(user, capability)
        return self.filter(**{f"{self.authority_path}__region_id__in": user.regions_with(Capability.SEE_PLACES)})
