"""How many queries it takes to log an entry and to decide on it: what is at hand is not read again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.interventions.forms import reach_rows, typed_entry
from tests.test_queries import MOST
from tests.test_queries_everywhere import is_asked


def queries_of_posting(client, page, data):
    with CaptureQueriesContext(connection) as queries:
        assert client.post(page, data).status_code == 302
    return sum(is_asked(query["sql"]) for query in queries)


def approve(client, entry):
    return queries_of_posting(client, f"/review/{entry.pk}/", {"decision": "approve", "version": entry.version})


def reopen(client, entry):
    entry.refresh_from_db()
    reason = {"reopen-reason": "The date is wrong", "version": entry.version}
    return queries_of_posting(client, f"/activities/{entry.pk}/move/reopen/", reason)


@pytest.fixture
def chief(as_user, manager):
    client = as_user(manager)
    client.get("/review/")
    return client


@pytest.mark.parametrize("is_towards_an_intervention", [False, True])
def test_deciding_makes_at_most_twelve_queries_whatever_an_entry_counts(
    is_towards_an_intervention, chief, hillfields, navigator
):
    mentoring = builders.intervention(hillfields) if is_towards_an_intervention else None
    for number in (0, 1, 4):
        for _ in ("in new cells", "in cells that are there"):
            reach = {f"Audience {place}": 3 for place in range(number)}
            entry = builders.activity(hillfields, by=navigator, intervention=mentoring, reach=reach)
            assert approve(chief, entry) <= MOST
        assert reopen(chief, entry) <= MOST


def test_logging_in_four_fields_makes_at_most_twelve_queries(as_user, hillfields, navigator):
    client = as_user(navigator)
    client.get("/")
    for number in (1, 4):
        for _ in range(number):
            builders.pilot(
                f"Pilot {next(builders.numbers)}", f"pilot-{next(builders.numbers)}", of=hillfields.authority
            )
        audiences = [(3, builders.audience(f"Audience {place}")) for place in range(number)]
        typed = typed_entry(hillfields) | reach_rows(*audiences)
        assert queries_of_posting(client, "/activities/new/", typed | {"title": f"Session {number}"}) <= MOST
