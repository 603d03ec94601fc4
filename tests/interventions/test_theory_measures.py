"""Choosing what measures a step of a theory of change."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from interventions.models import StepMeasure
from tests import builders
from tests.builders import audience, kind, measure

THEORY = "/authorities/E08000026/pilots/hillfields/theory/"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def theory(hillfields):
    return builders.theory(hillfields, context=["High crime"], output=["Sessions held"], long=["Trust"])


@pytest.fixture
def lists(db):
    """What there is to choose."""
    return {
        "mentoring": kind("Mentoring").pk,
        "training": kind("Training").pk,
        "young": audience("Young people").pk,
        "scale": measure("Wellbeing scale").pk,
        "count": measure("Service use", kind="count").pk,
    }


def page(theory, stage="output"):
    return f"{THEORY}steps/{theory.steps.get(stage=stage).pk}/measures/"


def send(client, address, *rows, **more):
    """Post rows, each given as a dictionary of what it chooses."""
    fields = {f"row-{number}-{name}": key for number, row in enumerate(rows) for name, key in row.items()}
    version = client.get(address).context["form"].stored_version
    return client.post(address, {"version": version} | fields | more)


def stored():
    return [str(row) for row in StepMeasure.objects.all()]


@pytest.mark.parametrize(("role", "code"), [("navigator", 200), ("manager", 200), ("adviser", 403), ("analyst", 403)])
def test_those_who_edit_pilots_choose(as_user, request, theory, role, code):
    client = as_user(request.getfixturevalue(role))
    assert client.get(page(theory)).status_code == code
    if code == 403:
        assert client.post(page(theory), {"version": 1}).status_code == 403


def test_another_authoritys_step_or_one_that_is_not_measured_cannot_be_found(as_user, client, theory, dudley_manager):
    assert as_user(dudley_manager).get(page(theory)).status_code == 404
    assert as_user(dudley_manager).post(page(theory), {"version": 1}).status_code == 404
    assert client.get(page(theory, "context")).status_code == 404
    assert client.post(page(theory, "context"), {"version": 1}).status_code == 404


def test_a_withdrawn_step_has_no_such_page(client, theory):
    address = page(theory)
    theory.steps.filter(stage="output").update(withdrawn_at=timezone.now())
    assert client.get(address).status_code == 404


def test_an_output_is_measured_by_kind_by_audience_and_by_both_together(client, navigator, theory, lists):
    rows = [{"kind": lists["training"]}, {"audience": lists["young"]}]
    rows.append({"kind": lists["mentoring"], "audience": lists["young"]})
    response = send(client, page(theory), *rows)
    assert response.url == f"{THEORY}edit/#step-{theory.steps.get(stage='output').pk}"
    assert stored() == ["Training", "Activity, reaching young people", "Mentoring, reaching young people"]
    assert {row.history_user for row in StepMeasure.history.all()} == {navigator}
    theory.refresh_from_db()
    assert theory.version == 2


def test_an_outcome_is_measured_by_outcome_measures_alone(client, theory, lists):
    form = client.get(page(theory, "long")).context["form"]
    assert list(form.rows[0].fields) == ["measure"]
    send(
        client,
        page(theory, "long"),
        {"measure": lists["scale"], "kind": lists["training"]},
        {"measure": lists["count"]},
    )
    assert stored() == ["Wellbeing scale", "Service use"]


def test_an_activity_is_measured_by_one_of_the_pilots_interventions(client, hillfields, theory, dudley):
    theory.steps.filter(stage="output").update(stage="activity")
    ours = builders.intervention(hillfields, name="Mentoring by Spark")
    theirs = builders.intervention(builders.pilot("St James' Ward", "st-james", of=dudley), name="Boxing")
    address = page(theory, "activity")
    text = client.get(address).content.decode()
    assert "Mentoring by Spark" in text
    assert "Boxing" not in text
    refused = send(client, address, {"intervention": theirs.pk})
    assert (refused.status_code, stored()) == (200, [])
    assert send(client, address, {"intervention": ours.pk}).status_code == 302
    assert stored() == ["Mentoring by Spark"]
    assert "is measured by Mentoring by Spark" in client.get(f"{THEORY}versions/").content.decode()


def test_an_intervention_and_a_kind_are_two_rows_and_an_outcome_is_not_measured_by_one(
    client, hillfields, theory, lists
):
    ours = builders.intervention(hillfields).pk
    response = send(client, page(theory), {"intervention": ours, "kind": lists["training"]})
    assert "Choose an intervention, or a kind of activity and whom it reached" in response.content.decode()
    assert stored() == []
    send(client, page(theory), {"intervention": ours}, {"kind": lists["training"]})
    assert stored() == ["Mentoring by Spark", "Training"]
    assert list(client.get(page(theory, "long")).context["form"].rows[0].fields) == ["measure"]


@pytest.mark.parametrize("other", ["kind", "audience", "measure"])
def test_the_database_takes_no_intervention_together_with_something_else(hillfields, theory, other):
    of = {"kind": kind, "audience": audience, "measure": measure}[other]
    with pytest.raises(IntegrityError), transaction.atomic():
        theory.steps.first().measures.create(intervention=builders.intervention(hillfields), **{other: of()})


def test_a_row_is_removed_by_emptying_it_and_kept_rows_are_not_made_again(client, theory, lists):
    send(client, page(theory), {"kind": lists["training"]}, {"kind": lists["mentoring"]})
    send(client, page(theory), {"kind": ""}, {"kind": lists["mentoring"]}, {"audience": lists["young"]})
    assert stored() == ["Mentoring", "Activity, reaching young people"]
    assert StepMeasure.history.filter(history_type="-").count() == 1
    theory.refresh_from_db()
    assert theory.version == 3


def test_the_same_row_twice_and_the_same_page_sent_twice_are_stored_once(client, theory, lists):
    version = client.get(page(theory)).context["form"].stored_version
    fields = {"version": version, "row-0-kind": lists["training"], "row-1-kind": lists["training"]}
    answers = [client.post(page(theory), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert stored() == ["Training"]
    theory.refresh_from_db()
    assert theory.version == 2


@pytest.mark.parametrize("wrong", ["999", "x", "9" * 30])
def test_what_is_not_in_the_list_is_refused(client, theory, lists, wrong):
    response = send(client, page(theory), {"kind": wrong, "audience": lists["young"]})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Choose kind of activity from the list" in text
    assert "<title>Error: " in text
    assert f'<option value="{lists["young"]}" selected' in text
    assert stored() == []


def test_a_version_that_is_no_number_is_refused(client, theory, lists):
    response = send(client, page(theory), {"kind": lists["training"]}, version="newest")
    assert "Reload the page and try again" in response.content.decode()
    assert stored() == []


def test_what_is_archived_is_offered_only_where_it_was_chosen(client, theory, lists):
    send(client, page(theory), {"kind": lists["training"]})
    for each in (kind("Training"), kind("Mentoring")):
        each.archived_at = timezone.now()
        each.save()
    text = client.get(page(theory)).content.decode()
    assert "Training" in text
    assert "Mentoring" not in text


def test_the_second_editor_sees_both_versions_and_chooses(client, as_user, manager, theory, lists):
    version = client.get(page(theory)).context["form"].stored_version
    send(as_user(manager), page(theory), {"kind": lists["training"]})
    mine = {"version": version, "row-0-kind": lists["mentoring"], "row-0-audience": lists["young"]}
    response = client.post(page(theory), mine)
    assert response.status_code == 409
    assert f'<a class="govuk-link" href="{THEORY}edit/">keep what' in response.content.decode()
    [row] = response.context["differences"]
    assert (row.stored, row.typed) == ("Training", "Mentoring, Young people")
    assert stored() == ["Training"]
    again = mine | {"version": response.context["form"].stored_version}
    assert client.post(page(theory), again).status_code == 302
    assert stored() == ["Mentoring, reaching young people"]


def test_what_measured_a_step_at_another_stage_stays_until_somebody_drops_it(client, theory, lists):
    send(client, page(theory), {"kind": lists["training"]})
    theory.steps.filter(stage="output").update(stage="short")
    address = page(theory, "short")
    assert "No longer measure it by Training" in client.get(address).content.decode()
    send(client, address, {"measure": lists["scale"]})
    assert stored() == ["Training", "Wellbeing scale"]
    send(client, address, {"measure": lists["scale"]}, drop="on")
    assert stored() == ["Wellbeing scale"]
    assert "No longer measure" not in client.get(address).content.decode()


def test_what_somebody_else_added_meanwhile_is_seen_before_the_rest_is_dropped(client, as_user, manager, theory, lists):
    send(client, page(theory), {"kind": lists["training"]})
    theory.steps.filter(stage="output").update(stage="short")
    address = page(theory, "short")
    version = client.get(address).context["form"].stored_version
    send(as_user(manager), address, {"measure": lists["scale"]})
    mine = {"version": version, "row-0-measure": lists["scale"], "drop": "on"}
    response = client.post(address, mine)
    assert response.status_code == 409
    [row] = response.context["differences"]
    assert (row.label, row.stored, row.typed) == ("Also measured by", "Training", "Nothing")
    assert stored() == ["Training", "Wellbeing scale"]
    again = mine | {"version": response.context["form"].stored_version}
    assert [client.post(address, again).status_code for _ in range(2)] == [302, 302]
    assert stored() == ["Wellbeing scale"]


def test_a_step_with_many_measures_keeps_them_all(client, theory, lists):
    step = theory.steps.get(stage="output")
    kinds = [kind(f"Kind {number}") for number in range(12)]
    for each in kinds:
        step.measures.create(kind=each)
    assert len(client.get(page(theory)).context["form"].rows) == 14
    send(client, page(theory), *[{"kind": each.pk} for each in kinds], {"audience": lists["young"]})
    assert len(stored()) == 13


def test_versions_say_what_measured_a_step(client, theory, lists):
    send(client, page(theory), {"kind": lists["training"]})
    send(client, page(theory), {"kind": lists["mentoring"]})
    text = client.get(f"{THEORY}versions/").content.decode()
    for words in ("is measured by Training", "is no longer measured by Training", "is measured by Mentoring"):
        assert f"“Sessions held” {words}" in text


def test_versions_name_a_step_as_it_was_called_when_its_measure_changed(client, theory, lists):
    send(client, page(theory), {"kind": lists["training"]})
    step = theory.steps.get(stage="output")
    address = f"{THEORY}steps/{step.pk}/"
    version = client.get(address).context["form"].stored_version
    client.post(address, {"version": version, "text": "Lessons held", "stage": "output"})
    send(client, page(theory), {"kind": lists["mentoring"]})
    text = client.get(f"{THEORY}versions/").content.decode()
    for words in (
        "“Sessions held” is measured by Training",
        "“Lessons held” is no longer measured by Training",
        "“Lessons held” is measured by Mentoring",
    ):
        assert words in text
    assert "“Lessons held” is measured by Training" not in text
