"""Finding somebody in a text: every way of writing them, and nobody else."""

import unicodedata

import pytest

from stakeholders.contacts.traces import Traces

FORMER = "Former member"


def traces(name="", email="", telephone=""):
    return Traces.of([{"name": name, "email": email, "telephone": telephone}])


@pytest.mark.parametrize(
    "text",
    [
        "Zoë O'Quill",
        "ZOË O'QUILL",
        "zoë o’quill",
        "Zoe O'Quill",
        unicodedata.normalize("NFD", "Zoë O'Quill"),
        "Zoë  O'Quill",
        "Zoë\nO'Quill",
        "O'Quill, Zoë",
        "(Zoë O'Quill)",
        "Zoë O'Quill's",
        "Zoë O'Quill.",
    ],
)
def test_name_is_found_however_it_is_written(text):
    assert "uill" not in traces("Zoë O'Quill").without(f"We thank {text} for it")


@pytest.mark.parametrize("text", ["Joann Leeson", "Ann Leeson", "Joann Lee", "Ann Lee-Brown", "Ann", "Lee"])
def test_part_of_another_name_is_nobody(text):
    assert traces("Ann Lee").without(f"{text} came") == f"{text} came"


def test_name_before_a_hyphen_that_joins_no_name_is_found():
    assert traces("Ann Lee").without("an Ann Lee-led walk") == f"an {FORMER}-led walk"


@pytest.mark.parametrize("kept", ["Dr Ann Lee", "Cllr. Ann Lee", "Ann Lee (she/her)", "Ann Lee, MBE", "ann  lee"])
def test_name_is_found_without_title_and_what_follows(kept):
    assert traces(kept).without("Ann Lee came") == f"{FORMER} came"


def test_title_alone_does_not_make_a_name_of_one_word_certain():
    assert traces("Dr Lee").certain.without("Lee came, and Dr Lee") == f"Lee came, and {FORMER}"


def test_name_of_one_word_is_not_certain_and_keeps_to_its_capitals():
    may = traces("May")
    assert not may.certain
    assert may.in_one_word.without("May may come in Mayfair") == f"{FORMER} may come in Mayfair"


def test_name_of_letters_that_mean_something_in_a_pattern_is_found():
    assert traces("A.B. (C) *").without("see A.B. (C) * there") == f"see {FORMER} there"
    assert traces("A.B. Lee").without("AXBX Lee") == "AXBX Lee"


@pytest.mark.parametrize("text", ["z.quill@example.org", "Z.Quill@Example.ORG", "<z.quill@example.org>"])
def test_email_address_is_found_in_any_letter_case(text):
    assert "uill" not in traces(email="z.quill@example.org").without(f"mail {text}.")


@pytest.mark.parametrize("text", ["jz.quill@example.org", "z.quill@example.org.uk", "z.quill@example.organic"])
def test_email_address_within_a_longer_one_is_another(text):
    assert traces(email="z.quill@example.org").without(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "07700900123",
        "07700 900 123",
        "0770 090 01 23",
        "+44 7700 900123",
        "+447700900123",
        "+44 (0)7700 900-123",
        "0044 7700 900 123",
        "(07700) 900123",
        "07700.900.123",
    ],
)
@pytest.mark.parametrize("kept", ["07700 900123", "+44 7700 900 123"])
def test_telephone_number_is_found_however_it_is_grouped(kept, text):
    assert traces(telephone=kept).without(f"ring {text}, please") == f"ring {FORMER}, please"


@pytest.mark.parametrize("text", ["07700 900124", "107700 900123", "07700 9001234", "7700 people", "900123"])
def test_other_number_stays(text):
    assert traces(telephone="07700 900123").without(text) == text


def test_what_is_read_from_json_is_cleared_all_through():
    cleared = traces("Zoë Quill").without({"title": ["With Zoë Quill", 3, None], "Zoë Quill": {"a": "zoë quill"}})
    assert cleared == {"title": [f"With {FORMER}", 3, None], FORMER: {"a": FORMER}}


def test_nobody_has_no_trace():
    assert not traces(" ", "", "-")
    assert traces().without("Anybody") == "Anybody"


def test_longer_name_goes_before_a_shorter_one_that_it_begins_with():
    both = Traces(frozenset({"Ann Lee", "Ann Lee Brown"}))
    assert both.without("Ann Lee Brown, Ann Lee") == f"{FORMER}, {FORMER}"


def test_each_of_several_numbers_in_one_field_is_found():
    both = traces(telephone="0121 496 0000 / 07700 900123")
    assert both.without("ring 07700 900123 or 0121 4960000") == f"ring {FORMER} or {FORMER}"


@pytest.mark.parametrize(
    ("said", "is_theirs"),
    [
        (("Ann Lee", "", ""), True),
        (("LEE, Ann", "", ""), True),
        (("Dr Ann Lee", "", ""), True),
        (("Ann Lee Smith", "", ""), False),
        (("Ann", "", ""), False),
        (("Somebody", "Ann@Example.org", ""), True),
        (("Somebody", "joann@example.org", ""), False),
        (("Somebody", "", "+44 7700 900123"), True),
        (("Somebody", "", "07700 900124"), False),
    ],
)
def test_sender_is_told_by_whole_name_address_or_number(said, is_theirs):
    rows = [
        {"name": "Ann Lee", "email": "ann@example.org", "telephone": "0121 496 0000 / 07700 900123"},
        {"name": "Ann", "email": "", "telephone": ""},
    ]
    assert Traces.of(rows).are_of(*said) is is_theirs
