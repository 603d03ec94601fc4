"""Short lists of several models are read in one query, and are what each of them would have been by itself."""

import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interventions.models import Activity, OutcomeRecord, UnsavedEntry
from pilots.models import Pilot, Site
from tests import builders
from vru_portal import together
from vru_portal.access.models import User


def values_of(record):
    loaded = [field for field in record._meta.concrete_fields if field.attname not in record.get_deferred_fields()]
    return {field.attname: getattr(record, field.attname) for field in loaded}


@pytest.fixture
def logged(hillfields, navigator):
    builders.activity(hillfields, by=navigator, title="First", submitted_at=timezone.now(), minutes=90)
    builders.activity(hillfields, by=navigator, title="Second", starts_on=datetime.date(2021, 3, 12))
    builders.outcome_record(hillfields, by=navigator)
    UnsavedEntry.objects.create(owner=navigator, activity_id=uuid4(), fields={"title": ["Typed"]})
    Site.objects.create(pilot=hillfields, name="A school")


def test_each_list_holds_what_its_queryset_holds(logged):
    asked = {
        "entries": Activity.objects.for_short_list().order_by("-title"),
        "newest": Activity.objects.for_short_list().order_by("-starts_on")[:1],
        "outcomes": OutcomeRecord.objects.select_related("measure", "pilot__authority"),
        "unsaved": UnsavedEntry.objects.all(),
        "sites": Site.objects.all(),
        "pilots": Pilot.objects.select_related("lead_navigator"),
        "people": User.objects.filter(full_name="Nobody"),
    }
    with CaptureQueriesContext(connection) as queries:
        found = together.read(**asked)
    assert len(queries) == 1
    assert len(found["entries"]) == 2
    for name, rows in asked.items():
        assert [values_of(one) for one in found[name]] == [values_of(one) for one in rows]


def test_what_a_queryset_joins_or_annotates_is_there_without_a_further_query(logged, hillfields, manager):
    Pilot.objects.filter(pk=hillfields.pk).update(lead_navigator=manager)
    entries = Activity.objects.select_related("pilot__authority", "site", "author").annotate(said=Value("so"))
    found = together.read(entries=entries, pilots=Pilot.objects.select_related("lead_navigator"))
    with CaptureQueriesContext(connection) as queries:
        assert [one.said for one in found["entries"]] == ["so", "so"]
        assert {one.pilot.authority.name for one in found["entries"]} == {"Coventry"}
        assert {one.site for one in found["entries"]} == {None}
        assert [one.lead_navigator for one in found["pilots"]] == [manager]
    assert len(queries) == 0


def test_a_field_that_a_queryset_leaves_out_is_read_when_it_is_asked_for(logged):
    first, _ = together.read(entries=Activity.objects.defer("title").order_by("pk"))["entries"]
    assert first.get_deferred_fields() == {"title"}
    assert first.title in ("First", "Second")
