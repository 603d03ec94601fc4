"""What outcome records say in a bulletin: only what is safe to say of a group, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from interventions.models import OutcomeMeasure, OutcomeRecord
from interventions.outcomes.results import bases, is_change, sides
from interventions.outcomes.sentences import in_figures, per_cent
from interventions.redaction import REDACTED

from ..disclosure import Shown, in_words, mean_is_safe, percentage_is_safe, protect
from .content import Outcome

Kind = OutcomeMeasure.Kind


def outcomes_of(records: Iterable[OutcomeRecord]) -> list[Outcome]:
    """Return a sentence for each record of which both sides may be shown; the others are left out."""
    return [Outcome(words=words) for record in records if (words := sentence(record))]


def sentence(record: OutcomeRecord) -> str:
    """Return such as "SWEMWBS: from 20.0 to 22.5 on average, among 40 people"; "" where it may not be said.

    Nothing is called a change unless the same people were measured twice, nothing told whose words were removed.
    """
    before, after = sides(record)
    base = bases(record)[0]
    if before is None or after is None or base is None or not is_change(record):
        return ""
    if record.what_is_counted == REDACTED:
        return ""
    said = SAID[Kind(record.measure.kind)](before, after, base)
    return f"{record.measured_in_words}: {said}, among {in_words(shown(base), 'people')}" if said else ""


def shown(number: int) -> Shown:
    return protect({"people": number}, [])["people"]


def of_scale(before: Decimal | int, after: Decimal | int, base: int) -> str:
    if not mean_is_safe(base):
        return ""
    start, end = in_figures(before, after)
    return f"from {start} to {end} on average"


def of_proportion(before: Decimal | int, after: Decimal | int, base: int) -> str:
    if not all(percentage_is_safe(int(part), base) for part in (before, after)):
        return ""
    return f"from {per_cent(100 * before / base)} to {per_cent(100 * after / base)}"


def of_count(before: Decimal | int, after: Decimal | int, base: int) -> str:
    uses = [shown(int(before)), shown(int(after))]
    if not mean_is_safe(base) or any(one.is_hidden for one in uses):
        return ""
    return f"from {uses[0].words} to {uses[1].words}"


SAID = {Kind.SCALE: of_scale, Kind.PROPORTION: of_proportion, Kind.COUNT: of_count}
