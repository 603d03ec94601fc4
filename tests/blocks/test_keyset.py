"""Keyset paging: every row once, in order, forwards and backwards, at one query a page."""

import base64
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interventions.models import Activity
from tests import builders
from vru_portal.access.models import User
from vru_portal.keyset import Count, capped_count, page_for, page_of

pytestmark = pytest.mark.django_db

DAY = date(2021, 3, 12)
ORDERS = [
    ("-starts_on", "-id"),
    ("starts_on", "id"),
    ("kind__name", "-starts_on", "-id"),
    ("-kind__name", "minutes", "-id"),
    ("created_at", "-id"),
    ("status", "-created_at", "pk"),
    ("-kind_id", "id"),
    ("id",),
]


def activities(number, **fields):
    pilot = builders.pilot()
    kinds = [builders.kind(name) for name in ("Session", "Événement", "training", "Zumba; 'or' 1=1")]
    rows = [
        Activity(
            pilot=pilot,
            kind=kinds[n % 4],
            title=f"Entry {n}",
            starts_on=DAY + timedelta(days=n % 3),
            minutes=n % 2,
            created_at=datetime(2021, 3, 12, 9, 0, 0, n % 5, tzinfo=UTC),
            **fields,
        )
        for n in range(number)
    ]
    for row in rows:
        row.fill_in()
    return Activity.objects.bulk_create(rows)


def forwards(queryset, order, size):
    pages = [page_of(queryset, order, "", size)]
    while pages[-1].next_cursor:
        pages.append(page_of(queryset, order, pages[-1].next_cursor, size))
    return pages


def backwards(queryset, order, size, last):
    pages = [last]
    while pages[0].previous_cursor:
        pages.insert(0, page_of(queryset, order, pages[0].previous_cursor, size))
    return pages


def rows_of(pages):
    return [row.pk for page in pages for row in page]


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_paging_there_and_back_visits_every_row_once_in_order(order):
    activities(23)
    expected = list(Activity.objects.order_by(*order).values_list("pk", flat=True))
    there = forwards(Activity.objects.all(), order, 5)
    assert rows_of(there) == expected
    back = backwards(Activity.objects.all(), order, 5, there[-1])
    assert [rows_of([page]) for page in back] == [rows_of([page]) for page in there]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=10),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 6),
)
def test_paging_holds_for_any_ties_and_any_size(entries, order, size):
    Activity.objects.all().delete()
    rows = activities(len(entries))
    for row, (day, kind) in zip(rows, entries, strict=True):
        row.starts_on, row.minutes = DAY + timedelta(days=day), kind
    Activity.objects.bulk_update(rows, ["starts_on", "minutes"])
    there = forwards(Activity.objects.all(), order, size)
    back = backwards(Activity.objects.all(), order, size, there[-1])
    expected = list(Activity.objects.order_by(*order).values_list("pk", flat=True))
    assert rows_of(there) == rows_of(back) == expected


def test_a_page_is_one_query_however_late(django_assert_num_queries):
    activities(12)
    late = forwards(Activity.objects.all(), ("kind__name", "-id"), 3)[-2].next_cursor
    with django_assert_num_queries(1):
        page_of(Activity.objects.all(), ("kind__name", "-id"), "", 3)
    with django_assert_num_queries(1) as queries:
        assert len(page_of(Activity.objects.all(), ("kind__name", "-id"), late, 3)) == 3
    assert "OFFSET" not in queries[0]["sql"]


def test_the_first_column_is_bounded_on_its_own_so_that_the_index_is_entered_there():
    activities(5)
    cursor = page_of(Activity.objects.all(), size=2).next_cursor
    seen = {}

    def capture(execute, sql, *rest):
        seen["sql"] = sql
        return execute(sql, *rest)

    with connection.execute_wrapper(capture):
        page_of(Activity.objects.all(), cursor=cursor, size=2)
    where = seen["sql"].split("WHERE", 1)[1]
    assert where.index('"starts_on" <= ') < where.index('"starts_on" < ') < where.index('"starts_on" = ')


def test_a_row_added_in_front_does_not_shift_the_next_page():
    activities(6)
    page = page_of(Activity.objects.all(), size=3)
    expected = list(Activity.objects.order_by("-starts_on", "-id")[3:])
    builders.activity(starts_on=DAY + timedelta(days=99))
    assert page_of(Activity.objects.all(), cursor=page.next_cursor, size=3).items == expected


