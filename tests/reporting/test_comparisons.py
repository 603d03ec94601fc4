"""Results side by side: what is pooled, what is hidden, what is said of the intervals, and what is missing."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.models import OutcomeMeasure
from interventions.outcomes.record_figures import rows_of, signed
from interventions.outcomes.results import result_for
from interventions.outcomes.statistics import Effect, pooled
from pilots.models import Pilot
from tests import builders
from vru_portal.reporting.comparisons import NOT_TOGETHER

TYPE = "/what-works/west-midlands/mentoring/"
OVERLAP = "The intervals overlap: these results do not show that one pilot’s does better than another’s."
APART = "Some of the intervals do not overlap."
NO_SCORES = {
    "mean_before": None,
    "sd_before": None,
    "mean_after": None,
    "sd_after": None,
    "mean_change": None,
    "sd_change": None,
}


@pytest.fixture
def reader(as_user, manager):
    return as_user(manager)


@pytest.fixture
def outsider(as_user, dudley_navigator):
    """Somebody who reads approved work of the region, but not Coventry's log."""
    return as_user(dudley_navigator)


@pytest.fixture
def pilots(coventry, dudley):
    made = [builders.pilot(name, name.lower(), of=coventry) for name in ("Able", "Baker", "Charlie")]
    return [*made, builders.pilot("Delta", "delta", of=dudley)]


def result(of: Pilot, change="2.0", **fields):
    """Approve a record of an intervention of this pilot, 40 people with a change of SD 3 unless said otherwise."""
    one = builders.intervention(of, builders.intervention_type("Mentoring"), name=f"Mentoring in {of.name}")
    fields = {"mean_change": change, **fields}
    return builders.outcome_record(of, status="approved", intervention=one, **fields)


def shown(client):
    return client.get(TYPE).context["shown"]


def comparison(client):
    (only,) = shown(client)
    return only.comparison


def text(client):
    return client.get(TYPE).content.decode()


# Together --------------------------------------------------------------------------------------------------------


def test_three_comparable_results_are_pooled_as_the_statistics_say(reader, pilots):
    for of, change, sd in zip(pilots, ("1.0", "2.0", "3.0"), ("3.0", "4.0", "5.0"), strict=False):
        result(of, change, sd_change=sd)
    expected = pooled(Effect(estimate, sd / 40**0.5) for estimate, sd in ((1, 3), (2, 4), (3, 5)))
    found = comparison(reader).pooled
    assert (found.k, found.tau_squared, found.i_squared) == (3, expected.tau_squared, expected.i_squared)
    assert [found.estimate, found.low, found.high] == [
        round(figure, 1) for figure in (expected.estimate, expected.low, expected.high)
    ]
    assert comparison(reader).people == 120
    assert "Together (3 results from 3 pilots, 120 people): went up by 1.9 points on average" in text(reader)


def test_two_results_are_not_pooled(reader, pilots):
    for of in pilots[:2]:
        result(of)
    assert comparison(reader).pooled is None
    assert NOT_TOGETHER in text(reader)
    assert "results together" not in text(reader)


def test_one_group_measured_three_times_is_one_result(reader, pilots):
    today = timezone.localdate()
    first = result(pilots[0], "1.0", group_label="Year 9 mentees", ends_on=today)
    for days, label in enumerate(("year 9  MENTEES", "Year 9 mentees "), 1):
        again = {"mean_change": f"{days + 1}.0", "group_label": label, "ends_on": today - timedelta(days=days)}
        builders.outcome_record(pilots[0], status="approved", intervention=first.intervention, **again)
    assert comparison(reader).pooled is None
    result(pilots[1], "5.0", group_label="Year 9 mentees")
    assert [each.change for each in comparison(reader).comparable] == [Decimal("1.0"), Decimal("5.0")]
    result(pilots[1], "7.0", group_label="Year 10 mentees")
    assert "Together (3 results from 2 pilots, 120 people)" in text(reader)
    rows = reader.get(reverse("what_works_results_csv"))
    told = list(csv.DictReader(io.StringIO(b"".join(rows.streaming_content).decode("utf-8-sig"))))
    assert [row["Taken together with others"] for row in told] == ["Yes", "No", "No", "Yes", "Yes", ""]


@pytest.mark.parametrize(
    "third",
    [
        {"n": 4},
        {"sd_change": None},
        {"sd_change": "0"},
        {"is_paired": False, "measured_after": 38, "measured_both": None, "mean_change": None},
        {"measure": "another"},
    ],
    ids=["fewer than 5 people", "no standard deviation", "no error", "not paired", "another measure"],
)
def test_a_third_result_that_cannot_be_compared_is_not_pooled(reader, pilots, third):
    for of in pilots[:2]:
        result(of)
    fields = third | ({"measure": builders.measure("Another")} if "measure" in third else {})
    result(pilots[2], **fields)
    assert all(each.comparison.pooled is None for each in shown(reader))


def test_a_fourth_result_that_cannot_be_compared_changes_nothing(reader, pilots):
    for of in pilots[:3]:
        result(of)
    before = comparison(reader).pooled
    result(pilots[3], "9.0", n=4)
    assert comparison(reader).pooled == before
    assert comparison(reader).people == 120


