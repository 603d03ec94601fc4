"""``make run`` fills an empty database, and only an empty one."""

from io import StringIO

import pytest
from django.core.management import call_command

from interventions.models import Activity
from pilots.models import Region
from tests import builders
from vru_portal.access.models import User
from vru_portal.demonstration import year
from vru_portal.demonstration.people import PASSWORD


@pytest.fixture
def prepare(monkeypatch, db):
    """Return what the command prints. The year is a short one."""
    monkeypatch.setattr(year, "ENTRIES", 60)

    def run() -> str:
        output = StringIO()
        call_command("prepare_database", stdout=output)
        return output.getvalue()

    return run


def test_an_empty_database_is_filled_and_one_sign_in_a_role_is_printed(prepare):
    printed = prepare()

    assert Region.objects.get().name == "West Midlands"
    assert Activity.objects.filter(is_demonstration=True).exists()
    lines = [line for line in printed.splitlines() if "@example.org" in line]
    assert len(lines) == 6
    assert all(PASSWORD in line for line in lines)


def test_a_second_run_changes_nothing_and_prints_the_same_sign_ins(prepare):
    first = prepare()
    entry = Activity.objects.filter(is_demonstration=True).first()
    Activity.objects.filter(pk=entry.pk).update(title="Changed by hand")
    before = Activity.objects.count(), User.objects.count()

    second = prepare()

    assert (Activity.objects.count(), User.objects.count()) == before
    assert Activity.objects.get(pk=entry.pk).title == "Changed by hand"
    assert second.split("Sign in")[1] == first.split("Sign in")[1]


def test_a_database_with_people_of_its_own_gets_no_demonstration(prepare, navigator):
    prepare()

    assert list(User.objects.all()) == [navigator]
    assert not Activity.objects.exists()


def test_another_region_is_left_alone(prepare):
    builders.region("North East", "north-east")

    prepare()

    assert [region.slug for region in Region.objects.all()] == ["north-east"]


def test_production_is_never_filled(prepare, settings):
    settings.DEMONSTRATION = False

    assert "@example.org" not in prepare()
    assert not Region.objects.exists()
    assert not User.objects.exists()
