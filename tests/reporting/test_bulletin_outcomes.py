"""What a bulletin says of outcomes passes disclosure control, beside what was given out of the same group before."""

from datetime import date

import pytest

from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import authority_for, region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.disclosure import release
from vru_portal.reporting.models import Release

pytestmark = pytest.mark.django_db
FIRST = Quarter.of(date(2021, 1, 1))
PERIOD = {"starts_on": FIRST.start, "ends_on": date(2021, 2, 3)}
NO_SCORES = dict.fromkeys(("mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"))
MEASURED = ("started", "measured_before", "measured_after", "measured_both")


def scores(of, **fields):
    return builders.outcome_record(of, status="approved", **PERIOD | fields)


def shares(of, before, after, **fields):
    """Make a record of 40 people, of whom ``before`` and then ``after`` said yes."""
    share = builders.measure("Feels safe", "proportion")
    numbers = {"number_before": before, "number_after": after}
    return scores(of, measure=share, **NO_SCORES | numbers | fields)


def change(record, people=None, **fields):
    """Store other figures of a record, as a manager approves them anew."""
    fields |= dict.fromkeys(MEASURED, people) if people else {}
    type(record).objects.filter(pk=record.pk).update(**fields)


@pytest.fixture
def draft(communications, region, hillfields):
    return draw_up(communications, region_for(communications, region.slug), FIRST)


def outcomes(bulletin):
    content = compose(bulletin).content
    parts = [part for authority in content["authorities"] for part in authority["pilots"]]
    return [outcome["words"] for part in parts for outcome in part["outcomes"]]


def give_out(bulletin, by):
    """Remember what a bulletin says as given out, as publishing does."""
    counts = compose(bulletin).counts
    release(bulletin.region, Release.Kind.BULLETIN, counts.released(), by, counts.totals)


@pytest.mark.parametrize(("people", "is_told"), [(40, True), (41, False), (35, False), (46, True)])
def test_a_second_edition_does_not_tell_the_score_of_who_came_or_went(
    draft, communications, hillfields, people, is_told
):
    record = scores(hillfields)
    assert outcomes(draft) == ["Wellbeing scale: from 20.0 to 22.0 on average, among 40 people"]
    give_out(draft, communications)
    change(record, people)
    assert bool(outcomes(draft)) is is_told


def test_the_bulletin_of_an_authority_tells_no_more_of_a_group_than_that_of_the_region(
    draft, communications, hillfields, coventry
):
    record = scores(hillfields)
    give_out(draft, communications)
    change(record, 42)
    assert not outcomes(draw_up(communications, authority_for(communications, coventry.gss_code), FIRST))


@pytest.mark.parametrize(
    ("people", "before", "after", "is_told"),
    [(40, 12, 24, True), (40, 13, 24, False), (40, 12, 28, False), (50, 20, 34, False), (60, 20, 34, True)],
)
def test_a_second_edition_does_not_tell_of_one_who_answers_otherwise(
    draft, communications, hillfields, people, before, after, is_told
):
    record = shares(hillfields, 12, 24)
    assert outcomes(draft) == ["Feels safe: from 30% to 60%, among 40 people"]
    give_out(draft, communications)
    change(record, people, number_before=before, number_after=after)
    assert bool(outcomes(draft)) is is_told


@pytest.mark.parametrize("people", [4, 5])
def test_a_small_group_is_not_told_of_nor_stored_as_given_out(draft, hillfields, people):
    scores(hillfields, n=people)
    assert not outcomes(draft)
    assert not [key for key in compose(draft).counts.released() if key.startswith("outcome")]


def test_shares_of_rounded_numbers_do_not_give_the_exact_ones_away(draft, hillfields, settings):
    settings.DISCLOSURE_RULE = "rounded"
    shares(hillfields, 23, 29, **dict.fromkeys(MEASURED, 44))
    assert outcomes(draft) == ["Feels safe: from 56% to 67%, among 45 people"]


@pytest.mark.parametrize(
    ("counted", "is_told"),
    [("pupils who say so", True), ("pupils, three of them siblings", False), ("pupils in Year 9", True)],
)
def test_what_is_counted_says_no_small_number(draft, hillfields, counted, is_told):
    shares(hillfields, 12, 24, what_is_counted=counted)
    assert bool(outcomes(draft)) is is_told
