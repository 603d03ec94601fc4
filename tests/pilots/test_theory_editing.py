"""Keeping a theory of change: adding steps, putting them in order, withdrawing them, and what is said beside them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pilots.models import Factor, Source, TheoryOfChange
from pilots.theory.changes import versions_of
from tests import builders
from vru_portal.access.roles import Role

THEORY = "/authorities/E08000026/pilots/hillfields/theory/"
EDIT = f"{THEORY}edit/"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def theory(hillfields):
    return builders.theory(hillfields, activity=["Mentoring", "Sports", "Music"], output=["Young people mentored"])


def texts(theory, stage="activity"):
    return [step.text for step in theory.steps.in_use().filter(stage=stage)]


def step(theory, text):
    return theory.steps.get(text=text)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1:]


def pages(theory):
    return [EDIT, f"{THEORY}beside/", f"{THEORY}steps/{step(theory, 'Mentoring').pk}/"]


def taking(theory):
    return [f"{pages(theory)[2]}{name}/" for name in ("withdraw", "restore")]


@pytest.mark.parametrize("role", ["navigator", "manager"])
def test_navigators_and_managers_edit_the_theories_of_their_authority(as_user, request, theory, role):
    client = as_user(request.getfixturevalue(role))
    assert [client.get(page).status_code for page in pages(theory)] == [200, 200, 200]


@pytest.mark.parametrize("role", ["adviser", "analyst", "communications", "administrator"])
def test_other_roles_are_refused(as_user, request, theory, role):
    client = as_user(request.getfixturevalue(role))
    for page in [*pages(theory), *taking(theory)]:
        assert client.post(page, {"activity": "Mine"}).status_code == 403
    assert [client.get(page).status_code for page in pages(theory)] == [403, 403, 403]


def test_another_authoritys_theory_cannot_be_found(as_user, theory, dudley_manager):
    client = as_user(dudley_manager)
    for page in [*pages(theory), *taking(theory)]:
        assert client.post(page, {"activity": "Mine"}).status_code == 404
    assert [client.get(page).status_code for page in pages(theory)] == [404, 404, 404]
    assert texts(theory) == ["Mentoring", "Sports", "Music"]


def test_a_step_of_another_pilot_cannot_be_found(client, theory, coventry):
    elsewhere = builders.theory(builders.pilot("Foleshill", "foleshill", of=coventry), activity=["Theirs"])
    theirs = step(elsewhere, "Theirs")
    for page in ("", "withdraw/", "restore/"):
        assert client.post(f"{THEORY}steps/{theirs.pk}/{page}", {"text": "Mine"}).status_code == 404
    assert texts(elsewhere) == ["Theirs"]


def test_an_analyst_here_who_is_navigator_elsewhere_does_not_edit_here(as_user, theory, coventry, dudley):
    person = builders.posted("Both", Role.ANALYST, coventry)
    builders.posting(person, Role.NAVIGATOR, dudley)
    assert as_user(person).get(THEORY).status_code == 200
    assert as_user(person).get(EDIT).status_code == 404


def test_the_first_steps_start_the_theory(client, navigator, hillfields):
    assert not TheoryOfChange.objects.exists()
    response = client.post(EDIT, {"context": "High crime\r\nFew places to go", "impact": "Safer streets"})
    assert (response.status_code, response.url) == (302, f"{EDIT}#stage-context")
    assert said(response) == ["3 steps added"]
    theory = TheoryOfChange.objects.get()
    assert (theory.pilot, theory.version) == (hillfields, 1)
    assert texts(theory, "context") == ["High crime", "Few places to go"]
    assert texts(theory, "impact") == ["Safer streets"]
    assert theory.steps.first().history.get().history_user == navigator


def test_nothing_typed_starts_no_theory_and_says_so(client, hillfields):
    response = client.post(EDIT, {"context": " \r\n\t"})
    assert said(response) == ["Nothing was typed, so nothing was added"]
    assert not TheoryOfChange.objects.exists()


def test_reading_the_page_starts_no_theory(client, hillfields):
    client.get(EDIT)
    client.get(f"{THEORY}beside/")
    assert not TheoryOfChange.objects.exists()


def test_several_lines_add_several_steps_at_the_end_in_one_version(client, theory):
    response = client.post(EDIT, {"activity": "- Boxing\r\n\r\n•  Detached   youth work \x07", "add_activity": "1"})
    assert response.url == f"{EDIT}#stage-activity"
    assert texts(theory) == ["Mentoring", "Sports", "Music", "Boxing", "Detached youth work"]
    theory.refresh_from_db()
    assert theory.version == 2


def test_a_repeated_or_a_known_line_adds_nothing_twice(client, theory):
    for _ in range(2):
        response = client.post(EDIT, {"activity": "Boxing\r\nboxing\r\nSPORTS"})
    assert said(response) == ["3 steps not added: the stage has the same already"]
    assert texts(theory) == ["Mentoring", "Sports", "Music", "Boxing"]
    theory.refresh_from_db()
    assert theory.version == 2


def test_the_same_words_may_stand_at_two_stages_and_come_back_after_they_were_withdrawn(client, theory):
    client.post(EDIT, {"output": "Sports"})
    assert texts(theory, "output") == ["Young people mentored", "Sports"]
    client.post(f"{THEORY}steps/{theory.steps.get(text='Sports', stage='activity').pk}/withdraw/")
    client.post(EDIT, {"activity": "Sports"})
    assert texts(theory) == ["Mentoring", "Music", "Sports"]


def test_steps_added_in_two_tabs_are_both_kept(client, as_user, manager, theory):
    client.get(EDIT)
    as_user(manager).post(EDIT, {"activity": "The manager's"})
    client.post(EDIT, {"activity": "The navigator's"})
    assert texts(theory)[3:] == ["The manager's", "The navigator's"]
    theory.refresh_from_db()
    assert theory.version == 3


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"activity": f"Fine\r\n{'x' * 251}"}, "Step 2 must be 250 characters or fewer: this has 251"),
        ({"activity": "\r\n".join(map(str, range(116)))}, "may have 120 steps: this would make 121"),
        ({"activity": "A\0B"}, "contains a character that cannot be saved"),
    ],
)
def test_lines_that_cannot_be_stored_get_a_message_and_nothing_typed_is_lost(client, theory, typed, message):
    response = client.post(EDIT, typed | {"output": "Typed by me"})
    text = response.content.decode()
    assert response.status_code == 200
    assert message in text
    assert "<title>Error: " in text
    assert "Typed by me" in text
    assert theory.steps.count() == 4


def test_emoji_and_right_to_left_text_are_kept(client, theory):
    client.post(EDIT, {"impact": "🕊️ سلام"})
    assert texts(theory, "impact") == ["🕊️ سلام"]


def test_a_step_moves_up_and_down_and_stays_within_its_stage(client, theory):
    mentoring, sports, music = theory.steps.filter(stage="activity")
    response = client.post(EDIT, {"move": f"{music.pk} before {sports.pk}"})
    assert response.url == f"{EDIT}#step-{music.pk}"
    assert texts(theory) == ["Mentoring", "Music", "Sports"]
    client.post(EDIT, {"move": f"{mentoring.pk} after {music.pk}"})
    assert texts(theory) == ["Music", "Mentoring", "Sports"]
    theory.refresh_from_db()
    assert theory.version == 3


def test_moving_twice_or_from_an_old_page_does_no_harm(client, theory):
    mentoring, sports, music = theory.steps.filter(stage="activity")
    move = {"move": f"{music.pk} before {sports.pk}"}
    client.post(EDIT, move)
    client.get(EDIT)
    assert said(client.post(EDIT, move)) == []
    assert texts(theory) == ["Mentoring", "Music", "Sports"]
    sports.refresh_from_db()
    sports.withdrawn_at = timezone.now()
    sports.save()
    assert client.post(EDIT, {"move": f"{mentoring.pk} before {sports.pk}"}).status_code == 302
    assert texts(theory) == ["Mentoring", "Music"]
    theory.refresh_from_db()
    assert theory.version == 2


@pytest.mark.parametrize(
    "move", ["", "up", "1 before", "9 before 9", f"{'9' * 18} after 1", "1 before 2; 3", "١ after 2"]
)
def test_a_move_that_makes_no_sense_changes_nothing(client, theory, move):
    assert client.post(EDIT, {"move": move}).status_code == 302
    theory.refresh_from_db()
    assert theory.version == 1


def test_a_step_does_not_move_beside_one_of_another_stage_or_pilot(client, theory, coventry):
    elsewhere = builders.theory(builders.pilot("Foleshill", "foleshill", of=coventry), activity=["A", "B"])
    for other in (step(theory, "Young people mentored"), step(elsewhere, "B")):
        client.post(EDIT, {"move": f"{step(theory, 'Mentoring').pk} after {other.pk}"})
    assert texts(theory) == ["Mentoring", "Sports", "Music"]


def test_what_was_typed_is_added_when_another_button_is_pressed(client, theory):
    mentoring, sports, _ = theory.steps.filter(stage="activity")
    client.post(EDIT, {"move": f"{sports.pk} before {mentoring.pk}", "output": "Not lost"})
    assert texts(theory) == ["Sports", "Mentoring", "Music"]
    assert texts(theory, "output")[-1] == "Not lost"
    theory.refresh_from_db()
    assert theory.version == 2


# What is said beside the steps -----------------------------------------------------------------------------------

BESIDE = f"{THEORY}beside/"


@pytest.fixture
def factors(db):
    names = [
        ("risk", "family", "Domestic abuse"),
        ("protective", "peers", "Good friends"),
        ("risk", "school", "Exclusion"),
    ]
    return [Factor.objects.create(kind=kind, level=level, name=name) for kind, level, name in names]


def beside(client, **fields):
    version = client.get(BESIDE).context["form"].stored_version
    return client.post(BESIDE, {"version": version} | fields)


def test_note_source_and_factors_are_stored_in_one_version(client, theory, factors, region):
    source = Source.objects.create(region=region, key="plan", title="The plan")
    abuse, friends, _ = factors
    fields = {
        "note": "First\r\nSecond",
        "source": source.pk,
        "risk_family": [abuse.pk],
        "protective_peers": [friends.pk],
    }
    assert beside(client, **fields).status_code == 302
    theory.refresh_from_db()
    assert (theory.note, theory.source, theory.version) == ("First\nSecond", source, 2)
    assert set(theory.factors.all()) == {abuse, friends}


def test_factors_can_be_chosen_before_there_is_a_step(client, hillfields, factors):
    beside(client, note="", risk_family=[factors[0].pk])
    assert [str(factor) for factor in TheoryOfChange.objects.get(pilot=hillfields).factors.all()] == ["Domestic abuse"]


def test_what_is_saved_unchanged_makes_no_version(client, theory, factors):
    assert beside(client, note="").status_code == 302
    theory.refresh_from_db()
    assert theory.version == 1


def test_an_archived_factor_is_offered_only_where_it_was_chosen(client, theory, factors):
    theory.factors.add(factors[0])
    Factor.objects.filter(pk__in=[factors[0].pk, factors[2].pk]).update(archived_at=timezone.now())
    text = client.get(BESIDE).content.decode()
    assert "Domestic abuse" in text
    assert "Exclusion" not in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"note": "x" * 2001}, "Note must be 2000 characters or fewer"),
        ({"risk_family": ["999"]}, "Choose family from the list"),
        ({"risk_family": ["x"]}, "Choose family from the list"),
        ({"source": "999"}, "Choose which of"),
        ({"version": "newest"}, "Reload the page and try again"),
    ],
)
def test_what_cannot_be_stored_beside_gets_a_message(client, theory, factors, wrong, message):
    response = beside(client, **({"note": "Typed by me"} | wrong))
    assert response.status_code == 200
    assert message in response.content.decode()
    theory.refresh_from_db()
    assert (theory.note, theory.version) == ("", 1)


def test_another_regions_source_is_not_taken(client, theory):
    source = Source.objects.create(region=builders.region("Northshire", "northshire"), key="news", title="News")
    assert beside(client, note="", source=source.pk).status_code == 200
    theory.refresh_from_db()
    assert theory.source is None


def test_the_second_editor_of_the_note_sees_both_versions_and_chooses(client, as_user, manager, theory, factors):
    version = client.get(BESIDE).context["form"].stored_version
    beside(as_user(manager), note="The manager's", risk_family=[factors[0].pk])
    mine = {"version": version, "note": "The navigator's"}
    response = client.post(BESIDE, mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "The manager&#x27;s" in text
    assert [row.label for row in response.context["differences"]] == ["Note", "Risk factors mitigated"]
    theory.refresh_from_db()
    assert (theory.note, theory.version) == ("The manager's", 2)
    again = mine | {"version": response.context["form"].stored_version}
    assert client.post(BESIDE, again).status_code == 302
    theory.refresh_from_db()
    assert (theory.note, theory.version, theory.factors.count()) == ("The navigator's", 3, 0)


def test_steps_that_a_colleague_adds_meanwhile_are_no_conflict_for_the_note(client, as_user, manager, theory):
    version = client.get(BESIDE).context["form"].stored_version
    as_user(manager).post(EDIT, {"activity": "New"})
    assert client.post(BESIDE, {"version": version, "note": "Mine"}).status_code == 302


def test_the_edit_page_takes_the_same_number_of_queries_whatever_the_number_of_steps(client, theory):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(EDIT)
        return len(captured.captured_queries)

    queries()  # opens the session
    few = queries()
    client.post(EDIT, {"long": "\r\n".join(map(str, range(50)))})
    client.get(EDIT)  # shows the message
    assert queries() == few <= 12


@pytest.mark.django_db(transaction=True)
def test_steps_sent_at_the_same_moment_are_all_kept_in_versions_of_their_own(as_user, hillfields, navigator):
    clients = [as_user(navigator) for _ in range(6)]

    def send(number: int) -> int:
        try:
            return clients[number].post(EDIT, {"activity": f"Step {number}\r\nThe same for all"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert list(pool.map(send, range(6))) == [302] * 6
    theory = TheoryOfChange.objects.get()
    assert sorted(texts(theory)) == [*[f"Step {number}" for number in range(6)], "The same for all"]
    assert theory.version == 6
    assert len(versions_of(theory)) == 6
