"""Which other contact or organisation may be the same one: proposed beside it, and never merged by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q

from vru_portal.access.models import User
from vru_portal.telephones import mobile_numbers, own_digits

from .contacts.choosing import is_same_email, plain
from .models import Contact, Organisation
from .models.contact import ContactQuerySet
from .organisations.naming import folded

Record = TypeVar("Record", Contact, Organisation)
ALIKE = 0.86
# Two people in different organisations have to be called almost the same.
ALIKE_ELSEWHERE = 0.93
SHOWN = 5
SHORTEST_WORD = 3
# As many as are written without a space, whatever the spacing.
LAST_DIGITS = 3
# Words that say what kind of organisation it is, and not which.
KINDS = re.compile(r"\b(the|and|of|for|ltd|limited|plc|cic|cio|charity|trust|association|community|services?)\b")


def duplicates_of_contact(user: User, contact: Contact) -> list[Contact]:
    """Return the contacts, of those whom the user may see, that may be the same person, the likeliest first.

    The same e-mail address or mobile telephone, or the same or nearly the same name: more nearly where they are not of
    one organisation.
    """
    others = candidates(Contact.objects.visible_to(user).named(), contact).exclude(pk=contact.pk)
    likeness = {other: likeness_of_people(contact, other) for other in others}
    return likeliest(likeness)


def candidates(seen: ContactQuerySet, contact: Contact) -> ContactQuerySet:
    """Return those with whom a comparison is worth it: of the same organisation, or with a word of the name."""
    words = [word for word in contact.name.split() if len(word) >= SHORTEST_WORD] or [contact.name]
    some = reduce(or_, (Q(name__icontains=word) for word in words))
    if contact.email:
        some |= Q(email__iexact=contact.email)
    for number in mobile_numbers(contact.telephone):
        some |= Q(telephone__endswith=number[-LAST_DIGITS:])
    if contact.organisation_id:
        some |= Q(organisation=contact.organisation_id)
    here = seen.filter(some, authority__region_id=contact.authority.region_id)
    return here.select_related("organisation", "authority").order_by("name", "pk")


def likeness_of_people(one: Contact, other: Contact) -> float:
    if is_same_email(one.email, other.email) or is_same_mobile(one.telephone, other.telephone):
        return 1.0
    found = likeness(plain(one.name), plain(other.name))
    is_colleague = one.organisation_id == other.organisation_id
    return found if is_colleague or found >= ALIKE_ELSEWHERE else 0


def is_same_mobile(one: str, other: str) -> bool:
    """Say whether both have a mobile number in common, however it is written. Colleagues may share any other."""
    mine, theirs = (" ".join(mobile_numbers(text)) for text in (one, other))
    return not set(own_digits(mine)).isdisjoint(own_digits(theirs))


def duplicates_of_organisation(user: User, organisation: Organisation) -> list[Organisation]:
    """Return the organisations of the region with the same or nearly the same name, the likeliest first."""
    others = Organisation.objects.visible_to(user).current().filter(region=organisation.region_id)
    return called_alike(organisation, others)


def called_alike(organisation: Organisation, others: Iterable[Organisation]) -> list[Organisation]:
    """Return those of the others with the same or nearly the same name, the likeliest first."""
    name = essence(organisation.name)
    return likeliest({other: likeness(name, essence(other.name)) for other in others if other != organisation})


def essence(name: str) -> str:
    """Return a name as it is compared, without words that any organisation has; the whole of it if nothing is left."""
    return " ".join(KINDS.sub(" ", folded(name)).split()) or folded(name)


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two names are, 0 where that is surely too little to matter."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio()


def likeliest(likeness: dict[Record, float]) -> list[Record]:
    """Return the records that are alike enough, the most alike first."""
    alike = [record for record, how in likeness.items() if how >= ALIKE]
    return sorted(alike, key=lambda record: -likeness[record])[:SHOWN]
