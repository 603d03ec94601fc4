"""How the demonstration makes networks: the same each time, on any day, and without touching what was published."""

from datetime import date

import pytest
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from stakeholders.models import AgreedAction, Headcount, IncidentEntry, Meeting, Membership, Network
from tests import builders
from tests.demonstration.conftest import make_places
from vru_portal.demonstration import year
from vru_portal.demonstration.loading import load

TODAY = timezone.localdate()


@pytest.fixture
def places(db, monkeypatch):
    monkeypatch.setattr(year, "ENTRIES", 300)
    return make_places()


def test_what_was_published_of_a_network_is_left_alone(places):
    published, counted = Network.objects.get(), Headcount.objects.get()
    kept = [field for field in model_to_dict(published) if field not in {"welcomes_members", "invitation"}]
    before = model_to_dict(published, kept), model_to_dict(counted)
    load(places, TODAY)
    published.refresh_from_db()
    assert (model_to_dict(published, kept), model_to_dict(Headcount.objects.get())) == before
    assert published.is_demonstration is False
    assert 10 < published.memberships.current().count() < counted.number


def test_a_network_of_young_people_has_no_members_made_up(places, st_james):
    panel = builders.network("Youth panel", of=st_james, kind=Network.Kind.YOUTH_PANEL)
    load(places, TODAY)
    assert not panel.memberships.exists()
    assert Network.objects.filter(pilot=st_james, is_demonstration=True).exists()


def test_the_same_day_makes_the_same_networks(places):
    def made() -> list:
        with transaction.atomic():
            load(places, TODAY)
            people = [(str(one), one.contact.email, one.joined_on, one.left_on) for one in Membership.objects.all()]
            meetings = [(one.pk, one.starts_at, one.status, one.guests) for one in Meeting.objects.all()]
            actions = [(one.text, one.due_on, one.done_on) for one in AgreedAction.objects.all()]
            transaction.set_rollback(True)
        return [sorted(map(str, rows)) for rows in (people, meetings, actions)]

    assert made() == made()


@pytest.mark.parametrize("today", [date(2027, 3, 31), date(2028, 2, 29), date(2026, 12, 26), date(2027, 1, 1)])
def test_it_can_be_made_on_any_day(places, today):
    load(places, today)
    assert Meeting.objects.held().exists()


def test_without_the_authority_that_shows_them_there_is_no_incident(st_james, region, monkeypatch):
    monkeypatch.setattr(year, "ENTRIES", 50)
    load(region, TODAY)
    assert not IncidentEntry.objects.exists()