def test_where_lower_is_better_a_fall_is_an_improvement(reader, pilots):
    falling = builders.measure("Difficulties", higher_is_better=False)
    for of in pilots[:3]:
        result(of, "-2.0", measure=falling)
    assert "went down by 2.0 points on average (95% interval −2.5 to −1.5), an improvement" in text(reader)


def test_an_average_that_may_be_none_is_said_to_go_either_way(reader, pilots):
    for of, change in zip(pilots, ("0.2", "-0.3", "0.1"), strict=False):
        result(of, change)
    assert "so that it may have gone either way" in text(reader)


def test_too_few_together_stay_too_few(reader, pilots):
    for of in pilots[:3]:
        result(of, n=8)
    assert "Together (3 results from 3 pilots, 24 people)" in text(reader)
    assert "too few to say even so" in text(reader)


def test_results_that_differ_by_more_than_chance_are_said_to(reader, pilots):
    for of, change in zip(pilots, ("0.0", "2.0", "4.0"), strict=False):
        result(of, change)
    page = text(reader)
    assert "The results differ by more than chance explains (I² 94%)" in page
    assert APART in page


# Side by side ----------------------------------------------------------------------------------------------------


def test_overlapping_intervals_are_said_to_overlap(reader, pilots):
    result(pilots[0], "1.0")
    result(pilots[1], "1.6")
    assert OVERLAP in text(reader)
    assert "The intervals overlap." in reader.get("/what-works/").content.decode()


def test_intervals_apart_are_still_no_ranking(reader, pilots):
    result(pilots[0], "0.0")
    result(pilots[1], "9.0")
    assert f"{APART} People, places and times differ as well" in text(reader)


def test_groups_of_one_pilot_are_compared_as_groups(reader, pilots):
    result(pilots[0], "1.0")
    result(pilots[0], "1.2")
    assert "that one group’s does better than another’s" in text(reader)


def test_results_stand_by_place_and_not_by_size(reader, pilots):
    for of, change in zip(pilots, ("1.0", "9.0", "5.0", "7.0"), strict=True):
        result(of, change)
    assert [row.record.pilot.name for row in shown(reader)[0].rows] == ["Able", "Baker", "Charlie", "Delta"]


def test_a_single_result_says_its_own_sentence(reader, pilots):
    result(pilots[0])
    page = text(reader)
    assert "1 result from 1 pilot. Went up by 2.0 points on average (95% interval 1.0 to 3.0)" in page


def test_too_few_to_say_is_marked_with_the_interval_still_shown(reader, pilots):
    result(pilots[0], n=20)
    (row,) = shown(reader)[0].rows
    assert (row.note, row.cells[2].figure, row.cells[2].below) == ("Too few to say", "+2.0", "0.6 to 3.4")


def test_means_of_different_people_are_not_called_a_change(reader, pilots):
    result(pilots[0], None, is_paired=False, measured_after=30, measured_both=20)
    (row,) = shown(reader)[0].rows
    assert [cell.figure for cell in row.cells] == ["20.0", "22.0", "Not called a change"]
    assert shown(reader)[0].plot == ""


def test_proportions_have_wilson_intervals_and_no_plot(reader, pilots):
    safe = builders.measure("Feel safe", kind=OutcomeMeasure.Kind.PROPORTION)
    for of in pilots[:3]:
        result(of, measure=safe, **NO_SCORES, number_before=10, number_after=20)
    (each,) = shown(reader)
    assert (each.plot, each.comparison.pooled) == ("", None)
    before, after, change = each.rows[0].cells
    assert (before.figure, before.below) == ("25%", "14% to 40%")
    assert (after.figure, after.below) == ("50%", "35% to 65%")
    assert (change.figure, change.below) == ("+25.0 percentage points", "No interval known")


@pytest.mark.parametrize("kind", [*OutcomeMeasure.Kind])
def test_the_page_of_a_record_shows_the_figures_of_the_table(reader, manager, pilots, kind):
    numbers = {"number_before": 10, "number_after": 21, "n": 37}
    figures = {"sd_change": "0.2"} if kind == "scale" else NO_SCORES | numbers
    record = result(pilots[0], **{"mean_change": "0.04", "measure": builders.measure("One", kind), **figures})
    (row,) = shown(reader)[0].rows
    on_page = [(line.figure, line.interval) for line in rows_of(result_for(manager, record))]
    assert on_page == [(cell.figure, cell.below.replace("No interval known", "")) for cell in row.cells]


def test_service_use_stands_in_the_table(reader, pilots):
    used = builders.measure("Sessions used", kind=OutcomeMeasure.Kind.COUNT)
    result(pilots[0], measure=used, **NO_SCORES, number_before=1200, number_after=None)
    (row,) = shown(reader)[0].rows
    assert [cell.figure for cell in row.cells] == ["1,200", "Not measured", "Nothing to compare"]


