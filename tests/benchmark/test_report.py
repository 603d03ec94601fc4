"""What the benchmark prints: multiples of the bare page, growth, and what is above its limit."""

import pytest

from vru_portal.benchmark.measuring import Clock, turns
from vru_portal.benchmark.report import all_tables, run_of, table


def page(name, application, database=0.0, **fields):
    given = {"limit": None, "bare": 5.0, "median": 10, "p95": 20, "per_second": 50, "queries": 5, "kilobytes": 30}
    return {"name": name, "application": application, "database": database, **given, **fields}


def run(*pages, database="postgresql", entries=1000):
    return run_of({"database": database, "memory": [90.5], "pages": [page("Bare page", 4, 1), *pages]}, entries)


def line(text, name):
    return next(one for one in text.splitlines() if one.startswith(name))


def test_a_page_is_a_multiple_of_the_bare_page_that_it_took_turns_with():
    rows = run(page("List", 12, 3), page("Slow while it lasted", 24, 6, bare=10)).rows
    assert [(row.name, row.ratio) for row in rows] == [("Bare page", 1), ("List", 3), ("Slow while it lasted", 3)]


@pytest.mark.parametrize(("ratio", "is_above"), [(2.9, False), (3.1, True)])
def test_a_page_above_its_limit_is_marked(ratio, is_above):
    assert ("above the limit" in table(run(page("List", 5 * ratio, limit=3)))) is is_above


def test_too_many_queries_are_marked_but_not_those_of_django_admin():
    text = table(run(page("List", 5, queries=13), page("Django admin: list", 5, queries=130)))
    assert "more than 12 queries" in line(text, "List")
    assert "queries" not in line(text, "Django admin")


def test_a_page_that_grows_with_the_log_is_marked():
    small, large = run(page("List", 10)), run(page("List", 12.5), entries=1_000_000)
    assert line(table(large, small), "List").split()[4:6] == ["1.25", "10"]
    assert "grows" in all_tables([small, large])
    assert "grows" not in all_tables([small, small])


def test_limits_are_those_of_postgresql():
    assert "above" not in table(run(page("List", 500, limit=3), database="sqlite"))


def test_a_process_that_is_just_ending_takes_no_seconds_away():
    readings = iter([10.0, 3.0, 4.0, 11.0])
    clock = Clock(lambda: next(readings))
    assert [clock.read(), clock.read()] == [10.0, 11.0]


@pytest.mark.parametrize(("requests", "found"), [(100, [20] * 5), (12, [3, 3, 2, 2, 2]), (1, [1, 0, 0, 0, 0])])
def test_requests_are_shared_out_among_the_turns(requests, found):
    assert turns(requests) == found
