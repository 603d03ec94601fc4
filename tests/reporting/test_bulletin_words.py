"""What an editor's words may say: numbers of their source, and no small count of people however it is put."""

import pytest

from vru_portal.reporting.bulletins.words import why_not

SMALL = [
    "3 of the young people went on to college",
    "three local primary school pupils took part",
    "Young people: three",
    "Those who came (3) were young people",
    "3 of 12 young people came",
    "3 lads joined",
    "A trio of girls sang",
    "#4 girls",
    "3 may go on, say the young people",
    "Refugees came: 4",
]
FINE = [
    "Over 20 young people were referred within a couple of weeks",
    "8 community champions were trained in 3 sessions",
    "Pupils of Year 6 met the police",
    "Young people met on 3 April 2021, from 4pm",
    "One of the pupils spoke, and no one left",
    "Three schools sent 30 pupils",
    "#10DaysOfPeace",
]


@pytest.mark.parametrize("words", SMALL)
def test_a_small_count_of_people_is_refused_even_if_the_source_gives_it(words):
    assert "too small to publish" in why_not(words, [words, "trio 3 4 12"])


@pytest.mark.parametrize("words", FINE)
def test_other_numbers_of_the_source_pass(words):
    assert why_not(words, [words]) == ""


@pytest.mark.parametrize("words", ["9" * 400 + " people", "1" + ",000" * 450 + " people", "hundred " * 245])
def test_numbers_of_hundreds_of_digits_are_refused_like_others(words):
    assert "The source does not say" in why_not(words, ["8 sessions"])
