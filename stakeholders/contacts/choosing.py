"""Which contacts a form offers, and which of them may be the person that is being added."""

from __future__ import annotations

from django.db.models import Q

from pilots.models import LocalAuthority
from vru_portal.access.models import User

from ..models import Contact, Organisation
from ..models.contact import ContactQuerySet


def contacts_for(user: User, authority: LocalAuthority) -> ContactQuerySet:
    """Return the contacts that forms of an authority offer: those in its region whom the person may see, by name."""
    seen = Contact.objects.visible_to(user).named().filter(authority__region_id=authority.region_id)
    return seen.select_related("organisation").order_by("name", "pk")


def likely_same(user: User, name: str, email: str, organisation: Organisation | None) -> list[Contact]:
    """Return the contacts that are probably this person: the same e-mail address, or name and organisation.

    Names are compared whatever their letter case and spacing. A person without an organisation is like others without
    one.
    """
    seen = Contact.objects.visible_to(user).named()
    is_new = organisation is not None and organisation.pk is None
    colleagues = Q(organisation__name__iexact=str(organisation)) if is_new else Q(organisation=organisation)
    by_email = Q(email__iexact=email) if email else Q(pk=None)
    found = seen.filter(by_email | colleagues).select_related("organisation", "authority").order_by("name", "pk")
    return [one for one in found if is_same_email(one.email, email) or plain(one.name) == plain(name) != ""]


def is_same_email(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def plain(name: str) -> str:
    """Return a name as it is compared: without capitals, with single spaces."""
    return " ".join(name.casefold().split())
