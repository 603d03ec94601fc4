"""What looks like personal data is found; the field's ordinary sentences are left in peace."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.blocks.sentences import PLACES, sentences_with, sentences_without
from vru_portal.personal_data import Kind, find, fold, in_words

LEAST_FOUND = 0.95
MOST_FALSE_ALARMS = 0.05
A_MOMENT = 5  # seconds: what backtracks without end takes minutes


def kinds(text, not_names=()):
    return [finding.kind for finding in find(text, not_names)]


def missed(kind, seed):
    return [text for text in sentences_with(kind, seed) if kind not in kinds(text, PLACES)]


def false_alarms(seed, not_names):
    return [(text, find(text, not_names)) for text in sentences_without(seed) if find(text, not_names)]


# How much is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2021, 7])
@pytest.mark.parametrize("kind", Kind)
def test_of_each_kind_at_least_95_in_100_are_found(kind, seed):
    not_found, number = missed(kind, seed), len(sentences_with(kind, seed))
    share = 1 - len(not_found) / number
    assert share >= LEAST_FOUND, f"{share:.1%} of {number} sentences with {kind.label} found; missed: {not_found}"


@pytest.mark.parametrize("seed", [2021, 7])
def test_of_all_at_least_95_in_100_are_found(seed):
    not_found = sum((missed(kind, seed) for kind in Kind), [])
    number = sum(len(sentences_with(kind, seed)) for kind in Kind)
    share = 1 - len(not_found) / number
    assert share >= LEAST_FOUND, f"{share:.1%} of {number} sentences found; missed: {not_found}"


@pytest.mark.parametrize("seed", [2021, 7])
def test_at_most_5_in_100_ordinary_sentences_raise_an_alarm(seed):
    alarms, number = false_alarms(seed, PLACES), len(sentences_without(seed))
    share = len(alarms) / number
    assert share <= MOST_FALSE_ALARMS, f"{share:.1%} of {number} sentences raise an alarm: {alarms}"


def test_without_the_names_of_places_only_places_with_a_number_raise_more():
    share = len(false_alarms(2021, ())) / len(sentences_without(2021))
    assert share <= 2 * MOST_FALSE_ALARMS, f"{share:.1%} of the ordinary sentences raise an alarm"


# One by one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "excerpt", "kind"),
    [
        ("NHS number 943 476 5919.", "943 476 5919", Kind.NHS_NUMBER),
        ("NHS no 94 34 76 59 19", "94 34 76 59 19", Kind.NHS_NUMBER),
        ("call 07700 900123 tonight", "07700 900123", Kind.TELEPHONE),
        ("call +44 (0)7700 900123", "+44 (0)7700 900123", Kind.TELEPHONE),
        ("call 7700 900123", "7700 900123", Kind.TELEPHONE),
        ("Call ０７７００ ９００１２３", "０７７００ ９００１２３", Kind.TELEPHONE),
        ("call 07700\u00a0900123", "07700\u00a0900123", Kind.TELEPHONE),
        ("to ann.example@example.org, please", "ann.example@example.org", Kind.EMAIL),
        ("ann＠example.org", "ann＠example.org", Kind.EMAIL),
        ("Jordan, dob 12/3/08, came", "dob 12/3/08", Kind.DATE_OF_BIRTH),
        ("dob 120308", "dob 120308", Kind.DATE_OF_BIRTH),
        ("born on the 12th of March 2008", "born on the 12th of March 2008", Kind.DATE_OF_BIRTH),
        ("lives in cv1 5hb now", "cv1 5hb", Kind.POSTCODE),
        ("CV15HB", "CV15HB", Kind.POSTCODE),
        ("UPN A123456789012", "A123456789012", Kind.PUPIL_NUMBER),
        ("We met Jordan, 14, at the park", "Jordan, 14", Kind.NAME_AND_AGE),
        ("Jordan (14)", "Jordan (14)", Kind.NAME_AND_AGE),
        ("Support for 14-year-old Jordan goes on", "14-year-old Jordan", Kind.NAME_AND_AGE),
        ("with Jordan aged 14", "Jordan aged 14", Kind.NAME_AND_AGE),
        ("Jordan’s 14 now", "Jordan’s 14", Kind.NAME_AND_AGE),
        ("Jordan who's 14", "Jordan who's 14", Kind.NAME_AND_AGE),
        ("her son Jordan - fourteen - came", "Jordan - fourteen", Kind.NAME_AND_AGE),
        ("a lad of 14 called Jordan", "of 14 called Jordan", Kind.NAME_AND_AGE),
        ("she was born in 2009", "born in 2009", Kind.DATE_OF_BIRTH),
        ("12/3/2009 is his date of birth", "12/3/2009 is his date of birth", Kind.DATE_OF_BIRTH),
        ("CV1-5HB", "CV1-5HB", Kind.POSTCODE),
        ("Jo Jones (14)", "Jo Jones (14)", Kind.NAME_AND_AGE),
        ("Łukasz Żak – 14 years old", "Łukasz Żak – 14 years old", Kind.NAME_AND_AGE),
        ("Jean‑Paul O’Shea (9)", "Jean‑Paul O’Shea (9)", Kind.NAME_AND_AGE),
    ],
)
def test_what_is_found_is_named_and_located(text, excerpt, kind):
    [finding] = find(text)
    assert (finding.kind, finding.excerpt) == (kind, excerpt)
    assert text[finding.start : finding.end] == excerpt


@pytest.mark.parametrize(
    "text",
    [
        "10 Days of Peace",
        "young people aged 14 to 18",
        "Pupils aged 14 or over",
        "March 2021",
        "12 March 2021, 14:00-16:00",
        "Year 6",
        "Hillfields (20 people)",
        "943 476 5918",
        "0000000000",
        "Invoice 0012345678",
        "70 32.55 35.00",
        "Jordan's 14 sessions",
        "The project was born in 2020",
        "Wednesdays, 16, 17 and 18 June",
        "£9434765919",
        "M6 5th March, A45 2nd exit",
        "KS3 4ea",
        "0300 123 1234",
        "01.04.2021 09.30",
        "@OurHillfields #passthepeace",
        "St James (14)",
        "Coventry 3, Dudley 2",
        "Lozells, 14.30",
        "Our 10-year partnership",
        "",
        "\x00 🙂",
    ],
)
def test_what_only_resembles_it_is_left_alone(text):
    assert find(text) == []


def test_places_that_the_portal_knows_are_no_people():
    text = "Lozells (12), Our Smethwick (9), Urban Heard, 14, and Jordan (14)"
    assert len(find(text)) == 4
    assert [finding.excerpt for finding in find(text, PLACES)] == ["Jordan (14)"]


def test_a_known_place_does_not_hide_a_person_of_a_part_of_its_name():
    assert kinds("James (14)", ["St James"]) == [Kind.NAME_AND_AGE]


def test_findings_come_in_the_order_of_the_text_and_do_not_overlap():
    text = "Jordan (14), dob 12/3/2008, CV1 5HB, 07700 900123, 943 476 5919, a@example.org, A123456789012"
    findings = find(text)
    assert {finding.kind for finding in findings} == set(Kind)
    assert all(before.end <= after.start for before, after in zip(findings, findings[1:], strict=False))


def test_findings_are_put_in_words_each_kind_once():
    assert in_words(find("07700 900123, 07700 900456, CV1 5HB and a@example.org")) == (
        "a telephone number, a postcode and an e-mail address"
    )
    assert in_words(find("CV1 5HB")) == "a postcode"
    assert in_words([]) == ""


# Any text ---------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_read_and_folding_keeps_its_length(text):
    assert len(fold(text)) == len(text)
    for finding in find(text):
        assert text[finding.start : finding.end] == finding.excerpt != ""


@given(st.text("Ab1 ,.-()/@'+:\n", max_size=400))
def test_text_of_the_characters_that_patterns_read_is_read(text):
    find(text, PLACES)


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "A",
        "Aa ",
        "Aa, ",
        "Jordan (14 ",
        "12/3/08 ",
        "dob ",
        "born ",
        "1 ",
        "0",
        "1-",
        "a@",
        "a.",
        "NHS ",
        "14 ",
        "' ",
    ]
    + [
        "-",
        "Jan ",
        "07700 900123 ",
        "Jordan, 14, ",
        "\n",
        "é",
        "14-year-old ",
        " ",
        "CV1 ",
        "A-",
        "Aa'",
        "(at) ",
        "aged 14 ",
    ],
)
def test_ten_thousand_characters_are_read_in_a_moment(piece):
    text = (piece * 10_000)[:10_000]
    start = time.perf_counter()
    find(text, PLACES)
    assert time.perf_counter() - start < A_MOMENT
