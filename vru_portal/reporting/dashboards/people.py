"""Networks with their members at the end of a period, and what anticipated outcomes have come to. Three queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from interventions.models import AnticipatedOutcome, OutcomeRecord
from interventions.outcomes.progress import Word, latest_of, progress, records_about
from stakeholders.models import Headcount, Membership, Network
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.dates import has_begun, in_words
from vru_portal.quarters import Period

from ..areas import Area
from .counts import of_networks
from .links import record_list
from .numbers import NetworkRow, OutcomeRow


def networks_of(user: User, area: Area, day: date, before: date) -> list[NetworkRow]:
    """Return the networks of an area that had not ended before a day, with their members then and on a day before.

    Members are those listed by name, everybody once, and organisations of which nobody is named. One query.
    """
    here = Network.objects.visible_to(user, Capability.READ_APPROVED).filter(of_networks(area, ""))
    going = here.filter(Q(ended_on=None) | Q(ended_on__gt=before)).order_by("name", "pk")
    heads = Headcount.objects.visible_to(user).filter(network=OuterRef("pk"), as_at__lte=day.isoformat())
    latest = heads.order_by("-as_at", "-pk")
    rows = going.annotate(
        members=members_on(day),
        members_before=members_on(before),
        **{f"head_{name}": Subquery(latest.values(name)[:1]) for name in ("number", "wording", "as_at")},
    )
    return [row_of(network) for network in rows if has_begun(network.established_on, day)]


def members_on(day: date) -> Coalesce:
    """Return how many members a network lists by name on a day."""
    current = Membership.objects.filter(network=OuterRef("pk")).current(day).order_by().values("network")
    alone = Count("organisation", filter=Q(contact=None), distinct=True)
    counted = current.annotate(number=Count("contact", distinct=True) + alone).values("number")
    return Coalesce(Subquery(counted, IntegerField()), 0)


def row_of(network) -> NetworkRow:
    number = "" if network.head_number is None else f"{network.head_number:,}"
    said, as_at = network.head_wording or number, in_words(network.head_as_at or "")
    return NetworkRow(network, network.members, network.members_before, said, as_at)


def outcomes_of(user: User, area: Area, period: Period, before: Period, today: date) -> list[OutcomeRow]:
    """Return how many anticipated outcomes of an area stood at each word at the end of two periods. Two queries."""
    outcomes = list(anticipated_in(user, area).select_related("measure", "pilot__authority").order_by("pk"))
    records = records_about(user, outcomes)
    days = min(period.end, today), min(before.end, today)
    now, then = (Counter(word for _, word in words_on(user, outcomes, records, day)) for day in days)
    return [
        OutcomeRow(
            word.value,
            str(word.label),
            now[word],
            then[word],
            *(record_list(area, part, f"outcomes-{slugify(word.value)}") for part in (period, before)),
        )
        for word in Word
    ]


def standing_at(user: User, area: Area, word: Word, day: date) -> list[int]:
    """Return the keys of the anticipated outcomes of an area that stood at a word on a day. Two queries."""
    outcomes = list(anticipated_in(user, area).select_related("measure", "pilot__authority").order_by("pk"))
    records = records_about(user, outcomes)
    return [outcome.pk for outcome, found in words_on(user, outcomes, records, day) if found == word]


def anticipated_in(user: User, area: Area) -> QuerySet[AnticipatedOutcome]:
    here = Q(pilot__authority__in=[authority.pk for authority in area.authorities])
    parts = {"pilot": Q(pilot=area.place.pk), "locality": Q(pilot__localities=area.place.pk)}
    rows = AnticipatedOutcome.objects.visible_to(user, Capability.READ_APPROVED).current()
    return rows.filter(here & parts.get(area.kind, Q()))


def words_on(
    user: User, outcomes: Iterable[AnticipatedOutcome], records: Iterable[OutcomeRecord], day: date
) -> Iterator[tuple[AnticipatedOutcome, Word]]:
    """Yield each outcome with the word at which it stood on a day, by the records of which the period had ended."""
    fitting: defaultdict[tuple[int, int | None], list[OutcomeRecord]] = defaultdict(list)
    for record in records:
        if record.ends_on <= day:
            fitting[record.pilot_id, record.measure_id].append(record)
    for outcome in outcomes:
        latest = latest_of(outcome, fitting[outcome.pilot_id, outcome.measure_id])
        yield outcome, progress(user, outcome, latest, day).word
