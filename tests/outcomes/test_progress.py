"""How an anticipated outcome stands: the word, the rule behind it, and what the page says."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from interventions.models import AnticipatedOutcome, OutcomeMeasure
from interventions.outcomes.progress import FIGURE, RULE, Word, judged, progress_of
from tests import builders

START, HALF, DUE = date(2021, 4, 1), date(2021, 6, 30), date(2021, 9, 28)
BEFORE_DUE = date(2021, 7, 1)
PILOT = "/authorities/E08000026/pilots/hillfields/"
figures = st.decimals(0, 100, places=2)


def an_outcome(**fields):
    """Return an anticipated outcome that is not stored: from 20 to 24 in 180 days, of which HALF is the 90th."""
    higher = fields.pop("higher_is_better", True)
    measure = OutcomeMeasure(kind=fields.pop("kind", "scale"), lowest=0, highest=100, higher_is_better=higher)
    values = {"baseline": Decimal(20), "target": Decimal(24), "baseline_on": START, "due_on": DUE}
    return AnticipatedOutcome(statement="Wellbeing", measure=measure, **values | fields)


def verdict(figure, on=HALF, today=BEFORE_DUE, **fields):
    return judged(an_outcome(**fields), Decimal(figure), on, today)


# The rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "word"),
    [
        ("24", Word.MET),
        ("24.01", Word.MET),
        ("23.99", Word.ON_TRACK),
        ("22", Word.ON_TRACK),
        ("21.99", Word.BEHIND),
        ("20", Word.BEHIND),
        ("19", Word.BEHIND),
    ],
)
def test_half_the_way_is_on_track_at_half_the_time_and_a_hundredth_less_is_behind(figure, word):
    assert verdict(figure).word == word


@pytest.mark.parametrize(
    ("figure", "word"),
    [("16", Word.MET), ("15", Word.MET), ("16.01", Word.ON_TRACK), ("18", Word.ON_TRACK), ("18.01", Word.BEHIND)],
)
def test_where_lower_is_better_the_same_holds_the_other_way_round(figure, word):
    assert verdict(figure, target=Decimal(16), higher_is_better=False).word == word


@pytest.mark.parametrize(
    ("on", "today", "word"),
    [
        (START, START, Word.ON_TRACK),
        (START + timedelta(days=1), BEFORE_DUE, Word.BEHIND),
        (START, DUE, Word.ON_TRACK),
        (START, DUE + timedelta(days=1), Word.BEHIND),
        (DUE + timedelta(days=1), DUE, Word.BEHIND),
    ],
)
def test_at_the_baseline_no_time_has_gone_and_after_the_due_date_it_is_behind(on, today, word):
    assert verdict(20, on, today).word == word


def test_what_is_met_stays_met_after_the_due_date_and_without_a_baseline():
    assert verdict(24, DUE + timedelta(days=9), DUE + timedelta(days=99)).word == Word.MET
    assert verdict(24, baseline=None, baseline_on=None, due_on=None).word == Word.MET


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"baseline": None}, "no baseline is recorded"),
        ({"baseline_on": None}, "no date of the baseline is recorded"),
        ({"due_on": None}, "no due date is recorded"),
        ({"baseline": None, "due_on": None}, "no baseline and no due date is recorded"),
        ({"target": Decimal(20)}, "The target is no better than the baseline"),
        ({"target": Decimal(16)}, "The target is no better than the baseline"),
    ],
)
def test_what_cannot_be_judged_is_no_data_and_says_what_is_missing(fields, says):
    word, why = verdict("19.5", **fields)
    assert word == Word.NO_DATA
    assert says in why


@pytest.mark.parametrize(
    ("figure", "fields", "says"),
    [
        ("24", {}, "24 by 30 June 2021: the target of 24 is reached."),
        ("23", {}, "23 by 30 June 2021: 75% of the way to the target when 50% of the time had gone."),
        ("21.99", {}, "49.8% of the way to the target when 50.0% of the time had gone."),
        ("20", {}, "no nearer to the target than the baseline when 50% of the time had gone."),
        ("19", {}, "further from the target than the baseline when 50% of the time had gone."),
        ("45.5", {"kind": "proportion", "target": Decimal(40)}, "45.5% by 30 June 2021: the target of 40% is reached."),
        ("1200", {"kind": "count", "target": Decimal(1000)}, "1,200 by 30 June 2021: the target of 1,000 is reached."),
    ],
)
def test_the_reason_gives_figure_day_and_both_shares_in_the_units_of_the_measure(figure, fields, says):
    assert verdict(figure, **fields).why.endswith(says)


def test_after_the_due_date_the_reason_names_it():
    assert "the target of 24 was due by 28 September 2021" in verdict(23, today=date(2022, 1, 1)).why


@given(figures, figures, figures, st.integers(0, 400), st.integers(1, 300), st.integers(0, 500), st.booleans())
def test_the_word_never_contradicts_the_rule(baseline, target, figure, went, takes, since, higher):
    assume(target > baseline if higher else target < baseline)
    due, on, today = START + timedelta(takes), START + timedelta(went), START + timedelta(since)
    word, why = verdict(figure, on, today, baseline=baseline, target=target, due_on=due, higher_is_better=higher)
    share = Fraction(figure - baseline) / Fraction(target - baseline)
    if share >= 1:
        expected = Word.MET
    else:
        has_time = on <= due and today <= due
        expected = Word.ON_TRACK if has_time and share >= Fraction(went, takes) else Word.BEHIND
    assert word == expected
    assert why


@given(figures, st.decimals("0.01", "6.99", places=2), st.integers(0, 180))
def test_the_two_shares_in_the_reason_never_look_the_other_way_round(baseline, moved, went):
    outcome = an_outcome(baseline=baseline, target=baseline + 7)
    word, why = judged(outcome, baseline + moved, START + timedelta(went), START)
    way, time = (Decimal(part.rsplit(" ", 1)[-1]) for part in why.split("%")[:2])
    assert way >= time if word == Word.ON_TRACK else way < time


def test_every_word_has_its_rule():
    assert set(RULE) == set(Word)


# The figure -------------------------------------------------------------------------------------------------------


@pytest.fixture
def wellbeing(hillfields):
    return builders.measure()


def anticipated(of, measure, **fields):
    """Store one that goes from 20 half a year ago to 24 in half a year."""
    today = timezone.localdate()
    dates = {"baseline_on": today - timedelta(days=180), "due_on": today + timedelta(days=180)}
    return builders.anticipated_outcome(of, measure=measure, **{"baseline": 20, "target": 24} | dates | fields)


def only(user) -> object:
    (progress,) = progress_of(user, AnticipatedOutcome.objects.visible_to(user))
    return progress


def test_the_latest_approved_record_that_names_it_gives_the_figure(hillfields, wellbeing, navigator):
    outcome = anticipated(hillfields, wellbeing)
    today = timezone.localdate()
    builders.outcome_record(
        hillfields, status="approved", anticipated=outcome, mean_after="30", ends_on=today - timedelta(days=20)
    )
    latest = builders.outcome_record(hillfields, status="approved", anticipated=outcome, mean_after="22.5")
    builders.outcome_record(hillfields, status="submitted", anticipated=outcome, mean_after="31", ends_on=today)
    builders.outcome_record(hillfields, status="approved", mean_after="32", ends_on=today)
    progress = only(navigator)
    assert (progress.latest, progress.word) == (latest, Word.ON_TRACK)
    assert "22.5 by" in progress.explanation


def test_without_one_that_names_it_the_latest_on_the_same_measure_does(hillfields, wellbeing, navigator):
    anticipated(hillfields, wellbeing)
    other = builders.measure("Self-esteem scale")
    another_pilot = builders.pilot("Foleshill", "foleshill", of=hillfields.authority)
    builders.outcome_record(hillfields, status="approved", measure=other, mean_after="30")
    builders.outcome_record(another_pilot, status="approved", mean_after="30")
    assert only(navigator).explanation.startswith("There is no approved outcome record")
    builders.outcome_record(hillfields, status="approved", mean_after="20.5")
    assert only(navigator).word == Word.BEHIND


def test_a_record_that_names_another_one_or_is_of_another_intervention_gives_no_figure(
    hillfields, wellbeing, navigator
):
    mentoring, sport = (builders.intervention(hillfields, name=name) for name in ("Mentoring", "Sport"))
    outcome = anticipated(hillfields, wellbeing, intervention=mentoring)
    builders.outcome_record(hillfields, status="approved", intervention=sport)
    builders.outcome_record(hillfields, status="approved")
    other = builders.anticipated_outcome(hillfields, measure=wellbeing, withdrawn_at=timezone.now())
    builders.outcome_record(hillfields, status="approved", intervention=mentoring, anticipated=other)
    rows = AnticipatedOutcome.objects.visible_to(navigator)
    assert progress_of(navigator, rows.current())[0].latest is None
    record = builders.outcome_record(hillfields, status="approved", intervention=mentoring)
    assert progress_of(navigator, rows.filter(pk=outcome.pk))[0].latest == record


def test_a_record_from_before_the_baseline_or_without_a_figure_after_gives_none(hillfields, wellbeing, navigator):
    outcome = anticipated(hillfields, wellbeing)
    old = outcome.baseline_on - timedelta(days=1)
    builders.outcome_record(hillfields, status="approved", starts_on=old, ends_on=old)
    assert only(navigator).latest is None
    one_sided = {"measured_after": None, "measured_both": None, "is_paired": False, "mean_after": None}
    only_before = builders.outcome_record(hillfields, status="approved", **one_sided)
    assert (only(navigator).latest, only(navigator).word) == (only_before, Word.NO_DATA)
    assert "no figure after" in only(navigator).explanation
    earlier = builders.outcome_record(hillfields, status="approved", ends_on=timezone.localdate() - timedelta(days=20))
    assert only(navigator).latest == earlier


@pytest.mark.parametrize(
    ("kind", "figures", "says"),
    [
        ("scale", {"mean_after": "22.3456"}, "22.35 by"),
        ("proportion", {"number_before": 8, "number_after": 16}, "40% by"),
        ("count", {"number_before": 8, "number_after": 1600}, "1,600 by"),
    ],
)
def test_the_figure_is_mean_percentage_or_count_after(hillfields, navigator, kind, figures, says):
    measure = builders.measure(f"A {kind}", kind=kind)
    anticipated(hillfields, measure, target=2000 if kind == "count" else 90)
    builders.outcome_record(hillfields, status="approved", measure=measure, **figures)
    assert only(navigator).explanation.startswith(says)


def test_few_people_are_too_few_to_say_and_fewer_than_five_are_hidden_outside_the_team(
    hillfields, wellbeing, navigator, dudley_navigator, communications
):
    anticipated(hillfields, wellbeing)
    record = builders.outcome_record(hillfields, status="approved", n=29)
    assert "too few to say" in only(dudley_navigator).explanation
    for name in ("started", "measured_before", "measured_after", "measured_both"):
        setattr(record, name, 4)
    record.save()
    assert only(navigator).word == Word.ON_TRACK
    for outsider in (dudley_navigator, communications):
        progress = only(outsider)
        assert progress.word == Word.NO_DATA
        assert (
            progress.explanation
            == "The latest record is about fewer than 5 people: only its own team sees the figures."
        )


def test_what_is_said_of_few_people_has_a_grey_tag(as_user, hillfields, wellbeing, navigator):
    anticipated(hillfields, wellbeing)
    builders.outcome_record(hillfields, status="approved", mean_after="25", n=29)
    assert only(navigator).word == Word.MET
    text = as_user(navigator).get(f"{PILOT}outcomes/").content.decode()
    assert '<strong class="govuk-tag govuk-tag--grey">Met (too few to say)</strong>' in text
    assert "Fewer than 30 people were measured: too few to say." in text


def test_one_intervention_does_not_meet_what_is_anticipated_of_the_whole_pilot(hillfields, wellbeing, navigator):
    outcome = anticipated(hillfields, wellbeing)
    mentoring = builders.intervention(hillfields)
    record = builders.outcome_record(hillfields, status="approved", intervention=mentoring, mean_after="30")
    assert (only(navigator).latest, only(navigator).word) == (None, Word.NO_DATA)
    record.anticipated = outcome
    record.save()
    assert only(navigator).word == Word.MET


@pytest.mark.parametrize(
    ("fields", "is_said"),
    [
        ({"mean_before": "26.0", "mean_after": "23.0"}, True),
        ({"mean_before": "22.0", "mean_after": "23.0"}, False),
        ({"mean_before": "23.0", "mean_after": "23.0"}, False),
        ({"mean_before": "26.0", "mean_after": "23.0", "is_paired": False, "measured_both": 30}, False),
    ],
)
def test_people_who_got_worse_are_said_to_whatever_the_baseline(hillfields, wellbeing, navigator, fields, is_said):
    anticipated(hillfields, wellbeing)
    builders.outcome_record(hillfields, status="approved", mean_change=None, **fields)
    assert only(navigator).word == Word.ON_TRACK
    assert ("The people measured got worse themselves, from 26 to 23." in only(navigator).explanation) is is_said


def test_thirty_people_are_not_too_few(hillfields, wellbeing, navigator):
    anticipated(hillfields, wellbeing)
    builders.outcome_record(hillfields, status="approved", n=30)
    assert "too few" not in only(navigator).explanation


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"measure": None, "target": None}, "No measure has been chosen."),
        ({"target": None}, "No target has been set."),
        ({"baseline_on": None}, "There is no approved outcome record yet."),
    ],
)
def test_no_data_says_what_is_missing(hillfields, wellbeing, navigator, fields, says):
    outcome = anticipated(hillfields, wellbeing)
    AnticipatedOutcome.objects.filter(pk=outcome.pk).update(**fields)
    assert (only(navigator).word, only(navigator).explanation) == (Word.NO_DATA, says)


def test_an_administrator_is_told_that_the_role_does_not_read_records(hillfields, wellbeing, administrator):
    anticipated(hillfields, wellbeing)
    builders.outcome_record(hillfields, status="approved")
    progress = only(administrator)
    assert (progress.word, progress.latest) == (Word.NO_DATA, None)
    assert "does not read outcome records" in progress.explanation


def test_a_missing_baseline_or_target_is_said_and_not_zero(hillfields, navigator):
    builders.anticipated_outcome(hillfields)
    assert (only(navigator).baseline, only(navigator).target) == ("not recorded", "not set")


def test_it_takes_two_queries_however_many_there_are(hillfields, navigator, django_assert_max_num_queries):
    assert navigator.current_postings
    for number in range(4):
        measure = builders.measure(f"Scale {number}")
        outcome = anticipated(hillfields, measure)
        builders.outcome_record(hillfields, status="approved", measure=measure, anticipated=outcome)
    with django_assert_max_num_queries(2):
        progress = progress_of(navigator, AnticipatedOutcome.objects.visible_to(navigator))
        assert [each.word for each in progress] == [Word.ON_TRACK] * 4
        assert all(each.baseline and each.outcome.pilot.authority.gss_code for each in progress)


def test_the_page_shows_word_reason_and_rule(as_user, hillfields, wellbeing, navigator):
    anticipated(hillfields, wellbeing)
    builders.outcome_record(hillfields, status="approved", mean_after="25")
    text = as_user(navigator).get(f"{PILOT}outcomes/").content.decode()
    assert '<strong class="govuk-tag govuk-tag--green">Met</strong>' in text
    assert "the target of 24 is reached" in text
    for meaning in RULE.values():
        assert meaning[1:] in text
    assert FIGURE in text
