"""What a record says, and to whom: never more than its numbers can."""

from decimal import Decimal

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from interventions.models import OutcomeRecord
from interventions.outcomes.record_figures import rows_of
from interventions.outcomes.results import result_for, results_for
from interventions.outcomes.sentences import per_cent, points
from tests import builders

SAME_SHARES = {"number_before": 16, "number_after": 24}
NO_MEANS = dict.fromkeys(["mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"])
DIFFERENT_PEOPLE = {"is_paired": False, "measured_before": 38, "measured_after": 35, "measured_both": 30}


@pytest.fixture
def record(hillfields):
    """Return a function that makes an approved record as the database gives it back."""

    def make(**fields):
        made = builders.outcome_record(hillfields, status=fields.pop("status", "approved"), **fields)
        return OutcomeRecord.objects.for_page().get(pk=made.pk)

    return make


def proportion(record, **fields):
    return record(measure=builders.measure("Feels safe", "proportion"), **NO_MEANS | fields)


def service(record, **fields):
    return record(measure=builders.measure("Visits to the hub", "count"), **NO_MEANS | fields)


# Scales ----------------------------------------------------------------------------------------------------------


def test_a_change_has_the_interval_of_scipy_and_its_effect(record, navigator):
    result = result_for(navigator, record(meaningfully_better=22))
    low, high = stats.t.interval(0.95, 39, loc=2.0, scale=3.0 / 40**0.5)
    assert (result.n, result.is_change, result.is_too_few, result.change) == (40, True, False, Decimal("2.0"))
    assert (result.interval.low, result.interval.high) == pytest.approx((low, high))
    assert result.effect == pytest.approx(0.5)
    assert (result.meaningful.low, result.meaningful.high) == pytest.approx(proportion_confint(22, 40, method="wilson"))
    assert result.is_better is True
    assert result.sentence == (
        "Went up by 2.0 points on average (95% interval 1.0 to 3.0) among 40 people measured before and after:"
        " an improvement."
    )


def test_where_lower_is_better_going_up_is_for_the_worse(record, navigator):
    difficulties = builders.measure("Difficulties", higher_is_better=False)
    worse = result_for(navigator, record(measure=difficulties))
    better = result_for(navigator, record(measure=difficulties, mean_after="18.0", mean_change="-2.0"))
    assert (worse.is_better, better.is_better) == (False, True)
    assert worse.sentence.endswith(": a change for the worse.")
    assert better.sentence == (
        "Went down by 2.0 points on average (95% interval −3.0 to −1.0) among 40 people measured before and after:"
        " an improvement."
    )


def test_an_interval_that_holds_nought_says_neither(record, navigator):
    result = result_for(navigator, record(mean_after="20.4", mean_change="0.4"))
    assert result.is_better is None
    assert result.sentence.endswith(
        "(95% interval −0.6 to 1.4) among 40 people measured before and after: it may have gone either way."
    )


@pytest.mark.parametrize(("n", "is_too_few"), [(29, True), (30, False)])
def test_below_thirty_it_is_too_few_to_say_with_the_interval_still_there(record, navigator, n, is_too_few):
    result = result_for(navigator, record(n=n))
    assert result.is_too_few is is_too_few
    assert result.sentence.startswith("Too few to say: went up by 2.0 points") is is_too_few
    assert "95% interval" in result.sentence
    assert ("improvement" in result.sentence) is not is_too_few


def test_different_people_have_no_change(record, navigator):
    result = result_for(navigator, record(**DIFFERENT_PEOPLE))
    assert (result.n, result.is_change) == (35, False)
    assert (result.change, result.interval, result.effect, result.meaningful, result.estimate) == (None,) * 5
    assert (result.before, result.after) == (20, 22)
    assert result.sentence == (
        "A mean of 20.0 among 38 people before and a mean of 22.0 among 35 people after."
        " Not called a change: different people were measured."
    )


def test_where_nobody_says_who_was_measured_twice_nothing_is_called_a_change(record, navigator):
    result = result_for(navigator, record(is_paired=False, measured_both=None))
    assert result.change is None
    assert result.sentence.endswith("Not called a change: whether the same people were measured is not recorded.")


def test_all_who_were_measured_being_measured_twice_is_a_change(record, navigator):
    result = result_for(navigator, record(is_paired=False, mean_change=None, sd_change=None))
    assert (result.is_change, result.change, result.interval) == (True, Decimal("2.0"), None)
    assert result.sentence.endswith("the standard deviation of the change is not recorded: it may be chance.")


def test_one_measured_twice_is_no_change_of_a_group(record, navigator):
    result = result_for(navigator, record(is_paired=False, measured_before=1, measured_after=1, measured_both=1))
    assert result.change is None


def test_a_single_measurement_has_nothing_to_compare_with(record, navigator):
    result = result_for(navigator, record(**{**NO_MEANS, "mean_before": "20"}))
    assert (
        result.sentence == "Measured only before: a mean of 20.0 among 40 people. There is nothing to compare it with."
    )
    assert result_for(navigator, record(**NO_MEANS)).sentence == "No figures are recorded."


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (0.04, "less than 0.1%"),
        (1 / 3, "0.3%"),
        (2.5, "2.5%"),
        (5, "5%"),
        (9.96, "10%"),
        (10.4, "10%"),
        (99.4, "99.4%"),
        (99.96, "more than 99.9%"),
        (100, "100%"),
    ],
)
def test_a_share_that_is_not_none_or_all_never_looks_like_it(share, words):
    assert per_cent(share) == words


