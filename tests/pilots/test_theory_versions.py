"""The versions of a theory of change: how it stood, who changed it, and what changed in words."""

import pytest

from pilots.models import Factor, TheoryOfChange
from pilots.theory.changes import versions_of
from tests import builders

THEORY = "/authorities/E08000026/pilots/hillfields/theory/"


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def theory(client, hillfields):
    client.post(f"{THEORY}edit/", {"activity": "Mentoring\r\nSports", "impact": "Safer streets"})
    return TheoryOfChange.objects.get()


def key(theory, text):
    return theory.steps.get(text=text).pk


def save(client, theory, step, **changed):
    address = f"{THEORY}steps/{key(theory, step)}/"
    form = client.get(address).context["form"]
    sent = {"version": form.stored_version, "text": step, "stage": form.stored.stage} | changed
    assert client.post(address, sent).status_code == 302


def test_each_change_is_a_version_that_says_who_when_and_what(client, as_user, manager, navigator, theory):
    sports, streets = key(theory, "Sports"), key(theory, "Safer streets")
    client.post(f"{THEORY}edit/", {"output": "Sessions"})
    save(as_user(manager), theory, "Sports", **{f"to-{streets}-chosen": "on", f"to-{streets}-assumption": "They come"})
    save(client, theory, "Sports", **{f"to-{streets}-chosen": "on", f"to-{streets}-assumption": "They come back"})
    save(client, theory, "Sports", text="Boxing", stage="output")
    client.post(f"{THEORY}edit/", {"move": f"{sports} before {key(theory, 'Sessions')}"})
    client.post(f"{THEORY}steps/{sports}/withdraw/")
    versions = versions_of(theory)
    assert [(version.number, version.by, version.changes) for version in versions][::-1] == [
        (1, "Nadia Navigator", ["Started, with 3 steps"]),
        (2, "Nadia Navigator", ["Added to Outputs: “Sessions”"]),
        (3, "Maya Manager", ["“Sports” now leads to “Safer streets”, assuming: They come"]),
        (4, "Nadia Navigator", ["“Sports” leads to “Safer streets”, assuming: They come back"]),
        (
            5,
            "Nadia Navigator",
            [
                "Changed “Sports” to “Boxing”",
                "Moved “Boxing” from Activities to Outputs",
                "“Boxing” no longer leads to “Safer streets”",
            ],
        ),
        (6, "Nadia Navigator", ["Put Outputs in another order"]),
        (7, "Nadia Navigator", ["Withdrew from Outputs: “Boxing”"]),
    ]
    assert all(earlier.at > later.at for earlier, later in zip(versions, versions[1:], strict=False))


def test_note_source_and_factors_are_in_the_versions(client, theory, region):
    risk = Factor.objects.create(kind="risk", level="family", name="Domestic abuse")
    address = f"{THEORY}beside/"

    def beside(**fields):
        version = client.get(address).context["form"].stored_version
        assert client.post(address, {"version": version} | fields).status_code == 302

    beside(note="To be agreed", risk_family=[risk.pk])
    beside(note="Agreed")
    words = [version.changes for version in versions_of(theory)]
    assert words[1] == ["Added to risk factors mitigated: Domestic abuse", "Changed the note"]
    assert words[0] == ["Removed from risk factors mitigated: Domestic abuse", "Changed the note"]
    now, before = [version.standing for version in versions_of(theory)][:2]
    assert (before.note, before.factors, now.note, now.factors) == ("To be agreed", [risk], "Agreed", [])


def test_an_earlier_version_is_shown_as_it_stood(client, as_user, analyst, theory):
    streets = key(theory, "Safer streets")
    save(client, theory, "Sports", **{f"to-{streets}-chosen": "on", f"to-{streets}-assumption": "They come"})
    save(client, theory, "Sports", text="Boxing")
    reader = as_user(analyst)
    second = reader.get(f"{THEORY}versions/2/").content.decode()
    for words in ("Sports", "assuming that: <bdi>They come", "Nadia Navigator", "It has changed since"):
        assert words in second
    assert "Boxing" not in second
    third = reader.get(f"{THEORY}versions/3/").content.decode()
    assert "Boxing" in third
    assert "They come" not in third
    assert "It has changed since" not in third


def test_what_was_loaded_after_the_theory_belongs_to_its_first_version(client, hillfields):
    theory = builders.theory(hillfields, activity=["Loaded"])
    client.post(f"{THEORY}edit/", {"activity": "Typed"})
    later, first = versions_of(theory)
    assert ([step.text for step in first.standing.steps], first.by) == (["Loaded"], "the portal")
    assert later.changes == ["Added to Activities: “Typed”"]


def test_the_list_shows_all_versions_and_leads_to_each(client, theory):
    client.post(f"{THEORY}edit/", {"output": "Sessions"})
    text = client.get(f"{THEORY}versions/").content.decode()
    assert text.index("Version 2") < text.index("Version 1")
    assert f"{THEORY}versions/1/" in text
    assert "Added to Outputs: “Sessions”" in text


@pytest.mark.parametrize("number", [0, 2, 999999999999])
def test_a_version_that_never_was_cannot_be_found(client, theory, number):
    assert client.get(f"{THEORY}versions/{number}/").status_code == 404


def test_a_pilot_without_a_theory_has_no_versions(client, hillfields):
    assert "No theory of change yet" in client.get(f"{THEORY}versions/").content.decode()
    assert client.get(f"{THEORY}versions/1/").status_code == 404


def test_versions_of_another_authority_cannot_be_found(as_user, dudley_manager, theory):
    for page in ("versions/", "versions/1/"):
        assert as_user(dudley_manager).get(THEORY + page).status_code == 404


def test_versions_take_the_same_number_of_queries_whatever_their_number(client, theory, django_assert_num_queries):
    with django_assert_num_queries(5):
        versions_of(theory)
    for number in range(5):
        client.post(f"{THEORY}edit/", {"output": f"Step {number}"})
    with django_assert_num_queries(5):
        assert len(versions_of(theory)) == 6
