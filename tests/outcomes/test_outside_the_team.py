"""Outside the team that recorded them, figures are too coarse to work out anybody's scores."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from interventions.models import OutcomeRecord
from interventions.outcomes.results import result_for
from interventions.outcomes.statistics import Interval
from tests import builders

EXACT = {
    "mean_before": "21.1667",
    "sd_before": "4.3551",
    "mean_after": "23.8333",
    "sd_after": "4.5789",
    "mean_change": "2.6666",
    "sd_change": "2.1602",
}
TYPE = "/what-works/west-midlands/mentoring/"
TABLES = ("outcomes_csv", "outcomes_xlsx", "what_works_results_csv", "what_works_results_xlsx")
OTHERS = ("dudley_navigator", "dudley_manager", "communications")


@pytest.fixture
def wood_end(coventry):
    return builders.pilot("Wood End", "wood-end", of=coventry)


@pytest.fixture
def group(hillfields):
    """Return a function that makes an approved record of a group, of six unless it is said."""

    def make(n=6, of=None, **fields):
        of = of or hillfields
        one = builders.intervention(of, builders.intervention_type("Mentoring"), name=f"Mentoring in {of}")
        made = builders.outcome_record(of, status="approved", intervention=one, n=n, **EXACT | fields)
        return OutcomeRecord.objects.for_page().get(pk=made.pk)

    return make


def table(client, name):
    data = b"".join(client.get(reverse(name)).streaming_content)
    if name.endswith("csv"):
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    header, *rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(header, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows]


def everything_shown(client, record):
    """Return all that a person is shown of a record: on four pages, and in four tables."""
    pages = (record.get_absolute_url(), reverse("outcomes"), TYPE, record.intervention.get_absolute_url())
    tables = ["|".join(filter(None, row.values())) for name in TABLES for row in table(client, name)]
    return [client.get(page).content.decode() for page in pages] + tables


def is_exact(text):
    """Say whether a text has more of a figure than one decimal place, or anything of the spread."""
    return any(figure[:-2] in text for figure in EXACT.values()) or "0.61" in text


@pytest.mark.parametrize("who", OTHERS)
def test_of_six_people_others_see_means_to_one_place_and_nothing_of_the_spread(request, as_user, group, who):
    record = group()
    shown = everything_shown(as_user(request.getfixturevalue(who)), record)
    assert len(shown) == 8
    for text in shown:
        assert "Too few to say: went up by 2.7 points on average (95% interval 0.4 to 4.9)" in text or "+2.7" in text
        assert not is_exact(text)
    page = shown[0]
    assert page.count("Not given") == 3
    assert "Standardised effect" not in page
    for row in (table(as_user(request.getfixturevalue(who)), name)[0] for name in TABLES):
        assert (row["Before"], row["After"], row["Mean change"]) == ("21.2", "23.8", "2.7")
        assert (row["95% interval from"], row["95% interval to"], row["Standardised effect"]) == ("0.4", "4.9", "")
        assert {row[name] for name in row if name.startswith("Standard deviation")} <= {""}


def test_the_team_sees_everything_exactly(as_user, group, navigator):
    shown = everything_shown(as_user(navigator), group())
    assert "<td" in shown[0]
    assert "4.4" in shown[0]
    assert "Standardised effect: 0.61" in shown[0]
    for row in (table(as_user(navigator), name)[0] for name in TABLES):
        assert (row["Before"], row["Mean change"]) == ("21.1667", "2.6666")
        assert row["Standardised effect"].startswith("0.61")


def test_figures_for_others_are_rounded_before_anything_is_read_from_them(group, dudley_navigator, navigator):
    record = group(29)
    result, exact = result_for(dudley_navigator, record), result_for(navigator, record)
    assert (result.before, result.after, result.change) == (Decimal("21.2"), Decimal("23.8"), Decimal("2.7"))
    assert (result.is_rounded, exact.is_rounded) == (True, False)
    assert isinstance(result.interval, Interval)
    assert result.interval == Interval(round(exact.interval.low, 1), round(exact.interval.high, 1))
    assert (result.sd_before, result.sd_after, result.sd_change, result.effect) == (None,) * 4
    assert result.estimate == exact.estimate


def test_thirty_people_have_a_spread_to_one_place(group, dudley_navigator):
    result = result_for(dudley_navigator, group(30))
    assert (result.sd_before, result.sd_after, result.sd_change) == (Decimal("4.4"), Decimal("4.6"), Decimal("2.2"))
    assert result.effect == 0.6


def test_what_is_rounded_to_nought_is_not_called_the_same(group, as_user, dudley_navigator):
    record = group(40, mean_after="21.1967", mean_change="0.0300", sd_change="0.0500")
    result = result_for(dudley_navigator, record)
    assert result.sentence.startswith("Changed by less than 0.1 points on average (95% interval 0.0 to 0.0)")
    assert "Less than 0.1" in as_user(dudley_navigator).get(TYPE).content.decode()


def test_all_are_shown_the_same_of_several_results_together(as_user, group, st_james, hillfields, wood_end, request):
    for of, change in ((hillfields, "2.6666"), (wood_end, "1.0317"), (st_james, "3.5513")):
        group(12, of=of, mean_change=change)
    people = ("navigator", "manager", "dudley_navigator", "communications")
    rows = [table(as_user(request.getfixturevalue(who)), "what_works_results_csv")[-1] for who in people]
    assert all(row == rows[0] for row in rows)
    figures = [rows[0][name] for name in ("Mean change", "95% interval from", "95% interval to")]
    assert figures == [f"{float(figure):.1f}" for figure in figures]


def test_all_of_one_team_take_the_same_table_away(as_user, group, wood_end, navigator, adviser, manager, analyst):
    group()
    group(of=wood_end)
    first, *others = (table(as_user(who), "what_works_results_csv") for who in (navigator, adviser, manager, analyst))
    assert len(first) == 2
    assert all(other == first for other in others)


# Who they are ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
def test_of_a_hidden_record_others_see_neither_label_nor_period_nor_author(request, as_user, group, navigator, who):
    days = {"starts_on": date(2021, 3, 4), "ends_on": date(2021, 7, 8)}
    record = group(4, group_label="The four from the corner", by=navigator, **days)
    said = (
        "The four from the corner",
        str(navigator),
        "March 2021",
        "Mar 2021",
        "2021-03-04",
        "July 2021",
        "2021-07-08",
    )
    for text in everything_shown(as_user(request.getfixturevalue(who)), record):
        assert [words for words in said if words in text] == []
        assert "Wellbeing scale" in text
    inside = "".join(everything_shown(as_user(navigator), record))
    assert all(words in inside for words in said[:3])
