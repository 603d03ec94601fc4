"""Ending an incident with a debrief, what its log takes afterwards, and opening it again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from stakeholders.models import CriticalIncident, IncidentEntry
from tests import builders

DEBRIEF = {"what_helped": "The network met within a day", "lessons": "Ring earlier", "plan_changes": "A second place"}


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def incident(coventry, navigator):
    now = timezone.now()
    return builders.incident(
        coventry, by=navigator, known_at=now - timedelta(hours=3), opened_at=now - timedelta(hours=2)
    )


@pytest.fixture
def closed(client, incident):
    close(client, incident)
    incident.refresh_from_db()
    return incident


def close(client, incident, version=1, **fields):
    return client.post(f"{incident.get_absolute_url()}debrief/", {**DEBRIEF, "version": version, **fields})


def write(client, incident, **fields):
    told = {"id": str(uuid4()), "kind": "note", "text": "A note", **fields}
    return client.post(f"{incident.get_absolute_url()}write/", told, headers={"Accept": "application/json"})


def test_the_debrief_closes_the_incident_with_a_line_in_its_log(client, incident, navigator):
    response = close(client, incident)
    assert response.url == incident.get_absolute_url()
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["The incident is closed."]
    incident.refresh_from_db()
    assert (incident.is_open, incident.lessons) == (False, "Ring earlier")
    assert [(row.kind, row.made_by) for row in incident.entries.all()] == [("closed", navigator)]
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "A second place" in page
    assert "Write a line" not in page


@pytest.mark.parametrize("name", DEBRIEF)
def test_the_debrief_says_all_three_things_or_nothing(client, incident, name):
    assert "or “nothing”" in close(client, incident, **{name: ""}).content.decode()
    incident.refresh_from_db()
    assert incident.is_open
    close(client, incident, **{name: "Nothing."})
    incident.refresh_from_db()
    assert not incident.is_open


def test_no_changes_to_the_plan_leave_nothing_to_take_over(client, incident):
    close(client, incident, plan_changes="nothing")
    incident.refresh_from_db()
    assert incident.plan_changes == ""


@pytest.mark.parametrize("name", DEBRIEF)
def test_nobody_is_named_in_the_debrief(client, incident, name):
    page = close(client, incident, **{name: "Jordan (14) was there"}).content.decode()
    assert "looks like a name with an age" in page
    assert incident.entries.count() == 0


def test_two_debriefs_at_once_lose_neither(as_user, client, incident, manager):
    close(client, incident)
    response = close(as_user(manager), incident, lessons="Ring later")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Ring earlier" in page
    assert "Ring later" in page
    incident.refresh_from_db()
    assert incident.lessons == "Ring earlier"
    assert incident.entries.count() == 1


def test_lines_written_meanwhile_do_not_stop_a_debrief(client, incident):
    write(client, incident)
    assert close(client, incident).status_code == 302


def test_a_debrief_is_changed_afterwards_without_a_second_closing(client, closed):
    closed_at = closed.closed_at
    assert close(client, closed, version=2, lessons="Ring at once").status_code == 302
    closed.refresh_from_db()
    assert (closed.lessons, closed.closed_at) == ("Ring at once", closed_at)
    assert closed.entries.count() == 1


def test_another_authority_and_other_roles_close_nothing(as_user, incident, dudley_manager, analyst):
    assert close(as_user(dudley_manager), incident).status_code == 404
    assert close(as_user(analyst), incident).status_code == 403


def test_a_closed_log_takes_no_new_lines(client, closed):
    response = write(client, closed)
    assert response.status_code == 409
    assert "was closed meanwhile" in response.json()["errors"][0]
    assert client.get(f"{closed.get_absolute_url()}write/").url == closed.get_absolute_url()


def test_a_closed_log_takes_corrections_and_what_a_browser_kept_before(client, incident):
    write(client, incident)
    first = incident.entries.get()
    kept_at = timezone.now()
    close(client, incident)
    assert write(client, incident, text="Kept without signal", written_at=kept_at.isoformat()).status_code == 200
    assert write(client, incident, corrects=str(first.pk), text="Told anew").status_code == 200
    assert [row.kind for row in incident.entries.all()] == ["note", "closed", "note", "correction"]


def test_a_manager_opens_it_again_with_a_reason(as_user, closed, manager):
    client, address = as_user(manager), f"{closed.get_absolute_url()}reopen/"
    assert "Enter why it is opened again" in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "New unrest this evening"}).url == closed.get_absolute_url()
    closed.refresh_from_db()
    assert (closed.is_open, closed.lessons) == (True, "Ring earlier")
    last = closed.entries.last()
    assert (last.kind, last.text, last.made_by) == ("reopened", "New unrest this evening", manager)
    assert write(client, closed).status_code == 200


def test_only_managers_of_the_authority_open_it_again(as_user, closed, navigator, dudley_manager, communications):
    address = f"{closed.get_absolute_url()}reopen/"
    for who, code in ((navigator, 403), (dudley_manager, 404), (communications, 403)):
        assert as_user(who).post(address, {"reason": "Again"}).status_code == code
    assert not CriticalIncident.objects.open().exists()


def test_what_is_open_is_not_opened_again(as_user, incident, manager):
    response = as_user(manager).post(f"{incident.get_absolute_url()}reopen/", {"reason": "Again"})
    assert response.url == incident.get_absolute_url()
    assert not IncidentEntry.objects.exists()


def test_closing_and_opening_are_not_corrected(client, closed):
    line = closed.entries.get()
    assert client.get(f"{closed.get_absolute_url()}write/?corrects={line.pk}").status_code == 404
