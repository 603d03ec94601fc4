"""The log of an incident: written once, in one order, by several at once, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stakeholders.models import CriticalIncident, IncidentEntry
from stakeholders.models.incident_log import AppendOnly
from tests import builders

Kind = IncidentEntry.Kind
JSON = {"Accept": "application/json"}


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def incident(coventry, navigator):
    now = timezone.now()
    return builders.incident(
        coventry, by=navigator, known_at=now - timedelta(hours=3), opened_at=now - timedelta(hours=2)
    )


def write(client, incident, kind="note", *, after="", json=False, **fields):
    """Send a line as the form does, or as the script does."""
    told = {"id": str(uuid4()), "kind": kind, **fields}
    return client.post(f"{incident.get_absolute_url()}write/?after={after}", told, headers=JSON if json else {})


def lines(client, incident, after=0):
    return client.get(f"{incident.get_absolute_url()}lines/?after={after}", headers=JSON)


def told(incident):
    return [(row.position, row.kind, row.text) for row in incident.entries.all()]


# Writing ---------------------------------------------------------------------------------------------------------


def test_a_line_of_each_kind_is_written_with_what_it_tells(client, incident, manager, hillfields):
    centre, network = builders.organisation("Youth Centre"), builders.network(of=hillfields)
    day = timezone.localdate() + timedelta(days=1)
    review = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year, "review_time": "9am"}
    sent = [
        ("contacted", {"organisation": centre.pk}),
        ("convened", {"network": network.pk}),
        ("offered", {"support": "families", "organisation": centre.pk}),
        ("taken_up", {"support": "families", "people": "13"}),
        ("communication", {"text": "A letter to parents, with the school"}),
        ("handover", {"handed_to": str(manager.pk)}),
        ("review", review),
        ("note", {"text": "Quiet so far"}),
    ]
    for kind, fields in sent:
        assert write(client, incident, kind, **fields).status_code == 302, kind
    rows = list(incident.entries.all())
    assert [(row.position, row.kind) for row in rows] == [(n, kind) for n, (kind, _) in enumerate(sent, start=1)]
    assert (rows[0].organisation, rows[1].network, rows[2].support, rows[3].people) == (centre, network, "families", 13)
    assert rows[5].handed_to == manager
    incident.refresh_from_db()
    assert timezone.localtime(incident.next_review_at).strftime("%H:%M") == "09:00"
    page = client.get(incident.get_absolute_url()).content.decode()
    for words in ("Youth Centre", str(network), "13 people", "A letter to parents", "To Maya Manager", "Quiet so far"):
        assert words in page


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("contacted", {}, "Choose the organisation, or say who was contacted"),
        ("convened", {}, "Choose the network, or say who was convened"),
        ("offered", {"text": "Something"}, "Choose the kind of support"),
        ("taken_up", {"people": "3"}, "Choose the kind of support"),
        ("taken_up", {"support": "families", "people": "many"}, "must be a whole number"),
        ("communication", {}, "Say what was communicated"),
        ("handover", {}, "Choose who takes over"),
        ("review", {}, "Enter the next review, or what the review found"),
        ("note", {"text": "  "}, "Enter the note"),
        ("note", {"text": "x" * 2001}, "must be 2000 characters or fewer"),
        ("note", {"text": "Ring Jordan (14)"}, "looks like a name with an age"),
        ("note", {"text": "The mother, 07700 900123"}, "looks like a telephone number"),
        ("note", {"text": "The family of 14 Albany Road"}, "looks like an address"),
        ("note", {"text": "A note", "happened_time": "teatime"}, "Enter the time it happened as a time"),
        ("rumour", {"text": "A rumour"}, "Choose what happened from the list"),
        ("note", {"text": "A note", "id": "1"}, "Enter a valid UUID"),
    ],
)
@pytest.mark.parametrize("json", [False, True], ids=["page", "script"])
def test_a_wrong_line_is_not_stored_and_what_was_typed_stays(client, incident, kind, fields, said, json):
    response = write(client, incident, kind, json=json, **fields)
    assert response.status_code == (400 if json else 200)
    words = " ".join(response.json()["errors"]) if json else response.content.decode()
    assert said in words
    assert not incident.entries.exists()


def parts(name, moment):
    """Return a day and a time as the form sends them."""
    moment = timezone.localtime(moment)
    day = {f"{name}_on_day": moment.day, f"{name}_on_month": moment.month, f"{name}_on_year": moment.year}
    return day | {f"{name}_time": f"{moment:%H:%M}"}


def test_a_review_in_the_past_is_not_stored(client, incident):
    hour_ago = parts("review", timezone.now() - timedelta(hours=1))
    for wrong in (hour_ago, hour_ago | {"review_on_year": "0001"}):
        response = write(client, incident, "review", json=True, **wrong)
        assert response.json()["errors"] == ["The next review must be in the future"]
    assert not incident.entries.exists()


def test_a_review_that_came_while_there_was_no_signal_is_stored(client, incident):
    now = timezone.now()
    review = parts("review", now - timedelta(minutes=30))
    assert write(client, incident, "review", written_at=(now - timedelta(hours=1)).isoformat(), **review)
    assert incident.entries.get().next_review_at < now


def test_a_review_that_has_been_keeps_its_time_when_its_words_are_corrected(client, incident, navigator):
    held = timezone.now() - timedelta(minutes=30)
    row = IncidentEntry(incident=incident, kind=Kind.REVIEW, next_review_at=held, text="A", made_by=navigator).write()
    assert write(client, incident, corrects=str(row.pk), text="B", **parts("review", held)).status_code == 302
    moved = parts("review", held - timedelta(minutes=10))
    assert "must be in the future" in write(client, incident, corrects=str(row.pk), **moved).content.decode()


def test_a_correction_does_not_put_a_line_long_before_the_incident_became_known(client, incident, navigator):
    row = IncidentEntry(incident=incident, kind=Kind.NOTE, text="A", made_by=navigator).write()
    for hours, is_stored in ((23, True), (25, False)):
        happened = parts("happened", incident.known_at - timedelta(hours=hours))
        page = write(client, incident, corrects=str(row.pk), text=f"{hours}", **happened)
        assert incident.entries.filter(text=f"{hours}").exists() is is_stored
    assert "This is more than a day before the incident became known" in page.content.decode()


def test_what_a_kind_does_not_tell_is_left_out(client, incident):
    write(client, incident, "note", text="A note", people="12", support="families")
    row = incident.entries.get()
    assert (row.people, row.support) == (None, "")


def test_what_happened_earlier_is_shown_with_both_times(client, incident):
    earlier = timezone.localtime() - timedelta(minutes=50)
    when = {"happened_on_day": earlier.day, "happened_on_month": earlier.month, "happened_on_year": earlier.year}
    write(client, incident, text="Asked the school", happened_time=f"{earlier:%H:%M}", **when)
    write(client, incident, text="Just now")
    page = client.get(incident.get_absolute_url()).content.decode()
    assert page.count("written down") == 1
    assert f"{earlier:%H:%M}</time>, written down" in page


def test_what_has_not_happened_yet_is_refused(client, incident):
    later = timezone.localtime() + timedelta(days=1)
    when = {"happened_on_day": later.day, "happened_on_month": later.month, "happened_on_year": later.year}
    assert "must be in the past" in write(client, incident, text="A", happened_time="9am", **when).content.decode()


def test_a_line_kept_without_signal_has_the_time_at_which_it_was_taken_down(client, incident):
    kept = timezone.now() - timedelta(minutes=30)
    write(client, incident, text="No signal here", written_at=kept.isoformat())
    write(client, incident, text="A clock that is wrong", written_at=(kept + timedelta(days=9)).isoformat())
    first, second = incident.entries.all()
    assert first.happened_at == kept
    assert second.happened_at <= second.made_at


def test_the_next_review_is_that_of_the_latest_review_and_its_corrections(client, incident):
    def review(hour, **fields):
        day = timezone.localdate() + timedelta(days=2)
        at = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year, "review_time": hour}
        return write(client, incident, "review", **at, **fields)

    def next_review():
        incident.refresh_from_db()
        return timezone.localtime(incident.next_review_at).hour

    review("9am")
    review("11am")
    first, second = incident.entries.all()
    review("2pm", corrects=str(second.pk))
    assert next_review() == 14
    review("8am", corrects=str(first.pk))
    assert next_review() == 14


# Once ------------------------------------------------------------------------------------------------------------


def test_the_same_line_sent_again_is_stored_once(client, incident):
    key = str(uuid4())
    for json in (True, False, True):
        assert write(client, incident, id=key, text="Once\r\nonly", json=json).status_code in (200, 302)
    assert told(incident) == [(1, "note", "Once\nonly")]


def test_other_words_under_the_same_identifier_are_a_clash_that_keeps_both(client, incident):
    key = str(uuid4())
    write(client, incident, id=key, text="First words")
    response = write(client, incident, id=key, text="Second words")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Second words" in page
    assert f'name="id" value="{key}"' not in page
    assert write(client, incident, id=key, text="Second words", json=True).status_code == 409
    assert told(incident) == [(1, "note", "First words")]


def test_an_identifier_of_another_incident_shows_nothing_of_it(client, incident, dudley, dudley_navigator):
    elsewhere = builders.incident(dudley)
    row = IncidentEntry(incident=elsewhere, kind=Kind.NOTE, text="Elsewhere", made_by=dudley_navigator).write()
    response = write(client, incident, id=str(row.pk), text="Mine")
    assert response.status_code == 409
    assert "Elsewhere" not in response.content.decode()


def test_somebody_elses_identifier_is_no_way_to_their_line(as_user, client, incident, manager):
    key = str(uuid4())
    write(client, incident, id=key, text="Mine")
    assert write(as_user(manager), incident, id=key, text="Mine", json=True).status_code == 409


def test_what_one_person_typed_is_not_written_in_anothers_name(client, incident, manager):
    response = write(client, incident, text="Typed by Maya", writer=str(manager.pk), json=True)
    assert response.status_code == 400
    assert "Somebody else typed this" in response.json()["errors"][0]
    assert not incident.entries.exists()


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_the_same_moment_each_have_a_place_in_one_order(as_user, incident, navigator, manager):
    clients = [as_user(who) for who in (navigator, manager) * 4]
    keys = [str(uuid4()) for _ in clients]

    def send(number):
        try:
            sent = {"id": keys[number], "text": f"Line {number}"}
            return {write(clients[number], incident, json=True, **sent).status_code for _ in range(2)}
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(send, range(8))) == [{200}] * 8
    rows = list(incident.entries.all())
    assert [row.position for row in rows] == list(range(1, 9))
    assert {str(row.pk) for row in rows} == set(keys)


@pytest.mark.django_db(transaction=True)
def test_one_line_sent_by_several_requests_at_the_same_moment_is_one_line(as_user, incident, navigator):
    clients, key = [as_user(navigator) for _ in range(6)], str(uuid4())

    def send(client):
        try:
            return write(client, incident, id=key, text="Sent again and again", json=True).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert list(pool.map(send, clients)) == [200] * 6
    assert told(incident) == [(1, "note", "Sent again and again")]


# Never changed ---------------------------------------------------------------------------------------------------


@pytest.fixture
def row(incident, navigator):
    return IncidentEntry(
        incident=incident, kind=Kind.TAKEN_UP, support="families", people=31, made_by=navigator
    ).write()


CHANGES = {
    "save": lambda row: row.save(),
    "save some": lambda row: row.save(update_fields=["text"]),
    "delete": lambda row: row.delete(),
    "update": lambda row: IncidentEntry.objects.update(text="Changed"),
    "update of a relation": lambda row: row.incident.entries.filter(pk=row.pk).update(text="Changed"),
    "bulk_update": lambda row: IncidentEntry.objects.bulk_update([row], ["text"]),
    "bulk_create over it": lambda row: IncidentEntry.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["text"]
    ),
    "update_or_create": lambda row: IncidentEntry.objects.update_or_create(pk=row.pk, defaults={"text": "Changed"}),
    "delete all": lambda row: IncidentEntry.objects.all().delete(),
    "delete of a relation": lambda row: row.incident.entries.all().delete(),
    "raw delete": lambda row: IncidentEntry.objects.all()._raw_delete("default"),
    "clear": lambda row: row.corrections.model.objects.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_stored_line_refuses_every_change(row, change):
    row.text = "Changed"
    with pytest.raises(AppendOnly):
        change(row)
    assert told(row.incident) == [(1, "taken_up", "")]


def test_a_copy_under_the_same_identifier_does_not_overwrite(row, incident, navigator):
    copy = IncidentEntry(pk=row.pk, incident=incident, position=2, kind=Kind.NOTE, text="Other", made_by=navigator)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    assert told(incident) == [(1, "taken_up", "")]


def test_no_address_changes_or_deletes_a_line(as_user, row, incident, navigator, manager, administrator):
    """Post anything to every address below an incident: what is written stays as it is."""
    for who in (navigator, manager, administrator):
        client = as_user(who)
        for rest in ("", "write/", "lines/", "people/", "debrief/", "reopen/", f"lines/{row.pk}/", f"write/{row.pk}/"):
            fields = {"id": str(row.pk), "kind": "note", "text": "Changed", "people": "1", "reason": "Changed"}
            client.post(f"{incident.get_absolute_url()}{rest}", fields)
    assert told(incident)[0] == (1, "taken_up", "")
    assert not {IncidentEntry, CriticalIncident} & set(admin.site._registry)


# Corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_tells_the_line_anew_and_both_stay(client, incident, row):
    form = client.get(f"{incident.get_absolute_url()}write/?corrects={row.pk}").content.decode()
    assert 'value="31"' in form
    assert "What happened" not in form
    write(client, incident, corrects=str(row.pk), support="families", people="13", text="Counted twice")
    correction = incident.entries.get(position=2)
    assert (correction.kind, correction.corrects, correction.people) == (Kind.CORRECTION, row, 13)
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "31 people" in page
    assert "13 people" in page
    assert "Corrected in line 2" in page
    assert 'Correction of <a class="govuk-link" href="#line-1">line 1</a>' in page


def test_a_line_is_taken_back_with_a_reason(client, incident, row):
    page = write(client, incident, corrects=str(row.pk), takes_back="on").content.decode()
    assert "Say why the line should not be there" in page
    write(client, incident, corrects=str(row.pk), takes_back="on", text="Written twice", support="families", people="9")
    correction = incident.entries.get(position=2)
    assert (correction.takes_back, correction.people, correction.support) == (True, None, "")
    assert "Taken back in line 2" in client.get(incident.get_absolute_url()).content.decode()


def test_a_line_of_another_incident_is_not_corrected(client, incident, coventry, navigator):
    other = IncidentEntry(incident=builders.incident(coventry), kind=Kind.NOTE, text="A", made_by=navigator).write()
    assert client.get(f"{incident.get_absolute_url()}write/?corrects={other.pk}").status_code == 404
    assert write(client, incident, corrects=str(other.pk), text="B").status_code == 404
    assert client.get(f"{incident.get_absolute_url()}write/?corrects=line").status_code == 404


# What others write -----------------------------------------------------------------------------------------------


def test_an_open_page_is_told_the_lines_behind_a_position(as_user, client, incident, manager):
    write(client, incident, text="First")
    write(as_user(manager), incident, text="Second")
    news = lines(client, incident, after=1).json()
    assert [(line["position"], line["by"]) for line in news["lines"]] == [(2, str(manager.pk))]
    assert "Second" in news["lines"][0]["html"]
    assert (news["last"], "Open" in news["standing"]) == (2, True)


def test_who_writes_is_told_what_others_wrote_meanwhile(as_user, client, incident, manager):
    write(as_user(manager), incident, text="Meanwhile")
    news = write(client, incident, text="Mine", after=0, json=True).json()
    assert [line["position"] for line in news["lines"]] == [1, 2]


def test_a_correction_brings_the_line_that_it_corrects(client, incident, row):
    write(client, incident, text="Between")
    write(client, incident, corrects=str(row.pk), support="families", people="13")
    news = lines(client, incident, after=2).json()
    assert [line["position"] for line in news["lines"]] == [1, 3]
    assert "Corrected in line 3" in news["lines"][0]["html"]


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "1.5"])
def test_a_position_that_is_none_brings_all_lines(client, incident, row, after):
    assert len(lines(client, incident, after).json()["lines"]) == 1


def test_nothing_new_is_an_empty_answer_of_few_queries(client, incident, row):
    lines(client, incident)
    with CaptureQueriesContext(connection) as queries:
        response = lines(client, incident, after=1)
    assert (response.status_code, response.content) == (204, b"")
    assert len(queries) <= 5, [query["sql"] for query in queries]


def test_news_cost_the_same_however_many_lines_there_are(client, incident, navigator):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert lines(client, incident).status_code == 200
        return len(queries)

    def fill(number):
        for _ in range(number):
            IncidentEntry(incident=incident, kind=Kind.NOTE, text="A", made_by=navigator).write()

    fill(1)
    lines(client, incident)
    first = asked()
    fill(9)
    assert asked() == first


def test_the_room_costs_the_same_however_many_lines_there_are(client, incident, navigator):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(incident.get_absolute_url())
        return len(queries)

    line = IncidentEntry(incident=incident, kind=Kind.NOTE, text="A", made_by=navigator).write()
    client.get(incident.get_absolute_url())
    first = asked()
    for _ in range(6):
        line = IncidentEntry(
            incident=incident, kind=Kind.CORRECTION, corrects=line, text="B", made_by=navigator
        ).write()
    assert asked() == first


def test_asking_for_news_does_not_keep_the_session_alive(client, incident, settings):
    client.get(incident.get_absolute_url())
    session = client.session
    session["seen_at"] -= 600
    session.save()
    seen = session["seen_at"]
    lines(client, incident)
    assert client.session["seen_at"] == seen
    client.get(incident.get_absolute_url())
    assert client.session["seen_at"] > seen


def test_who_is_signed_out_is_sent_to_the_sign_in(client, incident):
    client.logout()
    assert lines(client, incident).status_code == 302


def test_what_is_sent_after_the_session_ended_is_given_back(client, incident):
    client.logout()
    key = str(uuid4())
    response = write(client, incident, id=key, text="Typed while signed out")
    assert response.status_code == 403
    assert "Typed while signed out" in response.content.decode()
    assert f'value="{key}"' in response.content.decode()
    assert not incident.entries.exists()


def test_the_page_is_whole_without_a_script(client, incident, row):
    page = client.get(incident.get_absolute_url()).content.decode()
    assert f'href="{incident.get_absolute_url()}" data-reload>Show new lines' in page
    assert "31 people" in page


def test_identifiers_are_made_anew_for_every_form_of_the_page(client, incident):
    first, second = (client.get(incident.get_absolute_url()).context["form"]["id"].value() for _ in range(2))
    assert isinstance(UUID(str(first)), UUID)
    assert first != second


def test_only_a_taken_identifier_is_another_line(incident, navigator):
    """Any other refusal of the database is a fault of the portal, which must not be told as somebody's other words."""
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentEntry(incident=incident, kind=Kind.NOTE, text="A note", takes_back=True, made_by=navigator).write()
    assert not incident.entries.exists()
