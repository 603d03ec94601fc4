"""Makes up outcome records for some of the made-up interventions, and takes them through review."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from interventions.models import AnticipatedOutcome, Intervention, OutcomeMeasure, OutcomeRecord, ReviewStep
from interventions.models.activity import Status
from interventions.outcomes.statistics import FEWEST_DRAWN, changes, histogram, meaningful_changes, summarise
from interventions.workflow import MOVES
from pilots.models import LocalAuthority

from .delivery import OFFERS
from .people import Staff
from .year import SEED, moment

# The names of the stories whose interventions are measured, and the sizes of the groups, in turn.
SIZES = [42, 35, 4, 31, 12, 38, 54, 9, 33]
FATES = ["approved", "approved", "approved", "approved", "submitted", "approved", "returned"]


def make_records(interventions: list[Intervention], staff: dict[LocalAuthority, Staff], today: date) -> int:
    """Store outcome records of the interventions that are measured; return how many."""
    making = Records(staff, today)
    return sum(making.measure(one) for one in interventions)


class Records:
    """Makes records up: the same for the same seed, day and interventions."""

    def __init__(self, staff: dict[LocalAuthority, Staff], today: date):
        self.staff = staff
        self.today = today
        self.chance = Random(SEED + 2)  # noqa: S311 (made-up data, the same each time)
        self.measures = {one.slug: one for one in OutcomeMeasure.objects.all()}
        self.numbers = count()

    def measure(self, of: Intervention) -> bool:
        """Store a record of what an intervention changed, where it is one that is measured."""
        name = of.name.rsplit(",", 1)[0]
        measure = self.measures.get(OFFERS[name].measure)
        if measure is None or self.chance.random() < 0.25:
            return False
        number = next(self.numbers)
        record = self.begin(of, measure, SIZES[number % len(SIZES)])
        if measure.kind == OutcomeMeasure.Kind.SCALE:
            self.fill_in_scores(record, measure)
        else:
            self.fill_in_shares(record)
        record.anticipated = AnticipatedOutcome.objects.filter(intervention=of, measure=measure).first()
        self.review(record, FATES[number % len(FATES)])
        return True

    def begin(self, of: Intervention, measure: OutcomeMeasure, measured: int) -> OutcomeRecord:
        end = self.today - timedelta(days=self.chance.randint(20, 120))
        return OutcomeRecord(
            pilot=of.pilot,
            intervention=of,
            measure=measure,
            group_label=self.chance.choice(["Autumn group", "Spring group", "First group", "Evening group"]),
            starts_on=end - timedelta(days=110),
            ends_on=end,
            started=measured + self.chance.randint(0, 6),
            measured_before=measured,
            measured_after=measured,
            measured_both=measured,
            is_paired=True,
            source="Made up for the demonstration",
            author=self.staff[of.pilot.authority].navigator,
            is_demonstration=True,
        )

    def fill_in_scores(self, record: OutcomeRecord, measure: OutcomeMeasure) -> None:
        """Work the figures out from scores that are made up, as from a sheet, and not kept either."""
        scores = sorted(Decimal(score) for score in measure.conversion.values()) or [
            Decimal(score) for score in range(int(measure.lowest or 0), int(measure.highest or 0) + 1)
        ]
        pairs = [self.pair(scores) for _ in range(record.started)][: record.measured_both]
        summary = summarise(pairs)
        for name in ("mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"):
            setattr(record, name, round(getattr(summary, name), 4))
        if measure.meaningful_change:
            record.meaningfully_better = meaningful_changes(pairs, measure.meaningful_change, measure.higher_is_better)
        record.histogram = histogram(changes(pairs)) if len(pairs) >= FEWEST_DRAWN else []
        record.way = OutcomeRecord.Way.SHEET

    def pair(self, scores: list[Decimal]) -> tuple[Decimal, Decimal]:
        """Return a score of the middle of the scale, and the one after: a little higher as a rule."""
        before = round(self.chance.gauss(len(scores) * 0.5, len(scores) * 0.12))
        after = before + round(self.chance.gauss(len(scores) * 0.06, len(scores) * 0.12))
        low, high = 0, len(scores) - 1
        return scores[min(max(before, low), high)], scores[min(max(after, low), high)]

    def fill_in_shares(self, record: OutcomeRecord) -> None:
        record.what_is_counted = "young people who say they have an adult to turn to"
        size = record.measured_both or 0
        record.number_before = round(size * self.chance.uniform(0.3, 0.5))
        record.number_after = round(size * self.chance.uniform(0.6, 0.9))

    def review(self, record: OutcomeRecord, fate: str) -> None:
        """Store the record with the steps that took it where it stands."""
        manager = self.staff[record.pilot.authority].manager
        at = moment(record.ends_on + timedelta(days=5), 11 * 60)
        record.created_at = record.changed_at = at
        record.save()
        self.step(record, "submit", record.author)
        if fate == "approved":
            self.step(record, "approve", manager)
        if fate == "returned":
            self.step(record, "return", manager, "Please say in the notes who was not measured again, and why.")
        record.save()

    def step(self, record: OutcomeRecord, move: str, by, reason: str = "") -> None:
        record.changed_at += timedelta(days=2)
        made = ReviewStep(
            outcome=record,
            move=move,
            from_status=record.status,
            to_status=MOVES[move].end,
            reason=reason,
            made_by=by,
            made_at=record.changed_at,
        )
        made.note_decision(record.authority_id, record.submitted_at)
        made.save()
        record.status = Status(MOVES[move].end)
        record.version += 1
        if move == "submit":
            record.submitted_at = record.changed_at
