"""The arithmetic of outcomes, against scipy, statsmodels and worked examples that were published."""

import json
import random
import subprocess
import sys
from decimal import Decimal

import numpy
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from interventions.outcomes import statistics
from interventions.outcomes.statistics import (
    Effect,
    Interval,
    change_interval,
    changes,
    effect,
    histogram,
    intervals_overlap,
    meaningful_changes,
    pooled,
    proportion_interval,
    standardised_effect,
    summarise,
)

SWEMWBS = """
    7.00 9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25 19.98 20.73 21.54 22.35
    23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00
"""
# The hours of sleep that ten patients gained with each of two drugs (Cushny and Peebles), as Student (1908) has them.
FIRST_DRUG = "0.7 -1.6 -0.2 -1.2 -0.1 3.4 3.7 0.8 0.0 2.0"
SECOND_DRUG = "1.9 0.8 1.1 0.1 -0.1 4.4 5.5 1.6 4.6 3.4"
SLEEP = list(zip(FIRST_DRUG.split(), SECOND_DRUG.split(), strict=True))

scores = st.decimals(min_value=-1000, max_value=1000, places=2)
pairs_of_scores = st.lists(st.tuples(scores, scores), min_size=2, max_size=60)


def decimals(pairs):
    return [(Decimal(str(before)), Decimal(str(after))) for before, after in pairs]


def forty_pairs_of_swemwbs():
    chance = random.Random(1908)  # noqa: S311 (made-up scores)
    starts = [chance.randrange(4, 20) for _ in range(40)]
    table = SWEMWBS.split()
    return decimals((table[start], table[start + chance.randrange(-4, 9)]) for start in starts)


def interval_of(pairs):
    summary = summarise(pairs)
    return change_interval(summary.n, summary.mean_change, summary.sd_change)


# One group measured twice ----------------------------------------------------------------------------------------


def test_forty_pairs_of_swemwbs_give_the_numbers_of_scipy_and_statsmodels():
    pairs = forty_pairs_of_swemwbs()
    before, after = numpy.array(pairs, dtype=float).T
    summary, interval = summarise(pairs), interval_of(pairs)
    assert summary.n == 40
    expected = [before.mean(), before.std(ddof=1), after.mean(), after.std(ddof=1)]
    found = [summary.mean_before, summary.sd_before, summary.mean_after, summary.sd_after]
    assert [float(number) for number in found] == pytest.approx(expected, rel=1e-12)
    of_scipy = scipy.stats.ttest_rel(after, before).confidence_interval()
    assert (interval.low, interval.high) == pytest.approx((of_scipy.low, of_scipy.high), rel=1e-9)
    of_statsmodels = DescrStatsW(after - before).tconfint_mean()
    assert (interval.low, interval.high) == pytest.approx(of_statsmodels, rel=1e-9)
    assert float(summary.mean_change) == pytest.approx((after - before).mean(), rel=1e-9)
    assert float(summary.sd_change) == pytest.approx((after - before).std(ddof=1), rel=1e-12)


def test_students_sleep_has_the_mean_deviation_and_interval_that_were_published():
    summary, interval = summarise(decimals(SLEEP)), interval_of(decimals(SLEEP))
    assert (summary.n, round(float(summary.mean_change), 2), round(float(summary.sd_change), 2)) == (10, 1.58, 1.23)
    assert (round(interval.low, 2), round(interval.high, 2)) == (0.70, 2.46)


@given(pairs_of_scores)
def test_the_interval_of_the_change_is_that_of_statsmodels(pairs):
    interval, difference = interval_of(pairs), numpy.array(changes(pairs), dtype=float)
    low, high = DescrStatsW(difference).tconfint_mean()
    assert interval.low == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert interval.high == pytest.approx(high, rel=1e-9, abs=1e-9)


def test_two_pairs_have_the_wide_interval_of_one_degree_of_freedom():
    interval = interval_of(decimals([(20, 21), (20, 23)]))
    # t(0.975, 1) is 12.706; the changes 1 and 3 have a standard error of 1.
    assert (interval.low, interval.high) == pytest.approx((2 - 12.7062, 2 + 12.7062), abs=1e-4)


