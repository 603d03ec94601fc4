"""A step of a theory of change: its text, its stage and what it leads to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilots.models import TheoryLink
from tests import builders

THEORY = "/authorities/E08000026/pilots/hillfields/theory/"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def theory(hillfields):
    return builders.theory(
        hillfields,
        context=["High crime"],
        activity=["Mentoring", "Sports"],
        output=["Sessions held", "Young people mentored"],
        impact=["Safer streets"],
    )


@pytest.fixture
def keys(theory):
    return {step.text: step.pk for step in theory.steps.all()}


def page(keys, text):
    return f"{THEORY}steps/{keys[text]}/"


def fields(client, address, **changed):
    """What the browser sends when nothing but this was changed."""
    form = client.get(address).context["form"]
    sent = {"version": form.stored_version, "text": form.stored.text, "stage": form.stored.stage}
    for link in form.link_forms:
        if link.is_chosen:
            sent |= {f"to-{link.to.pk}-chosen": "on", f"to-{link.to.pk}-assumption": link["assumption"].value()}
    return sent | changed


def to(keys, text, assumption=""):
    return {f"to-{keys[text]}-chosen": "on", f"to-{keys[text]}-assumption": assumption}


def links(theory):
    rows = TheoryLink.objects.filter(start__theory=theory)
    return {(str(row.start), str(row.end), row.assumption) for row in rows}


def test_text_and_links_are_saved_in_one_version_with_who_changed_them(client, navigator, theory, keys):
    address = page(keys, "Mentoring")
    sent = fields(client, address, text="Mentoring,\r\none to one")
    sent |= to(keys, "Young people mentored", "Mentors stay") | to(keys, "Safer streets")
    response = client.post(address, sent)
    assert (response.status_code, response.url) == (302, f"{THEORY}edit/#step-{keys['Mentoring']}")
    step = theory.steps.get(pk=keys["Mentoring"])
    assert step.text == "Mentoring, one to one"
    assert links(theory) == {
        ("Mentoring, one to one", "Young people mentored", "Mentors stay"),
        ("Mentoring, one to one", "Safer streets", ""),
    }
    assert {row.history_user for row in TheoryLink.history.all()} == {navigator}
    theory.refresh_from_db()
    assert theory.version == 2


def test_an_assumption_is_changed_and_a_link_removed(client, theory, keys):
    address = page(keys, "Mentoring")
    client.post(address, fields(client, address) | to(keys, "Sessions held", "First") | to(keys, "Safer streets"))
    sent = fields(client, address) | to(keys, "Sessions held", "Second")
    del sent[f"to-{keys['Safer streets']}-chosen"]
    assert client.post(address, sent).status_code == 302
    assert links(theory) == {("Mentoring", "Sessions held", "Second")}
    assert TheoryLink.history.filter(history_type="-").count() == 1


def test_what_is_saved_unchanged_makes_no_version(client, theory, keys):
    address = page(keys, "Mentoring")
    client.post(address, fields(client, address) | to(keys, "Sessions held", "First"))
    client.post(address, fields(client, address))
    theory.refresh_from_db()
    assert theory.version == 2


def test_a_step_that_moves_to_another_stage_stands_last_there(client, theory, keys):
    address = page(keys, "Mentoring")
    client.post(address, fields(client, address, stage="output"))
    assert [step.text for step in theory.steps.filter(stage="output")][-1] == "Mentoring"


def test_later_stages_and_other_steps_of_the_same_stage_are_offered(client, theory, keys):
    offered = client.get(page(keys, "Sessions held")).context["form"].offered()
    assert [(label, [form.to.text for form in forms]) for label, forms in offered] == [
        ("Outputs", ["Young people mentored"]),
        ("Impact", ["Safer streets"]),
    ]


def test_a_step_of_the_same_stage_that_would_make_a_loop_is_not_offered_and_is_refused(client, theory, keys):
    first, second = page(keys, "Sessions held"), page(keys, "Young people mentored")
    sent = fields(client, second) | to(keys, "Sessions held")
    client.post(first, fields(client, first) | to(keys, "Young people mentored"))
    assert f"to-{keys['Sessions held']}-chosen" not in client.get(second).content.decode()
    response = client.post(second, sent)
    text = response.content.decode()
    assert response.status_code == 200
    assert "“Sessions held” leads to this step already: that would make a loop" in text
    assert f'href="#id_to-{keys["Sessions held"]}-chosen"' in text
    assert f'id="id_to-{keys["Sessions held"]}-chosen" checked' in text
    assert "<title>Error: " in text
    assert links(theory) == {("Sessions held", "Young people mentored", "")}


def test_a_loop_over_several_steps_is_refused(client, theory, keys):
    theory.steps.create(stage="output", text="Third", position=3)
    keys["Third"] = theory.steps.get(text="Third").pk
    for start, end in (("Sessions held", "Young people mentored"), ("Young people mentored", "Third")):
        client.post(page(keys, start), fields(client, page(keys, start)) | to(keys, end))
    address = page(keys, "Third")
    response = client.post(address, fields(client, address) | to(keys, "Sessions held"))
    assert "would make a loop" in response.content.decode()
    assert len(links(theory)) == 2


@pytest.mark.parametrize(
    ("start", "changed", "end", "message"),
    [
        ("Sessions held", {}, "Mentoring", "“Mentoring” stands at an earlier stage: a step leads on, not back"),
        ("Mentoring", {"stage": "long"}, "Sessions held", "“Sessions held” stands at an earlier stage"),
        ("Mentoring", {"text": " "}, "Safer streets", "Enter what the step is"),
        ("Mentoring", {"text": "x" * 251}, "Safer streets", "must be 250 characters or fewer"),
        ("Mentoring", {"text": "A\0B"}, "Safer streets", "contains a character that cannot be saved"),
        ("Mentoring", {"stage": "later"}, "Safer streets", "Choose at which stage"),
        ("Mentoring", {"version": "newest"}, "Safer streets", "Reload the page and try again"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_typed_is_lost(client, theory, keys, start, changed, end, message):
    address = page(keys, start)
    sent = fields(client, address, **changed) | to(keys, end, "Typed by me")
    response = client.post(address, sent)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert "Typed by me" in response.content.decode()
    theory.refresh_from_db()
    assert (links(theory), theory.version) == (set(), 1)


def test_a_step_does_not_move_behind_one_that_leads_to_it(client, theory, keys):
    first, second = page(keys, "Sessions held"), page(keys, "Safer streets")
    client.post(first, fields(client, first) | to(keys, "Safer streets"))
    response = client.post(second, fields(client, second, stage="context"))
    assert "“Sessions held” leads to this step, and would stand after it" in response.content.decode()


def test_an_assumption_without_a_tick_is_asked_about(client, theory, keys):
    address = page(keys, "Mentoring")
    sent = fields(client, address) | {f"to-{keys['Safer streets']}-assumption": "Typed by me"}
    response = client.post(address, sent)
    assert "Tick “Safer streets”, or clear the assumption below it" in response.content.decode()
    assert "Typed by me" in response.content.decode()


def test_an_assumption_that_is_too_long_is_refused(client, theory, keys):
    address = page(keys, "Mentoring")
    response = client.post(address, fields(client, address) | to(keys, "Safer streets", "x" * 251))
    assert "must be 250 characters or fewer" in response.content.decode()
    assert links(theory) == set()


def test_a_step_of_another_theory_is_not_led_to(client, theory, keys, coventry):
    elsewhere = builders.theory(builders.pilot("Foleshill", "foleshill", of=coventry), impact=["Theirs"])
    address = page(keys, "Mentoring")
    client.post(address, fields(client, address) | {f"to-{elsewhere.steps.get().pk}-chosen": "on"})
    assert links(theory) == set()


def test_links_of_a_withdrawn_step_are_left_alone_and_not_shown(client, theory, keys):
    address = page(keys, "Mentoring")
    client.post(address, fields(client, address) | to(keys, "Safer streets") | to(keys, "Sessions held"))
    client.post(f"{page(keys, 'Safer streets')}withdraw/")
    assert "Safer streets" not in client.get(address).content.decode()
    sent = fields(client, address)
    del sent[f"to-{keys['Sessions held']}-chosen"]
    client.post(address, sent)
    assert links(theory) == {("Mentoring", "Safer streets", "")}


def test_the_second_editor_sees_both_versions_and_chooses(client, as_user, manager, theory, keys):
    address = page(keys, "Mentoring")
    mine = fields(client, address, text="The navigator's") | to(keys, "Safer streets", "My assumption")
    theirs = as_user(manager)
    theirs.post(address, fields(theirs, address, text="The manager's") | to(keys, "Sessions held"))
    response = client.post(address, mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert [row.label for row in response.context["differences"]] == ["Step", "Leads to"]
    for words in ("The manager&#x27;s", "The navigator&#x27;s", "My assumption", "Save my version"):
        assert words in text
    theory.refresh_from_db()
    assert (theory.version, links(theory)) == (2, {("The manager's", "Sessions held", "")})
    again = mine | {"version": response.context["form"].stored_version}
    assert client.post(address, again).status_code == 302
    assert links(theory) == {("The navigator's", "Safer streets", "My assumption")}


def test_the_same_change_sent_twice_is_saved_once_and_is_no_conflict(client, theory, keys):
    address = page(keys, "Mentoring")
    sent = fields(client, address, text="Better") | to(keys, "Safer streets", "So")
    answers = [client.post(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    theory.refresh_from_db()
    assert (theory.version, TheoryLink.objects.count()) == (2, 1)


def test_a_colleague_who_adds_moves_or_changes_another_step_makes_no_conflict(client, theory, keys):
    address = page(keys, "Mentoring")
    mine = fields(client, address, text="Mine")
    client.post(f"{THEORY}edit/", {"activity": "New", "move": f"{keys['Sports']} before {keys['Mentoring']}"})
    other = page(keys, "Sports")
    client.post(other, fields(client, other, text="Sport"))
    assert client.post(address, mine).status_code == 302


def test_the_page_of_a_step_takes_the_same_number_of_queries_whatever_the_number_of_steps(client, theory, keys):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page(keys, "Mentoring"))
        return len(captured.captured_queries)

    queries()  # opens the session
    few = queries()
    client.post(f"{THEORY}edit/", {"long": "\r\n".join(map(str, range(50)))})
    client.get(page(keys, "Mentoring"))  # shows the message
    assert queries() == few <= 12
