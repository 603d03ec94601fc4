"""Everything that is held about a contact, as a file: complete for who may see it, and for nobody else."""

import json
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stakeholders.contacts import exporting
from stakeholders.contacts.erasing import erase
from stakeholders.merging import merge
from stakeholders.models import Contact, IncidentEntry
from tests import builders
from tests.test_queries import MOST
from tests.test_queries_everywhere import is_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def pat(coventry):
    made = builders.contact("Pat Earlier", of=coventry, email="pat@example.org", telephone="07700 900123")
    made.name = "Pat Example"
    made.save()
    return made


@pytest.fixture
def network(hillfields, pat):
    made = builders.network(of=hillfields)
    membership = builders.member(made, pat, role="chair")
    meeting = builders.meeting(
        made, timezone.now() - timedelta(days=3), status="held", notes="Welcome. Pat Example spoke of +44 7700 900123."
    )
    meeting.attendances.create(membership=membership, answer="came")
    builders.action("Book the hall", of=meeting, member=membership)
    return made


def held(client, contact) -> dict:
    return json.loads(client.get(reverse("contact_export", args=[contact.pk])).content)


def test_file_holds_the_contact_its_versions_and_what_it_took_part_in(as_user, navigator, network, pat):
    parts = held(as_user(navigator), pat)
    assert parts["Contact"][0]["Name"] == "Pat Example"
    assert parts["Contact"][0]["Lawful basis"] == "Public task"
    assert [version["Name"] for version in parts["Earlier versions"]] == ["Pat Example", "Pat Earlier"]
    assert parts["Memberships of networks"][0]["Role"] == "Chair"
    assert parts["Meetings"][0]["Answer"] == "Came"
    assert parts["Agreed actions"][0]["What is to be done"] == "Book the hall"
    assert parts["Held elsewhere"] == []


def test_file_holds_the_texts_in_which_the_contact_is_named(as_user, navigator, network, pat):
    builders.activity(network.pilot, navigator, title="With pat  EARLIER")
    builders.activity(network.pilot, navigator, title="With Pat Examples")
    texts = held(as_user(navigator), pat)["Texts in which they are named"]
    assert any("Pat Example spoke" in text.get("Notes", "") for text in texts)
    assert any(text.get("Title") == "With pat  EARLIER" for text in texts)
    assert not any("Examples" in str(text) for text in texts)


def test_file_holds_what_was_merged_and_where_a_plan_names_them(as_user, navigator, network, pat, coventry):
    merge(pat, builders.contact("Patricia E", of=coventry, email="patricia@example.org"), by=navigator)
    spark = builders.organisation("Spark")
    builders.response_plan(coventry).partners.create(organisation=spark, contact=pat, does="Opens the hall")
    parts = held(as_user(navigator), pat)
    assert [one["Name"] for one in parts["Contact"]] == ["Pat Example", "Patricia E"]
    assert parts["Also named as"][0]["What it does"] == "Opens the hall"


def test_what_another_authority_holds_is_named_but_not_given(as_user, navigator, network, pat, st_james):
    theirs = builders.network("Dudley network", of=st_james)
    builders.member(theirs, pat)
    builders.meeting(theirs, notes="Pat Example came")
    answer = as_user(navigator).get(reverse("contact_export", args=[pat.pk])).content.decode()
    assert "Dudley network" not in answer
    assert "Pat Example came" not in answer
    assert json.loads(answer)["Held elsewhere"] == [
        {"Local authority": "Dudley", "Ask": "a navigator or manager posted there"}
    ]


def test_workbook_holds_the_same(as_user, navigator, network, pat, tmp_path):
    answer = as_user(navigator).get(f"{reverse('contact_export', args=[pat.pk])}?as=xlsx")
    file = tmp_path / "held.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows[0] == ("Part", "Number", "What", "Value")
    assert ("Contact", 1, "Name", "Pat Example") in rows
    assert ("Meetings", 1, "Answer", "Came") in rows


def test_name_of_the_file_names_nobody(as_user, navigator, pat):
    answer = as_user(navigator).get(reverse("contact_export", args=[pat.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="what-is-held.json"'


def test_who_took_it_out_is_in_the_history(as_user, navigator, pat):
    version = pat.version
    held(as_user(navigator), pat)
    latest = Contact.objects.get(pk=pat.pk).history.first()
    assert (latest.history_user, latest.history_change_reason) == (navigator, "Given out as a file")
    assert Contact.objects.get(pk=pat.pk).version == version


def test_contact_who_is_erased_while_the_file_is_made_stays_erased(as_user, navigator, network, pat, monkeypatch):
    make = exporting.response

    def slow(user, contact, kind):
        answer = make(user, contact, kind)
        erase(Contact.objects.get(pk=contact.pk))
        return answer

    monkeypatch.setattr(exporting, "response", slow)
    assert as_user(navigator).get(reverse("contact_export", args=[pat.pk])).status_code == 404
    pat.refresh_from_db()
    assert (pat.name, pat.erased_at is None) == ("", False)
    assert set(pat.history.values_list("name", flat=True)) == {""}


def test_words_of_incidents_are_counted_and_not_given_out(as_user, navigator, network, pat, coventry):
    made = builders.incident(coventry, navigator, lessons="Pat Example rang a grieving family")
    for position, text in enumerate(("Pat Example is with the family", "Nobody else"), start=1):
        IncidentEntry(incident=made, kind="note", text=text, made_by=navigator, position=position).save()
    parts = held(as_user(navigator), pat)
    assert "family" not in json.dumps(parts)
    assert [one["How many name them"] for one in parts["To be checked by hand"]] == [1, 1]


def queries_for(client, contact):
    with CaptureQueriesContext(connection) as made:
        held(client, contact)
    return sum(is_asked(query["sql"]) for query in made)


def test_longer_history_makes_no_more_queries(as_user, navigator, network, pat):
    client = as_user(navigator)
    held(client, pat)
    before = queries_for(client, pat)
    for number in range(10):
        pat.role = f"Job {number}"
        pat.save()
        network.memberships.get().save()
    assert queries_for(client, pat) == before


def test_file_makes_at_most_twelve_queries_of_several_names_and_contacts(as_user, navigator, network, pat, coventry):
    client = as_user(navigator)
    for name in ("May", *(f"Pat Example {letter}" for letter in "ABCDEFGH")):
        pat.name = name
        pat.save()
    merge(pat, builders.contact("Patricia E", of=coventry, email="patricia@example.org"), by=navigator)
    assert queries_for(client, pat) <= MOST


def test_name_of_one_word_is_looked_for_only_in_what_their_networks_wrote(as_user, navigator, hillfields, coventry):
    may = builders.contact("May", of=coventry)
    builders.member(builders.network(of=hillfields, note="May chairs"), may)
    builders.activity(hillfields, navigator, title="A walk in May")
    texts = held(as_user(navigator), may)["Texts in which they are named"]
    assert [text.get("Note") for text in texts] == ["May chairs"]
