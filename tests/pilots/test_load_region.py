"""What load_region stores, and what it does when it is run again."""

import pytest
from django.core.management import CommandError
from django.utils import timezone

from interventions.models import Activity, ActivityKind, Reach, ReviewStep
from pilots.models import ContextEntry, LocalAuthority, Locality, Phase, Pilot, PublishedFigure, Region, Theme
from stakeholders.models import Organisation
from tests import builders
from tests.pilots.conftest import WEST_MIDLANDS

pytestmark = pytest.mark.django_db
HISTORIES = [
    model.history.model
    for model in (Region, LocalAuthority, Locality, Theme, Organisation, Pilot, Phase, PublishedFigure, ContextEntry)
] + [ActivityKind.history.model, Activity.history.model, Reach.history.model]


def history_rows() -> int:
    return sum(history.objects.count() for history in HISTORIES)


def test_the_example_of_the_documentation_is_stored_whole(load, example):
    load(example)
    region = Region.objects.get(slug="northshire")
    assert region.unit_name == "Northshire Violence Reduction Unit"
    old_town = Locality.objects.get(slug="old-town")
    assert (old_town.population, old_town.population_year, str(old_town.latitude)) == (19400, 2021, "54.12345")
    pilot = Pilot.objects.get(slug="old-town")
    assert list(pilot.localities.all()) == [old_town]
    assert [organisation.name for organisation in pilot.partners.all()] == ["Old Town Community Trust"]
    assert [(phase.status, phase.since) for phase in pilot.phases.all()] == [
        ("in_development", "2024-01"),
        ("operational", "2024-05"),
    ]
    assert pilot.figures.get().wording == "over 25"
    assert region.figures.get().number == 40
    assert LocalAuthority.objects.get(gss_code="E06000901").figures.get().number is None


def test_a_highlight_becomes_an_approved_entry_that_names_its_source(load, example):
    load(example)
    entry = Activity.objects.get(source_key="street-work")
    assert entry.status == "approved"
    assert entry.author is None
    assert entry.source.title == "Northshire VRU annual report"
    assert (str(entry.starts_on), str(entry.ends_on), entry.hours) == ("2025-01-01", "2025-03-31", 90)
    assert entry.locality.slug == "old-town"
    assert str(entry.reach.get()) == "120 young people"
    step = entry.steps.get()
    assert (step.move, step.from_status, step.to_status, step.made_by) == ("recorded", "draft", "approved", None)
    assert step.reason == "Recorded as published in Northshire VRU annual report"


def test_what_is_announced_becomes_planned_activity(load, example):
    load(example)
    entry = Activity.objects.get(source_key="summer-fair")
    assert entry.status == "planned"
    assert (str(entry.starts_on), entry.ends_on) == ("2025-07-12", None)
    assert not entry.steps.exists()


def test_a_month_covers_the_whole_month_at_the_site(load, example):
    load(example)
    entry = Activity.objects.get(source_key="staff-training")
    assert (str(entry.starts_on), str(entry.ends_on)) == ("2025-02-01", "2025-02-28")
    assert entry.site.name == "Seaborough College"
    assert str(entry.reach.get()) == "about 60 education staff (attendances)"


def test_the_command_says_what_it_did(load, example):
    said = load(example)
    assert "Local authorities                            2       2        0" in said
    assert "Nothing changed" not in said


@pytest.mark.parametrize("file", ["example", WEST_MIDLANDS], ids=["example", "West Midlands"])
def test_a_second_run_stores_nothing_twice_and_leaves_no_trace(load, example, file):
    content = example if file == "example" else file
    load(content)
    before = (history_rows(), Activity.objects.count(), ReviewStep.objects.count(), Reach.objects.count())
    said = load(content)
    assert "Nothing changed." in said
    assert "left as it is" not in said
    assert before == (history_rows(), Activity.objects.count(), ReviewStep.objects.count(), Reach.objects.count())


def test_a_changed_file_updates_in_place_and_writes_history(load, example):
    load(example)
    pilot, entry = Pilot.objects.get(slug="old-town"), Activity.objects.get(source_key="street-work")
    changed = example.replace("name: Old Town\n    authority", "name: Old Town and Harbour\n    authority")
    changed = changed.replace("number: 120", "number: 125").replace("wording: over 25", "wording: over 30")
    changed = changed.replace("title: Detached youth work", "title: Street work")
    said = load(changed)
    assert Pilot.objects.get(pk=pilot.pk).name == "Old Town and Harbour"
    assert Activity.objects.get(pk=entry.pk).title == "Street work"
    assert entry.reach.get().number == 125
    assert pilot.figures.get().wording == "over 30"
    assert pilot.history.first().history_change_reason == "Loaded from region.yaml"
    assert pilot.history.first().name == "Old Town and Harbour"
    assert "Pilots                                       2       0        1" in said


