"""What works: for each intervention type the evidence from elsewhere, what was delivered here, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from interventions.delivered import Delivered, ReachTotal, cost_per_person, delivered
from interventions.delivery.evidence import WIDELY, gap_in_words, rating_in_words, read_in_words
from interventions.models import AnticipatedOutcome, Intervention, InterventionType, OutcomeRecord, Reach
from interventions.models.catalogue import InterventionTypeQuerySet
from interventions.models.intervention import InterventionQuerySet
from interventions.outcomes.results import results_for
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.wording import in_pounds

from .comparisons import Comparison, comparisons
from .completeness import ITEMS, Incomplete, Known, Work, completeness_of, incomplete, measuring_of
from .filters import BoardForm
from .places import Place, ToAsk, asking, places_of

REACH_ORDER = ["Individuals", "Attendances", "Views", "Items"]


@dataclass(frozen=True)
class Cost:
    """Pounds for each individual reached, over the interventions of which both sums are known: ``known`` of ``of``."""

    per_person: Decimal | None
    known: int
    of: int

    @property
    def in_pounds(self) -> str:
        return in_pounds(self.per_person)


@dataclass(frozen=True)
class TypeFigures:
    """One intervention type with what was delivered of it, and what changed.

    Filters narrow all but ``pilots_in_region`` and ``records_in_region``: whether a type is widely delivered, and
    measured anywhere, stays true of the whole region.
    """

    type: InterventionType
    works: list[Work]
    planned: list[Work]
    comparisons: list[Comparison]
    completeness: list[Known]
    places: list[Place]
    planned_places: list[Place]
    pilots_in_region: int
    records_in_region: int

    @property
    def pilots(self) -> int:
        return len({work.intervention.pilot_id for work in self.works})

    @property
    def is_widely_delivered(self) -> bool:
        return self.pilots_in_region >= WIDELY

    @property
    def records(self) -> int:
        """How many approved outcome records there are."""
        return sum(len(work.records) for work in self.works)

    @property
    def measured_pilots(self) -> int:
        return len({work.intervention.pilot_id for work in self.works if work.records})

    @property
    def is_unmeasured(self) -> bool:
        """Whether it is delivered in three or more pilots, and none has an approved outcome record."""
        return self.is_widely_delivered and not self.records_in_region

    @property
    def rating(self) -> str:
        return rating_in_words(self.type)

    @property
    def rated_by(self) -> str:
        """The source of the rating, and when it was read; empty where there is none."""
        return read_in_words(self.type)

    @property
    def gap(self) -> str:
        """The evidence gap, said out loud; empty where there is none, or where it is not widely delivered."""
        return gap_in_words(self.type, self.pilots_in_region, self.records_in_region)

    @cached_property
    def done(self) -> Delivered:
        """The sums over all its interventions."""
        return merged(work.done for work in self.works)

    @property
    def reach(self) -> list[tuple[str, str]]:
        """Whom it reached, one line for each way of counting, such as ("Individuals", "209 residents, 12 students")."""
        lines: dict[str, list[str]] = {}
        for row in self.done.reach:
            label = Reach.Counts(row.counts).label if row.unit == Reach.Unit.PEOPLE else Reach.Unit(row.unit).label
            lines.setdefault(label, []).append(f"{row.number:,} {row.audience.lower()}")
        return [
            (label, ", ".join(parts))
            for label, parts in sorted(lines.items(), key=lambda line: REACH_ORDER.index(line[0]))
        ]

    @cached_property
    def cost(self) -> Cost:
        known = [work for work in self.works if work.intervention.funding is not None and work.done.individuals]
        funding = sum((work.intervention.funding or Decimal(0) for work in known), Decimal(0))
        per_person = cost_per_person(funding, merged(work.done for work in known)) if known else None
        return Cost(per_person, len(known), len(self.works))

    @property
    def known_facts(self) -> int:
        return sum(known.number for known in self.completeness)

    @property
    def all_facts(self) -> int:
        return sum(known.of for known in self.completeness)

    @property
    def facts(self) -> str:
        """The facts that are counted of each intervention, in words."""
        return ", ".join(item.name for item in ITEMS)

    @property
    def incomplete(self) -> list[Incomplete]:
        """Each intervention of which something is missing, with what and where it can be added."""
        return incomplete(self.works, self.completeness)

    @property
    def to_ask(self) -> list[ToAsk]:
        """The pilots that deliver it, to be asked for a measure."""
        return asking(self.places, measuring_of(self.completeness))

    @property
    def missing(self) -> list[str]:
        """What is missing, in words, such as "funding for 3"."""
        return [f"{known.item.name} for {len(known.missing)}" for known in self.completeness if known.missing]


@dataclass(frozen=True)
class Board:
    """The intervention types of the person's regions, each group by name: nothing here is a ranking."""

    delivered: list[TypeFigures]
    planned: list[TypeFigures]
    idle: list[InterventionType]

    @cached_property
    def unmeasured(self) -> list[TypeFigures]:
        """Delivered in three or more pilots, no outcome measured."""
        return [figures for figures in self.delivered if figures.is_unmeasured]


