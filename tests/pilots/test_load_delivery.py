"""What load_region stores of interventions, schools, outcomes and theories of change, and leaves when run again."""

import pytest
from django.core.management import CommandError

from interventions.models import Activity, AnticipatedOutcome, Intervention, InterventionPhase, StepMeasure
from interventions.models.intervention import DeliveryStatus
from pilots.models import EducationSetting, Pilot, Site, TheoryLink, TheoryStep
from pilots.theory.changes import versions_of
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def navigator(load, example):
    load(example)
    return builders.posted("Nadia Navigator", "navigator", Pilot.objects.get(slug="old-town").authority)


def saved_by(person, row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = person
    row.save()


def test_an_intervention_is_stored_with_everything_that_the_file_says(load, example):
    load(example)
    one = Intervention.objects.get(key="street-work")
    assert (str(one.type), str(one.provider), one.funder) == ("Detached youth work", "Old Town Community Trust", None)
    assert (one.target_group, str(one.audience)) == ("Young people who are out after dark", "Young people")
    assert (one.referral, one.how_to_refer, one.ages) == (
        "needed",
        "Schools and the police tell the Trust.",
        "11 to 25",
    )
    assert (one.planned_dose, one.starts_on, one.ends_on) == ("Three evenings a week, for a year", "2024-06", "2025-06")
    assert [place.slug for place in one.localities.all()] == ["old-town"]
    assert [(phase.status, phase.since, phase.until) for phase in one.phases.all()] == [
        ("planned", "2024-05", "2024-06"),
        ("running", "2024-06", ""),
    ]
    assert one.status == DeliveryStatus.RUNNING
    assert one.source.key == "annual-report"
    assert one.authority.name == "Northshire"


def test_an_intervention_without_phases_has_no_status(load, example):
    load(example)
    one = Intervention.objects.get(key="staff-training")
    assert (one.status, one.phases.count()) == ("", 0)
    assert (one.language, str(one.funder), one.school_level) == ("Polish", "Seaborough College", "whole_school")
    assert [school.name for school in one.schools.all()] == ["Seaborough College"]
    assert not one.localities.exists()


def test_an_intervention_that_names_no_place_is_in_the_only_locality_of_its_pilot(load, example):
    load(example.replace("        localities: [old-town]\n", ""))
    assert [place.slug for place in Intervention.objects.get(key="street-work").localities.all()] == ["old-town"]


def test_schools_are_stored_and_sites_and_highlights_linked(load, example):
    load(example)
    school = EducationSetting.objects.get(name="Seaborough College")
    assert (school.phase, school.urn, school.engaged_since, school.engaged_until) == (
        *("college", "100123"),
        *("2024-09", "2025-07"),
    )
    assert EducationSetting.objects.get(name="Harbour School").phase == ""
    assert Site.objects.get().school == school
    assert Activity.objects.get(source_key="street-work").intervention.key == "street-work"
    assert Activity.objects.get(source_key="summer-fair").intervention is None


def test_an_anticipated_outcome_names_its_measure_and_its_intervention(load, example):
    load(example)
    one = AnticipatedOutcome.objects.get()
    assert (one.statement, one.measured_by) == ("More young people feel safe after dark", "Self-report")
    assert (one.measure.slug, one.intervention.key, one.source.key) == ("self-report", "street-work", "annual-report")


def test_a_theory_of_change_is_stored_with_links_assumptions_factors_and_measures(load, example):
    load(example)
    theory = Pilot.objects.get(slug="old-town").theory
    assert (theory.note, theory.version) == ("Drawn up by the steering group in May 2024.", 1)
    assert [str(factor) for factor in theory.factors.all()] == ["Few safe places to go"]
    steps = theory.steps.order_by("pk")
    assert [(step.key, step.stage, step.position) for step in steps] == [
        ("dark", "context", 1),
        ("street-work", "activity", 1),
        ("contacts", "output", 1),
        ("support", "short", 1),
    ]
    links = {(link.start.key, link.end.key): link.assumption for link in TheoryLink.objects.all()}
    assert links == {("street-work", "contacts"): "Young people want to talk", ("contacts", "support"): ""}
    assert {str(measure) for measure in StepMeasure.objects.all()} == {
        *("Detached youth work, reaching young people", "Service use")
    }


def test_a_changed_theory_is_a_new_version_that_its_changes_belong_to(load, example):
    load(example)
    changed = example.replace("text: Young people reached on the street", "text: Young people met on the street")
    load(changed.replace("factors: [Few safe places to go]", "factors: [Few safe places to go, Bullying]"))
    theory = Pilot.objects.get(slug="old-town").theory
    assert theory.version == 2
    first, second = sorted(versions_of(theory), key=lambda version: version.number)
    assert "Young people reached on the street" in texts(first)
    assert "Young people met on the street" in texts(second)
    assert {factor.name for factor in theory.factors.all()} == {"Few safe places to go", "Bullying"}


def texts(version) -> list[str]:
    return [step.text for stage in version.standing.stages for step in stage.steps]


def test_a_measure_that_the_file_adds_to_a_step_makes_a_version_too(load, example):
    load(example)
    load(
        example.replace(
            "            - measure: service-use\n", "            - {measure: service-use}\n            - kind: Event\n"
        )
    )
    theory = Pilot.objects.get(slug="old-town").theory
    assert (theory.version, StepMeasure.objects.count()) == (2, 3)


def test_a_step_is_measured_by_an_intervention_of_its_pilot(load, example):
    changed = example.replace("- measure: service-use", "- intervention: street-work")
    for _ in range(2):
        load(changed)
    measure = StepMeasure.objects.get(step__key="support")
    assert (measure.intervention.key, measure.intervention.pilot.slug) == ("street-work", "old-town")


def test_a_theory_that_people_have_changed_is_theirs_as_a_whole(load, example, navigator):
    theory = Pilot.objects.get(slug="old-town").theory
    TheoryLink.objects.get(start__key="contacts").delete()
    saved_by(navigator, theory, version=2)
    said = load(
        example.replace("text: Detached youth work", "text: Work on the street").replace(
            "kind: Detached y", "kind: Event #"
        )
    )
    assert TheoryStep.objects.get(key="street-work").text == "Detached youth work"
    assert TheoryLink.objects.count() == 1
    assert "theory of change 'Theory of change of Old Town'" in said
    assert "Not in the files" not in said


def test_a_status_that_people_have_given_stays(load, example, navigator):
    one = Intervention.objects.get(key="street-work")
    one._history_user = navigator
    one.enter(DeliveryStatus.STOPPED, since="2025-03", reason="No money")
    load(example)
    load(example.replace("status: running", "status: paused"))
    one.refresh_from_db()
    assert one.status == DeliveryStatus.STOPPED
    assert [phase.status for phase in one.phases.all()][-1] == DeliveryStatus.STOPPED


def test_what_people_have_changed_of_an_intervention_stays_and_the_rest_follows_the_file(load, example, navigator):
    one = Intervention.objects.get(key="street-work")
    saved_by(navigator, one, description="On two evenings only.")
    said = load(example.replace("In the parks and", "In all parks and").replace("youngest: 11", "youngest: 12"))
    one.refresh_from_db()
    assert (one.description, one.youngest) == ("On two evenings only.", 12)
    assert "intervention 'Detached youth work on three evenings a week', description" in said


def test_what_people_have_reworded_or_renamed_is_not_added_again(load, example, navigator):
    saved_by(navigator, AnticipatedOutcome.objects.get(), statement="Young people feel safer after dark")
    saved_by(navigator, EducationSetting.objects.get(name="Seaborough College"), name="Seaborough Sixth Form")
    said = load(example)
    assert AnticipatedOutcome.objects.get().statement == "Young people feel safer after dark"
    assert set(EducationSetting.objects.values_list("name", flat=True)) == {"Seaborough Sixth Form", "Harbour School"}
    assert Site.objects.get().school.name == "Seaborough Sixth Form"
    assert "anticipated outcome 'Young people feel safer after dark', what will change" in said
    assert "school or college 'Seaborough Sixth Form', name" in said
    assert "Nothing changed." in said


def test_an_entry_that_people_have_matched_to_another_intervention_keeps_it(load, example, navigator):
    entry = Activity.objects.get(source_key="street-work")
    saved_by(navigator, entry, intervention=builders.intervention(of=entry.pilot))
    load(example)
    entry.refresh_from_db()
    assert entry.intervention.name == "Mentoring by Spark"


def test_what_is_gone_from_the_file_stays_and_is_listed(load, example):
    load(example)
    without = cut(example, "    anticipated_outcomes:", "    figures:\n      - label: Volunteers")
    without = cut(without, "          - status: running", "        source: annual-report\n    figures")
    said = load(
        without.replace("name: Harbour School ", "name: Harbour Academy ").replace("urn: 100124", "urn: 100125")
    )
    gone = ("Theory of change of Old Town", "Young people do not feel safe", "More young people feel", "Harbour School")
    assert [name for name in gone if name not in said[said.index("Not in the files") :]] == []
    assert "phase of an intervention 'Running since June 2024'" in said
    assert (TheoryStep.objects.count(), InterventionPhase.objects.count()) == (4, 2)


def cut(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end) :]


def test_a_urn_of_another_school_is_refused(load, example):
    load(example)
    with pytest.raises(CommandError) as refused:
        load(example.replace("name: Harbour School  ", "name: Harbour Academy  "))
    assert "authorities[1].schools[1].urn: 100124 is the URN of Harbour School in Seaborough already" in str(
        refused.value
    )


def test_what_is_stored_already_need_not_be_in_the_catalogue(load, example, tmp_path):
    load(example)
    (tmp_path / "catalogue.yaml").write_text("{}")
    assert "Nothing changed." in load(example, catalogue=str(tmp_path / "catalogue.yaml"))
