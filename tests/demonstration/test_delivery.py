"""What the demonstration delivers and measures: made up, marked, and true to its own entries."""

from datetime import date

import pytest

from interventions.models import Activity, AnticipatedOutcome, Intervention, OutcomeRecord, ReviewStep
from interventions.models.activity import Status
from interventions.outcomes.statistics import FEWEST_DRAWN, change_interval
from pilots.models import EducationSetting
from tests import builders
from vru_portal.demonstration import year
from vru_portal.demonstration.loading import load

TODAY = date(2026, 11, 20)


@pytest.fixture
def loaded(hillfields, st_james, coventry, dudley, monkeypatch):
    """A year of six pilots, so that something is measured in three."""
    for number in range(4):
        builders.pilot(f"Pilot {number}", f"pilot-{number}", of=[coventry, dudley][number % 2])
    builders.measure("Short wellbeing scale", slug="swemwbs", lowest=7, highest=35, meaningful_change=3)
    monkeypatch.setattr(year, "ENTRIES", 500)
    load(coventry.region, TODAY)


def test_interventions_are_marked_and_belong_to_the_pilot_of_their_entries(loaded):
    assert Intervention.objects.exists()
    assert not Intervention.objects.filter(is_demonstration=False).exists()
    for entry in Activity.objects.exclude(intervention=None).select_related("intervention"):
        assert entry.intervention.pilot_id == entry.pilot_id
        assert entry.intervention.name.startswith(entry.intervention_name)


def test_some_early_entries_are_left_to_match(loaded):
    unmatched = Activity.objects.filter(intervention=None).exclude(intervention_name="")

    assert any(Intervention.objects.filter(name__startswith=entry.intervention_name) for entry in unmatched)


def test_records_add_up_and_went_through_review(loaded):
    records = OutcomeRecord.objects.prefetch_related("steps")

    assert {record.status for record in records} >= {Status.APPROVED, Status.SUBMITTED}
    for record in records:
        assert record.is_demonstration
        assert record.mean_change == pytest.approx(record.mean_after - record.mean_before, abs=0.001)
        is_drawn = record.measured_both >= FEWEST_DRAWN
        assert sum(count for _, _, count in record.histogram) == (record.measured_both if is_drawn else 0)
        assert change_interval(record.measured_both, record.mean_change, record.sd_change).low < record.mean_change
        assert [step.to_status for step in record.steps.all()][-1] == record.status
        assert record.version == 1 + record.steps.count()
    assert not ReviewStep.objects.filter(outcome__isnull=False, made_at__date__gt=TODAY).exists()


def test_targets_are_on_what_is_measured(loaded):
    expected = AnticipatedOutcome.objects.all()

    assert expected.exists()
    assert {outcome.measure.slug for outcome in expected} == {"swemwbs"}
    assert all(outcome.intervention.pilot_id == outcome.pilot_id for outcome in expected)


def test_schools_bear_names_that_say_that_they_are_examples(loaded):
    assert EducationSetting.objects.count() == 6
    assert all(school.name.startswith("Example") for school in EducationSetting.objects.all())


def test_records_differ(loaded):
    figures = list(OutcomeRecord.objects.values_list("mean_change", "measured_both"))

    assert len(set(figures)) == len(figures) > 2
