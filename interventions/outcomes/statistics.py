"""The arithmetic of outcomes: pure functions over numbers, each with the source of its formula.

Scores, means and standard deviations are in the units of their measure, shares are from 0 to 1, and every interval is
a 95% interval. Scores are exact (Decimal), so that a change of exactly the threshold counts; what is estimated from
them is in floating point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import ceil, floor, isfinite, log2, sqrt
from statistics import mean, stdev

Number = float | Decimal
Pair = tuple[Decimal, Decimal]

TOO_FEW_TO_SAY = 30
HIDDEN_BELOW = 5
FEWEST_KEPT = 3
FEWEST_DRAWN = 10
FEWEST_POOLED = 3
MOST_BINS = 12
# 95% in two tails.
UPPER_TAIL = 0.975


@dataclass(frozen=True)
class Summary:
    """A group measured twice: how many, and the mean and standard deviation before, after and of the change."""

    n: int
    mean_before: Decimal
    sd_before: Decimal
    mean_after: Decimal
    sd_after: Decimal
    mean_change: Decimal
    sd_change: Decimal


@dataclass(frozen=True)
class Interval:
    """The 95% interval of an estimate, both ends included."""

    low: float
    high: float


@dataclass(frozen=True)
class Proportion:
    """How many of how many, as a share from 0 to 1 with its 95% interval."""

    successes: int
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """One result: an estimate and its standard error, in the same units."""

    estimate: float
    standard_error: float


@dataclass(frozen=True)
class Pooled:
    """What several results say together: ``k`` of them, with the spread between them.

    ``tau_squared`` is the variance between the true effects, in squared units; ``i_squared`` the share (0 to 1) of the
    variation that is more than chance.
    """

    k: int
    estimate: float
    low: float
    high: float
    tau_squared: float
    i_squared: float


# One group measured twice ----------------------------------------------------------------------------------------


def summarise(pairs: Sequence[Pair]) -> Summary:
    """Return means and standard deviations (of a sample: over n - 1) of pairs of scores, before and after.

    ValueError below two pairs: a group of one is a person.
    """
    if len(pairs) < 2:
        raise ValueError("A summary is about two people or more")
    before, after = zip(*pairs, strict=True)
    change = changes(pairs)
    return Summary(len(pairs), *_mean_and_sd(before), *_mean_and_sd(after), *_mean_and_sd(change))


def changes(pairs: Iterable[Pair]) -> list[Decimal]:
    """Return after minus before, for each pair."""
    return [after - before for before, after in pairs]


def _mean_and_sd(scores: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    # The standard library adds up fractions, so that large scores lose nothing and equal ones deviate by exactly 0.
    return mean(scores), stdev(scores)


def change_interval(n: int, mean_change: Number, sd_change: Number | None) -> Interval | None:
    """Return the interval of the mean change of n pairs; None below two pairs or without a standard deviation.

    The paired t interval: mean ± t(0.975, n - 1) · SD / √n. Source: Student, The probable error of a mean, Biometrika
    6 (1908); Altman and others, Statistics with Confidence, 2nd edition (2000), chapter 4.
    """
    if n < 2 or sd_change is None:
        return None
    # scipy.special has the same distributions as scipy.stats, which takes twice the time and memory to import; neither
    # is wanted in a process that shows no outcomes.
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, UPPER_TAIL)) * standard_error(n, sd_change)
    return Interval(float(mean_change) - half, float(mean_change) + half)


def standard_error(n: int, sd_change: Number) -> float:
    """Return the standard error of the mean change of n pairs: SD / √n."""
    return float(sd_change) / sqrt(n)


def effect(n: int, mean_change: Number | None, sd_change: Number | None) -> Effect | None:
    """Return a mean change as a result to pool with others on the same measure; None where too little is known."""
    if n < 2 or mean_change is None or sd_change is None:
        return None
    return Effect(float(mean_change), standard_error(n, sd_change))


def standardised_effect(mean_change: Number, sd_before: Number | None) -> float | None:
    """Return the mean change in standard deviations before; None where that deviation is 0 or not known.

    The standardised mean change with raw-score standardisation. Source: Becker, Synthesizing standardized
    mean-change measures, British Journal of Mathematical and Statistical Psychology 41 (1988).
    """
    return float(mean_change) / float(sd_before) if sd_before else None


def meaningful_changes(pairs: Iterable[Pair], threshold: Decimal, higher_is_better: bool) -> int:
    """Return how many changed for the better by at least the threshold, a positive number of the measure's units."""
    direction = 1 if higher_is_better else -1
    return sum(direction * change >= threshold for change in changes(pairs))


