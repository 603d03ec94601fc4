"""Critical incidents: opening one, what the plan proposes, the list, and how quick the response was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stakeholders.incidents.figures import response_figures
from stakeholders.merging import merge
from stakeholders.models import CriticalIncident, IncidentEntry, PlanPartner, PlanPlace, PlanSupport
from tests import builders

Kind = IncidentEntry.Kind


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def incident(coventry, navigator):
    return builders.incident(coventry, by=navigator)


def opening(of, **fields):
    """Return what the form sends: known since two hours."""
    known = timezone.localtime() - timedelta(hours=2)
    return {
        "id": str(uuid4()),
        "authority": of.pk,
        "kind": "stabbing",
        "area": "around the shops",
        "known_on_day": known.day,
        "known_on_month": known.month,
        "known_on_year": known.year,
        "known_time": f"{known:%H:%M}",
        **fields,
    }


def line(incident, kind, by, **fields):
    return IncidentEntry(incident=incident, kind=kind, made_by=by, **fields).write()


def year():
    return timezone.localtime().year


# Opening ---------------------------------------------------------------------------------------------------------


def test_opening_gives_a_code_of_the_year_and_leads_to_the_room(client, coventry, navigator):
    response = client.post("/incidents/open/", opening(coventry), follow=True)
    made = CriticalIncident.objects.get()
    assert (made.code, made.opened_by, made.place) == (f"CI-{year()}-0001", navigator, "around the shops")
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    assert f"Critical incident {made.code}" in response.content.decode()


def test_codes_go_on_from_the_last_of_the_year(client, coventry):
    builders.incident(coventry, code=f"CI-{year()}-0006")
    builders.incident(coventry, code=f"CI-{year() - 1}-0123")
    client.post("/incidents/open/", opening(coventry))
    assert CriticalIncident.objects.order_by("opened_at").last().code == f"CI-{year()}-0007"


def test_the_same_form_sent_twice_opens_one_incident(client, coventry):
    form = opening(coventry)
    addresses = {client.post("/incidents/open/", form).url for _ in range(2)}
    assert addresses == {CriticalIncident.objects.get().get_absolute_url()}


@pytest.mark.django_db(transaction=True)
def test_incidents_opened_at_the_same_moment_have_codes_of_their_own(as_user, coventry, navigator):
    clients = [as_user(navigator) for _ in range(5)]

    def send(number):
        try:
            return clients[number].post("/incidents/open/", opening(coventry)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as pool:
        assert list(pool.map(send, range(5))) == [302] * 5
    codes = sorted(CriticalIncident.objects.values_list("code", flat=True))
    assert codes == [f"CI-{year()}-000{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"area": ""}, "Choose a locality, or say in general words where it was"),
        ({"kind": ""}, "Choose kind"),
        ({"area": "outside 14 Albany Road"}, "looks like an address"),
        ({"area": "at 14 albany road"}, "looks like an address"),
        ({"area": "Flat 3 of the tower"}, "looks like an address"),
        ({"area": "near CV1 5FB"}, "looks like a postcode"),
        ({"area": "where Jordan (14) lives"}, "looks like a name with an age"),
        ({"known_time": ""}, "Enter the time it became known"),
        ({"known_time": "soon"}, "Enter the time it became known as a time"),
        ({"known_on_year": "2099"}, "must be in the past"),
        ({"known_on_year": "0001"}, "Enter the day when the community’s response began"),
        ({"authority": "999"}, "Choose local authority from the list"),
    ],
)
def test_opening_says_what_is_wrong_and_keeps_what_was_typed(client, coventry, fields, said):
    response = client.post("/incidents/open/", opening(coventry, **fields))
    assert response.status_code == 200
    page = response.content.decode()
    assert "<title>Error: Open a critical incident" in page
    assert said in page
    assert not CriticalIncident.objects.exists()


@pytest.mark.parametrize(
    "area", ["around the shops in Albany Road", "two estates, 20 people in Hillfields", "14 people came to the close"]
)
def test_general_words_are_no_address(client, coventry, area):
    assert client.post("/incidents/open/", opening(coventry, area=area)).status_code == 302


def test_a_locality_of_another_authority_is_not_offered(client, coventry, st_james):
    form = opening(coventry, locality=st_james.localities.get().pk)
    assert "Choose locality from the list" in client.post("/incidents/open/", form).content.decode()


def test_a_locality_belongs_to_the_authority_that_is_chosen(as_user, manager, coventry, dudley, st_james):
    builders.posting(manager, "manager", dudley)
    form = opening(coventry, locality=st_james.localities.get().pk)
    assert "Choose a locality in Coventry" in as_user(manager).post("/incidents/open/", form).content.decode()


def test_an_incident_is_not_opened_elsewhere(client, dudley):
    assert "Choose local authority from the list" in client.post("/incidents/open/", opening(dudley)).content.decode()
    assert client.get("/incidents/open/?authority=E08000027").status_code == 404


def test_the_address_names_the_authority(as_user, manager, coventry, dudley):
    builders.posting(manager, "manager", dudley)
    page = as_user(manager).get("/incidents/open/?authority=E08000027").content.decode()
    assert f'<option value="{dudley.pk}" selected>' in page


@pytest.mark.parametrize("who", ["analyst", "communications", "administrator"])
def test_who_does_not_run_networks_opens_nothing(as_user, request, coventry, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get("/incidents/open/").status_code == 403
    assert client.get("/incidents/").status_code == 403


# What the plan proposes ------------------------------------------------------------------------------------------


@pytest.fixture
def plan(coventry, hillfields):
    made = builders.response_plan(coventry, out_of_hours="The duty desk, 07700 900123", convening="The lead convenes")
    centre = builders.organisation("Youth Centre")
    pat = builders.contact("Pat Example", of=coventry, telephone="07700 900456")
    PlanPartner.objects.create(plan=made, organisation=centre, contact=pat, does="Youth work")
    PlanPlace.objects.create(plan=made, name="Moat House Centre", holds=120)
    PlanSupport.objects.create(plan=made, kind="families", organisation=centre)
    builders.network(of=hillfields)
    return made


def test_the_room_proposes_what_the_plan_holds_with_numbers_to_ring(client, incident, plan):
    page = client.get(incident.get_absolute_url()).content.decode()
    for words in ("Youth Centre", "Moat House Centre", "Support for families", "Hillfields stakeholder network"):
        assert words in page
    assert 'href="tel:+44-7700-900456"' in page
    assert 'href="tel:+44-7700-900123"' in page


@pytest.mark.parametrize(
    ("action", "kind"),
    [("Contacted", "contacted"), ("Convened", "convened"), ("Asked to open", "note"), ("Offered", "offered")],
)
def test_a_proposal_is_one_tap_that_writes_a_line_and_is_done(client, incident, plan, action, kind):
    groups = client.get(incident.get_absolute_url()).context["proposals"].groups
    proposal = next(row for _, rows in groups for row in rows if row.action == action)
    assert proposal.done is None
    client.post(f"{incident.get_absolute_url()}write/", {"id": proposal.id, **proposal.fields})
    written = incident.entries.get()
    assert (written.kind, written.pk) == (kind, proposal.id)
    again = client.get(incident.get_absolute_url()).context["proposals"].groups
    done = {row.key: row.done for _, rows in again for row in rows}
    assert [key for key, found in done.items() if found] == [proposal.key]


def test_what_was_done_stays_done_when_the_organisation_is_merged(client, incident, plan, navigator):
    centre = plan.partners.get().organisation
    line(incident, Kind.CONTACTED, navigator, organisation=centre)
    line(incident, Kind.OFFERED, navigator, organisation=centre, support="families")
    merge(builders.organisation("Youth Centre Coventry"), centre, by=navigator)
    groups = client.get(incident.get_absolute_url()).context["proposals"].groups
    assert [row.action for _, rows in groups for row in rows if row.done] == ["Contacted", "Offered"]


def test_what_is_done_is_offered_again(client, incident, plan, navigator):
    line(incident, Kind.CONTACTED, navigator, organisation=plan.partners.get().organisation)
    page = client.get(incident.get_absolute_url()).content.decode()
    assert page.count(">Again<") == 1
    assert ">Contacted</span>" not in page


def test_support_is_proposed_in_the_order_of_the_plan(client, incident, plan):
    for kind in ("practitioners", "youth_services"):
        plan.support.create(kind=kind, detail="By the team")
    groups = dict(client.get(incident.get_absolute_url()).context["proposals"].groups)
    kinds = [row.fields["support"] for row in groups["Offer support"]]
    assert kinds == ["youth_services", "families", "practitioners"]


def test_an_incident_of_some_weeks_ago_may_be_opened(client, coventry):
    known = timezone.localdate() - timedelta(days=89)
    day = {"known_on_day": known.day, "known_on_month": known.month, "known_on_year": known.year}
    assert client.post("/incidents/open/", opening(coventry, **day)).status_code == 302


def test_what_was_taken_back_is_not_done(client, incident, plan, navigator):
    centre = plan.partners.get().organisation
    wrong = line(incident, Kind.CONTACTED, navigator, organisation=centre)
    line(incident, Kind.CORRECTION, navigator, corrects=wrong, takes_back=True, text="A slip")
    groups = client.get(incident.get_absolute_url()).context["proposals"].groups
    assert not [row for _, rows in groups for row in rows if row.done]


def test_an_erased_contact_of_the_plan_has_no_number(client, incident, plan):
    pat = plan.partners.get().contact
    pat.name = pat.role = pat.email = pat.telephone = ""
    pat.erased_at = timezone.now()
    pat.save()
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "Youth Centre" in page
    assert "Former member" not in page


def test_who_was_added_from_elsewhere_is_shown_no_contacts(as_user, incident, plan, navigator, dudley_navigator):
    incident.helpers.create(user=dudley_navigator, added_by=navigator)
    page = as_user(dudley_navigator).get(incident.get_absolute_url()).content.decode()
    assert incident.code in page
    assert "Pat Example" not in page
    assert "07700" not in page


# The list --------------------------------------------------------------------------------------------------------


def test_open_incidents_stand_before_closed_ones(client, coventry):
    closed = builders.incident(coventry, code="CI-1", closed_at=timezone.now(), known_at=timezone.now())
    still_open = builders.incident(coventry, code="CI-2", known_at=timezone.now() - timedelta(days=9))
    page = client.get("/incidents/").content.decode()
    assert page.index(still_open.code) < page.index(closed.code)


def test_an_overdue_review_is_marked_on_the_list_in_the_room_and_at_home(client, coventry):
    late = builders.incident(coventry, next_review_at=timezone.now() - timedelta(minutes=1))
    for address in ("/incidents/", late.get_absolute_url(), "/"):
        page = client.get(address).content.decode()
        assert late.code in page, address
        assert "Overdue" in page, address
    late.next_review_at = timezone.now() + timedelta(hours=1)
    late.save()
    assert "Overdue" not in client.get(late.get_absolute_url()).content.decode()


def test_home_leaves_out_what_is_closed_and_what_is_elsewhere(client, coventry, dudley):
    closed = builders.incident(coventry, closed_at=timezone.now())
    elsewhere = builders.incident(dudley)
    page = client.get("/").content.decode()
    assert closed.code not in page
    assert elsewhere.code not in page


def test_the_list_shows_how_ready_the_own_authorities_are(client, coventry, dudley):
    builders.response_plan(coventry)
    page = client.get("/incidents/").content.decode()
    assert "Not ready" in page
    assert "Dudley" not in page


def test_the_list_costs_the_same_however_many_there_are(client, coventry, navigator, django_assert_num_queries):
    def fill():
        for closed_at in (None, timezone.now()):
            made = builders.incident(coventry, closed_at=closed_at)
            made.entries.create(position=1, kind=Kind.NOTE, text="A note", made_by=navigator)

    fill()
    client.get("/incidents/")  # the first request notes that somebody is at work
    with CaptureQueriesContext(connection) as first:
        client.get("/incidents/")
    for _ in range(4):
        fill()
    with django_assert_num_queries(len(first)):
        client.get("/incidents/")


# Figures ---------------------------------------------------------------------------------------------------------


def at(minutes):
    return datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone()) + timedelta(minutes=minutes)


def test_response_figures_are_medians_and_sums_of_what_stands(coventry, navigator, django_assert_num_queries):
    for opened, first in ((10, 30), (20, 50), (90, None)):
        made = builders.incident(coventry, by=navigator, known_at=at(0), opened_at=at(opened))
        line(made, Kind.NOTE, navigator, text="A note", happened_at=at(opened + 1))
        if first:
            line(made, Kind.OFFERED, navigator, support="families", happened_at=at(first + 40))
            line(made, Kind.CONTACTED, navigator, text="The centre", happened_at=at(first))
    wrong = line(made, Kind.TAKEN_UP, navigator, support="families", people=31, happened_at=at(200))
    line(made, Kind.CORRECTION, navigator, corrects=wrong, support="families", people=13, happened_at=at(100))
    line(made, Kind.TAKEN_UP, navigator, support="families", people=None, happened_at=at(300))
    slip = line(made, Kind.OFFERED, navigator, support="groups", happened_at=at(95))
    line(made, Kind.CORRECTION, navigator, corrects=slip, takes_back=True, text="A slip")
    with django_assert_num_queries(1):
        figures = response_figures(CriticalIncident.objects.all())
    assert (figures.number, figures.minutes_to_open) == (3, 20)
    assert (figures.minutes_to_response, figures.responded) == (50, 3)
    families = ("Support for families", 2, 2, 13)
    assert [(row.label, row.offered, row.taken_up, row.people) for row in figures.support] == [families]


def test_figures_are_read_without_any_words(coventry, navigator):
    line(builders.incident(coventry), Kind.OFFERED, navigator, support="families", text="A word")
    with CaptureQueriesContext(connection) as asked:
        response_figures(CriticalIncident.objects.select_related("authority"))
    assert [query["sql"] for query in asked if '"text"' in query["sql"] or '"lessons"' in query["sql"]] == []


def test_a_correction_of_a_correction_is_what_counts(coventry, navigator):
    made = builders.incident(coventry)
    first = line(made, Kind.TAKEN_UP, navigator, support="families", people=31)
    second = line(made, Kind.CORRECTION, navigator, corrects=first, support="families", people=13)
    line(made, Kind.CORRECTION, navigator, corrects=second, support="groups", people=14)
    assert [(row.label, row.people) for row in response_figures(CriticalIncident.objects.all()).support] == [
        ("Support for wider groups", 14)
    ]


def test_without_incidents_nothing_is_figured_out(db):
    figures = response_figures(CriticalIncident.objects.none())
    assert (figures.number, figures.minutes_to_open, figures.minutes_to_response, figures.support) == (
        0,
        None,
        None,
        [],
    )


def test_people_who_were_never_counted_are_not_nought(coventry, navigator):
    line(builders.incident(coventry), Kind.TAKEN_UP, navigator, support="families")
    assert response_figures(CriticalIncident.objects.all()).support[0].people is None
