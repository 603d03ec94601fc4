"""What outcome records say in a bulletin: only what is safe to say of a group, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from interventions.models import OutcomeMeasure, OutcomeRecord
from interventions.outcomes.results import bases, is_change, sides
from interventions.outcomes.sentences import in_figures, per_cent
from interventions.redaction import REDACTED

from ..disclosure import Shown, in_words, mean_is_safe, percentage_is_safe, why_in_words
from .words import why_too_small

Kind = OutcomeMeasure.Kind
PEOPLE = "people"


def numbers_of(record: OutcomeRecord) -> dict[str, int]:
    """Return the counts that the sentence of a record is made from, by what they count; none where it has none.

    Nothing is called a change unless the same people were measured twice. Of a proportion, those on the other side
    are counted, too: they can be worked out.
    """
    base, (before, after) = bases(record)[0], sides(record)
    if base is None or before is None or after is None or not is_change(record):
        return {}
    if record.measure.kind == Kind.SCALE:
        return {PEOPLE: base}
    numbers = {PEOPLE: base, "before": int(before), "after": int(after)}
    if record.measure.kind == Kind.PROPORTION:
        numbers |= {"not before": base - int(before), "not after": base - int(after)}
    return numbers


def sentence(record: OutcomeRecord, shown: Mapping[str, Shown]) -> str:
    """Return such as "SWEMWBS: from 20.0 to 22.5 on average, among 40 people"; "" where it may not be said.

    ``shown`` is what may be shown of each of its numbers.
    """
    if not shown or why_untold(record, shown):
        return ""
    said = SAID[Kind(record.measure.kind)](record, shown)
    return f"{record.measured_in_words}: {said}, among {in_words(shown[PEOPLE], 'people')}" if said else ""


def why_untold(record: OutcomeRecord, shown: Mapping[str, Shown]) -> str:
    """Return why nothing is told of a record whose numbers may be shown so: one is hidden, or its words may not stand.

    It is for those who may see the numbers; "" where the record is told of.
    """
    if why := next((why_in_words(one) for one in shown.values() if one.is_hidden), ""):
        return f"a count in it is hidden: {why}"
    if record.what_is_counted == REDACTED:
        return "its words were removed"
    return "its words say a small number" if why_too_small(record.what_is_counted, []) else ""


def of_scale(record: OutcomeRecord, shown: Mapping[str, Shown]) -> str:
    if not mean_is_safe(numbers_of(record)[PEOPLE]):
        return ""
    start, end = in_figures(*sides(record))
    return f"from {start} to {end} on average"


def of_proportion(record: OutcomeRecord, shown: Mapping[str, Shown]) -> str:
    """Return shares of the numbers that are shown: those of exact ones would give away what was rounded."""
    numbers = numbers_of(record)
    if not all(percentage_is_safe(numbers[side], numbers[PEOPLE]) for side in ("before", "after")):
        return ""
    before, after, base = (Decimal(shown[name].value or 0) for name in ("before", "after", PEOPLE))
    return f"from {per_cent(100 * before / base)} to {per_cent(100 * after / base)}"


def of_count(record: OutcomeRecord, shown: Mapping[str, Shown]) -> str:
    if not mean_is_safe(numbers_of(record)[PEOPLE]):
        return ""
    return f"from {shown['before'].words} to {shown['after'].words}"


SAID = {Kind.SCALE: of_scale, Kind.PROPORTION: of_proportion, Kind.COUNT: of_count}
