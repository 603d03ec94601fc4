"""The benchmark's log: the same for the same seed, and of one piece with what the portal itself would store."""

from datetime import date
from random import Random

import pytest
from django.core.management import CommandError, call_command

from interventions.models import Activity, MonthlyActivity, Reach, ReviewStep
from interventions.monthly import rebuild
from vru_portal.benchmark.data.log import OPEN, Log
from vru_portal.benchmark.management.commands.make_benchmark_data import Command
from vru_portal.benchmark.pages import Cast, all_pages
from vru_portal.reporting.models import Bulletin

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
ROWS = 2_400


@pytest.fixture
def log():
    call_command(Command(), rows=ROWS, until=DAY, verbosity=0)


def test_the_log_has_as_many_entries_as_asked_for(log):
    assert Activity.objects.count() == ROWS
    waiting = Activity.objects.filter(status="submitted")
    assert {waiting.filter(authority=one).count() for one in waiting.values_list("authority", flat=True)[:5]} == {
        OPEN["submitted"]
    }
    assert Reach.objects.exists()
    approved = Activity.objects.approved().count()
    assert ReviewStep.objects.filter(move="approve").count() == approved > 0


def test_the_same_seed_makes_the_same_log(log):
    """The same command in an emptied database would take other keys: what is made up is compared, without places."""
    first, second = (next(Log(DAY, Random(7)).batches(ROWS)) for _ in range(2))  # noqa: S311 (made-up data)
    other = next(Log(DAY, Random(8)).batches(ROWS))  # noqa: S311 (made-up data)
    assert first == second
    assert first.entries != other.entries


def test_the_entries_are_stored_as_the_form_stores_them(log):
    for entry in Activity.objects.select_related("pilot")[:50]:
        words, authority = entry.words.split(), entry.authority_id
        entry.fill_in()
        assert (entry.words.split(), entry.authority_id) == (words, authority)
        entry.full_clean(exclude=["authority"])


def test_the_monthly_figures_are_those_of_the_log(log):
    before = list(MonthlyActivity.objects.order_by("pk").values_list("month", "pilot", "kind", "entries", "minutes"))
    rebuild()
    after = MonthlyActivity.objects.values_list("month", "pilot", "kind", "entries", "minutes")
    assert sorted(before) == sorted(after)
    assert sum(row[3] for row in before) == Activity.objects.approved().count()


def test_a_database_that_holds_a_region_is_left_alone(region):
    with pytest.raises(CommandError, match="empty"):
        call_command(Command(), rows=10, verbosity=0)
    assert not Activity.objects.exists()


def test_bulletins_of_a_region_and_an_authority_are_published(log):
    published = Bulletin.objects.public()
    assert {(bulletin.authority_id is None, bulletin.starts_on) for bulletin in published} == {
        (True, date(2026, 1, 1)),
        (False, date(2026, 1, 1)),
    }
    assert all(bulletin.content["authorities"] and bulletin.pdf for bulletin in published)


@pytest.mark.urls("vru_portal.benchmark.urls")
def test_every_page_of_the_benchmark_answers(log, client, settings):
    for page in all_pages(Cast()):
        if page.post is None:
            client.cookies[settings.SESSION_COOKIE_NAME] = page.session
            assert client.get(page.path).status_code == 200, page.name