def test_rows_that_have_gone_lead_to_the_first_page_not_an_empty_one():
    rows = activities(4)
    cursor = page_of(Activity.objects.all(), ("id",), size=3).next_cursor
    Activity.objects.filter(pk=max(row.pk for row in rows)).delete()
    page = page_of(Activity.objects.all(), ("id",), cursor, 3)
    assert len(page) == 3
    assert page.previous_cursor == ""


def test_going_back_to_a_short_first_page_shows_a_full_one():
    rows = activities(6)
    last = forwards(Activity.objects.all(), ("id",), 3)[-1]
    Activity.objects.filter(pk=min(row.pk for row in rows)).delete()
    page = page_of(Activity.objects.all(), ("id",), last.previous_cursor, 3)
    assert page.items == list(Activity.objects.order_by("id")[:3])


def test_an_empty_list_is_one_page_without_neighbours():
    page = page_of(Activity.objects.all())
    assert (page.items, page.next_cursor, page.previous_cursor) == ([], "", "")


def test_relations_and_scopes_of_the_queryset_are_kept(django_assert_num_queries):
    activities(3)
    with django_assert_num_queries(1):
        assert [row.kind.name for row in page_of(Activity.objects.select_related("kind"), ("id",))]
    assert len(page_of(Activity.objects.filter(kind__name="Session"))) == 1


def forged(*values):
    return base64.urlsafe_b64encode(json.dumps(["after", *values]).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["x", "\x00", "🙂", "é" * 100_000, "a:b:c", ":", "::", forged("2021-03-12", "no uuid"), forged("\x00"), forged()],
    ids=lambda cursor: ascii(cursor[:12]),
)
def test_a_bad_cursor_shows_the_first_page(cursor):
    activities(4)
    shown, first = page_of(Activity.objects.all(), cursor=cursor, size=2), page_of(Activity.objects.all(), size=2)
    assert (shown.items, shown.previous_cursor) == (first.items, "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters()))
def test_no_text_in_the_address_breaks_a_list(cursor):
    assert page_of(Activity.objects.all(), cursor=cursor).items == []


def test_a_page_counts_all_rows_where_it_holds_them_and_else_says_that_there_are_more():
    activities(3)
    first = page_of(Activity.objects.all(), size=2)
    last = page_of(Activity.objects.all(), cursor=first.next_cursor, size=2)
    assert [str(first.count), str(last.count)] == ["more than 2", "more than 2"]
    assert str(page_of(Activity.objects.all(), size=3).count) == "3"


def test_a_cursor_of_another_order_or_another_list_shows_the_first_page():
    activities(4)
    cursor = page_of(Activity.objects.all(), ("id",), size=2).next_cursor
    page = page_of(Activity.objects.all(), ("-id",), cursor, 2)
    assert page.items == list(Activity.objects.order_by("-id")[:2])
    assert page_of(User.objects.all(), ("id",), cursor).items == []


def test_a_changed_cursor_shows_the_first_page():
    activities(4)
    cursor = page_of(Activity.objects.all(), size=2).next_cursor
    for place in range(0, len(cursor), 7):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        assert page_of(Activity.objects.all(), cursor=changed, size=2).previous_cursor == ""


def test_an_order_on_an_empty_column_is_refused_before_it_loses_rows():
    activities(3)
    with pytest.raises(FieldError, match="never empty"):
        page_of(Activity.objects.all(), ("submitted_at", "id"), size=2)


def test_addresses_keep_the_filters_and_replace_the_page():
    activities(9)
    request = RequestFactory().get("/activities/", {"kind": ["1", "2"], "q": "peace & quiet"})
    page = page_for(request, Activity.objects.all(), size=3)
    assert page.previous_url == ""
    assert page.next_url.startswith("?kind=1&kind=2&q=peace+%26+quiet&page=")
    second = page_for(RequestFactory().get("/activities/" + page.next_url), Activity.objects.all(), size=3)
    assert second.items == list(Activity.objects.order_by("-starts_on", "-id")[3:6])
    assert second.previous_url.count("page=") == 1


@pytest.mark.parametrize(
    ("cap", "words", "is_capped"),
    [(2, "more than 2", True), (4, "more than 4", True), (5, "5", False), (1000, "5", False)],
)
def test_a_count_stops_at_its_cap(cap, words, is_capped, django_assert_num_queries):
    activities(5)
    with django_assert_num_queries(1):
        count = capped_count(Activity.objects.order_by("title"), cap)
    assert (str(count), count.is_capped) == (words, is_capped)
    assert count.number == min(5, cap)


def test_a_count_reads_as_words():
    assert str(capped_count(Activity.objects.none())) == "0"
    assert str(Count(1_000, True)) == "more than 1,000"
