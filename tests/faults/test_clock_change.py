"""Line of the table: clocks change. 01:30 comes twice on 25 October 2026 and not at all on 29 March."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from interventions.models import Activity, UnsavedEntry
from tests import builders
from tests.interventions.forms import typed_entry

pytestmark = pytest.mark.django_db
SUMMER_HOUR = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
WINTER_HOUR = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
MISSING_HOUR = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
WHY = "Which day was it?"


def log(as_user, navigator, pilot) -> Activity:
    data = typed_entry(pilot, confirmed="1")
    assert as_user(navigator).post(reverse("activity_new"), data).status_code == 302
    return Activity.objects.get(pk=data["id"])


def send_back(as_user, manager, entry) -> None:
    data = {"version": entry.version, "decision": "return", f"return-{entry.pk}-reason": WHY}
    assert as_user(manager).post(reverse("review_decide", args=[entry.pk]), data).status_code == 302


@pytest.mark.parametrize("moment", [SUMMER_HOUR, WINTER_HOUR, MISSING_HOUR])
def test_every_page_with_a_time_opens_in_the_hour_that_the_clocks_change(
    as_user, navigator, manager, hillfields, time_machine, moment
):
    time_machine.move_to(moment, tick=False)
    entry = log(as_user, navigator, hillfields)
    builders.activity(hillfields, by=navigator)
    send_back(as_user, manager, entry)
    UnsavedEntry.objects.create(owner=navigator, activity_id=entry.pk, fields={"title": ["Half"]})
    of_entry = [reverse(name, args=[entry.pk]) for name in ("activity", "activity_edit", "activity_changes")]
    of_all = [reverse(name) for name in ("home", "notifications", "activities", "activities_csv", "activities_xlsx")]

    for address in of_entry + of_all:
        assert as_user(navigator).get(address).status_code == 200, address
    assert as_user(manager).get(reverse("review_queue")).status_code == 200
    assert entry.starts_on == moment.date()


def test_an_hour_that_comes_twice_keeps_its_order(as_user, navigator, manager, hillfields, time_machine):
    time_machine.move_to(SUMMER_HOUR, tick=False)
    entry = log(as_user, navigator, hillfields)
    time_machine.move_to(WINTER_HOUR, tick=False)
    send_back(as_user, manager, entry)
    page = as_user(navigator).get(entry.get_absolute_url()).content.decode()
    # The reason stands on top of the page, too: the thread is what has an order.
    page = page[page.index("moj-timeline") :]

    submitted, returned = page.index("2026-10-25T01:30:00+01:00"), page.index("2026-10-25T01:30:00+00:00")
    assert page.count("25 October 2026, 01:30") == 2
    steps = list(entry.steps.order_by("made_at").values_list("move", flat=True))
    assert steps == ["submit", "return"]
    assert (submitted < returned) is (page.index("Submitted") < page.index(WHY))


def test_summer_evening_belongs_to_its_own_day(as_user, navigator, hillfields, time_machine):
    """23:30 in London is still the same day, and half past midnight the next, whatever the day in UTC."""
    for moment, day in ((datetime(2026, 7, 1, 22, 30, tzinfo=UTC), 1), (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), 2)):
        time_machine.move_to(moment, tick=False)
        assert log(as_user, navigator, hillfields).starts_on.day == day
