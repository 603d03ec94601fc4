"""The list of interventions as a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.conf import settings

from vru_portal.dates import in_words

from ..delivered import Delivered, cost_per_person, delivered
from ..models import Intervention, Reach
from ..models.intervention import InterventionQuerySet
from .evidence import rating_in_words, read_in_words

HEADER = [
    "Local authority",
    "Pilot",
    "Intervention",
    "Type",
    "Prevention level",
    "Evidence rating",
    "Source of the rating",
    "Status",
    "Started",
    "Ended",
    "Localities",
    "Schools",
    "School level",
    "Provider",
    "Funder",
    "Funding in pounds",
    "Funded from",
    "Funded until",
    "Target group",
    "Target group in words",
    "Ages",
    "Planned dose",
    "Planned reach",
    "Language",
    "Referral",
    "Approved entries",
    "Hours",
    "Entries with hours",
    "Reach",
    "People (individuals)",
    "People (attendances)",
    "Views",
    "Items",
    "Cost per person reached (pounds)",
    "Taken up from",
    "Demonstration",
    "Address",
]
CHUNK = 500


def export_rows(interventions: InterventionQuerySet) -> Iterator[list]:
    """Yield a row for each intervention, in order, holding only some of them in memory."""
    related = ("funder", "audience", "like__pilot")
    rows = interventions.for_list().select_related(*related).prefetch_related("localities", "schools")
    stream = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        sums = delivered(chunk)
        for intervention in chunk:
            yield [*described(intervention), *counted(intervention, sums[intervention.pk]), *told(intervention)]


def described(intervention: Intervention) -> list:
    """Return the cells that say what is planned: who, where, for whom."""
    kind = intervention.type
    return [
        intervention.authority.name,
        intervention.pilot.name,
        intervention.name,
        kind.name,
        kind.get_prevention_level_display(),
        rating_in_words(kind),
        read_in_words(kind),
        intervention.get_status_display(),
        in_words(intervention.starts_on),
        in_words(intervention.ends_on),
        "; ".join(map(str, intervention.localities.all())),
        "; ".join(map(str, intervention.schools.all())),
        intervention.get_school_level_display(),
        str(intervention.provider or ""),
        str(intervention.funder or ""),
        intervention.funding,
        intervention.funded_from,
        intervention.funded_until,
        str(intervention.audience or ""),
        intervention.target_group,
        intervention.ages,
        intervention.planned_dose,
        intervention.planned_reach,
        intervention.language,
        intervention.get_referral_display(),
    ]


def counted(intervention: Intervention, done: Delivered) -> list:
    """Return the cells of what approved entries say. Different units are never added up."""
    return [
        done.entries,
        done.hours,
        done.timed if done.entries else None,
        "; ".join(map(str, done.reach)),
        done.individuals,
        done.attendances,
        of_unit(done, Reach.Unit.VIEWS),
        of_unit(done, Reach.Unit.ITEMS),
        cost_per_person(intervention.funding, done),
    ]


def of_unit(done: Delivered, unit: str) -> int | None:
    alike = [row.number for row in done.reach if row.unit == unit]
    return sum(alike) if alike else None


def told(intervention: Intervention) -> list:
    """Return where it comes from and where to read more."""
    other = intervention.like
    return [
        f"{other}, {other.pilot}" if other else "",
        "yes" if intervention.is_demonstration else "",
        f"{settings.SITE_URL}{intervention.get_absolute_url()}",
    ]
