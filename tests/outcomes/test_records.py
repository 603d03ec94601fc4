"""Recording a group's result as a typed summary, and the page of a record."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from interventions.models import AnticipatedOutcome, Intervention, OutcomeRecord, StepMeasure
from interventions.outcomes import versions
from interventions.outcomes.reconciliation import MoreThanReached, reconcile
from interventions.outcomes.results import is_change
from interventions.outcomes.statistics import proportion_interval
from interventions.outcomes.store import move
from tests import builders
from tests.outcomes.forms import address_of, day, errors, only_record, typed

NO_SCORES = dict.fromkeys(
    ["is_paired", "mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"]
)


@pytest.fixture
def scale(db):
    return builders.measure(meaningful_change="3.00")


@pytest.fixture
def author(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def record_it(author, hillfields, scale):
    """Return a function that sends the form of a typed summary."""

    def send(measure=scale, **fields):
        return author.post(address_of("outcome_new", hillfields, measure), typed(**fields))

    return send


# Choosing the measure --------------------------------------------------------------------------------------------


def test_the_measure_is_chosen_first(author, hillfields, scale):
    page = author.get(address_of("outcome_new", hillfields))
    assert "Choose a measure" in page.content.decode()
    assert "Group" in author.get(address_of("outcome_new", hillfields, scale)).content.decode()


def test_what_the_address_names_is_filled_in(author, hillfields, scale):
    kind = builders.intervention_type(in_region=hillfields.authority.region, suggested_measure=scale)
    mentoring = builders.intervention(hillfields, kind)
    wellbeing = builders.anticipated_outcome(hillfields, measure=scale, intervention=mentoring)
    page = author.get(f"{address_of('outcome_new', hillfields)}?intervention={mentoring.pk}")
    assert page.context["form"].initial["measure"] == scale
    query = f"?measure={scale.slug}&anticipated={wellbeing.pk}"
    form = author.get(address_of("outcome_new", hillfields) + query).context["form"]
    assert (form.initial["anticipated"], form.initial["intervention"]) == (wellbeing, mentoring)


@pytest.mark.parametrize("query", ["?measure=none", "?measure="])
def test_a_measure_that_is_none_is_asked_for_again(author, hillfields, query):
    page = author.get(address_of("outcome_new", hillfields) + query)
    assert page.status_code == 200
    assert "measure" in errors(page)


def test_what_belongs_to_another_pilot_is_not_found(author, hillfields, st_james):
    theirs = builders.intervention(st_james)
    anticipated = builders.anticipated_outcome(st_james)
    nonsense = [f"{name}={key}" for name in ("intervention", "anticipated") for key in ("x", "0", "٣", "9" * 15)]
    for query in (f"intervention={theirs.pk}", f"anticipated={anticipated.pk}", *nonsense):
        assert author.get(f"{address_of('outcome_new', hillfields)}?{query}").status_code == 404
    assert author.get(f"{address_of('outcome_new', hillfields)}?intervention=&anticipated=").status_code == 200


def test_only_who_logs_in_the_authority_records(as_user, author, hillfields, st_james, scale, analyst, communications):
    assert author.post(address_of("outcome_new", st_james, scale), typed()).status_code == 404
    for reader in (analyst, communications):
        assert as_user(reader).post(address_of("outcome_new", hillfields, scale), typed()).status_code == 403
    assert not OutcomeRecord.objects.exists()


# Typing the summary ----------------------------------------------------------------------------------------------


def test_a_summary_is_stored_and_submitted(record_it, navigator, hillfields, scale):
    response = record_it(meaningfully_better="22")
    record = only_record()
    assert response.url == record.get_absolute_url()
    assert (record.status, record.author, record.authority) == ("submitted", navigator, hillfields.authority)
    assert (record.started, record.measured_both, record.meaningfully_better) == (45, 40, 22)
    assert (record.mean_change, record.sd_change, record.is_paired) == (Decimal("2"), Decimal("3"), True)
    assert (record.way, record.histogram) == ("typed", [])
    assert record.steps.get().move == "submit"


def test_a_draft_is_its_authors_alone(record_it, as_user, manager):
    record_it(action="draft")
    record = only_record()
    assert record.status == "draft"
    assert as_user(manager).get(record.get_absolute_url()).status_code == 404


def test_a_proportion_asks_for_numerators_only(author, hillfields, record_it):
    safe = builders.measure("Feels safe", "proportion")
    fields = author.get(address_of("outcome_new", hillfields, safe)).context["form"].fields
    assert {"number_before", "number_after"} <= set(fields)
    assert not set(NO_SCORES) & set(fields)
    everybody = {"measured_before": "40", "measured_after": "40"}
    record_it(safe, number_before="16", number_after="24", **NO_SCORES | everybody)
    record = only_record()
    assert (record.number_before, record.number_after, record.mean_before) == (16, 24, None)


def test_service_use_may_be_more_than_the_people(record_it):
    visits = builders.measure("Visits to the hub", "count")
    nobody = {"measured_before": "", "measured_after": "", "measured_both": ""}
    record_it(visits, number_after="1,340", **NO_SCORES | nobody)
    assert only_record().number_after == 1340


def test_figures_of_those_measured_twice_tell_how_many_were_measured_each_time(record_it):
    record_it(measured_before="", measured_after="")
    record = only_record()
    assert (record.measured_before, record.measured_after, record.is_paired) == (40, 40, True)


def test_means_of_everybody_are_not_made_those_of_the_people_measured_twice(record_it):
    no_change = {"is_paired": None, "mean_change": "", "sd_change": ""}
    found = errors(record_it(measured_before="", measured_after="", **no_change))
    assert found == {
        "measured_before": ["Enter how many people were measured before"],
        "measured_after": ["Enter how many people were measured after"],
    }
    assert not OutcomeRecord.objects.exists()
    record_it(**no_change)
    record = only_record()
    assert (record.measured_before, record.measured_after, record.is_paired) == (42, 41, False)
    assert not is_change(record)


def test_a_proportion_of_everybody_asks_how_many_were_measured(record_it):
    nobody = {"measured_before": "", "measured_after": ""}
    found = errors(record_it(builders.measure("Feels safe", "proportion"), number_before="16", **NO_SCORES | nobody))
    assert found == {"measured_before": ["Enter how many people were measured before"]}


def test_where_everybody_was_measured_twice_the_means_are_theirs(record_it):
    record_it(measured_before="40", measured_after="40", is_paired=None)
    assert only_record().is_paired


def test_an_anticipated_outcome_brings_its_intervention(record_it, hillfields, scale):
    mentoring = builders.intervention(hillfields)
    wellbeing = builders.anticipated_outcome(hillfields, measure=scale, intervention=mentoring)
    record_it(anticipated=wellbeing.pk)
    assert only_record().intervention == mentoring


def test_an_anticipated_outcome_of_another_intervention_is_refused(record_it, hillfields, scale):
    wellbeing = builders.anticipated_outcome(hillfields, measure=scale, intervention=builders.intervention(hillfields))
    other = builders.intervention(hillfields, name="Boxing")
    assert "anticipated" in errors(record_it(anticipated=wellbeing.pk, intervention=other.pk))


def test_lists_offer_only_what_is_the_pilots(record_it, st_james, scale, hillfields):
    theirs = builders.intervention(st_james)
    anticipated = builders.anticipated_outcome(st_james, measure=scale)
    assert set(errors(record_it(intervention=theirs.pk, anticipated=anticipated.pk))) == {"intervention", "anticipated"}


PROBLEMS = [
    ({"group_label": ""}, "group_label", "Enter which group was measured"),
    ({"group_label": "\u200b"}, "group_label", "Enter which group was measured"),
    ({"started": ""}, "started", "Enter how many started"),
    (
        {"started": "1"},
        "started",
        "A group of one is a person: the portal keeps no record about one",
    ),
    ({"started": "41"}, "measured_before", "must be 41 or fewer, because 41 started"),
    ({"started": "39"}, "started", "must be 40 or more, because 40 were measured both times"),
    ({"measured_before": "39"}, "measured_both", "must be 39 or fewer, because 39 were measured before"),
    ({"measured_after": "39"}, "measured_both", "must be 39 or fewer, because 39 were measured after"),
    ({"measured_both": ""}, "measured_both", "Enter how many people were measured both times: three or more"),
    ({"measured_both": "1"}, "measured_both", "three or more"),
    ({"measured_both": "2"}, "measured_both", "Of two people, each could work out the other’s score"),
    ({"mean_before": "41"}, "mean_before", "must be between 0 and 40, the range of Wellbeing scale"),
    ({"mean_after": "-1"}, "mean_after", "must be between 0 and 40"),
    ({"mean_before": "x"}, "mean_before", "must be a number"),
    (
        dict.fromkeys(["mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"], ""),
        "mean_before",
        "Enter what was measured",
    ),
    ({"mean_before": ""}, "mean_before", "Enter the mean"),
    ({"sd_before": "-1"}, "sd_before", "must be 0 or more"),
    ({"sd_before": "20.5"}, "sd_before", "must be 20.25 or less: 40 people on this scale cannot differ more"),
    ({"mean_change": "2.2"}, "mean_change", "the mean after minus the mean before, which is 2"),
    ({"mean_change": "-2.0"}, "mean_change", "the mean after minus the mean before, which is 2"),
    ({"sd_change": "8.5"}, "sd_change", "must be between 0.20 and 8.20"),
    ({"is_paired": None}, "is_paired", "Tick that the figures are those of the people measured both times"),
    ({"meaningfully_better": "41"}, "meaningfully_better", "must be 40 or fewer, because 40 were measured both times"),
    ({"meaningfully_better": "-1"}, "meaningfully_better", "must be 0 or more"),
    ({"source": "Ring 07700 900123"}, "source", "“07700 900123” looks like a telephone number. Take it out"),
    ({"quality_notes": "Jordan (14) was ill"}, "quality_notes", "a name with an age. Take it out"),
    ({"group_label": "Jordan Example"}, "group_label", "looks like a person’s name"),
    ({"group_label": "J. E."}, "group_label", "looks like a person’s name"),
    ({"group_label": "JE"}, "group_label", "looks like a person’s name"),
    ({"group_label": "Mentee jordan@example.org"}, "group_label", "an e-mail address"),
]


@pytest.mark.parametrize(("fields", "name", "message"), PROBLEMS)
def test_what_cannot_be_is_said_beside_its_cause(record_it, fields, name, message):
    response = record_it(**fields)
    assert message in " ".join(errors(response).get(name, [])), errors(response)
    assert set(errors(response)) == {name}
    assert not OutcomeRecord.objects.exists()
    assert response.context["form"]["source"].value() == typed(**fields)["source"]
    assert escape(typed(**fields)["source"]) in response.content.decode()


@pytest.mark.parametrize(
    "label", ["Year 9 mentees", "Group A", "Hillfields", "Mentees, Blue Coat Academy", "Cohort 2", "Spark"]
)
def test_a_label_of_a_group_is_taken(record_it, label, coventry):
    builders.school(of=coventry)
    builders.organisation("Spark")
    record_it(group_label=label)
    assert only_record().group_label == label


def test_rounding_is_forgiven_in_the_mean_change(record_it):
    record_it(mean_before="20", mean_after="22", mean_change="2.4", sd_before="4", sd_after="4", sd_change="3")
    assert only_record().mean_change == Decimal("2.4")


def test_a_minus_of_any_kind_is_understood(record_it):
    record_it(mean_after="18", mean_change="−2")
    assert only_record().mean_change == -2


def test_numbers_of_a_proportion_are_within_those_measured(record_it):
    safe = builders.measure("Feels safe", "proportion")
    assert "must be 42 or fewer, because 42 were measured before" in str(
        errors(record_it(safe, number_before="43", **NO_SCORES))["number_before"]
    )
    nobody = {"measured_before": "", "measured_both": ""}
    found = errors(record_it(safe, number_before="3", **NO_SCORES | nobody))
    assert found == {"measured_before": ["Enter how many people were measured before"]}
    assert "number_before" in errors(record_it(safe, **NO_SCORES))


def test_numbers_that_contradict_each_other_are_told_once_and_in_words(record_it):
    people = {"started": "20", "measured_before": "55", "measured_after": "48", "measured_both": "60"}
    found = errors(record_it(builders.measure("Feels safe", "proportion"), number_before="3", **NO_SCORES | people))
    assert found == {"started": ["The number who started must be 60 or more, because 60 were measured both times"]}


def test_every_rule_of_the_database_is_worded():
    models = [OutcomeRecord, AnticipatedOutcome, Intervention, StepMeasure]
    rules = [rule for model in models for rule in model._meta.constraints]
    assert [rule.name for rule in rules if "is violated" in str(rule.violation_error_message)] == []


def test_a_share_says_of_what_it_is(author, record_it):
    safe = builders.measure("Feels safe", "proportion")
    figures = {"number_before": "16", "number_after": "24", "measured_before": "40", "measured_after": "40"}
    figures = NO_SCORES | figures
    assert errors(record_it(safe, **figures, what_is_counted=" ")) == {"what_is_counted": ["Enter what is counted"]}
    named = "young people like Jordan Example (14)"
    assert "nobody may be named" in str(errors(record_it(safe, **figures, what_is_counted=named)))
    record_it(safe, **figures, what_is_counted="pupils who know whom to tell")
    record = only_record()
    words = "Feels safe: pupils who know whom to tell"
    assert str(record) == f"{words}, Year 9 mentees"
    shown = [record.get_absolute_url(), reverse("outcomes"), address_of("pilot_outcomes", record.pilot)]
    assert all(words in author.get(address).content.decode() for address in shown)
    cells = next(csv.DictReader(author.get(reverse("outcomes_csv")).getvalue().decode("utf-8-sig").splitlines()))
    assert cells["What is counted"] == "pupils who know whom to tell"


def test_a_scale_is_not_asked_what_it_counts(author, hillfields, scale):
    assert "what_is_counted" not in author.get(address_of("outcome_new", hillfields, scale)).context["form"].fields


def test_what_is_anticipated_of_the_intervention_is_filled_in(author, hillfields, mentoring):
    safe = builders.measure("Feels safe", "proportion")
    other = builders.intervention(hillfields, name="Boxing")
    expected = [
        builders.anticipated_outcome(hillfields, "More pupils feel safe", measure=safe, intervention=one)
        for one in (mentoring, other, None)
    ]
    address = address_of("outcome_new", hillfields, safe) + f"&intervention={mentoring.pk}"
    form = author.get(address).context["form"]
    assert form["anticipated"].value() == expected[0].pk
    assert form["what_is_counted"].value() == "More pupils feel safe"
    offered = [label for _, label in form.fields["anticipated"].choices][1:]
    assert offered == [f"More pupils feel safe ({name})" for name in (mentoring, other, "the pilot as a whole")]
    builders.anticipated_outcome(hillfields, "Fewer fights", measure=safe, intervention=mentoring)
    assert not author.get(address).context["form"]["anticipated"].value()


def test_what_one_person_said_is_left_out(record_it):
    safe = builders.measure("Feels safe", "proportion")
    one = {"measured_before": "1", "measured_after": "", "measured_both": ""}
    assert "is a record about one" in str(errors(record_it(safe, number_before="1", **NO_SCORES | one)))


def test_what_two_people_said_is_left_out_and_two_may_start(record_it):
    safe = builders.measure("Feels safe", "proportion")
    two = {"started": "2", "measured_before": "2", "measured_after": "", "measured_both": ""}
    assert "each could work out the other’s score" in str(errors(record_it(safe, number_before="1", **NO_SCORES | two)))
    visits = builders.measure("Visits", "count")
    record_it(visits, number_before="7", **NO_SCORES | two | {"measured_before": ""})
    assert only_record().started == 2


def test_the_period_lies_behind_and_ends_after_it_starts(record_it):
    today = timezone.localdate()
    ahead = errors(record_it(**day("ends_on", today + timedelta(days=1))))
    assert ahead == {"ends_on": ["The last day must be today or in the past"]}
    turned = errors(record_it(**day("ends_on", today - timedelta(days=200))))
    assert turned == {"ends_on": ["The last day must be the same as or after the first"]}
    assert set(errors(record_it(**day("starts_on", today.replace(year=1999))))) == {"starts_on"}


# Once, and over nobody else's figures ----------------------------------------------------------------------------


def test_the_same_submission_twice_is_one_record(record_it):
    key = str(uuid4())
    first, second = record_it(id=key, measured_before=""), record_it(id=key, measured_before="")
    assert first.url == second.url
    assert only_record().version == 2


def test_a_record_of_the_same_group_and_period_is_asked_about_once(record_it):
    record_it()
    first = only_record()
    again = record_it(group_label="year 9  MENTEES", mean_before="19.0", mean_change="3.0")
    assert again.status_code == 200
    assert "Recorded already?" in again.content.decode()
    assert f'href="{first.get_absolute_url()}"' in again.content.decode()
    assert '<input type="hidden" name="confirmed" value="1">' in again.content.decode()
    assert OutcomeRecord.objects.count() == 1
    record_it(confirmed="1")
    assert OutcomeRecord.objects.count() == 2


def test_what_differs_in_group_period_or_intervention_is_not_asked_about(record_it, hillfields):
    record_it()
    yesterday = timezone.localdate() - timedelta(days=1)
    mentoring = builders.intervention(hillfields)
    others = ({"group_label": "Year 10 mentees"}, day("ends_on", yesterday), {"intervention": str(mentoring.pk)})
    for fields in others:
        assert record_it(**fields).status_code == 302, fields
    assert OutcomeRecord.objects.count() == 4


def test_the_same_identifier_with_other_figures_shows_both(record_it):
    key = str(uuid4())
    record_it(id=key, action="draft")
    response = record_it(id=key, mean_before="19.0", mean_change="3.0", action="draft")
    assert response.status_code == 409
    assert {row.label for row in response.context["conflict"]} == {"Mean before", "Mean change"}
    assert only_record().mean_before == 20


def test_what_changes_between_the_comparison_and_the_submission_is_not_submitted_unseen(record_it, monkeypatch):
    key = str(uuid4())
    record_it(id=key, action="draft")
    compare = versions.differences

    def then_changed(form, stored):
        rows = compare(form, stored)
        OutcomeRecord.objects.filter(version=1).update(started=44, version=2)
        return rows

    monkeypatch.setattr(versions, "differences", then_changed)
    response = record_it(id=key)
    assert response.status_code == 409
    assert [row.label for row in response.context["conflict"]] == ["How many started?"]
    assert (only_record().status, only_record().started) == ("draft", 44)


def test_somebody_elses_identifier_gives_nothing_away(record_it, st_james, dudley_navigator):
    theirs = builders.outcome_record(st_james, by=dudley_navigator, status="approved")
    assert record_it(id=str(theirs.pk)).status_code == 404


def test_two_people_who_edit_see_both_versions(record_it, author, hillfields):
    record_it(action="draft")
    record = only_record()
    address = reverse("outcome_edit", args=[record.pk])
    author.post(address, typed("draft", version="1", group_label="Year 10 mentees"))
    response = author.post(address, typed("draft", version="1", group_label="Year 11 mentees"))
    assert response.status_code == 409
    words = response.content.decode()
    assert "Year 10 mentees" in words
    assert "Year 11 mentees" in words
    record.refresh_from_db()
    assert record.group_label == "Year 10 mentees"
    version = response.context["form"]["version"].value()
    author.post(address, typed("draft", version=version, group_label="Year 11 mentees"))
    record.refresh_from_db()
    assert (record.group_label, record.version) == ("Year 11 mentees", 3)


def test_what_is_in_review_is_not_edited_but_shown_beside_what_was_typed(record_it, author):
    record_it()
    record = only_record()
    address = reverse("outcome_edit", args=[record.pk])
    assert author.get(address).status_code == 403
    response = author.post(address, typed(version=record.version, started="60"))
    assert response.status_code == 409
    assert "It can no longer be changed here" in response.content.decode()
    record.refresh_from_db()
    assert record.started == 45


def test_a_returned_record_is_corrected_and_submitted_again(author, hillfields, navigator, scale):
    record = builders.outcome_record(hillfields, by=navigator, measure=scale, status="returned")
    address = reverse("outcome_edit", args=[record.pk])
    assert author.get(address).context["form"]["mean_before"].value() == "20"
    author.post(address, typed(version="1", started="50"))
    record.refresh_from_db()
    assert (record.status, record.started) == ("submitted", 50)


def test_only_who_keeps_a_record_edits_it(as_user, hillfields, navigator, adviser, dudley_navigator, analyst):
    record = builders.outcome_record(hillfields, by=navigator, status="returned")
    address = reverse("outcome_edit", args=[record.pk])
    codes = [as_user(who).post(address, typed(version="1")).status_code for who in (adviser, analyst, dudley_navigator)]
    assert codes == [403, 403, 404]


# Held against the log --------------------------------------------------------------------------------------------


@pytest.fixture
def mentoring(hillfields):
    return builders.intervention(hillfields)


def reached(pilot, by, mentoring, number, **fields):
    return builders.activity(pilot, by=by, intervention=mentoring, reach={"Young people": number}, **fields)


def test_more_cannot_start_than_the_log_counts(record_it, hillfields, navigator, mentoring):
    reached(hillfields, navigator, mentoring, 30, status="approved")
    reached(hillfields, navigator, mentoring, 14)
    response = record_it(intervention=mentoring.pk)
    assert errors(response) == {
        "started": [
            "45 people started, but the log counts 44 individuals for Mentoring by Spark. Correct the number, or log"
            " the missing activity first"
        ]
    }
    assert not OutcomeRecord.objects.exists()
    record_it(intervention=mentoring.pk, started="44")
    assert only_record().status == "submitted"


def test_a_draft_is_kept_and_not_submitted_from_its_page(record_it, author, hillfields, navigator, mentoring):
    reached(hillfields, navigator, mentoring, 44)
    record_it(intervention=mentoring.pk, action="draft")
    record = only_record()
    response = author.post(reverse("outcome_move", args=[record.pk, "submit"]), {"version": record.version})
    assert "the log counts 44 individuals" in response.content.decode()
    record.refresh_from_db()
    assert record.status == "draft"


def test_it_is_the_stored_number_that_is_held_against_the_log(hillfields, navigator, mentoring):
    reached(hillfields, navigator, mentoring, 44)
    record = builders.outcome_record(hillfields, by=navigator, intervention=mentoring, n=44, status="draft")
    OutcomeRecord.objects.update(started=45)
    with pytest.raises(MoreThanReached):
        move(record, "submit", by=navigator)
    assert only_record().status == "draft"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_whoever_submits_locks_the_record_before_its_intervention(record_it, author, hillfields, navigator, mentoring):
    reached(hillfields, navigator, mentoring, 45)
    record_it(intervention=mentoring.pk, action="draft")
    record = only_record()
    with CaptureQueriesContext(connection) as moving:
        author.post(reverse("outcome_move", args=[record.pk, "submit"]), {"version": 1})
    OutcomeRecord.objects.update(status="returned", version=1)
    with CaptureQueriesContext(connection) as storing:
        author.post(reverse("outcome_edit", args=[record.pk]), typed(version="1", intervention=mentoring.pk))
    assert only_record().status == "submitted"
    for queries in (moving, storing):
        # The last of the tables: a move locks the authority of the record in the same statement, and before it.
        last = r'FOR (?:NO KEY )?UPDATE OF (?:"\w+", )*"(\w+)"'
        locked = [table for query in queries for table in re.findall(last, query["sql"])]
        assert locked == ["interventions_outcomerecord", "interventions_intervention"]


def test_drafts_and_attendances_are_no_reach(record_it, author, hillfields, navigator, mentoring):
    reached(hillfields, navigator, mentoring, 3, status="draft")
    told = reached(hillfields, navigator, mentoring, 3)
    told.reach.update(counts="attendances")
    record_it(intervention=mentoring.pk)
    record = only_record()
    assert record.status == "submitted"
    assert "No reach recorded for this intervention" in author.get(record.get_absolute_url()).content.decode()


def test_groups_of_one_time_are_added_up(record_it, hillfields, navigator, mentoring, scale):
    reached(hillfields, navigator, mentoring, 60)
    beside = builders.outcome_record(
        hillfields, by=navigator, measure=scale, intervention=mentoring, n=20, status="approved"
    )
    found = errors(record_it(intervention=mentoring.pk))
    assert found["started"][0].startswith("65 people started in all groups of this period, but the log counts 60")
    beside.group_label = "year 9 MENTEES"  # the same group, measured before
    beside.save()
    record_it(intervention=mentoring.pk, confirmed="1")
    assert OutcomeRecord.objects.filter(status="submitted").exists()


@pytest.mark.parametrize("other", ["measure", "period", "draft"])
def test_groups_of_another_time_or_measure_are_not_added(record_it, hillfields, navigator, mentoring, scale, other):
    reached(hillfields, navigator, mentoring, 60)
    today = timezone.localdate()
    before = {"starts_on": today - timedelta(days=400), "ends_on": today - timedelta(days=121)}
    fields = {
        "measure": {"measure": builders.measure("Another scale")},
        "period": {"measure": scale, **before},
        "draft": {"measure": scale, "status": "draft"},
    }[other]
    builders.outcome_record(hillfields, by=navigator, intervention=mentoring, n=40, **fields)
    record_it(intervention=mentoring.pk)
    assert OutcomeRecord.objects.filter(status="submitted", started=45).exists()


def test_two_groups_one_after_the_other_beside_a_long_one_are_not_all_added(hillfields, navigator, mentoring, scale):
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=100), "ends_on": today - timedelta(days=60)}
    common = {"by": navigator, "measure": scale, "intervention": mentoring, "status": "approved", "n": 10}
    builders.outcome_record(hillfields, **common, **days)
    builders.outcome_record(hillfields, **common, starts_on=today - timedelta(days=50), ends_on=today)
    long = builders.outcome_record(hillfields, **common, starts_on=today - timedelta(days=100), ends_on=today)
    assert reconcile(navigator, long).started == 20


# The page of a record --------------------------------------------------------------------------------------------


def test_the_page_shows_figures_sentence_and_provenance(author, hillfields, navigator, scale):
    record = builders.outcome_record(
        hillfields,
        by=navigator,
        measure=scale,
        meaningfully_better=22,
        source="Two questionnaires",
        quality_notes="Ill",
    )
    page = author.get(record.get_absolute_url())
    words = " ".join(page.content.decode().split())
    assert "Went up by 2.0 points on average (95% interval 1.0 to 3.0) among 40 people" in words
    assert "Standardised effect: 0.50" in words
    share = proportion_interval(22, 40)
    assert f"22 of 40 (55%, 95% interval {100 * share.low:.0f}% to {100 * share.high:.0f}%)" in words
    for text in ("Two questionnaires", "Summary typed in", "Nadia Navigator", "+2.0", "Who changed what"):
        assert text in words


def test_a_page_costs_the_same_however_long_its_thread(author, as_user, manager, hillfields, navigator, scale):
    mentoring = builders.intervention(hillfields)
    records = [
        builders.outcome_record(hillfields, by=navigator, measure=scale, intervention=mentoring) for _ in range(2)
    ]
    records[0].steps.create(move="submit", from_status="draft", to_status="submitted", made_by=manager)
    for number in range(6):
        records[1].steps.create(move="submit", from_status="draft", to_status="submitted", made_by=manager)
        builders.outcome_record(hillfields, by=navigator, measure=scale, intervention=mentoring, started=50 + number)
    counts = []
    for record in [records[0], *records]:
        with CaptureQueriesContext(connection) as queries:
            assert author.get(record.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 20
