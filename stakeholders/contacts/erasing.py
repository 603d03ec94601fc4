"""Erasing a contact without a trace: what counted stays and counts as before, who it was is nowhere any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..keeping import save_because
from ..models import Contact, JoinRequest, Network, Organisation, PlanRole
from .keeping import ERASED
from .texts import take_out, take_out_of_networks, with_region
from .traces import Traces, digits_of

PATIENCE_MS = 500
BLANK = {"name": "", "role": "", "email": "", "telephone": ""}


def erase(contact: Contact, by: User | None = None) -> None:
    """Erase a contact, with those that were merged into it; ``by`` is who asked for it, nobody for the portal itself.

    Their name, role, e-mail address and telephone number go from their own rows and all versions of them, from
    requests to join, and from every text of the region in which they are named: there they are a "Former member".
    A telephone number that others have as well stays theirs, also in texts.
    Memberships, attendances, actions and everything counted stay. Erasing an erased contact does nothing.
    """
    erase_all([contact], by)


@transaction.atomic
def erase_all(contacts: Iterable[Contact], by: User | None = None) -> int:
    """Erase contacts as one, which reads every text once and not once a contact. Return how many there were."""
    of_region: dict[int, list[Contact]] = defaultdict(list)
    for contact in locked(contacts):
        of_region[contact.authority.region_id].append(contact)
    for region_id, people in of_region.items():
        erase_in_region(region_id, people, by)
    transaction.on_commit(write_over_what_was)
    return sum(len(people) for people in of_region.values())


def locked(contacts: Iterable[Contact]) -> list[Contact]:
    """Return the contacts as they are stored, so that nobody saves an old version over the erased one."""
    rows = Contact._base_manager.select_for_update(of=("self",)).select_related("authority")
    kept = {contact.merged_into_id or contact.pk for contact in contacts}
    return list(rows.filter(pk__in=kept, erased_at=None).order_by("pk"))


def erase_in_region(region_id: int, contacts: list[Contact], by: User | None) -> None:
    groups = [[contact, *contact.merged.filter(erased_at=None)] for contact in contacts]
    everybody = [one for group in groups for one in group]
    traces = Traces.of(versions_of(everybody)).besides(numbers_of_others(region_id, everybody))
    for group in groups:
        if words := Traces.of(versions_of(group)).in_one_word:
            take_out_of_networks(words, networks_of(group))
        for one in group:
            blank(one, by)
    forget_requests(region_id, traces)
    take_out(traces.certain, region_id)


def networks_of(contacts: list[Contact]) -> list[int]:
    """Return the networks of which they are or were members, by key."""
    return list(Network._base_manager.filter(memberships__contact__in=contacts).values_list("pk", flat=True).distinct())


def versions_of(contacts: list[Contact]) -> list[dict]:
    """Return name, e-mail address and telephone number as they are and as they ever were."""
    names = ("name", "email", "telephone")
    rows = [{name: getattr(contact, name) for name in names} for contact in contacts]
    return rows + list(Contact.history.filter(id__in=[one.pk for one in contacts]).values(*names))


def blank(contact: Contact, by: User | None) -> None:
    """Leave of a contact, and of all its versions, only that there was somebody."""
    for name, value in BLANK.items():
        setattr(contact, name, value)
    contact.erased_at = timezone.now()
    contact.version += 1
    save_because(contact, ERASED, by)
    contact.history.update(**BLANK)


def bearing_the_name(user: User, contact: Contact) -> list[Organisation | Network]:
    """Return the organisations and networks of the region that are called after a contact: erasing renames none."""
    full = Traces.of(versions_of([contact])).certain
    region_id = contact.authority.region_id
    organisations = Organisation.objects.visible_to(user).filter(region=region_id, merged_into=None).order_by("name")
    networks = Network.objects.visible_to(user, Capability.RUN_NETWORKS).filter(authority__region=region_id)
    return [one for one in (*organisations, *networks.order_by("name")) if full.found_in(one.name)]


def numbers_of_others(region_id: int, contacts: list[Contact]) -> set[str]:
    """Return the digits of the numbers that other contacts of the region have, or the desks and staff of its plans."""
    erased = {contact.pk for contact in contacts}
    people = Contact._base_manager.filter(authority__region_id=region_id, erased_at=None, merged_into=None)
    held = [number for pk, number in people.exclude(telephone="").values_list("pk", "telephone") if pk not in erased]
    roles = PlanRole._base_manager.filter(plan__authority__region_id=region_id, contact=None)
    held += roles.exclude(telephone="").values_list("telephone", flat=True)
    return {digits for number in held for digits in digits_of(number)}


def forget_requests(region_id: int, traces: Traces) -> None:
    """Delete what the same person sent from a public page, and has not been decided yet."""
    rows = JoinRequest._base_manager.filter(with_region(JoinRequest, region_id))
    sent = rows.values_list("pk", "name", "email", "telephone")
    rows.filter(pk__in=[pk for pk, *said in sent if traces.are_of(*said)]).delete()


def write_over_what_was() -> None:
    """Empty SQLite's log of writes, which holds rows as they were; PostgreSQL's VACUUM frees its own by itself.

    Nobody is kept waiting where somebody else is reading: the nightly run empties it then.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