def test_an_entry_that_is_planned_no_longer_gets_its_step(load, example):
    load(example)
    load(example.replace("status: planned\n        from", "status: approved\n        from"))
    entry = Activity.objects.get(source_key="summer-fair")
    assert entry.status == "approved"
    assert entry.steps.get().from_status == "planned"


def test_what_is_gone_from_the_file_stays_and_is_listed(load, example):
    load(example)
    without = example[: example.index("      - key: summer-fair")] + example[example.index("  - key: college") :]
    without = without.replace("    partners: [Old Town Community Trust]\n", "")
    said = load(without)
    assert Activity.objects.filter(source_key="summer-fair").exists()
    assert "Not in the files, and left as it is:" in said
    assert "activity 'Summer fair'" in said
    assert "pilot 'Old Town': Old Town Community Trust" in said
    assert Pilot.objects.get(slug="old-town").partners.count() == 1


def test_what_people_have_changed_in_the_portal_is_left_and_listed(load, example, as_user):
    load(example)
    pilot = Pilot.objects.get(slug="old-town")
    person = builders.posted("Nadia Navigator", "navigator", pilot.authority)
    pilot.aims = "Somebody's own aims"
    pilot._history_user = person
    pilot.save()
    said = load(example.replace("started: 2024-05", "started: 2024-04").replace("Reduce violence", "End violence"))
    pilot.refresh_from_db()
    assert pilot.aims == "Somebody's own aims"
    assert pilot.starts_on == "2024-04"
    assert "Changed in the portal, and left as it is there:\n  pilot 'Old Town', aims" in said
    load(example.replace("Reduce violence", "Stop violence"))
    pilot.refresh_from_db()
    assert pilot.aims == "Somebody's own aims"


def test_a_planned_entry_that_has_happened_is_not_set_back(load, example):
    load(example)
    entry = Activity.objects.get(source_key="summer-fair")
    entry.author = entry._history_user = builders.posted("Nadia Navigator", "navigator", entry.authority)
    entry.status, entry.title = "submitted", "Summer fair with 300 visitors"
    entry.save()
    said = load(example)
    entry.refresh_from_db()
    assert (entry.status, entry.title) == ("submitted", "Summer fair with 300 visitors")
    assert "activity 'Summer fair with 300 visitors'" in said


def test_what_people_have_added_is_not_listed_as_gone(load, example):
    load(example)
    organisation = Organisation(name="Added in the portal", region=Region.objects.get())
    organisation._history_user = builders.user()
    organisation.save()
    assert "Added in the portal" not in load(example)


def test_several_regions_stand_side_by_side(load, example):
    load(WEST_MIDLANDS)
    before = Activity.objects.count()
    load(example)
    assert Region.objects.count() == 2
    assert Activity.objects.count() == before + 3
    assert ActivityKind.objects.filter(name="Training").count() == 1
    assert "Nothing changed" in load(example)
    assert Theme.objects.filter(name="Trauma informed").count() == 2


def test_an_authority_belongs_to_one_region(load, example):
    load(WEST_MIDLANDS)
    with pytest.raises(CommandError) as refused:
        load(example.replace("E06000901", "E08000026"))
    assert "authorities[0].gss: E08000026 belongs to another region: West Midlands" in str(refused.value)


def test_a_pilot_does_not_move_to_another_authority(load, example):
    load(example)
    with pytest.raises(CommandError) as refused:
        load(example.replace("authority: Seaborough", "authority: Northshire"))
    assert "pilots[1].authority: this pilot is stored under E06000902 already" in str(refused.value)


def test_kinds_that_are_stored_already_need_not_be_listed(load, example):
    load(example)
    start, end = example.index("activity_kinds:"), example.index("\nfigures:")
    assert "Nothing changed." in load(example[:start] + example[end:])


def test_a_check_stores_nothing(load, example):
    assert "Only checked: nothing was stored." in load(example, check=True)
    assert not Region.objects.exists()


def test_a_fault_in_the_middle_of_storing_leaves_nothing(load, example, monkeypatch):
    monkeypatch.setattr("interventions.loading.highlights.store_reach", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(example)
    assert not Region.objects.exists()
    assert history_rows() == 0


def test_an_approved_highlight_cannot_lie_in_the_future(load, example):
    year = timezone.localdate().year + 1
    with pytest.raises(CommandError) as refused:
        load(example.replace("from: 2025-02", f"from: {year}-02"))
    assert f"pilots[1].highlights[0].from: {year}-02 ends in the future" in str(refused.value)
