"""What an editor's words may say: numbers of their source, and no small count of people however it is put."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from vru_portal.reporting.bulletins.words import why_not

FACTS = yaml.safe_load(Path(settings.BASE_DIR / "pilots/data/west-midlands.yaml").read_text())
# The sources of all of them give every number that they say.
NUMBERS = "1 2 3 4 5 6 7 8 9 10 11 12 15 16 20 24 30 40 50 trio 3 4 12"
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
    "3 of 12 attended",
    "A trio came",
    "Half a dozen young people joined in",
    "Both young people went back to school",
    "Both of them went back to school",
    "The 3rd young person to join has left",
    "The third young person to join has left",
    "Young people x3",
    "5 am young people came to the shelter",
    "Three came.",
    "Three dropped out of school",
    "Three left school for good",
    "Two joined clubs of their own",
    "Three arrests were made",
    "Two-thirds of the six finished",
    "Half of the eight finished",
    "25% of the 12 finished",
    "12 of the 15 stayed until the end",
    "All but one of the young people finished",
    "Only one of them came back",
    "One of the 12 was excluded",
    "In March 3 came every week",
    "This year 3 pupils were excluded",
    "A handful came",
    "A couple found work",
    "A pair of brothers came",
    "A single young person was referred",
    "1 person came",
    "One girl was referred",
    "Two school refusers are back in class",
    "Three school pupils took part",
    "Four 15-year-olds were referred",
    "Between three and five attend each week",
    "We helped ③ of them",
    "We helped th\u00adree of them",
    "Five referrals to the hub",
    "Sessions reached 20 young people and two of their parents",
    "Two or three young people come each week",
    "2 in 10 of them came back",
    "The twins are back in school",
    "3YP were referred",
    "Three Coventry pupils spoke at the conference",
    "The two took part in four sessions",
]
FINE = [
    "Over 20 young people were referred within a couple of weeks",
    "8 community champions were trained in 3 sessions",
    "Pupils of Year 6 met the police",
    "Young people met on 3 April 2021, from 4pm",
    "One of the pupils spoke, and no one left",
    "Three schools sent 30 pupils",
    "#10DaysOfPeace",
    "Year 5 pupils met the police",
    "Years 3, 4 and 5 made a film",
    "Key Stage 3 pupils met the police",
    "One-to-one support for 12 young people",
    "The first young people have finished",
    "The second phase begins in May",
    "The third session was held in Polish",
    "Help is there 24/7",
    "A one-stop shop for families",
    "Sessions for young people aged 4 to 11",
    "A playgroup for 3 to 5 year olds and under-5s",
    "A two-hour session with 12 young people",
    "A three-day course for parents",
    "Open from 4pm to 6pm and from 4 to 6pm on 1 May",
    "Open 3 April and 1, 2 and 5 May",
    "Tackling 3 Myths was shown in 12 schools",
    "Residents of King's Norton and Three Estates met",
    "Three Estates has a new youth club",
    "In partnership with the third sector",
    "Both primary and secondary schools took part",
    "Training was held both online and in person",
    "Both sites are open again",
    "Two to three sessions a week",
    "Three primary and two secondary schools joined",
    "Five youth clubs opened again",
    "The network met twice in 3 months",
    "We gave out 40 books in two wards",
    "Funded with £4,000 by two partners",
    "A 5-a-side tournament with four teams",
    "A walk of 3 miles through four parks",
    "Everyone spoke with one voice",
    "One session for parents was held",
    "Read VRU News, issue 1, and part two in May",
    "After COVID-19, 30 residents came together",
    "Phase 2 of the programme starts on Monday 3rd",
    "Neither rain nor snow kept residents away",
    "A quarter of the residents of the area are under 20",
    "Meet us at 4 Church Street on 3/5/2021",
    "40% of 50 young people felt safer",
    "Half of the 40 young people felt safer",
]
NAMES = ["Tackling 3 Myths, a film", "King's Norton and Three Estates"]


@pytest.mark.parametrize("words", SMALL)
def test_a_small_count_of_people_is_refused_even_if_the_source_gives_it(words):
    assert "too small to publish" in why_not(words, [words, NUMBERS])


@pytest.mark.parametrize("words", FINE)
def test_other_numbers_of_the_source_pass(words):
    assert why_not(words, [words, *NAMES]) == ""


@pytest.mark.parametrize("words", ["9" * 400 + " people", "1" + ",000" * 450 + " people", "hundred " * 245])
def test_numbers_of_hundreds_of_digits_are_refused_like_others(words):
    assert "The source does not say" in why_not(words, ["8 sessions"])


def test_what_the_newsletter_said_may_be_printed_as_it_stands():
    for pilot in FACTS["pilots"]:
        for highlight in pilot.get("highlights", []):
            words = " ".join(highlight["headline"].split())
            assert why_not(words, [words]) == "", words


def test_a_name_is_one_only_where_the_source_has_it():
    assert why_not("Three Estates has a new youth club", ["A new youth club"]) != ""


def test_a_hidden_count_is_refused_unless_the_number_counts_something_else():
    assert "too small to publish" in why_not("12 came", ["12"], {12})
    assert why_not("12 sessions were held", ["12 sessions"], {12}) == ""
