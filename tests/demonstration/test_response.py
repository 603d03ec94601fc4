"""The demonstration's response plans and critical incidents: told without anybody in them."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from stakeholders.incidents.figures import response_figures
from stakeholders.incidents.words import ADDRESS
from stakeholders.models import CriticalIncident, ResponsePlan
from stakeholders.plans.readiness import readiness_of
from tests import builders
from vru_portal import personal_data
from vru_portal.access.models import User
from vru_portal.demonstration import year
from vru_portal.demonstration.loading import load

TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """The demonstration, made once for the tests of this module, each of which is undone."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(year, "ENTRIES", 100)
        builders.pilot("Hillfields", "hillfields", of=builders.authority("Coventry", "E08000026"))
        builders.pilot("St James' Ward", "st-james", of=builders.authority("Dudley", "E08000027"))
        builders.authority("Sandwell", "E08000028")
        load(builders.region(), TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    return loaded_once


@pytest.fixture
def ended(loaded):
    return CriticalIncident.objects.closed().get()


@pytest.fixture
def going_on(loaded):
    return CriticalIncident.objects.open().get()


def test_one_plan_is_ready_one_has_gaps_and_one_authority_has_none(loaded, coventry, dudley):
    sandwell = builders.authority("Sandwell", "E08000028")
    found = readiness_of([coventry, dudley, sandwell])
    assert [str(gap) for gap in found[coventry.pk].gaps] == []
    assert len(found[dudley.pk].gaps) > 5
    assert found[sandwell.pk].words == "No plan yet"
    assert ResponsePlan.objects.count() == 2


def test_history_says_who_drew_a_plan_up(loaded, coventry):
    plan = coventry.response_plan
    for row in (plan, *plan.partners.all(), *plan.places.all(), *plan.support.all(), *plan.roles.all()):
        assert row.history.get().history_user.email == "navigator.coventry@example.org"


def test_one_incident_ended_with_a_debrief_that_changed_the_plan(ended, coventry):
    assert ended.authority == coventry
    assert ended.what_helped
    assert ended.lessons
    assert ended.plan_changes
    assert ended.taken_over.get().plan == coventry.response_plan
    last = ended.entries.last()
    assert (last.kind, last.happened_at) == ("closed", ended.closed_at)


def test_one_incident_is_open_and_its_next_review_lies_ahead(going_on):
    assert going_on.next_review_at.date() > TODAY
    assert going_on.entries.filter(kind="correction").exists()
    assert not going_on.what_helped


def test_two_people_wrote_each_log_in_one_order(ended, going_on):
    staff = set(User.objects.filter(email__in=["navigator.coventry@example.org", "manager.coventry@example.org"]))
    for incident in (ended, going_on):
        entries = list(incident.entries.all())
        assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
        assert {entry.made_by for entry in entries} == staff
        times = [incident.known_at, *(entry.happened_at for entry in entries)]
        assert times == sorted(times)
        assert all(entry.made_at >= entry.happened_at for entry in entries)
        assert times[-1] < timezone.now() + timedelta(days=1)
        assert {reading.user for reading in incident.readings.all()} == staff


def test_nobody_and_no_place_is_in_an_incident(ended, going_on):
    people = {word for user in User.objects.all() for word in user.full_name.split()} - {"Example"}
    for incident in (ended, going_on):
        assert incident.is_demonstration
        assert incident.locality is None
        texts = [incident.area, incident.what_helped, incident.lessons, incident.plan_changes]
        texts += [entry.text for entry in incident.entries.all()]
        for text in texts:
            assert not personal_data.find(text)
            assert not ADDRESS.search(text)
            assert not people & set(text.replace(",", " ").replace(".", " ").split())


def test_the_response_is_counted(ended, going_on):
    figures = response_figures(CriticalIncident.objects.all())
    assert (figures.number, figures.responded) == (2, 2)
    assert figures.minutes_to_response < 60
    assert sum(one.people or 0 for one in figures.support) == 95


def test_codes_are_those_of_the_year_in_which_they_were_opened(ended, going_on):
    for incident in (ended, going_on):
        assert incident.code.startswith(f"CI-{timezone.localtime(incident.opened_at).year}-")
