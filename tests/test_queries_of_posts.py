"""How many queries it takes to log an entry and to decide on it: what is at hand is not read again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interventions.models import Activity
from pilots.models import Theme
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


def test_logging_all_that_the_form_asks_for_makes_twelve_queries_and_three_for_what_it_is_linked_to(
    as_user, hillfields, navigator, manager, region
):
    client = as_user(navigator)
    audiences = [(3, builders.audience("Residents")), (4, builders.audience("Young people"))]
    owned = {"next_step": "Ring the school", "next_step_owner": manager.pk}
    whole = reach_rows(*audiences) | owned | {"intervention": builders.intervention(hillfields).pk, "hours": "1.5"}
    links = {
        "themes": [Theme.objects.create(name=name, region=region).pk for name in ("Sports", "Health")],
        "partners": [builders.organisation(name).pk for name in ("Spark", "Positive Youth")],
    }
    for title, chosen, most in (("Plain", {}, MOST), ("Linked", links, MOST + 3)):
        typed = typed_entry(hillfields) | whole | chosen | {"title": title}
        assert queries_of_posting(client, "/activities/new/", typed) <= most


def test_what_is_chosen_is_told_by_one_line_of_history(as_user, hillfields, navigator, region):
    client = as_user(navigator)
    sports, health = (Theme.objects.create(name=name, region=region) for name in ("Sports", "Health"))
    spark = builders.organisation("Spark")
    typed = typed_entry(hillfields, action="draft") | {"themes": [sports.pk, health.pk], "partners": [spark.pk]}
    client.post("/activities/new/", typed)
    entry = Activity.objects.get()
    changed = typed | {"themes": [health.pk], "partners": [], "version": entry.version, "title": "Another"}
    client.post(f"/activities/{entry.pk}/edit/", changed)
    told = [
        (line.title, {one.theme_id for one in line.themes.all()}, {one.organisation_id for one in line.partners.all()})
        for line in entry.history.order_by("history_id")
    ]
    before = (typed["title"], {sports.pk, health.pk}, {spark.pk})
    assert told == [before, ("Another", {health.pk}, set())]
    assert [set(entry.themes.all()), set(entry.partners.all())] == [{health}, set()]
