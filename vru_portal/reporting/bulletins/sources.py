"""What a bulletin is drawn from: rows of the log, networks, outcomes and regional work of its area and quarter.

It is the same whoever asks, so that everybody who edits, signs off or publishes reads the same bulletin. The pages ask
who may see the bulletin before they ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.fields import BigIntegerField, BooleanField, UUIDField
from django.db.models.functions import Coalesce

from interventions.models import Activity, OutcomeRecord, Reach
from interventions.models.activity import ActivityQuerySet, Status
from pilots.models import LocalAuthority, Pilot
from vru_portal import together
from vru_portal.dates import has_begun

from ..models import Bulletin, BulletinEntry, Section, SignOff
from ..models.bulletin import SectionQuerySet
from .networks import networks_of, standing

# Individuals first; what counts no people last.
ORDER = [("people", "individuals"), ("people", "attendances"), ("views", "individuals"), ("items", "individuals")]
INEXACT, OVER = "[^0-9,]", "^(just |well )?(over|more than) "

# What is planned stays in "work to come" while it is logged and reviewed; what was called off does not.
TO_COME = (Status.PLANNED, Status.SUBMITTED, Status.RETURNED, Status.APPROVED)


class Reached(NamedTuple):
    """How many of an audience were reached: by one printed entry, or by all the others of a pilot together."""

    authority: int
    pilot: int
    entry: UUID | None
    is_here: bool
    audience: str
    unit: str
    counts: str
    number: int
    rows: int
    wording: str
    inexact: int  # how many of the rows their source gives in words, such as "nearly 300"
    at_least: int  # how many of these say that it was more: "over 20"
    place: int  # of the audience in its list


@dataclass(frozen=True)
class Material:
    """All that one bulletin is made from, by the keys of sections and pilots."""

    bulletin: Bulletin
    sections: list[Any]
    chosen: dict[int, list[BulletinEntry]]
    reach: list[Reached]
    places: dict[int, list[str]]
    networks: dict[int, list[Any]]
    outcomes: dict[int, list[OutcomeRecord]]

    @property
    def approved_in_all(self) -> int:
        """How many entries of the area were approved."""
        return next((section.approved_in_all for section in self.sections), 0)

    @property
    def included(self) -> list[Any]:
        """The sections that go into the bulletin."""
        return [section for section in self.sections if section.is_included]

    def entries_of(self, section: Section) -> list[BulletinEntry]:
        """Return what was chosen for a section and may still be printed, in the editor's order."""
        return [entry for entry in self.chosen.get(section.pk, []) if is_printable(self.bulletin, entry)]

    def highlights_of(self, section: Section) -> list[BulletinEntry]:
        quarter = self.bulletin.quarter
        return [one for one in self.entries_of(section) if one.activity and quarter.holds(one.activity.starts_on)]

    def to_come_of(self, section: Section) -> list[BulletinEntry]:
        after = self.bulletin.quarter.after
        return [one for one in self.entries_of(section) if one.activity and after.holds(one.activity.starts_on)]

    def dropped_of(self, section: Section) -> list[BulletinEntry]:
        """Return what was chosen and may not be printed any more."""
        return [entry for entry in self.chosen.get(section.pk, []) if not is_printable(self.bulletin, entry)]


def material_of(bulletin: Bulletin) -> Material:
    """Read all that a bulletin is made from, in three queries whatever its size."""
    pilots = bulletin.sections.exclude(pilot=None).values("pilot")
    found = together.read(
        **sections_and_authorities(bulletin),
        chosen=chosen_for(bulletin),
        networks=networks_of(pilots, bulletin.quarter),
        outcomes=outcomes_in(bulletin, pilots),
    )
    sections = placed(bulletin, **found)
    return Material(
        bulletin=bulletin,
        sections=sections,
        chosen=grouped(found["chosen"], "section_id"),
        reach=reach_in(bulletin, [entry.activity_id for entry in found["chosen"] if entry.activity_id]),
        places=places_of({section.pilot_id: section.authority.pk for section in sections if section.pilot_id}),
        networks=grouped(standing(found["networks"], bulletin.quarter), "pilot_id"),
        outcomes=grouped(found["outcomes"], "pilot_id"),
    )


