"""What the list of activities adds up to, by the rules of the dashboards' numbers.

Of more entries than a list counts, the monthly figures tell it, where they are kept by all that is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Sum

from vru_portal import keyset
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.filtering import WORDS
from vru_portal.quarters import Period
from vru_portal.wording import counted

from .delivered import COUNTED_BY_EACH
from .filters import ActivityFilter
from .models import MonthlyActivity, MonthlyReach, Reach
from .models.activity import Status

PLACES = {"region": "authority__region", "authority": "authority", "pilot": "pilot", "locality": "locality"}
WAYS = {"audience", "unit", "counts"}
DAYS = {"starts_from", "until"}
BY_MONTH = {*PLACES, *DAYS, "status", "without_locality"}
OF_ENTRIES = BY_MONTH | {"kind", "without_reach", "with_hours"}
Way = tuple[str, str]


def count_of(user: User, asked: ActivityFilter, page: keyset.Page) -> keyset.Count:
    """Count the entries: exactly also where they are many, if the monthly figures know them."""
    if WORDS in asked.set_filters:
        # No index holds words beside what a person may see: to count what holds them costs more than all of the page.
        return page.count
    count = counted_up_to_cap(asked)
    if not count.is_capped or (days := days_of(asked, OF_ENTRIES)) is None:
        return count
    chosen = asked.form.cleaned_data
    months = in_months(user, asked, MonthlyActivity, days)
    months = months.filter(kind=chosen["kind"]) if chosen.get("kind") else months
    found = months.aggregate(entries=Sum("entries"), with_reach=Sum("with_reach"), timed=Sum("timed"))
    number = found["timed" if chosen.get("with_hours") else "entries"] or 0
    number -= (found["with_reach"] or 0) if chosen.get("without_reach") else 0
    return keyset.Count(number + on_edges(asked, days).count(), is_capped=False)


def counted_up_to_cap(asked: ActivityFilter) -> keyset.Count:
    """Count the entries, or say that they are many: mostly those that began on the first day or later are enough."""
    rows = asked.shown
    if asked.begun is not None and asked.form.is_valid():
        begun = keyset.capped_count(asked.begun)
        if begun.is_capped:
            return begun
    return keyset.capped_count(rows)


def sums_of(user: User, asked: ActivityFilter, count: keyset.Count) -> list[str]:
    """Return what the entries add up to where reach or hours were asked for: "284 individuals", "96.5 hours"."""
    if not asked.form.is_valid():
        return []
    chosen = set(asked.set_filters)
    found = [in_words(way, number) for way, number in reached(user, asked, count)] if chosen & WAYS else []
    return [*found, *hours(user, asked, count)] if "with_hours" in chosen else found


def rule_of(sums: Iterable[str]) -> str:
    """Return what must be known of the people added up."""
    return COUNTED_BY_EACH if any(one.endswith(("individuals", "individual")) for one in sums) else ""


# Reach ------------------------------------------------------------------------------------------------------------


def reached(user: User, asked: ActivityFilter, count: keyset.Count) -> Iterator[tuple[Way, int]]:
    """Yield what the entries reached in each unit and way; nothing where they are too many to add up."""
    days = days_of(asked, BY_MONTH | WAYS)
    if not is_many(count):
        sums = of_reach(reach_of(asked, asked.shown))
    elif days:
        sums = of_reach(reach_of(asked, on_edges(asked, days)))
        sums.update(of_reach(in_months(user, asked, MonthlyReach, days).filter(**ways_of(asked))))
    else:
        sums = Counter()
    yield from sorted(sums.items(), key=lambda item: [list(Reach.Unit).index(Reach.Unit(item[0][0])), item[0][1]])


def reach_of(asked: ActivityFilter, entries: QuerySet) -> QuerySet:
    return Reach.objects.filter(activity__in=entries.order_by().values("pk"), **ways_of(asked))


def ways_of(asked: ActivityFilter) -> dict[str, Any]:
    chosen = asked.form.cleaned_data
    return {name: chosen[name] for name in WAYS if chosen.get(name)}


def of_reach(rows: QuerySet) -> Counter[Way]:
    found = Counter[Way]()
    for unit, counts, number in rows.order_by().values_list("unit", "counts").annotate(sum=Sum("number")):
        found[unit, counts if unit == Reach.Unit.PEOPLE else ""] += number
    return found


def in_words(way: Way, number: int) -> str:
    unit, counts = way
    if unit == Reach.Unit.ITEMS:
        return f"{counted(number, 'item')} given out"
    noun = Reach.Counts(counts).label.lower() if unit == Reach.Unit.PEOPLE else Reach.Unit(unit).label.lower()
    return counted(number, noun.removesuffix("s"), noun)


# Hours ------------------------------------------------------------------------------------------------------------


def hours(user: User, asked: ActivityFilter, count: keyset.Count) -> list[str]:
    days = days_of(asked, OF_ENTRIES - {"without_reach"})
    if not is_many(count):
        minutes = minutes_of(asked.shown)
    elif days:
        months = in_months(user, asked, MonthlyActivity, days)
        kind = asked.form.cleaned_data.get("kind")
        minutes = minutes_of(on_edges(asked, days)) + minutes_of(months.filter(kind=kind) if kind else months)
    else:
        return []
    number = f"{minutes / 60:,.1f}".removesuffix(".0")
    return [f"{number} {'hour' if number == '1' else 'hours'}"]


def minutes_of(rows: QuerySet) -> int:
    return rows.order_by().aggregate(sum=Sum("minutes"))["sum"] or 0


# Of many entries --------------------------------------------------------------------------------------------------


def is_many(count: keyset.Count) -> bool:
    return count.is_capped or count.number > keyset.COUNT_CAP


def days_of(asked: ActivityFilter, known: set[str]) -> Period | None:
    """Return the days asked for, where the monthly figures know all else that is; None otherwise."""
    chosen = asked.form.cleaned_data
    start, end = (chosen.get(name) for name in ("starts_from", "until"))
    is_known = set(asked.set_filters) <= known and chosen.get("status") == Status.APPROVED
    return Period(start, end) if is_known and start and end and start <= end else None


def in_months(user: User, asked: ActivityFilter, model: Any, days: Period) -> QuerySet:
    """Return the monthly figures of the whole months among the days asked for."""
    chosen, months = asked.form.cleaned_data, days.whole_months
    places = {path: chosen[name] for name, path in PLACES.items() if chosen.get(name)}
    rows = model.objects.visible_to(user, Capability.READ_APPROVED).filter(**places).order_by()
    rows = rows.filter(locality=None) if chosen.get("without_locality") else rows
    return rows.filter(month__range=(months.start, months.end)) if months else rows.none()


def on_edges(asked: ActivityFilter, days: Period) -> QuerySet:
    """Return the entries of the days beside the whole months."""
    edges = [Q(starts_on__range=(edge.start, edge.end)) for edge in days.edges]
    return asked.shown.filter(reduce(or_, edges)) if edges else asked.shown.none()
