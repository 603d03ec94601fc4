"""Who takes part in an incident, who finds nothing of it, and who sees who read it."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from stakeholders.models import CriticalIncident, IncidentEntry, IncidentHelper, IncidentReading
from tests import builders

ADMIN = "/admin/stakeholders/incidentreading/"
BELOW = ["", "write/", "lines/", "people/", "debrief/", "reopen/"]
SECRET = "a room at the centre"


@pytest.fixture
def incident(coventry, navigator):
    made = builders.incident(coventry, by=navigator, area="around the old mill")
    IncidentEntry(incident=made, kind="note", text=SECRET, made_by=navigator).write()
    return made


@pytest.fixture
def added(incident, navigator, communications):
    return incident.helpers.create(user=communications, added_by=navigator)


def write(client, incident, text="A note"):
    return client.post(f"{incident.get_absolute_url()}write/", {"id": str(uuid4()), "kind": "note", "text": text})


# Access ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", BELOW)
def test_another_authoritys_navigator_finds_nothing_by_any_route(as_user, incident, dudley_navigator, rest):
    client = as_user(dudley_navigator)
    assert client.get(f"{incident.get_absolute_url()}{rest}").status_code == 404
    assert client.post(f"{incident.get_absolute_url()}{rest}").status_code == (405 if rest == "lines/" else 404)
    for address in ("/incidents/", "/", "/networks/"):
        page = client.get(address).content.decode()
        assert incident.code not in page
        assert "old mill" not in page
    assert not IncidentReading.objects.exists()


@pytest.mark.parametrize("rest", BELOW)
@pytest.mark.parametrize("who", ["analyst", "communications", "administrator"])
def test_other_roles_are_refused(as_user, request, incident, who, rest):
    assert as_user(request.getfixturevalue(who)).get(f"{incident.get_absolute_url()}{rest}").status_code == 403


@pytest.mark.parametrize("who", ["navigator", "adviser", "manager"])
def test_those_who_run_networks_there_read_and_write(as_user, request, incident, who):
    client = as_user(request.getfixturevalue(who))
    assert SECRET in client.get(incident.get_absolute_url()).content.decode()
    assert write(client, incident).status_code == 302


def test_no_incident_at_all_is_404(as_user, navigator):
    assert as_user(navigator).get(f"/incidents/{uuid4()}/").status_code == 404


# People from elsewhere -------------------------------------------------------------------------------------------


def test_the_communications_officer_is_added_reads_writes_and_finds_it_at_home(
    as_user, incident, navigator, communications
):
    client = as_user(communications)
    assert client.get(incident.get_absolute_url()).status_code == 403
    as_user(navigator).post(f"{incident.get_absolute_url()}people/", {"person": str(communications.pk)})
    assert SECRET in client.get(incident.get_absolute_url()).content.decode()
    assert write(client, incident, "A statement is agreed").status_code == 302
    for address in ("/", "/incidents/"):
        assert incident.code in client.get(address).content.decode()
    assert incident.entries.last().made_by == communications


def test_who_was_added_without_the_navigations_link_finds_the_way_there_and_back(as_user, incident, added):
    client = as_user(added.user)
    home = client.get("/").content.decode()
    assert f'href="{incident.get_absolute_url()}"' in home
    assert 'href="/incidents/"' in home
    assert 'href="/incidents/"' in client.get(incident.get_absolute_url()).content.decode()
    assert f'href="{incident.get_absolute_url()}"' in client.get("/incidents/").content.decode()


def test_who_was_added_to_one_incident_finds_no_other(as_user, added, coventry, communications):
    other = builders.incident(coventry)
    client = as_user(communications)
    assert client.get(other.get_absolute_url()).status_code == 404
    assert other.code not in client.get("/incidents/").content.decode()
    assert client.get("/incidents/open/").status_code == 403


def test_access_ends_with_removal(as_user, incident, added, navigator, communications):
    client = as_user(communications)
    assert client.get(incident.get_absolute_url()).status_code == 200
    response = as_user(navigator).post(f"{incident.get_absolute_url()}people/{added.pk}/remove/", follow=True)
    assert "no longer takes part" in response.content.decode()
    for rest in BELOW:
        assert client.get(f"{incident.get_absolute_url()}{rest}").status_code == 403, rest
    assert write(client, incident).status_code == 403
    assert incident.code not in client.get("/").content.decode()


def test_access_ends_with_the_posting_in_the_region(as_user, incident, added, communications):
    client = as_user(communications)
    communications.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(incident.get_absolute_url()).status_code == 403
    builders.posting(communications, "navigator", builders.authority("Leeds", "E08000035", builders.region("Y", "y")))
    assert client.get(incident.get_absolute_url()).status_code == 404


def test_somebody_is_added_again_after_removal_and_never_twice(as_user, incident, added, navigator, communications):
    client, address = as_user(navigator), f"{incident.get_absolute_url()}people/"
    assert "Choose who joins in from the list" in client.post(address, {"person": communications.pk}).content.decode()
    client.post(f"{address}{added.pk}/remove/")
    assert client.post(f"{address}{added.pk}/remove/").status_code == 404
    client.post(address, {"person": communications.pk})
    assert incident.helpers.current().count() == 1
    assert incident.helpers.count() == 2


def test_only_staff_of_the_region_who_do_not_take_part_yet_are_offered(
    as_user, incident, navigator, analyst, dudley_navigator, administrator
):
    former = builders.posted("Former Person", "analyst", incident.authority.region, is_active=False)
    away = builders.posted("Far Away", "analyst", builders.region("Elsewhere", "elsewhere"))
    form = as_user(navigator).get(f"{incident.get_absolute_url()}people/").context["form"]
    offered = set(form.fields["person"].queryset)
    assert {analyst, dudley_navigator} <= offered
    assert not {navigator, former, away, administrator} & offered


def test_an_administrator_reads_no_incident_even_if_once_added(as_user, incident, navigator, administrator):
    incident.helpers.create(user=administrator, added_by=navigator)
    client = as_user(administrator)
    assert client.get(incident.get_absolute_url()).status_code == 403
    assert incident.code not in client.get("/").content.decode()
    builders.posting(administrator, "analyst", incident.authority.region)
    assert client.get(incident.get_absolute_url()).status_code == 200


def test_who_was_added_sees_the_people_and_adds_nobody(as_user, incident, added, communications, analyst):
    client, address = as_user(communications), f"{incident.get_absolute_url()}people/"
    assert "Nadia Navigator" in client.get(address).content.decode()
    assert client.post(address, {"person": analyst.pk}).status_code == 403
    assert client.post(f"{address}{added.pk}/remove/").status_code == 403
    assert client.get(f"{incident.get_absolute_url()}debrief/").status_code == 403
    assert list(IncidentHelper.objects.values_list("user", flat=True)) == [communications.pk]


# Who read it -----------------------------------------------------------------------------------------------------


def read(client, incident):
    return client.get(incident.get_absolute_url())


def readings():
    return [(row.user.full_name, row.times) for row in IncidentReading.objects.order_by("user__full_name")]


def test_a_reader_is_one_row_a_day_with_how_often(as_user, incident, navigator, manager):
    first, second = as_user(navigator), as_user(manager)
    for client in (first, first, second, first):
        read(client, incident)
    assert readings() == [("Maya Manager", 1), ("Nadia Navigator", 3)]
    IncidentReading.objects.update(on=timezone.localdate() - timedelta(days=1))
    read(first, incident)
    assert IncidentReading.objects.filter(user=navigator).count() == 2


def test_a_page_that_asks_by_itself_is_not_counted_again(as_user, incident, navigator):
    client = as_user(navigator)
    read(client, incident)
    for _ in range(3):
        client.get(f"{incident.get_absolute_url()}lines/?after=0")
    assert readings() == [("Nadia Navigator", 1)]


def test_nobody_reads_lines_without_being_recorded(as_user, incident, manager):
    assert SECRET in str(as_user(manager).get(f"{incident.get_absolute_url()}lines/?after=0").json())
    assert readings() == [("Maya Manager", 1)]


@pytest.mark.parametrize("rest", ["people/", "debrief/", "write/"])
def test_who_opens_only_a_page_below_is_recorded_too(as_user, incident, manager, rest):
    as_user(manager).get(f"{incident.get_absolute_url()}{rest}")
    assert readings() == [("Maya Manager", 1)]


def test_managers_see_on_the_page_who_read_it_and_navigators_do_not(as_user, incident, navigator, manager):
    assert "Who has read it" not in read(as_user(navigator), incident).content.decode()
    page = read(as_user(manager), incident).content.decode()
    assert "Who has read it" in page
    first = timezone.localtime(IncidentReading.objects.get(user=manager).first_at)
    assert f"at {first:%H:%M}" in page
    assert "Nadia Navigator <span" in page


def test_administrators_see_who_read_it_and_nothing_of_the_contents(as_user, incident, navigator, administrator):
    read(as_user(navigator), incident)
    client, reading = as_user(administrator), IncidentReading.objects.get()
    for address in (ADMIN, f"{ADMIN}?q={incident.code}", f"{ADMIN}{reading.pk}/change/"):
        page = client.get(address).content.decode()
        assert incident.code in page, address
        assert "Nadia Navigator" in page, address
        assert "old mill" not in page, address
        assert SECRET not in page, address


def test_the_list_of_readers_is_read_only(as_user, incident, navigator, administrator):
    read(as_user(navigator), incident)
    client, reading = as_user(administrator), IncidentReading.objects.get()
    assert client.get(f"{ADMIN}add/").status_code == 403
    assert client.post(f"{ADMIN}{reading.pk}/change/", {"times": 0}).status_code == 403
    assert client.post(f"{ADMIN}{reading.pk}/delete/", {"post": "yes"}).status_code == 403


def test_administrators_of_another_region_see_no_readers_of_this_one(as_user, incident, navigator):
    read(as_user(navigator), incident)
    other = builders.posted("Other Administrator", "administrator", builders.region("Elsewhere", "elsewhere"))
    client = as_user(other)
    assert incident.code not in client.get(ADMIN).content.decode()
    assert client.get(f"{ADMIN}{IncidentReading.objects.get().pk}/change/").status_code == 302


# Nowhere else ----------------------------------------------------------------------------------------------------

MAY_KNOW = {
    "stakeholders": "it is theirs",
    "vru_portal/demonstration": "makes some up",
    "interventions/views/home.py": "shows the open ones to those who take part",
    "vru_portal/management/commands/overdue.py": "names those past their retention, to who runs the portal",
}


def test_no_other_part_of_the_portal_knows_of_incidents():
    """Bulletins, exports, dashboards and public pages are made by code that does not even name them."""
    root = Path(settings.BASE_DIR)
    names = {CriticalIncident.__name__, "IncidentEntry", "incident_entries", "IncidentHelper"}
    found = {
        str(path.relative_to(root))
        for room in ("vru_portal", "pilots", "interventions", "stakeholders")
        for path in (root / room).rglob("*.py")
        if any(name in path.read_text() for name in names)
    }
    assert "interventions/views/home.py" in found
    assert [path for path in sorted(found) if not path.startswith(tuple(MAY_KNOW))] == []


def test_exports_and_pages_of_places_hold_nothing_of_it(as_user, incident, hillfields, navigator, manager):
    client = as_user(manager)
    addresses = [reverse(name) for name in ("activities_csv", "outcomes_csv", "interventions_csv", "what_works")]
    for address in [*addresses, hillfields.get_absolute_url(), "/activities/", "/regions/west-midlands/"]:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert incident.code.encode() not in content, address
        assert b"old mill" not in content, address