def board_for(form: BoardForm) -> Board:
    """Return the board as the form asks for it, in as many queries whatever there is to show."""
    figures = figures_for(form.user, form.types(), form.interventions(), form.counts)
    begun = [one for one in figures if one.works]
    planned = [one for one in figures if one.planned and not one.works]
    rest = [] if form.counts_only_some else [one.type for one in figures if not one.works and not one.planned]
    return Board(begun, planned, [one for one in rest if one.archived_at is None])


def figures_for(
    user: User,
    types: InterventionTypeQuerySet,
    rows: InterventionQuerySet,
    counts: Callable[[Intervention], bool] = lambda _: True,
) -> list[TypeFigures]:
    """Return the figures of each type over those of the interventions that count, types by name."""
    found = list(types.select_related("region", "suggested_measure").order_by("name", "pk"))
    of_type: dict[int, list[Work]] = defaultdict(list)
    for work in works_of(user, rows.filter(type__in=[one.pk for one in found])):
        of_type[work.intervention.type_id].append(work)
    open_authorities = set(user.authorities_with(Capability.SEE_PLACES))
    return [figures_of(user, one, of_type[one.pk], counts, open_authorities) for one in found]


def works_of(user: User, rows: InterventionQuerySet) -> list[Work]:
    """Return the interventions with what approved entries and records say of them, by place and name."""
    anticipated = AnticipatedOutcome.objects.visible_to(user).current().filter(intervention=OuterRef("pk"))
    interventions: list[Any] = list(
        rows.for_list()
        .annotate(is_anticipated=Exists(anticipated))
        .select_related("audience", "funder", "pilot__lead_navigator")
        .order_by("authority__name", "pilot__name", "name", "pk")
    )
    keys = [one.pk for one in interventions]
    sums = delivered(interventions)
    records = records_of(user, keys)
    return [Work(one, sums[one.pk], one.is_anticipated, records.get(one.pk, [])) for one in interventions]


def records_of(user: User, keys: Sequence[int]) -> dict[int, list[OutcomeRecord]]:
    """Return the approved records of interventions, by the intervention."""
    rows = OutcomeRecord.objects.visible_to(user).approved().filter(intervention__in=keys)
    found: dict[int, list[OutcomeRecord]] = defaultdict(list)
    for record in rows.select_related("authority", "pilot", "measure", "intervention"):
        found[record.intervention_id].append(record)
    return found


def figures_of(
    user: User,
    of: InterventionType,
    in_region: list[Work],
    counts: Callable[[Intervention], bool],
    open_authorities: set[int],
) -> TypeFigures:
    delivered_in_region = [work for work in in_region if work.is_delivered]
    works = [work for work in delivered_in_region if counts(work.intervention)]
    planned = [work for work in in_region if not work.is_delivered and counts(work.intervention)]
    return TypeFigures(
        type=of,
        works=works,
        planned=planned,
        comparisons=comparisons(results_for(user, [record for work in works for record in work.records])),
        completeness=completeness_of(user, works),
        places=places_of(works, open_authorities),
        planned_places=places_of(planned, open_authorities),
        pilots_in_region=len({work.intervention.pilot_id for work in delivered_in_region}),
        records_in_region=sum(len(work.records) for work in delivered_in_region),
    )


def merged(several: Iterable[Delivered]) -> Delivered:
    """Return the sums of several interventions: only what counts the same audience in the same way is added up."""
    known = [done for done in several if done.entries]
    reach: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in (row for done in known for row in done.reach):
        reach[row.audience, row.unit, row.counts] += row.number
    minutes = [done.minutes for done in known if done.minutes is not None]
    return Delivered(
        entries=sum(done.entries for done in known),
        timed=sum(done.timed for done in known),
        minutes=sum(minutes) if minutes else None,
        reach=[ReachTotal(*alike, number) for alike, number in sorted(reach.items())],
        first_on=min((done.first_on for done in known if done.first_on), default=None),
        last_on=max((done.last_on for done in known if done.last_on), default=None),
    )
