"""The list of activities as a table."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from .models import Activity, Export, Reach

HEADER = [
    "Local authority",
    "Pilot",
    "Place",
    "Venue",
    "Kind",
    "Date",
    "Last day",
    "Status",
    "Title",
    "Headline",
    "Intervention",
    "Intervention as it was typed",
    "Reach",
    "People (individuals)",
    "People (attendances)",
    "Views",
    "Items",
    "Hours",
    "Language",
    "Themes",
    "Partners",
    "What happened",
    "What changed",
    "Quotation",
    "Next step",
    "Next step due",
    "Next step owner",
    "Logged by",
    "Demonstration",
    "Address",
]
CHUNK = 500


def export_rows(activities: QuerySet[Activity]) -> Iterator[list]:
    """Yield a row for each entry, in order, holding only some of them in memory."""
    for activity in activities.iterator(chunk_size=CHUNK):
        yield row_of(activity)


def row_of(activity: Activity) -> list:
    """Return the cells of one entry. Different units, and individuals and attendances, are never added up."""
    reach = list(activity.reach.all())
    return [
        activity.authority.name,
        activity.pilot.name,
        activity.place,
        activity.venue,
        activity.kind.name,
        activity.starts_on,
        activity.ends_on,
        activity.get_status_display(),
        activity.title,
        activity.headline,
        str(activity.intervention or ""),
        activity.intervention_name,
        "; ".join(str(row) for row in reach),
        total(reach, Reach.Unit.PEOPLE, Reach.Counts.INDIVIDUALS),
        total(reach, Reach.Unit.PEOPLE, Reach.Counts.ATTENDANCES),
        total(reach, Reach.Unit.VIEWS),
        total(reach, Reach.Unit.ITEMS),
        activity.hours,
        activity.language,
        "; ".join(theme.name for theme in activity.themes.all()),
        "; ".join(partner.name for partner in activity.partners.all()),
        activity.what_happened,
        activity.what_changed,
        activity.quotation,
        activity.next_step,
        activity.next_step_due,
        str(activity.next_step_owner or ""),
        str(activity.author or ""),
        "yes" if activity.is_demonstration else "",
        f"{settings.SITE_URL}{activity.get_absolute_url()}",
    ]


def total(reach: list[Reach], unit: str, counts: str | None = None) -> int | None:
    """Return the sum of the rows that count alike, or None where there is no such row."""
    alike = [row.number for row in reach if row.unit == unit and counts in {None, row.counts}]
    return sum(alike) if alike else None


def record_export(user, kind: str, filters_used: list[str]) -> Export:
    """Store who exported, and which filters were set, without what was searched for."""
    return Export.objects.create(made_by=user, kind=kind, filters_used=filters_used)