def test_one_of_three_hundred_is_not_nought(record, navigator):
    result = result_for(navigator, proportion(record, n=300, number_before=1, number_after=2))
    assert result.sentence.startswith("Went up by 0.3 percentage points, from 0.3% (95% interval 0.1% to 1.9%) to 0.7%")
    before, after, change = rows_of(result)
    assert (before.figure, before.interval) == ("0.3%", "0.1% to 1.9%")
    assert (after.figure, change.figure) == ("0.7%", "+0.3 percentage points")


@pytest.mark.parametrize(("threshold", "words"), [("1.00", "1 point"), ("3.00", "3 points"), ("0.50", "0.5 points")])
def test_one_point_is_a_point(threshold, words):
    assert points(Decimal(threshold)) == words


def test_a_small_change_is_not_rounded_to_none(record, navigator):
    result = result_for(navigator, record(mean_after="20.04", mean_change="0.04", sd_change="0.1"))
    assert "by 0.04 points on average (95% interval 0.01 to 0.07)" in result.sentence


def test_no_change_at_all_is_said(record, navigator):
    result = result_for(navigator, record(mean_after="20.0", mean_change="0", sd_change="2"))
    assert result.sentence.startswith("Stayed the same on average (95% interval −0.6 to 0.6)")


# Proportions and service use -------------------------------------------------------------------------------------


def test_each_share_has_its_wilson_interval_and_their_difference_none(record, navigator):
    result = result_for(navigator, proportion(record, **SAME_SHARES))
    low, high = proportion_confint(16, 40, method="wilson")
    assert (result.before, result.after, result.change) == (40, 60, 20)
    assert (result.before_interval.low, result.before_interval.high) == pytest.approx((100 * low, 100 * high))
    assert (result.interval, result.effect, result.is_better) == (None, None, None)
    assert result.sentence == (
        "Went up by 20.0 percentage points, from 40% (95% interval 26% to 55%) to 60% (95% interval 45% to 74%),"
        " among 40 people measured before and after. The change has no interval, because who changed is not recorded:"
        " it may be chance."
    )


def test_shares_of_different_people_have_no_change(record, navigator):
    result = result_for(navigator, proportion(record, **SAME_SHARES, **DIFFERENT_PEOPLE))
    assert result.change is None
    assert result.sentence.startswith("42% (16 of 38, 95% interval 28% to 58%) before and 69% (24 of 35")
    assert result.sentence.endswith("Not called a change: different people were measured.")


def test_service_use_is_counted(record, navigator):
    result = result_for(navigator, service(record, number_before=1200, number_after=900))
    assert (result.before, result.after, result.change, result.interval) == (1200, 900, -300, None)
    assert result.sentence == (
        "Went down by 300, from 1,200 to 900, among the same 40 people. A count has no interval: it may be chance."
    )


def test_service_use_without_people_counted_is_about_those_who_started(record, navigator):
    nobody = dict.fromkeys(["measured_before", "measured_after", "measured_both"])
    result = result_for(navigator, service(record, number_after=340, is_paired=False, **nobody))
    assert (result.n, result.change) == (40, None)
    assert result.sentence == "Measured only after: 340. There is nothing to compare it with."


# Who may see -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dudley_navigator", "dudley_manager", "communications"])
@pytest.mark.parametrize(("n", "is_hidden"), [(4, True), (5, False)])
def test_below_five_nothing_but_n_is_shown_outside_the_team(request, record, who, n, is_hidden):
    result = result_for(request.getfixturevalue(who), record(n=n, meaningfully_better=2))
    figures = [result.before, result.after, result.change, result.interval, result.meaningful]
    figures += [result.people_before, result.people_after, result.estimate]
    assert (result.n, result.is_hidden) == (n, is_hidden)
    assert [figure is None for figure in figures] == [is_hidden] * len(figures)
    assert ("2.0" in result.sentence) is not is_hidden


@pytest.mark.parametrize("who", ["navigator", "adviser", "manager", "analyst"])
def test_the_team_sees_the_figures_of_any_group(request, record, who):
    result = result_for(request.getfixturevalue(who), record(n=3))
    assert (result.is_hidden, result.change) == (False, Decimal("2.0"))


@pytest.mark.parametrize("kind", [proportion, service])
def test_small_groups_of_every_kind_are_hidden(record, dudley_navigator, kind):
    result = result_for(dudley_navigator, kind(record, n=4, number_before=1, number_after=3))
    assert (result.is_hidden, result.before, result.after, result.before_interval) == (True, None, None, None)
    assert not {"1", "3", "25%"} & set(result.sentence.split())


def test_a_small_side_hides_the_other(record, dudley_navigator):
    assert result_for(
        dudley_navigator, record(**DIFFERENT_PEOPLE | {"measured_after": 3, "measured_both": 2})
    ).is_hidden


def test_many_results_cost_no_query(record, navigator, django_assert_num_queries):
    record(), record(n=3)
    records = list(OutcomeRecord.objects.visible_to(navigator).for_page())
    with django_assert_num_queries(0):
        assert {result.n for result in results_for(navigator, records)} == {3, 40}