def histogram(of: Sequence[Decimal]) -> list[tuple[float, float, int]]:
    """Return bins of equal width as (from, to, count), each from its lower edge to just below its upper edge.

    Widths are 1, 2 or 5 of a power of ten, edges are multiples of the width, so that better and worse never share a
    bin, and bins of whole numbers are at least 1 wide. There are at most 12, and fewer for fewer changes, so that a
    bin of a small group does not show one person's: 1 + log2(n). Source: Sturges, The choice of a class interval,
    Journal of the American Statistical Association 21 (1926).
    """
    if not of:
        return []
    most = min(MOST_BINS, 1 + ceil(log2(len(of))))
    width = next(width for width in _widths(of) if len(_bins(of, width)) <= most)
    counts = [floor(change / width) for change in of]
    return [(float(k * width), float((k + 1) * width), counts.count(k)) for k in _bins(of, width)]


def _widths(of: Sequence[Decimal]) -> Iterable[Decimal]:
    """Yield readable widths, from one that is narrower than any histogram of these changes needs."""
    spread = max(of) - min(of)
    is_whole = all(change == change.to_integral_value() for change in of)
    start = 0 if is_whole or not spread else min(0, spread.adjusted() - 2)
    return (Decimal(step).scaleb(power) for power in count(start) for step in (1, 2, 5))


def _bins(of: Sequence[Decimal], width: Decimal) -> range:
    return range(floor(min(of) / width), floor(max(of) / width) + 1)


# How many of how many --------------------------------------------------------------------------------------------


def proportion_interval(successes: int, n: int) -> Proportion | None:
    """Return the share and its Wilson interval; None where n is 0. ValueError unless 0 ≤ successes ≤ n.

    Source: Wilson, Probable inference, Journal of the American Statistical Association 22 (1927); method 3 of
    Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998).
    """
    if not 0 <= successes <= n:
        raise ValueError("There are at most as many successes as people")
    if n == 0:
        return None
    from scipy.special import ndtri

    z, share = float(ndtri(UPPER_TAIL)), successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At none and all, rounding would leave an end beside 0 or 1.
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return Proportion(successes, n, share, low, high)


# Several results together ----------------------------------------------------------------------------------------


def pooled(results: Iterable[Effect]) -> Pooled | None:
    """Return the random-effects mean of results in the same units; None below three with a standard error above 0.

    Its interval is estimate ± z(0.975) · standard error. Sources: DerSimonian and Laird, Meta-analysis in clinical
    trials, Controlled Clinical Trials 7 (1986); I² of Higgins and Thompson, Statistics in Medicine 21 (2002).
    """
    usable = [result for result in results if _is_usable(result)]
    if len(usable) < FEWEST_POOLED:
        return None
    from scipy.special import ndtri

    tau_squared, i_squared = _heterogeneity(usable)
    weights = [1 / (result.standard_error**2 + tau_squared) for result in usable]
    estimate = _weighted_mean(usable, weights)
    half = float(ndtri(UPPER_TAIL)) / sqrt(sum(weights))
    return Pooled(len(usable), estimate, estimate - half, estimate + half, tau_squared, i_squared)


def _is_usable(result: Effect) -> bool:
    return isfinite(result.estimate) and isfinite(result.standard_error) and result.standard_error > 0


def _heterogeneity(results: Sequence[Effect]) -> tuple[float, float]:
    """Return tau², by the moments of Cochran's Q, and I²; both are 0 where results differ no more than by chance."""
    weights = [1 / result.standard_error**2 for result in results]
    fixed = _weighted_mean(results, weights)
    q = sum(weight * (result.estimate - fixed) ** 2 for weight, result in zip(weights, results, strict=True))
    excess = q - (len(results) - 1)
    if excess <= 0:
        return 0.0, 0.0
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return excess / scale, excess / q


def _weighted_mean(results: Sequence[Effect], weights: Sequence[float]) -> float:
    products = (weight * result.estimate for weight, result in zip(weights, results, strict=True))
    return sum(products) / sum(weights)


def intervals_overlap(intervals: Iterable[Interval]) -> bool:
    """Return whether every two of the intervals overlap; ends that touch do, and so do fewer than two intervals."""
    known = list(intervals)
    # Of intervals on a line, all pairs overlap exactly where the highest start is not past the lowest end.
    return len(known) < 2 or max(interval.low for interval in known) <= min(interval.high for interval in known)