@pytest.mark.parametrize("pairs", [[], [(20, 21)]])
def test_a_group_of_one_has_no_summary(pairs):
    with pytest.raises(ValueError, match="two people"):
        summarise(decimals(pairs))


@pytest.mark.parametrize(("n", "sd"), [(0, Decimal(1)), (1, Decimal(1)), (40, None)])
def test_there_is_no_interval_without_two_people_and_a_deviation(n, sd):
    assert change_interval(n, Decimal(1), sd) is None


def test_equal_changes_have_an_interval_of_one_point():
    assert interval_of(decimals([("0.1", "0.3")] * 7)) == Interval(0.2, 0.2)


def test_no_change_is_no_change():
    summary = summarise(decimals([(20, 20)] * 5))
    assert (summary.mean_change, summary.sd_change, summary.sd_before) == (0, 0, 0)
    assert standardised_effect(summary.mean_change, summary.sd_before) is None


def test_huge_scores_lose_nothing():
    summary = summarise(decimals([("1e15", "1000000000000001"), ("1e15", "1000000000000003")]))
    assert (summary.mean_change, summary.sd_change) == (2, Decimal(2).sqrt())


def test_standardised_effect_is_the_change_in_deviations_before():
    assert standardised_effect(Decimal("2.5"), Decimal(5)) == 0.5
    assert standardised_effect(-2.5, 5.0) == -0.5


@pytest.mark.parametrize("sd", [None, 0, Decimal(0), Decimal("0.0000")])
def test_there_is_no_standardised_effect_without_a_deviation(sd):
    assert standardised_effect(Decimal(2), sd) is None


def test_a_change_of_exactly_the_threshold_is_meaningful():
    pairs = decimals([("0.1", "0.4"), ("0.1", "0.39"), ("0.4", "0.1"), ("20", "20")])
    assert meaningful_changes(pairs, Decimal("0.3"), higher_is_better=True) == 1
    assert meaningful_changes(pairs, Decimal("0.3"), higher_is_better=False) == 1


# The histogram ---------------------------------------------------------------------------------------------------


def bins_of(*numbers):
    return histogram([Decimal(str(number)) for number in numbers])


def test_bins_are_readable_and_a_change_on_an_edge_belongs_above_it():
    assert bins_of(-1, 0, 0, 1, 2) == [(-1, 0, 1), (0, 1, 2), (1, 2, 1), (2, 3, 1)]
    assert bins_of(-3, -3, 7, 12) == [(-10, 0, 2), (0, 10, 1), (10, 20, 1)]
    assert bins_of("-0.1", "0.0", "0.5", "0.99") == [(-0.5, 0.0, 1), (0.0, 0.5, 1), (0.5, 1.0, 2)]


def test_edges_that_are_printed_have_no_noise_of_floating_point():
    assert str([edge for edge, _, _ in bins_of("0.1", "0.2", "0.3", "0.3")]) == "[0.1, 0.2, 0.3]"


def test_equal_changes_share_one_bin():
    assert bins_of(3, 3, 3) == [(3, 4, 3)]
    assert bins_of("0.25", "0.25") == [(0, 1, 2)]
    assert histogram([]) == []


def test_a_small_group_has_few_bins():
    assert bins_of(-20, 19) == [(-20, 0, 1), (0, 20, 1)]
    assert len(bins_of(*range(-20, 20))) == 4
    assert len(bins_of(*range(-20, 20), *range(-20, 20))) == 8


@given(st.lists(scores, min_size=1, max_size=300))
def test_every_change_is_in_exactly_one_of_at_most_twelve_bins(numbers):
    bins = histogram(numbers)
    assert json.loads(json.dumps(bins)) == [list(entry) for entry in bins]
    assert len(bins) <= 12
    assert sum(count for _, _, count in bins) == len(numbers)
    for low, high, count in bins:
        assert count == sum(Decimal(str(low)) <= number < Decimal(str(high)) for number in numbers)
    assert not any(low < 0 < high for low, high, _ in bins)


