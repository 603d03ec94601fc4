"""Nobody is named in what is said of a pilot or in its theory of change: what looks like personal data is refused."""

import html

import pytest

from pilots.models import ContextEntry, TheoryLink, TheoryOfChange
from tests import builders

PILOT = "/authorities/E08000026/pilots/hillfields/"
THEORY = f"{PILOT}theory/"
SOMEBODY = "Jordan Example (14), 07700 900123, born 3 May 2011"
TOLD = [
    "“Jordan Example (14)” looks like a name with an age; “07700 900123” looks like a telephone number;"
    " “born 3 May 2011” looks like a date of birth. Take it out: nobody may be named here"
]
NOBODY = "For Hillfields (14) and Positive Youth (12), after Rahilly and Hendry (2014)"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def hillfields(hillfields):
    hillfields.partners.add(builders.organisation("Positive Youth"))
    return hillfields


@pytest.fixture
def theory(hillfields):
    return builders.theory(hillfields, activity=["Mentoring"], output=["Sessions held"])


@pytest.fixture
def mentoring(theory):
    return theory.steps.get(text="Mentoring")


def typed(step, **changed):
    """What the browser sends of a step that leads to the sessions held."""
    after = step.theory.steps.get(text="Sessions held")
    return {f"to-{after.pk}-chosen": "on", f"to-{after.pk}-assumption": "", "text": step.text, "stage": step.stage} | {
        name.replace("assumption", f"to-{after.pk}-assumption"): value for name, value in changed.items()
    }


def send(client, address, fields):
    version = client.get(address).context["form"].stored_version
    return client.post(address, fields | {"version": version})


# A theory of change ----------------------------------------------------------------------------------------------


def test_of_new_steps_the_one_that_names_somebody_is_told(client, hillfields):
    response = client.post(f"{THEORY}edit/", {"context": f"Fine\r\n\r\n- {SOMEBODY}", "impact": "Safer streets"})
    assert response.context["form"].errors == {"context": [f"Step 2: {TOLD[0]}"]}
    assert SOMEBODY in html.unescape(response.content.decode())
    assert not TheoryOfChange.objects.exists()


def test_a_step_is_not_changed_to_name_somebody(client, theory, mentoring):
    response = send(client, f"{THEORY}steps/{mentoring.pk}/", typed(mentoring, text=SOMEBODY))
    assert response.context["form"].errors == {"text": TOLD}
    mentoring.refresh_from_db()
    assert mentoring.text == "Mentoring"


def test_an_assumption_names_nobody_and_the_error_stands_beside_it(client, theory, mentoring):
    response = send(client, f"{THEORY}steps/{mentoring.pk}/", typed(mentoring, assumption=SOMEBODY))
    link = next(form for form in response.context["form"].link_forms if form.errors)
    assert link.errors == {"assumption": TOLD}
    text = html.unescape(response.content.decode())
    assert f'href="#{link["assumption"].auto_id}"' in text
    assert text.count(TOLD[0]) == 2
    assert not TheoryLink.objects.exists()


def test_the_note_names_nobody(client, theory):
    response = send(client, f"{THEORY}beside/", {"note": SOMEBODY})
    assert response.context["form"].errors == {"note": TOLD}
    theory.refresh_from_db()
    assert theory.note == ""


def test_places_bodies_and_authors_may_stand_beside_a_number_in_a_theory(client, theory, mentoring):
    client.post(f"{THEORY}edit/", {"context": NOBODY})
    send(client, f"{THEORY}steps/{mentoring.pk}/", typed(mentoring, text=NOBODY, assumption=NOBODY))
    send(client, f"{THEORY}beside/", {"note": NOBODY})
    theory.refresh_from_db()
    assert theory.note == NOBODY
    assert theory.steps.filter(text=NOBODY).count() == 2
    assert TheoryLink.objects.get().assumption == NOBODY


# A pilot ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["focus", "aims", "offers", "next_steps"])
def test_details_of_a_pilot_name_nobody(client, hillfields, field):
    details = {"name": "Hillfields", "localities": [hillfields.localities.get().pk]}
    response = send(client, f"{PILOT}edit/", details | {field: SOMEBODY})
    assert response.context["form"].errors == {field: TOLD}
    assert send(client, f"{PILOT}edit/", details | {field: NOBODY}).status_code == 302
    hillfields.refresh_from_db()
    assert getattr(hillfields, field) == NOBODY


def test_the_reason_of_a_pause_names_nobody(client, hillfields):
    fields = {"status": "paused", "since": "2021"}
    response = client.post(f"{PILOT}status/", fields | {"reason": SOMEBODY})
    assert response.context["form"].errors == {"reason": TOLD}
    assert client.post(f"{PILOT}status/", fields | {"reason": NOBODY}).status_code == 302
    assert hillfields.phases.last().reason == NOBODY


def test_a_claim_names_nobody_and_what_it_rests_on_names_its_authors(client, hillfields):
    address, cited = f"{PILOT}context/add/", "Jordan Example, 14 years of peace (2014)"
    response = client.post(address, {"claim": SOMEBODY, "cited": cited, "version": 0})
    assert response.context["form"].errors == {"claim": TOLD}
    assert client.post(address, {"claim": NOBODY, "cited": cited, "version": 0}).status_code == 302
    assert ContextEntry.objects.get().cited == cited
