"""The academic year, and what can be said of a period that is known only in part."""

from datetime import date

import pytest
import time_machine

from vru_portal.years import AcademicYear, Overlap, offered_years

YEAR = AcademicYear(2019)


def test_an_academic_year_goes_from_september_to_august():
    assert (YEAR.start, YEAR.end, YEAR.label) == (date(2019, 9, 1), date(2020, 8, 31), "2019/20")
    assert AcademicYear(1999).label == "1999/00"
    assert AcademicYear.of(date(2019, 9, 1)) == AcademicYear.of(date(2020, 8, 31)) == YEAR
    assert AcademicYear.of(date(2019, 8, 31)) == AcademicYear(2018)


@time_machine.travel("2026-08-31T23:30:00Z")  # half past midnight on 1 September in London
def test_the_current_year_is_offered_first_and_2018_last():
    assert offered_years()[0] == ("2026", "2026/27")
    assert offered_years()[-1] == ("2018", "2018/19")


@pytest.mark.parametrize(
    ("since", "until", "overlap"),
    [
        ("2019-12", "", "yes"),
        ("2018", "", "yes"),
        ("2019", "", "yes"),
        ("2020-08-31", "", "yes"),
        ("2020-08", "", "yes"),
        ("2020-09-01", "", "no"),
        ("2020-09", "", "no"),
        ("2021", "", "no"),
        ("2020", "", "rough"),
        ("2018-01", "2019-08-31", "no"),
        ("2018-01", "2019-08", "no"),
        ("2018-01", "2018", "no"),
        ("2018-01", "2019-09-01", "yes"),
        ("2018-01", "2019-09", "yes"),
        ("2018-01", "2020", "yes"),
        ("2018-01", "2019", "rough"),
        ("2019-10", "2019", "yes"),
        ("2020", "2020-08-31", "yes"),
        ("2020", "2020-09-01", "rough"),
        ("", "", "undated"),
        ("", "2020-01", "undated"),
        ("", "2019-08", "no"),
    ],
)
def test_a_period_overlaps_a_year_only_where_its_dates_tell(since, until, overlap):
    assert YEAR.overlap(since, until) is Overlap(overlap)


@pytest.mark.parametrize(
    ("since", "until", "overlap"),
    [("2018-01", "", "undated"), ("2019-10", "", "yes"), ("2021", "", "no"), ("2018-01", "2020-01", "yes")],
)
def test_what_has_ended_on_an_unknown_date_is_not_taken_to_go_on(since, until, overlap):
    assert YEAR.overlap(since, until, has_ended=True) is Overlap(overlap)
