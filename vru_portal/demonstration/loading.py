"""Stores the demonstration year: in bulk, with the history that saving one by one would have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from interventions.models import Activity, ActivityKind, AudienceGroup, Notification, Reach, ReviewStep
from interventions.monthly import rebuild
from interventions.workflow import TELLS_KEEPER
from pilots.models import LocalAuthority, Pilot, Region
from stakeholders.models import Organisation

from . import stories
from .bulk import BATCH
from .bulletins import make_bulletins, put_forward
from .contacts import Contacts
from .delivery import make_interventions
from .incidents import make_incidents
from .meetings import make_meetings
from .networks import make_networks
from .outcomes import make_records
from .people import Staff, make_people
from .plans import READY, make_plans
from .year import Entry, Lists, Year, apply_step, moment

LINKS = {"themes": "theme", "partners": "organisation"}
TOLD_DAYS, UNREAD_DAYS = 28, 4


@transaction.atomic
def load(region: Region, today: date, tell: Callable[[str], None] = lambda text: None) -> int:
    """Store people and a year of entries for a region, all or nothing; return how many entries. ``tell`` is told how
    it gets on.
    """
    staff = make_people(region, today)
    tell(f"people for {len(staff)} local authorities")
    pilots = with_lead_navigators(region, staff)
    entries = list(Year(make_lists(region), today).entries(pilots))
    tell(f"{len(entries):,} entries for {len(pilots)} pilots")
    tell(make_partnerships(region, staff, pilots, entries, today))
    interventions = make_interventions(region, today, entries)
    measured = make_records(interventions, staff, today)
    tell(f"{len(interventions)} interventions, {measured} of them with an outcome")
    put_forward(entries)
    store(entries)
    tell("their history and reviews")
    store_notifications(entries, today)
    rebuild(region.authorities.all())
    tell(f"{make_bulletins(region, today)} bulletins")
    return len(entries)


def make_partnerships(
    region: Region,
    staff: dict[LocalAuthority, Staff],
    pilots: list[tuple[Pilot, Staff]],
    entries: list[Entry],
    today: date,
) -> str:
    """Store networks, meetings, plans and incidents, link the entries that tell of meetings, and say what was made."""
    contacts = Contacts(region, today)
    networks = make_networks(pilots, contacts, today)
    held = make_meetings(networks, entries, today)
    make_plans(staff, contacts, today)
    shown = [one for one in networks if one.network.authority.name == READY]
    if shown:
        make_incidents(shown[0], today)
    return f"{len(networks)} networks with {contacts.number} contacts and {held} meetings"


def with_lead_navigators(region: Region, staff: dict[LocalAuthority, Staff]) -> list[tuple[Pilot, Staff]]:
    """Give each pilot that has no lead navigator the one of its authority; return the pilots with the staff."""
    current = Pilot.objects.current().filter(authority__region=region).select_related("authority")
    pilots = list(current.prefetch_related("localities", "sites").order_by("authority__name", "slug"))
    for pilot in pilots:
        if pilot.lead_navigator_id is None:
            pilot.lead_navigator = staff[pilot.authority].navigator
            pilot.save()
    return [(pilot, staff[pilot.authority]) for pilot in pilots]


def make_lists(region: Region) -> Lists:
    """Read what entries choose from; add the kinds and audience groups that are missing, and made-up partners."""
    return Lists(
        kinds=by_name(ActivityKind, (story.kind for story in stories.STORIES)),
        audiences=by_name(AudienceGroup, (story.audience for story in stories.STORIES)),
        themes={theme.name: theme for theme in region.themes.all()},
        organisations=[
            Organisation.objects.get_or_create(region=region, name=name)[0] for name in stories.ORGANISATIONS
        ],
    )


def by_name(model: Any, names: Iterable[str]) -> dict:
    return {name: model.objects.get_or_create(name=name)[0] for name in dict.fromkeys(names)}


def store(entries: list[Entry]) -> None:
    """Store the entries with all that belongs to them and its history."""
    for entry in entries:
        entry.activity.fill_in()
    Activity.objects.bulk_create([entry.activity for entry in entries], BATCH)
    for name, other in LINKS.items():
        store_links(entries, name, other)
    bulk_create_with_history([dated(reach, entry) for entry in entries for reach in entry.reach], Reach, BATCH)
    ReviewStep.objects.bulk_create([step for entry in entries for step in entry.steps], BATCH)
    store_history(entries)


def store_links(entries: list[Entry], name: str, other: str) -> None:
    """Store the themes, or the partners, of the entries."""
    link = getattr(Activity, name).through
    for entry in entries:
        entry.links[name] = [link(**{"activity": entry.activity, other: one}) for one in getattr(entry, name)]
    link.objects.bulk_create([one for entry in entries for one in entry.links[name]], BATCH)


def dated(reach: Any, entry: Entry) -> Reach:
    """Have the history of a row of reach say when and by whom it was entered."""
    reach._history_date, reach._history_user = entry.activity.created_at, entry.activity.author
    return reach


def store_history(entries: list[Entry]) -> None:
    """Write a row of history for the making of each entry and for each step after it, as it was at that time."""
    for entry in entries:
        rewind(entry)
    store_round([(entry, entry.activity.created_at, entry.activity.author) for entry in entries], update=False)
    for number in range(max((len(entry.steps) for entry in entries), default=0)):
        reached = [entry for entry in entries if len(entry.steps) > number]
        for entry in reached:
            apply_step(entry.activity, entry.steps[number])
        store_round([(e, e.steps[number].made_at, e.steps[number].made_by) for e in reached], update=True)


def rewind(entry: Entry) -> None:
    """Leave an entry as it was when it was made."""
    activity = entry.activity
    activity.status = entry.steps[0].from_status if entry.steps else activity.status
    activity.version, activity.submitted_at, activity.changed_at = 1, None, activity.created_at


def store_round(changes: list[tuple], *, update: bool) -> None:
    """Write one row of history for each entry: what it is now, when it became so and by whom."""
    for entry, at, by in changes:
        entry.activity._history_date, entry.activity._history_user = at, by
    rows = Activity.history.bulk_history_create([entry.activity for entry, _, _ in changes], BATCH, update)
    for name in LINKS:
        store_linked_history(name, [(row, entry) for row, (entry, _, _) in zip(rows, changes, strict=True)])


def store_linked_history(name: str, rows: list[tuple]) -> None:
    """Write which themes, or partners, each entry had at a row of its history."""
    model = getattr(Activity.history.model, name).model
    copies = [model(history=row, **values_of(link)) for row, entry in rows for link in entry.links[name]]
    model.objects.bulk_create(copies, BATCH)


def values_of(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def store_notifications(entries: list[Entry], today: date) -> None:
    """Tell the authors of the last weeks' decisions; those of the last days are not read yet."""
    told = moment(today - timedelta(days=TOLD_DAYS), 0)
    unread = moment(today - timedelta(days=UNREAD_DAYS), 0)
    steps = [s for entry in entries for s in entry.steps if s.move in TELLS_KEEPER and s.made_at >= told]
    Notification.objects.bulk_create(
        [
            Notification(
                user=step.about.author,
                step=step,
                created_at=step.made_at,
                read_at=None if step.made_at >= unread else step.made_at + timedelta(hours=20),
            )
            for step in steps
        ],
        BATCH,
    )
