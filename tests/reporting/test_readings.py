"""Periods are read as whole months and the fewest days beside them, each of which counts once."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from vru_portal.quarters import Period, Quarter, end_of_month
from vru_portal.reporting.dashboards.figures import period_before
from vru_portal.reporting.dashboards.readings import each_day, readings_of

days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
periods = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(0, 800))


@given(periods, days)
@example(Quarter.of(date(2026, 11, 24)), date(2026, 11, 24))
@example(Period(date(2026, 10, 5), date(2026, 11, 18)), date(2027, 1, 1))
def test_readings_count_every_day_of_each_period_once_and_no_other(period, today):
    asked = (period, period_before(period, today))
    counted = Counter()
    for reading in readings_of(asked):
        for day in each_day(reading.days):
            for place, sign in enumerate(reading.signs):
                counted[place, day] += sign
    held = {(place, day) for place, one in enumerate(asked) for day in each_day(one)}
    assert {key: number for key, number in counted.items() if number} == dict.fromkeys(held, 1)


@given(periods, days)
def test_no_day_of_the_log_is_read_twice_and_of_no_month_more_than_half_for_a_period(period, today):
    asked = (period, period_before(period, today))
    readings = readings_of(asked)
    for is_of_months in (True, False):
        read = [day for one in readings if one.is_of_months is is_of_months for day in each_day(one.days)]
        assert len(set(read)) == len(read)
    by_month = Counter()
    for reading in readings:
        if reading.is_of_months:
            assert (reading.days.start.day, reading.days.end) == (1, end_of_month(reading.days.end))
            continue
        assert reading.days.start.replace(day=1) == reading.days.end.replace(day=1), "of one month alone"
        for place, sign in enumerate(reading.signs):
            by_month[place, reading.days.start.replace(day=1)] += reading.days.days if sign else 0
    assert all(2 * number <= end_of_month(month).day for (_, month), number in by_month.items())


def test_a_running_quarter_is_compared_with_two_months_without_a_week():
    asked = (Quarter.of(date(2026, 11, 24)), Period(date(2026, 7, 1), date(2026, 8, 24)))
    assert [(one.days.slug, one.signs, one.is_of_months) for one in readings_of(asked)] == [
        ("2026-07-01--2026-08-31", (0, 1), True),
        ("2026-10-01--2026-12-31", (1, 0), True),
        ("2026-08-25--2026-08-31", (0, -1), False),
    ]
