"""Freezing the figures of a closed quarter, and what shows when they change."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions import workflow
from interventions.models import Activity
from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.models import FrozenFigures

pytestmark = pytest.mark.django_db
QUARTER = Quarter.last_closed(timezone.localdate())
FIRST_DAY = QUARTER.start


def address(quarter=QUARTER, code="E08000026"):
    return reverse("figures_freeze", args=[code, quarter.slug])


def seen_on(client, url):
    return client.get(url).context["form"].initial["seen"]


def freeze(client, **posted):
    return client.post(address(), {"seen": seen_on(client, address()), **posted})


@pytest.fixture
def entry(hillfields, navigator):
    return builders.activity(hillfields, navigator, status="approved", starts_on=FIRST_DAY, reach={"Young people": 12})


def test_manager_freezes_the_figures_of_a_closed_quarter(entry, manager, as_user):
    client = as_user(manager)
    page = client.get(address())
    assert "Individuals: Young people" in page.content.decode()
    assert freeze(client).status_code == 302
    frozen = FrozenFigures.objects.get()
    assert (frozen.revision, frozen.frozen_by, frozen.starts_on) == (1, manager, QUARTER.start)
    assert frozen.figures["reach|people|individuals|Young people"] == 12
    assert "Nothing has changed since" in client.get(f"{dashboard()}").content.decode()


def dashboard():
    return f"{reverse('dashboard_authority', args=['E08000026'])}?period={QUARTER.slug}"


def test_a_late_approval_shows_as_a_revision_with_its_reason(entry, hillfields, navigator, manager, as_user):
    client = as_user(manager)
    freeze(client)
    late = builders.activity(
        hillfields, navigator, starts_on=FIRST_DAY, title="Boxing evening", reach={"Young people": 8}
    )
    workflow.move(late, "approve", by=manager)
    assert "changed since" in client.get(dashboard()).content.decode()
    page = client.get(address()).content.decode()
    assert "Boxing evening" in page
    assert "Approved late" in page
    assert freeze(client, reason="A session was approved late").status_code == 302
    first, second = FrozenFigures.objects.order_by("revision")
    assert first.figures["reach|people|individuals|Young people"] == 12
    assert second.figures["reach|people|individuals|Young people"] == 20
    assert second.reason == "A session was approved late"


def test_how_the_quarter_stands_to_what_was_frozen_comes_before_its_numbers(entry, manager, as_user):
    client = as_user(manager)
    assert before_numbers(client).count("Freeze its figures") == 1
    freeze(client)
    assert before_numbers(client).count("Frozen as at") == 1


def before_numbers(client):
    return client.get(dashboard()).content.decode().split("Key numbers</h2>")[0]


def test_the_page_says_which_changes_have_no_recorded_reason(entry, manager, as_user):
    page = as_user(manager).get(address()).content.decode()
    assert "Later changes of meetings, schools and interventions show too, but no reason is recorded" in page


def test_a_reopened_entry_shows_with_the_words_of_who_reopened_it(entry, manager, as_user):
    client = as_user(manager)
    freeze(client)
    workflow.move(Activity.objects.get(pk=entry.pk), "reopen", by=manager, reason="Two groups were counted twice")
    page = client.get(address()).content.decode()
    assert "Two groups were counted twice" in page
    assert "not recorded" in page


def test_an_entry_that_was_moved_out_of_the_quarter_is_a_reason(entry, manager, navigator, as_user):
    client = as_user(manager)
    freeze(client)
    workflow.move(Activity.objects.get(pk=entry.pk), "reopen", by=manager, reason="It was in another month")
    moved = Activity.objects.get(pk=entry.pk)
    moved.starts_on = QUARTER.after.start
    moved.save()
    assert "It was in another month" in client.get(address()).content.decode()


def test_a_revision_needs_a_reason_that_names_nobody(entry, hillfields, navigator, manager, as_user):
    client = as_user(manager)
    freeze(client)
    builders.activity(hillfields, navigator, status="approved", starts_on=FIRST_DAY)
    assert "Enter why the figures were revised" in freeze(client, reason="").content.decode()
    assert "nobody may be named here" in freeze(client, reason="Ring 07700 900123").content.decode()
    assert FrozenFigures.objects.count() == 1


def test_nothing_is_frozen_twice_without_a_change(entry, manager, as_user):
    client = as_user(manager)
    freeze(client)
    assert "There is nothing to freeze" in freeze(client, reason="Once more").content.decode()
    assert FrozenFigures.objects.count() == 1


def test_figures_that_changed_while_somebody_looked_are_shown_first(entry, hillfields, navigator, manager, as_user):
    client = as_user(manager)
    seen = seen_on(client, address())
    builders.activity(hillfields, navigator, status="approved", starts_on=FIRST_DAY)
    page = client.post(address(), {"seen": seen})
    assert "look at them again" in page.content.decode()
    assert not FrozenFigures.objects.exists()
    assert client.post(address(), {"seen": seen_on(client, address())}).status_code == 302


def test_a_quarter_that_runs_cannot_be_frozen(entry, manager, as_user):
    running = address(Quarter.of(timezone.localdate()))
    assert "is not over" in as_user(manager).get(running).content.decode()
    assert as_user(manager).post(running, {"seen": ""}).status_code == 409
    assert not FrozenFigures.objects.exists()


def test_an_empty_quarter_can_be_frozen(coventry, manager, as_user):
    assert freeze(as_user(manager)).status_code == 302
    assert FrozenFigures.objects.get().figures.get("activities") == 0


def test_what_is_no_quarter_is_not_found(coventry, manager, as_user):
    for slug in ("2020-21", "yesterday", "2020-22-q1", "1999-00-q4", "0001-02-q1"):
        assert as_user(manager).get(f"/authorities/E08000026/dashboard/{slug}/freeze/").status_code == 404


def test_only_managers_of_the_authority_freeze(entry, navigator, dudley_manager, analyst, as_user):
    assert as_user(navigator).get(address()).status_code == 403
    assert as_user(analyst).post(address()).status_code == 403
    assert as_user(dudley_manager).get(address()).status_code == 404
    assert "Freeze its figures" not in as_user(navigator).get(dashboard()).content.decode()


def test_the_first_day_of_the_quarter_counts_and_the_day_before_does_not(hillfields, navigator, manager, as_user):
    builders.activity(hillfields, navigator, status="approved", starts_on=QUARTER.start)
    builders.activity(hillfields, navigator, status="approved", starts_on=date.fromordinal(FIRST_DAY.toordinal() - 1))
    freeze(as_user(manager))
    assert FrozenFigures.objects.get().figures["activities"] == 1