@pytest.mark.parametrize(("figure", "expected"), [("1.0", "+1.0"), ("-1.0", "−1.0"), ("0.0", "0.0"), ("−0.2", "−0.2")])
def test_a_change_has_its_sign(figure, expected):
    assert signed(figure) == expected


def test_the_plot_names_each_group_and_comes_with_its_table(reader, pilots):
    for of in (*pilots[:3], pilots[0]):
        result(of)
    page = text(reader)
    assert page.count('role="img"') == 2  # for a telephone, and for anything wider
    assert "Mean change in Wellbeing scale, by pilot" in page
    assert "Baker, Coventry" in page
    assert "4 results together" in page
    assert "The figures as a table" in page


# Hidden ----------------------------------------------------------------------------------------------------------


def test_outside_the_team_nothing_but_the_number_of_a_small_group_is_shown(reader, outsider, pilots):
    for of in pilots[:3]:
        result(of)
    result(pilots[1], "7.654", n=4, mean_before="11.123", mean_after="18.777", group_label="Small group")
    inside, outside = text(reader), text(outsider)
    for figure in ("+7.7", '<td class="govuk-table__cell govuk-table__cell--numeric">11.1<', ">18.8<"):
        assert figure in inside
        assert figure not in outside
    hidden = next(row for row in shown(outsider)[0].rows if row.hidden)
    assert (hidden.n, hidden.cells) == (4, [])
    assert "1 of fewer than 5 people, whose figures only their own team sees" in outside
    assert comparison(reader).pooled == comparison(outsider).pooled


def test_hidden_figures_are_hidden_in_the_tables_too(reader, outsider, pilots):
    result(pilots[0], "7.654", n=4, mean_before="11.123", mean_after="18.777")
    for name in ("what_works_csv", "what_works_results_csv"):
        theirs = b"".join(outsider.get(reverse(name))).decode()
        assert not [figure for figure in ("7.6", "7.7", "11.1", "18.7", "18.8") if figure in theirs]
    assert "11.1" in b"".join(reader.get(reverse("what_works_results_csv"))).decode()
    assert "7.7" not in outsider.get("/what-works/").content.decode()


# What is missing -------------------------------------------------------------------------------------------------


def completeness(client):
    return {known.item.name: known for known in client.get(TYPE).context["figures"].completeness}


def test_what_is_recorded_and_missing_is_counted(reader, pilots):
    kind = builders.intervention_type("Mentoring")
    full = builders.intervention(
        pilots[0], kind, provider=builders.organisation(), funding=Decimal("10"), starts_on="2026-01"
    )
    builders.activity(pilots[0], status="approved", intervention=full, reach={"Residents": 5})
    builders.anticipated_outcome(pilots[0], intervention=full)
    builders.outcome_record(pilots[0], status="approved", intervention=full)
    builders.intervention(pilots[1], kind, starts_on="2026-01", status="completed")
    found = completeness(reader)
    assert {name: (known.number, known.of) for name, known in found.items()} == dict.fromkeys(found, (1, 2))
    board = reader.get("/what-works/").content.decode()
    assert "6 of 12 facts recorded." in board
    assert "Not recorded: provider for 1, funding for 1, dates for 1, reach for 1" in board


def test_what_is_missing_is_a_link_for_those_who_may_add_it(reader, outsider, as_user, communications, pilots):
    one = builders.intervention(pilots[0], builders.intervention_type("Mentoring"))
    hrefs = {name: known.missing[0].href for name, known in completeness(reader).items()}
    place = [one.authority.gss_code, one.pilot.slug]
    assert hrefs == {
        "provider": reverse("intervention_edit", args=[one.pk]),
        "funding": reverse("intervention_edit", args=[one.pk]),
        "dates": reverse("intervention_edit", args=[one.pk]),
        "reach": f"{reverse('activity_new')}?pilot={one.pilot_id}&intervention={one.pk}",
        "anticipated outcome": f"{reverse('anticipated_add', args=place)}?intervention={one.pk}",
        "approved outcome record": f"{reverse('outcome_new', args=place)}?intervention={one.pk}",
    }
    for client in (outsider, as_user(communications)):
        assert {known.missing[0].href for known in completeness(client).values()} == {""}


def test_what_is_missing_stands_in_one_line_an_intervention(reader, pilots):
    pilots[0].short_name = "HF"
    pilots[0].save()
    one = builders.intervention(pilots[0], builders.intervention_type("Mentoring"), name="Mentoring, HF")
    page = reader.get(TYPE).content.decode()
    assert page.count(f'href="{one.get_absolute_url()}">Mentoring, Able</a>: ') == 1
    assert "provider, funding, dates</a>" in page


def test_a_withdrawn_anticipated_outcome_is_none(reader, pilots):
    one = builders.intervention(pilots[0], builders.intervention_type("Mentoring"))
    builders.anticipated_outcome(pilots[0], intervention=one, withdrawn_at="2026-01-01T00:00Z")
    assert completeness(reader)["anticipated outcome"].number == 0


def test_a_type_that_nobody_knows_is_not_found(reader, region):
    assert reader.get("/what-works/west-midlands/unknown/").status_code == 404
