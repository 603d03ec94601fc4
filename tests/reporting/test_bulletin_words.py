"""What an editor's words may say: numbers of their source, and no small count of people however it is put."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from vru_portal.reporting.bulletins.words import said_in, why_not

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
    "Three are now in work.",
    "Two gained a qualification.",
    "Four more joined in March.",
    "The group grew by 3.",
    "Of the 10 who came, 8 stayed.",
    "Nine out of ten came back.",
    "Three quarters of the eight came.",
    "A couple of lads came along.",
    "Two brothers joined the boxing club.",
    "Five have gone back to school.",
    "The five went on a trip.",
    "We have three new mentees.",
    "Three stabbings were prevented.",
    "Two knives were handed in by two boys.",
    "She is one of three in her class.",
    "There were only two.",
    "Just one attended.",
    "One young person was supported.",
    "One resident said it was great.",
    "One school refuser came.",
    "3 x young people",
    "Attendance: 4",
    "4 attended",
    "Attendees - 4",
    "4 hours with 3 of them",
    "Three 2-hour sessions were attended by two.",
    "Two schools' heads came",
    "three day pupils were excluded",
    "Three times two came",
    "In 3 groups of 4",
    "A trio.",
    "Number of pupils: 3",
    "Two, aged 15 and 16, came",
    "The pair have stayed in school",
    "I. e. three!",
    "THREE CAME",
    "Three-year-olds x 2",
    "two teams of three",
    "nobody but two came",
    "One in five of them",
    "fewer than five came",
    "under five attended",
    "up to 3 joined",
    "five or so came",
    "5+ came",
    "1-5 came",
    "~3 came",
    "A few young people came",
    "Several girls joined",
    "Very few residents came",
    "Hardly any young people came",
    "A small number of residents came",
    "A few of them went to college",
    "Several of the young people found work",
    "All but a few of the young people stayed",
    "Several came",
    "Only a few came",
    "A few more joined in March",
    "A handful of young people came",
    "A couple of girls came",
    "One or two young people came",
    "III young people came",
    "\u2162 young people came",
    "The IV girls who came",
    "iii local girls joined",
    "Pupils (III) came",
    "We met V boys",
]
FINE = [
    # A zero is about nobody, and the other words tell no small number.
    "None of the young people was excluded",
    "Some young people and most of the parents came",
    "Small groups of young people met outdoors",
    "Quite a few residents came",
    "Several hundred residents came",
    "A few weeks later, young people met again",
    "After a few sessions, young people felt safer",
    "Several partners took part",
    "Several partners support young people",
    "Several schools sent pupils",
    "Several of the schools",
    "Several young people’s services moved",
    "Several staff training sessions were held",
    "Several community champions networks met",
    "A few words from a resident",
    "A few streets away",
    "King Charles III visited",
    "King Charles III met residents",
    "Phase II begins in May",
    "World War II veterans spoke",
    "I met young people",
    "Both schools took part",
]
FINE += [
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
    "Training in ACE and Trauma Informed Practice is under way for all staff.",
    "The youth club meets every Tuesday and Thursday from 5pm to 7pm.",
    "The network meets every two months.",
    "A three-week campaign reached schools across the city.",
    "Two new youth clubs are opening in the spring.",
    "Four schools have signed up to the programme.",
    "The team visited five community centres.",
    "The first core training in a language other than English.",
    "One of the largest events of the year.",
    "A one-day conference was held online.",
    "It runs for two hours each week.",
    "The second wave of the pandemic slowed the work.",
    "For the third year in a row, the Funday took place.",
    "Two of the sessions were held online.",
    "The steering group has met four times since January.",
    "Detached youth work runs three evenings a week.",
    "Support for Years 5 and 6 as they move to secondary school.",
    "Level 2 coaching courses are on offer.",
    "Two short films were made about knife crime.",
    "Call 101, or 999 in an emergency.",
    "Residents of both areas took part.",
    "A double-decker bus serves as a youth club.",
    "Each workshop lasts one hour.",
    "The project will run for two more years.",
    "Three of the four schools take part.",
    "The five localities of the city",
    "Funded for three years by the Safer Streets Fund.",
    "At one event, residents planted trees.",
    "One hub, many partners.",
    "Two cooking classes and three football tournaments were held.",
    "From Monday 3 May to Friday 7 May",
    "4 to 10 May",
    "The two-day course is free.",
    "Half-term activities ran for two weeks.",
    "Over the last three months",
    "In the next two to three months",
    "Volunteers gave out leaflets in two languages.",
    "Mentors met young people once or twice a week.",
    "Stage 1 is complete; stage 2 begins in June.",
    "Two networks of community champions met.",
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


def test_a_code_in_the_content_gives_no_number_to_the_words_beside_it():
    part = {"slug": "three-estates-12", "outcomes": [{"words": "Up, among 40 people", "record": "0000-45-67"}]}
    assert said_in(part) == ["Up, among 40 people"]
