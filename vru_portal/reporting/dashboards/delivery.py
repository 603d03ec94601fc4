"""Interventions in place, starting and ending, and schools engaged, as far as their dates tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from interventions.delivery.timing import RULE, Dates, Timing, with_dates
from interventions.models import Intervention, OutcomeRecord
from pilots.models import EducationSetting
from vru_portal.access.models import User
from vru_portal.quarters import Period
from vru_portal.years import Overlap, overlap_of

from ..areas import Area
from .asked import NO_WORD, NOTHING, Told, asked_of
from .links import back_to, of_area
from .numbers import Number

WITHOUT_OUTCOME, SCHOOLS = "without_outcome", "schools"
SCHOOL_RULE = (
    "Schools and colleges that are not archived and with which, by the dates recorded, the unit worked in the period."
)


def delivery_asked(user: User, area: Area) -> list[QuerySet]:
    """Return the questions for interventions and schools, of which ``delivery_of`` reads the answers."""
    return [interventions_in(user, area), *schools_in(user, area)]


def delivery_of(area: Area, period: Period, before: Period, found: Mapping[str, list[Told]]) -> list[Number]:
    """Return the numbers of interventions and schools of an area."""
    now, then = Counter[str](), Counter[str]()
    for what in ("intervention", "school"):
        for told in found.get(what, []):
            for numbers, part in ((now, period), (then, before)):
                numbers.update(counted_as(what, bool(told.numbers[1]), Dates(*told.words), part))
    return numbers_of(area, period, before, now, then)


def interventions_in(user: User, area: Area) -> QuerySet:
    rows = with_dates(Intervention.objects.visible_to(user).filter(of_area_rows(area))).order_by()
    approved = OutcomeRecord.objects.visible_to(user).approved().filter(intervention=OuterRef("pk"))
    is_measured = Case(When(Exists(approved), then=Value(1)), default=NOTHING, output_field=IntegerField())
    return asked_of(rows, "intervention", words=Dates._fields, numbers=("pk", is_measured))


def of_area_rows(area: Area) -> Q:
    """Return the condition that an intervention is delivered in the area."""
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pilot=area.place.pk), "locality": Q(localities=area.place.pk)}
    return here & parts.get(area.kind, Q())


def schools_in(user: User, area: Area) -> list[QuerySet]:
    """Ask for the schools of a region or an authority, and for those that a pilot has as sites; a locality has none."""
    if area.kind == "locality":
        return []
    here = Q(authority__in=[authority.pk for authority in area.authorities])
    at_sites = Q(sites__pilot=area.place.pk) if area.kind == "pilot" else Q()
    rows = EducationSetting.objects.visible_to(user).current().filter(here, at_sites).order_by()
    return [asked_of(rows, "school", words=(NO_WORD, "engaged_since", "engaged_until"), numbers=("pk",)).distinct()]


def counted_as(what: str, is_measured: bool, dates: Dates, period: Period) -> set[str]:
    """Return what an intervention or a school counts as in a period."""
    if what == "school":
        overlap = overlap_of(period.start, period.end, dates.starts_on, dates.ends_on)
        return {SCHOOLS} if overlap is Overlap.YES else set()
    found: set[str] = {timing.value for timing in dates.timings(period)}
    return found | ({WITHOUT_OUTCOME} if Timing.IN_PLACE in found and not is_measured else set())


def numbers_of(area: Area, period: Period, before: Period, now: Counter[str], then: Counter[str]) -> list[Number]:
    named = {
        "interventions_running": (Timing.IN_PLACE.value, "Interventions in place", RULE),
        "interventions_starting": (Timing.STARTING.value, "Interventions starting", RULE),
        "interventions_ending": (Timing.ENDING.value, "Interventions ending", RULE),
        WITHOUT_OUTCOME: (
            WITHOUT_OUTCOME,
            "Interventions without an outcome",
            "Interventions in place in the period for which there is no approved outcome record, to this day.",
        ),
    }
    found = [
        Number(
            key,
            label,
            now[what],
            then[what],
            "interventions",
            intervention_list(area, period, what),
            intervention_list(area, before, what),
            hint,
        )
        for key, (what, label, hint) in named.items()
    ]
    schools: tuple[int | None, int | None] = (now[SCHOOLS], then[SCHOOLS])
    if area.kind == "locality":
        schools = (None, None)
    lists = (school_list(area, period), school_list(area, before))
    return [*found, Number(SCHOOLS, "Schools engaged", *schools, "schools", *lists, hint=SCHOOL_RULE)]


def intervention_list(area: Area, period: Period, what: str) -> str:
    """Return the list of interventions with those that a number counts."""
    asked = {"timing": Timing.IN_PLACE, "measured": "no"} if what == WITHOUT_OUTCOME else {"timing": what}
    days = {"starts_from": period.start.isoformat(), "until": period.end.isoformat()}
    return f"{reverse('interventions')}?{urlencode(of_area(area) | asked | days | back_to(area))}"


def school_list(area: Area, period: Period) -> str:
    """Return the list of schools with those that the number counts; "" for a part of an authority."""
    if area.kind in {"pilot", "locality"}:
        return ""
    days = {"engaged_from": period.start.isoformat(), "engaged_to": period.end.isoformat()}
    # Above the list, the page answers questions about a whole year, with other numbers.
    return f"{reverse('schools')}?{urlencode(of_area(area) | days | back_to(area))}#list"
