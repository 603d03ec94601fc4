"""The range of a measure: of what a sheet may hold, and of what its means are in."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

from ..models import OutcomeMeasure
from .sheets import Scale


def scale_of(measure: OutcomeMeasure) -> Scale:
    """Return what the scores of a scale may be, and what they are converted to."""
    lowest, highest = measure.lowest, measure.highest
    if lowest is None or highest is None:
        raise ValueError("Only a scale with a range can be read from a sheet")
    # Messages name the range: without the noughts that the database adds.
    return Scale(lowest.normalize(), highest.normalize(), measure.whole_numbers, conversion_of(measure) or None)


def conversion_of(measure: OutcomeMeasure) -> dict[int, Decimal]:
    return {int(raw): Decimal(str(score)) for raw, score in measure.conversion.items()}


def range_of(measure: OutcomeMeasure) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and highest score a person can have once scores are converted; None where there is no range."""
    scores = conversion_of(measure).values() or [measure.lowest, measure.highest]
    known = [score for score in scores if score is not None]
    return (min(known), max(known)) if len(known) > 1 else None


def largest_sd(lowest: Decimal, highest: Decimal, n: int) -> Decimal:
    """Return the largest standard deviation (over n - 1) of n scores in a range: half have each of its ends.

    Source: Popoviciu's inequality on variances (1935), half the range, with n over n - 1.
    """
    return (highest - lowest) / 2 * Decimal(sqrt(n / (n - 1)))
