"""How many queries the page of one record makes, and the boards beside it, with much that stands around it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stakeholders.models import IncidentEntry, IncidentReading, ResponsePlan
from tests import builders
from tests.test_queries import MOST, fill, queries_of

BOARDS = ["/what-works/", "/what-works/types.csv", "/interventions/?timing=in_place", "/interventions/schools/"]


def fill_intervention(pilot, author, number):
    """Add so much around one intervention: places, phases, schools, entries, outcomes, and who took it up."""
    made = builders.intervention(pilot, name="Mentoring by Spark", provider=builders.organisation())
    for _ in range(number):
        name = f"Row {next(builders.numbers)}"
        made.localities.add(builders.locality(name, name.lower().replace(" ", "-"), of=pilot.authority))
        made.schools.add(builders.school(name, of=pilot.authority))
        made.enter("running", since="2021-02")
        entry = {"status": "approved", "starts_on": timezone.localdate(), "reach": {name: 3}}
        builders.activity(pilot, by=author, intervention=made, **entry)
        measure = builders.measure(name)
        anticipated = builders.anticipated_outcome(pilot, name, intervention=made, measure=measure, target=20)
        about = {"intervention": made, "measure": measure, "anticipated": anticipated}
        builders.outcome_record(pilot, by=author, status="approved", **about)
        builders.intervention(pilot, name=f"Like {name}", type=made.type, like=made)
    return made


def fill_network(pilot, author, number):
    """Make a network with so many members, headcounts, meetings, agreed actions and people who ask to join."""
    made = builders.network(f"Network {next(builders.numbers)}", pilot, welcomes_members=True, invitation="Come along")
    for days in range(1, number + 1):
        person = builders.contact(f"Chair {next(builders.numbers)}", of=pilot.authority)
        chair = builders.member(made, person, role="chair")
        builders.member(made, organisation=builders.organisation(f"Body {next(builders.numbers)}"))
        made.headcounts.create(number=days, as_at="2021", counted_by="The unit")
        held = builders.meeting(made, timezone.now() - timedelta(days=days), status="held")
        held.attendances.create(membership=chair, answer="apologies")
        builders.action(of=held, owner=author)
        made.join_requests.create(name="Sam Sample", email=f"sam{days}@example.org", agreed=True)
    return made


def fill_organisation(pilot, author, number):
    """Make an organisation with so many contacts, versions, duplicates, pilots, networks and interventions."""
    made = builders.organisation(f"Spark {next(builders.numbers)}")
    pilot.partners.add(made)
    for _ in range(number):
        one = next(builders.numbers)
        builders.contact(f"Person {one}", of=pilot.authority, organisation=made)
        builders.organisation(f"Spark Trust {one}")
        builders.organisation(f"Merged {one}", merged_into=made, archived_at=timezone.now())
        made.covers.add(pilot.authority)
        made.services = f"Service {one}"
        made.save()
        builders.member(builders.network(f"Network {one}", pilot), organisation=made)
        builders.intervention(pilot, name=f"Intervention {one}", provider=made, funder=made)
    return made


def fill_incident(pilot, author, number):
    """Open an incident with so many lines, corrections, helpers and readers, and a plan with so much to propose."""
    made = builders.incident(pilot.authority, by=author)
    plan = ResponsePlan.objects.get_or_create(authority=pilot.authority)[0]
    for _ in range(number):
        one = next(builders.numbers)
        body = builders.organisation(f"Body {one}")
        person = builders.contact(f"Person {one}", of=pilot.authority)
        plan.partners.create(organisation=body, contact=person, does="Youth work")
        plan.roles.create(role="lead", user=author)
        plan.places.create(name=f"Hall {one}", contact=person)
        plan.support.create(kind="families", organisation=body)
        builders.network(f"Network {one}", pilot)
        line = IncidentEntry(incident=made, kind="contacted", organisation=body, made_by=author).write()
        IncidentEntry(incident=made, kind="correction", corrects=line, text="Not so", made_by=author).write()
        helper = builders.posted(f"Helper {one}", "navigator", pilot.authority)
        made.helpers.create(user=helper, added_by=author)
        made.note_reading(helper)
    return made


@pytest.fixture
def readers(region, manager, dudley_navigator):
    return [manager, builders.posted("Rita Regional", "manager", region)]


@pytest.mark.parametrize("fill_one", [fill_intervention, fill_network, fill_organisation, fill_incident])
def test_the_page_of_a_record_makes_at_most_twelve_queries(fill_one, as_user, hillfields, manager, readers):
    for number in (3, 6):
        page = fill_one(hillfields, manager, number).get_absolute_url()
        assert max(queries_of(as_user(person), page) for person in readers) <= MOST


def test_who_reads_an_intervention_of_elsewhere_asks_no_more(as_user, hillfields, manager, dudley_navigator):
    builders.pilot("Kates Hill", "kates-hill", of=dudley_navigator.postings.get().authority)
    page = fill_intervention(hillfields, manager, 3).get_absolute_url()
    assert queries_of(as_user(dudley_navigator), page) <= MOST


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_makes_at_most_twelve_queries(board, as_user, hillfields, manager, readers):
    for number in (2, 4):
        fill(hillfields, manager, number)
        fill_intervention(hillfields, manager, number)
        assert max(queries_of(as_user(person), board) for person in readers) <= MOST


def test_the_form_of_an_intervention_offers_everything_in_one_query(as_user, hillfields, manager):
    made = fill_intervention(hillfields, manager, 3)
    assert queries_of(as_user(manager), f"{made.get_absolute_url()}edit/") <= MOST


def test_logging_an_entry_again_makes_at_most_twelve_queries(as_user, hillfields, manager):
    fill(hillfields, manager, 3)
    entry = builders.activity(hillfields, by=manager, status="approved", reach={"Residents": 2})
    entry.partners.add(builders.organisation("Partner of both"))
    assert queries_of(as_user(manager), f"/activities/new/?again={entry.pk}") <= MOST


def test_the_first_reading_of_an_incident_on_a_day_asks_no_more(as_user, hillfields, manager):
    page = fill_incident(hillfields, manager, 3).get_absolute_url()
    client = as_user(manager)
    client.get(page)  # the first request notes that somebody is at work
    IncidentReading.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert len(queries) <= MOST


def test_the_list_of_incidents_makes_at_most_twelve_queries(as_user, hillfields, manager, readers):
    for number in (2, 4):
        fill_incident(hillfields, manager, number)
        builders.incident(hillfields.authority, by=manager, closed_at=timezone.now(), plan_changes="Ring twice")
        assert max(queries_of(as_user(person), "/incidents/") for person in readers) <= MOST