# How many of how many --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_proportions_have_the_wilson_intervals_that_newcombe_published(successes, n, low, high):
    found = proportion_interval(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert (found.successes, found.n, found.share) == (successes, n, successes / n)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_proportion_is_that_of_scipy_and_statsmodels(case):
    successes, n = case
    found = proportion_interval(successes, n)
    of_scipy = scipy.stats.binomtest(successes, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((of_scipy.low, of_scipy.high), rel=1e-6, abs=1e-12)
    of_statsmodels = proportion_confint(successes, n, method="wilson")
    assert (found.low, found.high) == pytest.approx(of_statsmodels, rel=1e-6, abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_nobody_asked_is_no_proportion():
    assert proportion_interval(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(5, 4), (-1, 4), (1, 0)])
def test_more_successes_than_people_are_refused(successes, n):
    with pytest.raises(ValueError, match="at most"):
        proportion_interval(successes, n)


# Several results together ----------------------------------------------------------------------------------------


def one_step(results):
    estimates, variances = zip(*((result.estimate, result.standard_error**2) for result in results), strict=True)
    return combine_effects(numpy.array(estimates), numpy.array(variances), method_re="dl")


results = st.builds(Effect, st.floats(-20, 20), st.floats(0.05, 10))


# Where results differ no more than by chance, statsmodels goes on with a negative tau squared, whose root is none; the
# portal takes 0, as DerSimonian and Laird do.
@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@given(st.lists(results, min_size=3, max_size=25))
def test_pooled_results_are_those_of_statsmodels(results):
    found, expected = pooled(results), one_step(results)
    assert found.k == len(results)
    if expected.tau2 <= 0:
        assert (found.tau_squared, found.i_squared) == (0, 0)
        return
    assert found.tau_squared == pytest.approx(expected.tau2, rel=1e-6, abs=1e-6)
    assert found.i_squared == pytest.approx(expected.i2, rel=1e-6, abs=1e-6)
    assert found.estimate == pytest.approx(expected.mean_effect_re, rel=1e-6, abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(expected.conf_int()[1]), rel=1e-6, abs=1e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
def test_results_that_differ_no_more_than_by_chance_are_pooled_as_one_effect():
    found = pooled([Effect(1.0, 0.5), Effect(1.2, 0.5), Effect(1.1, 1.0)])
    low, high = one_step([Effect(1.0, 0.5), Effect(1.2, 0.5), Effect(1.1, 1.0)]).conf_int()[0]
    assert (found.tau_squared, found.i_squared) == (0, 0)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_fewer_than_three_results_are_not_pooled():
    usable = [Effect(1.0, 0.5), Effect(2.0, 0.4)]
    assert pooled(usable) is None
    assert pooled([*usable, Effect(3.0, 0.0)]) is None
    assert pooled([*usable, Effect(float("nan"), 1.0), Effect(1.0, float("inf"))]) is None
    assert pooled([*usable, Effect(3.0, 0.5)]).k == 3


def test_a_mean_change_becomes_a_result_to_pool():
    assert effect(16, Decimal("2.5"), Decimal(4)) == Effect(2.5, 1.0)
    assert effect(1, Decimal("2.5"), Decimal(4)) is None
    assert effect(16, None, None) is None


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 9)), max_size=6))
def test_intervals_overlap_if_every_two_of_them_do(starts):
    intervals = [Interval(low, low + length) for low, length in starts]
    each = [one.low <= other.high and other.low <= one.high for one in intervals for other in intervals]
    assert intervals_overlap(intervals) == all(each)


def test_intervals_that_touch_overlap_and_one_that_stands_apart_is_found():
    assert intervals_overlap([Interval(0, 1), Interval(1, 2)])
    assert not intervals_overlap([Interval(0, 5), Interval(1, 2), Interval(4, 6)])


# What it costs ---------------------------------------------------------------------------------------------------


def test_a_process_that_shows_no_outcomes_loads_no_scipy():
    check = f"import sys, {statistics.__name__}; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
