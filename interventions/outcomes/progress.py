"""How far a pilot has come towards what it anticipates: in one of four words, by a rule that the pages show."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import count
from typing import ClassVar, NamedTuple

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format

from vru_portal.access.roles import Capability

from ..models import AnticipatedOutcome, Intervention, OutcomeMeasure, OutcomeRecord
from ..models.outcome import AnticipatedOutcomeQuerySet
from .results import Result, result_for, sides
from .statistics import HIDDEN_BELOW, TOO_FEW_TO_SAY

CENT = Decimal("0.01")
HIDDEN = f"The latest record is about fewer than {HIDDEN_BELOW} people: only its own team sees the figures."
TOO_FEW = f"Fewer than {TOO_FEW_TO_SAY} people were measured: too few to say."
WORSE = "The people measured got worse themselves, from {} to {}."


class Word(TextChoices):
    """How an anticipated outcome stands."""

    MET = "met", "Met"
    ON_TRACK = "on track", "On track"
    BEHIND = "behind", "Behind"
    NO_DATA = "no data", "No data"


RULE = {
    Word.MET: "the latest figure has reached the target.",
    Word.ON_TRACK: "by the last day of the record’s period, the figure had come at least as large a share of the way"
    " from the baseline to the target as the share of the time that had gone between their dates.",
    Word.BEHIND: "the figure had come a smaller share of the way, or the target is not met and its date has passed.",
    Word.NO_DATA: "there is no approved figure that you may see, no target, no baseline or no date to compare.",
}
FIGURE = (
    "The figure is from the latest approved outcome record that names the anticipated outcome. If none names it, it is"
    " from the latest on the same measure for the same intervention or, where it is anticipated of the whole pilot, the"
    " latest that names no intervention. It is the mean after on a scale, the percentage after of a proportion, and"
    " the count after of service use, to two decimal places, or to one outside the team that recorded it. Records that"
    " end before the date of the baseline are left out."
)


@dataclass(frozen=True)
class Progress:
    """How one anticipated outcome stands for one reader, with the record that says so and the reason in words."""

    outcome: AnticipatedOutcome
    word: Word
    latest: OutcomeRecord | None
    result: Result | None
    explanation: str

    RULE: ClassVar = [(word.label, text) for word, text in RULE.items()]
    FIGURE: ClassVar = FIGURE

    @property
    def is_too_few(self) -> bool:
        """Whether the word is about too few people to say it of anybody else."""
        return bool(self.result and self.result.is_too_few and self.word != Word.NO_DATA)

    @property
    def label(self) -> str:
        """The word as it is shown, such as "Met" or "Met (too few to say)"."""
        return f"{self.word.label} (too few to say)" if self.is_too_few else str(self.word.label)

    @property
    def status(self) -> str:
        """What gives its tag a colour: none of its own where nothing can be said."""
        return (Word.NO_DATA if self.is_too_few else self.word).value

    @property
    def baseline(self) -> str:
        """Such as "20 on 3 April 2021", saying so where it is not recorded."""
        figure, on = in_units(self.outcome.measure, self.outcome.baseline), self.outcome.baseline_on
        return f"{figure or 'not recorded'}{f' on {in_words(on)}' if on else ''}"

    @property
    def target(self) -> str:
        """Such as "23 by 31 March 2022", saying so where it is not set."""
        figure, due_on = in_units(self.outcome.measure, self.outcome.target), self.outcome.due_on
        return f"{figure or 'not set'}{f' by {in_words(due_on)}' if due_on else ''}"


class Verdict(NamedTuple):
    """A word and why."""

    word: Word
    why: str


def progress_of(user, anticipated: AnticipatedOutcomeQuerySet) -> list[Progress]:
    """Return how each of the anticipated outcomes stands for this reader, in two queries whatever their number."""
    return progress_and_records(user, anticipated)[0]


def progress_and_records(
    user, anticipated: AnticipatedOutcomeQuerySet, of: Intervention | None = None
) -> tuple[list[Progress], list[OutcomeRecord]]:
    """Return how each outcome stands for this reader, and the approved records of an intervention, latest first."""
    outcomes = list(anticipated.select_related("measure", "pilot__authority", "intervention", "source"))
    records = records_about(user, outcomes, of)
    today = timezone.localdate()
    found = [progress(user, outcome, latest_of(outcome, records), today) for outcome in outcomes]
    return found, [record for record in records if of and record.intervention_id == of.pk]


def records_about(
    user, outcomes: Collection[AnticipatedOutcome], of: Intervention | None = None
) -> list[OutcomeRecord]:
    """Return the approved records that the user may see of the outcomes' pilots and measures, latest first.

    With an intervention, its records of any measure too.
    """
    pilots = {outcome.pilot_id for outcome in outcomes}
    measures = {outcome.measure_id for outcome in outcomes if outcome.measure_id}
    if not measures and not of:
        return []
    about = Q(pilot__in=pilots, measure__in=measures) | (Q(intervention=of) if of else Q())
    records = OutcomeRecord.objects.visible_to(user).approved().filter(about)
    return list(records.select_related("authority", "measure").order_by("-ends_on", "-starts_on", "-created_at", "pk"))


def latest_of(outcome: AnticipatedOutcome, records: Iterable[OutcomeRecord]) -> OutcomeRecord | None:
    """Return the record that gives the outcome its figure: the first with one, of records that come latest first."""
    since = outcome.baseline_on or date.min
    fitting = [
        record
        for record in records
        if (record.pilot_id, record.measure_id) == (outcome.pilot_id, outcome.measure_id) and record.ends_on >= since
    ]
    naming = [record for record in fitting if record.anticipated_id == outcome.pk]
    others = [
        record
        for record in fitting
        if record.anticipated_id is None and record.intervention_id == outcome.intervention_id
    ]
    candidates = naming or others
    measured = [record for record in candidates if sides(record)[1] is not None]
    return next(iter(measured or candidates), None)


def progress(user, outcome: AnticipatedOutcome, latest: OutcomeRecord | None, today: date) -> Progress:
    """Return how one outcome stands, given its latest record and what that says to this reader."""
    result = result_for(user, latest) if latest else None
    word, why = verdict_on(user, outcome, result, today)
    return Progress(outcome, word, latest, result, why)


def verdict_on(user, outcome: AnticipatedOutcome, result: Result | None, today: date) -> Verdict:
    if what := no_aim(outcome):
        return Verdict(Word.NO_DATA, what)
    if result is None or result.after is None:
        return Verdict(Word.NO_DATA, no_figure(user, outcome, result))
    figure = Decimal(result.after).quantize(CENT, ROUND_HALF_UP)
    word, why = judged(outcome, figure, result.record.ends_on, today)
    if word == Word.NO_DATA:
        return Verdict(word, why)
    return Verdict(word, " ".join(filter(None, [why, got_worse(result), TOO_FEW if result.is_too_few else ""])))


def got_worse(result: Result) -> str:
    """Say where the same people were better before, whatever the baseline of the pilot; else empty."""
    measure, before, after = result.record.measure, result.before, result.after
    if not result.is_change or before is None or after is None or not is_better(measure, before, after):
        return ""
    return WORSE.format(measure.in_units(before), measure.in_units(after))


def no_aim(outcome: AnticipatedOutcome) -> str:
    """Say what there is not to compare a figure with; empty where there is all."""
    if outcome.measure is None:
        return "No measure has been chosen."
    return "No target has been set." if outcome.target is None else ""


def no_figure(user, outcome: AnticipatedOutcome, result: Result | None) -> str:
    """Say why there is no figure for this reader."""
    if outcome.pilot.authority.region_id not in user.regions_with(Capability.READ_APPROVED):
        return "Your role does not read outcome records."
    if result is None:
        since = f" that ends on or after {in_words(outcome.baseline_on)}" if outcome.baseline_on else ""
        return f"There is no approved outcome record{since} yet."
    return HIDDEN if result.is_hidden else "The latest approved outcome record has no figure after."


def judged(outcome: AnticipatedOutcome, figure: Decimal, on: date, today: date) -> Verdict:
    """Return the word for a figure of a given day, and why. Pure: shares are exact fractions."""
    measure, baseline, target = outcome.measure, outcome.baseline, outcome.target
    if measure is None or target is None:
        return Verdict(Word.NO_DATA, no_aim(outcome))
    if baseline is not None and not is_better(measure, target, baseline):
        return Verdict(Word.NO_DATA, "The target is no better than the baseline.")
    shown, aim = f"{measure.in_units(figure)} by {in_words(on)}", f"the target of {measure.in_units(target)}"
    if not is_better(measure, target, figure):
        return Verdict(Word.MET, f"{shown}: {aim} is reached.")
    start, due_on = outcome.baseline_on, outcome.due_on
    if baseline is None or start is None or due_on is None:
        return Verdict(Word.NO_DATA, f"{shown}: {aim} is not reached, and {not_recorded(outcome)}.")
    if due_on < max(on, today):
        return Verdict(Word.BEHIND, f"{shown}: {aim} was due by {in_words(due_on)}.")
    way = Fraction(figure - baseline) / Fraction(target - baseline)
    time = Fraction((on - start).days, (due_on - start).days)
    return Verdict(Word.ON_TRACK if way >= time else Word.BEHIND, f"{shown}: {compared(way, time)}.")


def is_better(measure: OutcomeMeasure, one: Decimal, other: Decimal) -> bool:
    """Say whether one figure is better than another, and not the same."""
    return one > other if measure.higher_is_better else one < other


def not_recorded(outcome: AnticipatedOutcome) -> str:
    """Say which of baseline and dates are not recorded, such as "no baseline and no due date is recorded"."""
    named = {
        "no baseline": outcome.baseline,
        "no date of the baseline": outcome.baseline_on,
        "no due date": outcome.due_on,
    }
    missing = [name for name, value in named.items() if value is None]
    return f"{' and '.join(missing)} is recorded" if missing else ""


def compared(way: Fraction, time: Fraction) -> str:
    """Say both shares in percent, with as many decimals as it takes to tell them apart."""
    gone = "of the time had gone"
    if way <= 0:
        return (
            f"{'no nearer to' if way == 0 else 'further from'} the target than the baseline when {percent(time)} {gone}"
        )
    digits = next(digits for digits in count() if way == time or percent(way, digits) != percent(time, digits))
    return f"{percent(way, digits)} of the way to the target when {percent(time, digits)} {gone}"


def percent(share: Fraction, digits: int = 0) -> str:
    return f"{float(round(share * 100, digits)):.{digits}f}%"


def in_units(measure: OutcomeMeasure | None, figure: Decimal | None) -> str:
    """Return a figure in the units of the measure, plain where none is chosen; empty where there is no figure."""
    return "" if figure is None else (measure or OutcomeMeasure()).in_units(figure)


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