def section_of(bulletin: Bulletin, pk: int) -> Any:
    """Return one section as ``material_of`` does, None where the bulletin has none of this key. One query."""
    found = together.read(**sections_and_authorities(bulletin))
    return next((section for section in placed(bulletin, **found) if section.pk == pk), None)


def sections_and_authorities(bulletin: Bulletin) -> dict[str, QuerySet]:
    authorities = bulletin.region.authorities.select_related("region")
    return {"sections": sections_of(bulletin), "authorities": authorities}


def placed(bulletin: Bulletin, sections: list[Any], authorities: list[LocalAuthority], **_: list) -> list[Any]:
    """Return the sections with their bulletin and the ``authority`` that they stand under, None of a theme."""
    by_key = {authority.pk: authority for authority in authorities}
    for section in sections:
        section.bulletin = bulletin
        section.authority = by_key.get(section.stands_in, section.pilot.authority) if section.pilot else None
    return sorted(sections, key=in_bulletin)


def in_bulletin(section: Any) -> tuple:
    """Order the sections of authorities by their names, also where a pilot has moved since; the themes come last."""
    return section.authority is None, section.authority.name if section.authority else "", section.position


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    """Return the rows by one of their keys, in their order."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def sections_of(bulletin: Bulletin) -> SectionQuerySet:
    """Return the sections with the latest sign-off of their authority, and with how many entries were approved.

    ``stands_in`` is the key of the authority where most of the quarter's work was done: a pilot may have moved since.
    ``signed_digest``, ``signed_at`` and ``signed_by`` are of the sign-off; ``approved`` and ``put_forward`` count the
    entries of the pilot; ``approved_in_all`` and ``made_up_in_all`` those of the whole area.
    """
    latest = SignOff.objects.filter(bulletin=OuterRef("bulletin"), authority=OuterRef("stands_in"))
    latest = latest.order_by("-made_at", "-pk")
    everywhere = approved_in(bulletin)
    own = everywhere.filter(pilot=OuterRef("pilot"))
    worked_in = Subquery(authorities_by_work(own)[:1])
    stands_in = Coalesce("bulletin__authority", worked_in, "pilot__authority", output_field=BigIntegerField())
    rows = bulletin.sections.select_related("pilot__authority__region", "theme").annotate(stands_in=stands_in)
    return rows.annotate(
        signed_digest=Subquery(latest.values("digest")[:1]),
        signed_at=Subquery(latest.values("made_at")[:1]),
        signed_by=Subquery(latest.values("made_by__full_name")[:1]),
        approved=number_of(own),
        put_forward=number_of(own.filter(for_bulletin=True)),
        approved_in_all=number_of(everywhere),
        made_up_in_all=number_of(everywhere.filter(is_demonstration=True)),
    )


def chosen_for(bulletin: Bulletin) -> QuerySet[BulletinEntry]:
    rows = BulletinEntry.objects.filter(section__bulletin=bulletin)
    return rows.select_related("activity__source", "activity__kind", "work__source", "work__theme")


def is_printable(bulletin: Bulletin, entry: BulletinEntry) -> bool:
    """Say whether an entry still is what it was chosen as: approved in the quarter, or planned for the next one."""
    activity = entry.activity
    if activity is None:
        return True
    if bulletin.quarter.holds(activity.starts_on):
        return activity.status == Status.APPROVED
    return bulletin.quarter.after.holds(activity.starts_on) and activity.status in TO_COME


# The log ---------------------------------------------------------------------------------------------------------


def in_area(bulletin: Bulletin) -> Q:
    """Return the condition that a row that has an authority lies in the area of the bulletin."""
    if bulletin.authority_id is None:
        return Q(authority__region=bulletin.region_id)
    here = Q(authority=bulletin.authority_id)
    return here & Q(locality=bulletin.locality_id) if bulletin.locality_id else here


def approved_in(bulletin: Bulletin) -> ActivityQuerySet:
    """Return the approved entries that start in the quarter, in the area."""
    quarter = bulletin.quarter
    rows = Activity.objects.approved().filter(in_area(bulletin))
    return rows.filter(starts_on__range=(quarter.start, quarter.end)).order_by("starts_on", "created_at", "pk")


def planned_after(bulletin: Bulletin) -> ActivityQuerySet:
    """Return what is planned for the quarter after, in the area."""
    after = bulletin.quarter.after
    rows = Activity.objects.filter(in_area(bulletin), status=Status.PLANNED)
    return rows.filter(starts_on__range=(after.start, after.end)).order_by("starts_on", "created_at", "pk")


def number_of(activities: ActivityQuerySet) -> Any:
    """Return the number of entries as a column, 0 where there are none."""
    counted = activities.order_by().annotate(every=Value(1)).values("every").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def authorities_by_work(activities: ActivityQuerySet) -> Any:
    """Return the keys of the authorities of the entries, those with most entries first."""
    counted = activities.order_by().values("authority").annotate(number=Count("pk"))
    return counted.order_by("-number", "authority").values("authority")


def reach_in(bulletin: Bulletin, printed: list[UUID]) -> list[Reached]:
    """Return the reach of each printed entry alone, and of all others together, by pilot and what is counted.

    Of a locality's bulletin, the rest of its pilots too: what is said of the whole pilot elsewhere must not give away
    what is hidden here.
    """
    quarter, everywhere = bulletin.quarter, in_area(bulletin)
    is_here: Any = Value(True, output_field=BooleanField())
    if bulletin.locality_id:
        everywhere = Q(authority=bulletin.authority_id, pilot__localities=bulletin.locality_id)
        is_here = Case(When(activity__locality=bulletin.locality_id, then=True), default=False)
    entries = Activity.objects.approved().filter(everywhere, starts_on__range=(quarter.start, quarter.end))
    own = Case(When(activity__in=printed, then=F("activity")), default=None, output_field=UUIDField())
    inexact, over = Q(wording__regex=INEXACT), Q(wording__iregex=OVER)
    rows = (
        Reach.objects.filter(activity__in=entries)
        .order_by()
        .annotate(entry=own, is_here=is_here)
        .values_list("activity__authority", "activity__pilot", "entry", "is_here", "audience__name", "unit", "counts")
        .annotate(Sum("number"), Count("pk"), Max("wording"))
        .annotate(inexact=Count("pk", filter=inexact), at_least=Count("pk", filter=over))
        .annotate(place=F("audience__position"))
    )
    return sorted((Reached(*row) for row in rows), key=in_order)


def in_order(row: Reached) -> tuple:
    measure = (row.unit, row.counts)
    return ORDER.index(measure) if measure in ORDER else len(ORDER), *measure, row.place, row.audience, row.pilot


# Pilots ----------------------------------------------------------------------------------------------------------


def pilots_in(bulletin: Bulletin) -> list[Pilot]:
    """Return the pilots of the area that had started by the end of the quarter, or logged something in it."""
    within = {"authority__region": bulletin.region_id}
    if bulletin.authority_id:
        within = {"authority": bulletin.authority_id}
    if bulletin.locality_id:
        within["localities"] = bulletin.locality_id
    logged = approved_in(bulletin).order_by().values("pilot")
    rows = Pilot.objects.filter(
        Q(**within) & (Q(archived_at=None) | Q(archived_at__date__gte=bulletin.quarter.start)) | Q(pk__in=logged)
    )
    rows = rows.select_related("authority__region").prefetch_related("localities", "sites", "networks")
    ordered = rows.distinct().order_by("authority__name", "name")
    return [pilot for pilot in ordered if has_begun(pilot.starts_on, bulletin.quarter.end)]


def places_of(authorities: dict[int, int]) -> dict[int, list[str]]:
    """Return the names of the localities and sites of each pilot, in one query: only what lies in its authority.

    ``authorities`` are where the pilots did their work. Of a pilot that has moved since, its present places are
    elsewhere.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    rows = Pilot.objects.filter(pk__in=authorities).order_by("localities__name", "sites__name")
    columns = ("pk", "authority", "localities__authority", "localities__name", "sites__name")
    for pilot, present, around, locality, site in rows.values_list(*columns):
        here = authorities[pilot]
        names = [locality if around == here else None, site if present == here else None]
        found[pilot] |= dict.fromkeys(filter(None, names))
    return {pilot: list(names) for pilot, names in found.items()}


def outcomes_in(bulletin: Bulletin, pilots: QuerySet) -> QuerySet[OutcomeRecord]:
    """Return the approved records of the pilots whose period ends in the quarter."""
    quarter = bulletin.quarter
    rows = OutcomeRecord.objects.approved().filter(pilot__in=pilots, ends_on__range=(quarter.start, quarter.end))
    return rows.select_related("measure", "authority").order_by("ends_on", "pk")
