"""Withdrawing a step of a theory of change, with what goes with it, and putting it back."""

import pytest
from django.contrib.messages import get_messages

from pilots.models import TheoryLink, TheoryOfChange, TheoryStep
from pilots.theory.changes import versions_of
from pilots.theory.standing import standing
from tests import builders

THEORY = "/authorities/E08000026/pilots/hillfields/theory/"
EDIT = f"{THEORY}edit/"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def theory(hillfields):
    return builders.theory(hillfields, activity=["Mentoring", "Sports", "Music"], output=["Young people mentored"])


def texts(theory):
    return [step.text for step in theory.steps.in_use().filter(stage="activity")]


def step(theory, text):
    return theory.steps.get(text=text)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_withdrawn_step_is_off_the_page_and_kept_in_the_history(client, navigator, theory):
    page = f"{THEORY}steps/{step(theory, 'Sports').pk}/"
    answers = [client.post(f"{page}withdraw/") for _ in range(2)]
    assert [answer.url for answer in answers] == [f"{EDIT}#stage-activity"] * 2
    assert texts(theory) == ["Mentoring", "Music"]
    assert client.get(page).status_code == 404
    assert client.post(page, {"text": "Back"}).status_code == 404
    assert step(theory, "Sports").history.first().history_user == navigator
    theory.refresh_from_db()
    assert theory.version == 2


def test_before_a_step_is_withdrawn_it_is_said_what_goes_with_it(client, theory):
    sports, mentored = step(theory, "Sports"), step(theory, "Young people mentored")
    TheoryLink.objects.create(start=sports, end=mentored, assumption="They come back")
    sports.measures.create(kind=builders.kind("Session"))
    text = client.get(f"{THEORY}steps/{sports.pk}/withdraw/").content.decode()
    for words in ("“<bdi>Sports</bdi>” to “<bdi>Young people mentored</bdi>”", "They come back", "<bdi>Session</bdi>"):
        assert words in text
    assert texts(theory) == ["Mentoring", "Sports", "Music"]
    music = client.get(f"{THEORY}steps/{step(theory, 'Music').pk}/withdraw/").content.decode()
    assert "Nothing leads to it or from it, and nothing measures it." in music


def withdraw(client, one):
    return client.post(f"{THEORY}steps/{one.pk}/withdraw/")


def put_back(client, one):
    return client.post(f"{THEORY}steps/{one.pk}/restore/")


def test_a_withdrawn_step_is_put_back_with_its_measures_and_links_to_steps_in_use(client, theory):
    mentoring, sports, mentored = (step(theory, text) for text in ("Mentoring", "Sports", "Young people mentored"))
    for start, end in ((mentoring, sports), (sports, mentored)):
        TheoryLink.objects.create(start=start, end=end)
    sports.measures.create(kind=builders.kind("Session"))
    withdraw(client, sports)
    withdraw(client, mentored)
    assert client.get(f"{THEORY}steps/{sports.pk}/withdraw/").url == f"{EDIT}#stage-activity"
    assert "Put this step back" in client.get(EDIT).content.decode()
    answers = [put_back(client, sports) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"{EDIT}#step-{sports.pk}"] * 2
    assert texts(theory) == ["Mentoring", "Sports", "Music"]
    theory.refresh_from_db()
    assert theory.version == 4
    assert [(link.start, link.end) for link in standing(theory).links] == [(mentoring.pk, sports.pk)]
    assert sports.measures.count() == 1
    assert versions_of(theory)[0].changes == ["Put back in Activities: “Sports”", "“Mentoring” now leads to “Sports”"]


def test_a_link_that_would_lead_back_or_make_a_loop_is_left_out_of_what_is_put_back(client, theory):
    mentoring, sports, music = theory.steps.filter(stage="activity")
    mentored = step(theory, "Young people mentored")
    for start, end in ((sports, mentored), (sports, music), (mentoring, sports)):
        TheoryLink.objects.create(start=start, end=end)
    withdraw(client, sports)
    TheoryStep.objects.filter(pk=mentored.pk).update(stage="input")
    TheoryLink.objects.create(start=music, end=mentoring)
    response = put_back(client, sports)
    assert said(response)[-1].startswith("Put back. Links that would now lead back to an earlier stage")
    links = {(link.start, link.end) for link in standing(TheoryOfChange.objects.get(pk=theory.pk)).links}
    assert links == {(music.pk, mentoring.pk), (sports.pk, music.pk)}
    assert TheoryLink.history.filter(history_type="-").count() == 2


def test_a_step_that_its_stage_has_again_is_not_put_back(client, theory):
    sports = step(theory, "Sports")
    withdraw(client, sports)
    client.post(EDIT, {"activity": "sports"})
    assert said(put_back(client, sports))[-1] == "Not put back: the stage has the same step already"
    assert texts(theory) == ["Mentoring", "Music", "sports"]


def test_a_step_is_not_put_back_into_a_theory_that_is_full(client, theory, monkeypatch):
    sports = step(theory, "Sports")
    withdraw(client, sports)
    monkeypatch.setattr("interventions.views.step_withdrawal.MOST_STEPS", 3)
    assert said(put_back(client, sports))[-1] == "Not put back: a theory of change may have 3 steps"
    assert texts(theory) == ["Mentoring", "Music"]
