"""The page of a theory of change: the diagram, the same in words, and what has been recorded of each step so far."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interventions.models import Reach
from interventions.monthly import rebuild
from interventions.theory.recorded import measures_of, recorded, summary_of
from pilots.models import Factor, Source, TheoryLink
from tests import builders
from tests.builders import activity, audience, kind, measure, outcome_record
from vru_portal.access.roles import Role

PILOT = "/authorities/E08000026/pilots/hillfields/"
THEORY = f"{PILOT}theory/"


@pytest.fixture
def theory(hillfields):
    made = builders.theory(
        hillfields, context=["High crime"], activity=["Mentoring"], output=["Young people mentored"], impact=["Safe"]
    )
    step = {step.stage: step for step in made.steps.all()}
    TheoryLink.objects.create(start=step["activity"], end=step["output"], assumption="Mentors stay")
    return made


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def step(theory, stage):
    return theory.steps.get(stage=stage)


def recorded_of(user, theory, stage="output"):
    """Return what the person sees of the only measure of a step."""
    key = step(theory, stage).pk
    [only] = recorded(user, theory.pilot, measures_of(user, [key]))[key]
    return only


@pytest.mark.parametrize("role", list(Role))
def test_everybody_posted_there_sees_the_theory(as_user, theory, coventry, region, role):
    person = builders.posted("Anybody", role, region if role == Role.ADMINISTRATOR else coventry)
    response = as_user(person).get(THEORY)
    assert response.status_code == 200
    assert "Young people mentored" in response.content.decode()
    assert (f"{THEORY}edit/" in response.content.decode()) is (role in {Role.NAVIGATOR, Role.MANAGER})


def test_another_authoritys_theory_cannot_be_found(as_user, theory, dudley_manager):
    assert as_user(dudley_manager).get(THEORY).status_code == 404


def test_the_page_shows_diagram_links_assumptions_factors_note_and_source(client, theory, region):
    theory.source = Source.objects.create(region=region, key="plan", title="The plan")
    theory.note = "Still to be agreed"
    theory.save()
    for level, name in (("family", "Domestic abuse"), ("peers", "Gangs")):
        theory.factors.add(Factor.objects.create(kind="risk", level=level, name=name))
    text = client.get(THEORY).content.decode()
    words = [
        '<svg class="portal-theory__svg"',
        'role="img" aria-labelledby="theory-title theory-text"',
        "4 steps in columns, from Context on",
        "assuming that: <bdi>Mentors stay</bdi>",
        "Risk factors mitigated",
        "<dt>Family</dt>",
        "<dd>Domestic abuse</dd>",
        "Still to be agreed",
        "Source: The plan",
        "Nothing is said yet about: Inputs, Short-term outcomes, Medium-term outcomes, Long-term outcomes.",
    ]
    assert [word for word in words if word not in text] == []
    assert "Protective factors built" not in text
    assert "style=" not in text


def test_a_text_is_shown_as_text(client, theory):
    builders.theory(theory.pilot, short=["<script>alert(1)</script> & more"])
    text = client.get(THEORY).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_pilot_without_a_theory_says_so_and_offers_to_start_to_those_who_may(as_user, hillfields, navigator, analyst):
    for address in (THEORY, PILOT):
        for person, may in ((navigator, True), (analyst, False)):
            text = as_user(person).get(address).content.decode()
            assert "No theory of change yet" in text
            assert (f"{THEORY}edit/" in text) is may


def test_withdrawn_steps_and_their_links_are_not_shown(client, theory):
    output = step(theory, "output")
    output.withdrawn_at = timezone.now()
    output.save()
    text = client.get(THEORY).content.decode()
    assert "Young people mentored" not in text
    assert "Mentors stay" not in text


def test_what_nothing_measures_is_said_plainly_and_context_is_not_asked(client, theory):
    step(theory, "output").measures.create(kind=kind("Mentoring"))
    text = client.get(THEORY).content.decode()
    assert text.count("Nothing measures this step.") == 2
    assert "Nothing measures 2 of the steps that could be measured" in text
    assert text.count("portal-theory__box--dashed") == 2


def test_approved_entries_of_the_kind_and_audience_are_counted_and_no_others(theory, navigator, dudley):
    pilot = theory.pilot
    step(theory, "output").measures.create(kind=kind("Mentoring"), audience=audience("Young people"))
    mentoring = {"kind": kind("Mentoring"), "by": navigator}
    for reach in ({"Young people": 5, "Residents": 30}, {"Young people": 7}, {"Residents": 8}, {"Young people": 0}, {}):
        activity(pilot, status="approved", reach=reach, **mentoring)
    activity(pilot, status="approved", reach={"Young people": 100}, by=navigator)
    for status in ("planned", "draft", "submitted", "returned", "cancelled"):
        activity(pilot, status=status, reach={"Young people": 1000}, **mentoring)
    elsewhere = builders.pilot("St James' Ward", "st-james", of=dudley)
    activity(elsewhere, status="approved", reach={"Young people": 9000}, **mentoring)
    found = recorded_of(navigator, theory)
    assert (found.entries, [str(row) for row in found.reach]) == (2, ["12 young people"])
    assert found.is_counted_by_each


def test_individuals_attendances_views_and_items_are_never_added_up(theory, navigator):
    step(theory, "output").measures.create(kind=kind("Session"))
    for number in (3, 4):
        entry = activity(theory.pilot, by=navigator, status="approved", reach={"Young people": number})
        group = audience("Young people")
        Reach.objects.create(activity=entry, audience=group, number=20, counts="attendances")
        Reach.objects.create(activity=entry, audience=group, number=500, unit="views")
        Reach.objects.create(activity=entry, audience=group, number=500, unit="views", counts="attendances")
        Reach.objects.create(activity=entry, audience=audience("Residents"), number=1)
    rebuild()
    found = recorded_of(navigator, theory)
    assert found.entries == 2
    assert sorted(str(row) for row in found.reach) == [
        "2 residents",
        "2,000 views (young people)",
        "40 young people (attendances)",
        "7 young people",
    ]


def test_an_audience_alone_is_counted_over_all_kinds(theory, navigator):
    step(theory, "output").measures.create(audience=audience("Young people"))
    for name in ("Mentoring", "Session"):
        activity(theory.pilot, by=navigator, kind=kind(name), status="approved", reach={"Young people": 2})
    activity(theory.pilot, by=navigator, status="approved", reach={"Residents": 2})
    found = recorded_of(navigator, theory)
    assert (found.entries, [str(row) for row in found.reach]) == (2, ["4 young people"])


def test_an_intervention_is_counted_by_what_is_logged_against_it_and_linked(client, theory, navigator):
    ours, other = (builders.intervention(theory.pilot, name=name) for name in ("Mentoring by Spark", "Boxing"))
    step(theory, "activity").measures.create(intervention=ours)
    for name, number in (("Mentoring", 5), ("Session", 7)):
        reach = {"Young people": number}
        activity(theory.pilot, by=navigator, kind=kind(name), status="approved", intervention=ours, reach=reach)
    for more in ({"intervention": other}, {}, {"intervention": ours, "status": "submitted"}):
        activity(theory.pilot, by=navigator, reach={"Young people": 1000}, **{"status": "approved"} | more)
    found = recorded_of(navigator, theory, "activity")
    assert (found.entries, [str(row) for row in found.reach]) == (2, ["12 young people"])
    text = client.get(THEORY).content.decode()
    assert (
        f'Measured by <a class="govuk-link" href="{ours.get_absolute_url()}"><bdi>Mentoring by Spark</bdi></a>' in text
    )


def test_one_entry_counts_nobody_twice_and_an_entry_without_reach_says_so(client, theory, navigator):
    output = step(theory, "output")
    output.measures.create(kind=kind("Mentoring"))
    text = client.get(THEORY).content.decode()
    assert "No approved entry yet." in text
    activity(theory.pilot, by=navigator, kind=kind("Mentoring"), status="approved")
    text = client.get(THEORY).content.decode()
    assert "Recorded so far: 1 approved entry." in text
    assert "No reach recorded." in text
    activity(theory.pilot, by=navigator, kind=kind("Mentoring"), status="approved", reach={"Young people": 2})
    text = client.get(THEORY).content.decode()
    assert "Recorded so far: 2 approved entries." in text
    assert "Reach: 2 young people." in text


def test_the_latest_approved_results_stand_beside_an_outcome(client, theory, navigator, hillfields):
    scale = measure("Wellbeing scale")
    step(theory, "impact").measures.create(measure=scale)
    assert "No approved result yet." in client.get(THEORY).content.decode()
    today = timezone.localdate()
    for days in (1, 30, 60, 90):
        ends_on = today - timedelta(days=days)
        outcome_record(
            hillfields,
            by=navigator,
            status="approved",
            measure=scale,
            group_label=f"Group of {days}",
            starts_on=ends_on - timedelta(days=60),
            ends_on=ends_on,
        )
    outcome_record(hillfields, by=navigator, status="submitted", measure=scale, group_label="In review")
    outcome_record(hillfields, by=navigator, status="approved", measure=measure("Other"), group_label="On another")
    text = client.get(THEORY).content.decode()
    assert [f"Group of {days}" in text for days in (1, 30, 60, 90)] == [True, True, True, False]
    assert "And 1 earlier." in text
    assert "In review" not in text
    assert "On another" not in text


def test_a_result_of_fewer_than_five_is_hidden_from_those_outside_the_team(as_user, theory, navigator, communications):
    step(theory, "impact").measures.create(measure=measure())
    outcome_record(theory.pilot, by=navigator, status="approved", n=4, mean_change="7.31")
    assert "7.3" in as_user(navigator).get(THEORY).content.decode()
    hidden = as_user(communications).get(THEORY).content.decode()
    assert "4 people" in hidden
    assert "7.3" not in hidden


def test_an_administrator_sees_what_measures_a_step_and_not_what_was_recorded(
    as_user, theory, administrator, navigator
):
    step(theory, "output").measures.create(kind=kind("Mentoring"))
    activity(theory.pilot, by=navigator, kind=kind("Mentoring"), status="approved", reach={"Young people": 12345})
    text = as_user(administrator).get(THEORY).content.decode()
    assert "Measured by Mentoring" in text
    assert "What has been recorded is shown to those who read approved activity here." in text
    assert "12,345" not in text
    assert "approved entr" not in text


def summary(client):
    """Return what the page of the pilot says of its theory, in one line."""
    text = client.get(PILOT).content.decode()
    return " ".join(text[text.index("How this pilot expects to work") :].split("</p>")[0].split())


def test_the_summary_on_the_page_of_the_pilot_tells_a_measure_from_a_result_and_outcomes_from_impact(
    as_user, client, theory, navigator, administrator
):
    assert "It names no outcome yet. Of the impact, in 1 step, nothing has a measure yet." in summary(client)
    builders.theory(theory.pilot, short=["Trust"])
    assert "in 5 steps. Its only outcome has no measure yet." in summary(client)
    builders.theory(theory.pilot, long=["Hope"])
    step(theory, "output").measures.create(kind=kind("Mentoring"))
    step(theory, "impact").measures.create(measure=measure("Crime"))
    step(theory, "short").measures.create(measure=measure())
    outcome_record(theory.pilot, by=navigator, status="submitted", measure=measure())
    assert "1 of 2 outcomes has a measure; none has a result yet. Of the impact, in 1 step, 1 has" in summary(client)
    step(theory, "long").measures.create(measure=measure("Trust scale"))
    for _ in range(2):
        outcome_record(theory.pilot, by=navigator, status="approved", measure=measure())
    assert "2 of 2 outcomes have a measure; 1 has an approved result." in summary(client)
    assert "2 of 2 outcomes have a measure. Of the impact" in summary(as_user(administrator))


def test_the_summary_takes_one_query_and_there_is_none_of_a_theory_without_steps(
    theory, navigator, django_assert_num_queries
):
    assert summary_of(navigator, builders.pilot("Empty", "empty", of=theory.pilot.authority)) is None
    builders.theory(theory.pilot, long=[f"Outcome {number}" for number in range(9)])
    with django_assert_num_queries(1):
        assert summary_of(navigator, theory.pilot).outcomes.steps == 9


def test_the_page_takes_the_same_number_of_queries_whatever_the_number_of_steps(client, theory, navigator, hillfields):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(THEORY)
        return len(captured.captured_queries)

    scale = measure()
    step(theory, "output").measures.create(kind=kind("Mentoring"), audience=audience("Young people"))
    step(theory, "output").measures.create(intervention=builders.intervention(hillfields))
    step(theory, "impact").measures.create(measure=scale)
    outcome_record(hillfields, by=navigator, status="approved", measure=scale)
    activity(hillfields, by=navigator, kind=kind("Mentoring"), status="approved", reach={"Young people": 1})
    queries()  # opens the session
    few = queries()
    builders.theory(hillfields, output=[f"Output {number}" for number in range(30)], long=["A", "B", "C"])
    first = theory.steps.first()
    for number, each in enumerate(theory.steps.all()):
        TheoryLink.objects.get_or_create(start=first, end=each) if each != first else None
        if each.stage == "output":
            each.measures.create(kind=kind(f"Kind {number}"), audience=audience(f"Audience {number}"))
            each.measures.create(intervention=builders.intervention(hillfields, name=f"Intervention {number}"))
        else:
            each.measures.create(measure=measure(f"Scale {number}"))
    for number in range(5):
        activity(hillfields, by=navigator, kind=kind("Kind 7"), status="approved", reach={f"Audience {number}": 3})
        outcome_record(hillfields, by=navigator, status="approved", measure=measure("Scale 3"))
    assert queries() == few <= 14
