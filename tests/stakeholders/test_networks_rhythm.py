"""How often a network meets: a plain choice, an iCalendar rule, and words."""

import pytest
from django.core.exceptions import ValidationError

from stakeholders.networks.rhythm import Often, Rhythm, in_words, read
from stakeholders.networks.rhythm_field import RhythmField

RULES = [
    ("FREQ=WEEKLY", Rhythm(Often.WEEKLY), "Every week"),
    ("FREQ=WEEKLY;BYDAY=TU", Rhythm(Often.WEEKLY, weekday="TU"), "Every week on Tuesday"),
    ("FREQ=WEEKLY;INTERVAL=2", Rhythm(Often.FORTNIGHTLY), "Every two weeks"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", Rhythm(Often.FORTNIGHTLY, weekday="FR"), "Every two weeks on Friday"),
    ("FREQ=MONTHLY;BYDAY=2TU", Rhythm(Often.WEEKDAY, "2", "TU"), "Every month on the second Tuesday"),
    ("FREQ=MONTHLY;BYDAY=-1MO", Rhythm(Often.WEEKDAY, "-1", "MO"), "Every month on the last Monday"),
    ("FREQ=MONTHLY", Rhythm(Often.DAY), "Every month"),
    ("FREQ=MONTHLY;BYMONTHDAY=22", Rhythm(Often.DAY, day="22"), "Every month on the 22nd"),
    ("FREQ=MONTHLY;BYMONTHDAY=12", Rhythm(Often.DAY, day="12"), "Every month on the 12th"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", Rhythm(Often.DAY, day="-1"), "Every month on the last day"),
    ("FREQ=MONTHLY;INTERVAL=3", Rhythm(Often.QUARTERLY), "Every three months"),
    (
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TH",
        Rhythm(Often.QUARTERLY, "1", "TH"),
        "Every three months on the first Thursday",
    ),
    ("", Rhythm(Often.NONE), ""),
]
FOREIGN = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=WEEKLY;BYDAY=2TU",
    "FREQ=WEEKLY;BYMONTHDAY=2",
    "FREQ=MONTHLY;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
    "FREQ=MONTHLY;INTERVAL=7",
]


@pytest.mark.parametrize(("rule", "rhythm", "words"), RULES, ids=[words or "none" for _, _, words in RULES])
def test_rhythm_is_written_as_a_rule_and_read_again(rule, rhythm, words):
    assert rhythm.rule == rule
    assert read(rule) == rhythm
    assert str(rhythm) == words


@pytest.mark.parametrize("rule", FOREIGN)
def test_rule_that_no_choice_stands_for_is_told_apart(rule):
    assert read(rule) is None
    assert in_words(rule, "now and then") == "now and then"


def test_words_of_the_source_stand_in_where_there_is_no_rule():
    assert in_words("", "more often after an incident") == "more often after an incident"
    assert in_words("FREQ=WEEKLY;INTERVAL=2", "fortnightly") == "Every two weeks"


def cleaned(typed, stored=""):
    field = RhythmField()
    field.keep(stored)
    return field.clean(field.widget.value_from_datadict(typed, {}, "rhythm"))


def test_only_the_parts_of_the_chosen_answer_are_read():
    typed = {"rhythm": "weekly", "rhythm_weekly_weekday": "WE", "rhythm_weekday_week": "2", "rhythm_day_day": "15"}
    assert cleaned(typed) == "FREQ=WEEKLY;BYDAY=WE"


def test_a_stored_rule_of_elsewhere_is_kept_when_nobody_changes_it():
    assert cleaned({"rhythm": "stored"}, "FREQ=DAILY") == "FREQ=DAILY"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Choose how often it meets"),
        ({"rhythm": "FREQ=SECONDLY"}, "Choose how often it meets"),
        ({"rhythm": "stored"}, "Choose how often it meets"),
        ({"rhythm": "weekly", "rhythm_weekly_weekday": "XX;COUNT=1"}, "Choose how often it meets"),
        ({"rhythm": "weekday", "rhythm_weekday_week": "2"}, "Choose which weekday of the month"),
        ({"rhythm": "quarterly", "rhythm_quarterly_weekday": "MO"}, "Choose both the weekday and which one"),
    ],
)
def test_answers_that_make_no_rule_are_refused(typed, message):
    with pytest.raises(ValidationError, match=message):
        cleaned(typed)
