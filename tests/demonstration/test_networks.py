"""The demonstration's networks: made up, marked, true to themselves, and beside what was published."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from interventions.models import Activity
from interventions.models.activity import Status
from pilots.models import Pilot
from stakeholders.models import (
    AgreedAction,
    Attendance,
    Contact,
    Headcount,
    JoinRequest,
    Meeting,
    Membership,
    Network,
    Organisation,
)
from stakeholders.networks.growth import members_on, stays_of
from stakeholders.networks.missing import absences, members_of, organisations_of, sectors
from tests.demonstration.conftest import make_places
from vru_portal import personal_data
from vru_portal.access.models import User
from vru_portal.demonstration import year
from vru_portal.demonstration.loading import load
from vru_portal.demonstration.network_stories import SURNAMES
from vru_portal.demonstration.year import HOLIDAYS

TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """The demonstration, made once for the tests of this module, each of which is undone."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(year, "ENTRIES", 300)
        region = make_places()
        load(region, TODAY)
        yield region
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    return loaded_once


@pytest.fixture
def network(loaded):
    return Network.objects.get(slug="hillfields")


# Marked, and apart from what was published -----------------------------------------------------------------------


def test_all_contacts_and_meetings_are_marked_and_nobody_is_real(loaded):
    assert Contact.objects.count() > 20
    for model in (Contact, Meeting):
        assert not model.objects.filter(is_demonstration=False).exists()
    for contact in Contact.objects.named():
        assert contact.name.split()[1] in SURNAMES
        assert contact.email.endswith("@example.org")
        assert contact.telephone.startswith("07700 900")
    assert not Organisation.objects.exclude(name__startswith="Example").exists()
    emails = [*Contact.objects.named().values_list("email", flat=True), *User.objects.values_list("email", flat=True)]
    assert len(set(emails)) == len(emails)


def test_only_a_pilot_of_a_place_or_a_setting_without_a_network_gets_one_and_it_is_marked(loaded, st_james):
    made = Network.objects.filter(is_demonstration=True)
    assert [(one.pilot, one.name) for one in made] == [(st_james, "Example stakeholder network, St James' Ward")]
    assert made.get().source is None
    assert not Headcount.objects.filter(source=None).exists()
    assert Membership.objects.exclude(network__pilot__basis=Pilot.Basis.PLACE).count() == 0


# Who takes part --------------------------------------------------------------------------------------------------


def test_a_network_grows_over_the_year_and_some_leave(network):
    stays = stays_of(network)
    curve = [len(members_on(stays, TODAY - timedelta(days=ago))) for ago in (365, 240, 120, 0)]
    assert curve == sorted(set(curve))
    assert network.memberships.exclude(left_on=None).exists()
    assert not network.memberships.filter(joined_on__gte=TODAY).exists()
    assert not network.memberships.filter(left_on__gt=TODAY).exists()


def test_history_says_who_joined_and_left_when_and_who_noted_it(network):
    navigator = User.objects.get(email="navigator.coventry@example.org")
    left = network.memberships.exclude(left_on=None).first()
    joined, ended = left.history.order_by("history_date")
    assert (joined.history_type, joined.left_on, joined.history_date.date()) == ("+", None, left.joined_on)
    assert (ended.history_type, ended.left_on, ended.history_date.date()) == ("~", left.left_on, left.left_on)
    assert {joined.history_user, ended.history_user} == {navigator}


def test_a_network_has_a_chair_and_gaps(network):
    assert set(network.memberships.current().values_list("role", flat=True)) == {
        *("member", "chair", "deputy", "secretary")
    }
    found = sectors(organisations_of(members_of(network)))
    assert len(found.present) > 5
    assert found.missing
    assert found.without_sector == 0


def test_some_details_are_to_be_reviewed_and_none_has_expired(loaded):
    assert 0 < Contact.objects.to_review(TODAY).count() < Contact.objects.count() / 4
    assert not Contact.objects.expired(TODAY).exists()
    assert set(Contact.objects.values_list("lawful_basis", flat=True)) == set(Contact.Basis.values)
    assert Contact.objects.filter(may_be_listed=True).exists()
    assert Contact.objects.named().filter(may_be_listed=False).exists()


def test_one_contact_was_erased_and_no_history_knows_the_name(network):
    former = Contact.objects.exclude(erased_at=None).get()
    assert str(former) == "Former member"
    assert {(row.name, row.email, row.telephone) for row in former.history.all()} == {("", "", "")}
    assert network.memberships.get(contact=former).left_on


def test_two_people_ask_to_join_the_network_that_welcomes_members(network):
    assert Network.objects.welcoming().get() == network
    assert network.invitation
    assert network.history.first().history_user.email == "navigator.coventry@example.org"
    assert {request.network for request in JoinRequest.objects.all()} == {network}
    assert JoinRequest.objects.count() == 2
    assert all(request.email.endswith("@example.org") for request in JoinRequest.objects.all())


# Meetings --------------------------------------------------------------------------------------------------------


def test_meetings_were_held_and_lie_ahead(network):
    held, ahead = network.meetings.held(), network.meetings.ahead()
    assert held.count() >= 10
    assert ahead.count() == 3
    assert network.meetings.filter(status=Meeting.Status.CANCELLED).exclude(why_cancelled="").count() == 1
    assert not held.filter(ends_at__gte=timezone.now()).exists()
    assert not Attendance.objects.filter(meeting__in=ahead).exists()
    days = {timezone.localdate(meeting.starts_at) for meeting in ahead}
    assert not {(day.month, day.day) for day in days} & HOLIDAYS


def test_only_members_of_the_day_came_or_sent_apologies(loaded):
    for answer in Attendance.objects.select_related("meeting", "membership__network"):
        day, member = timezone.localdate(answer.meeting.starts_at), answer.membership
        assert member.network_id == answer.meeting.network_id
        assert member.joined_on <= day
        assert member.left_on is None or member.left_on > day
    assert set(Attendance.objects.values_list("answer", flat=True)) == {"came", "apologies"}
    assert Meeting.objects.held().filter(guests__gt=0).exists()


def test_some_members_have_stopped_coming(network):
    assert absences(network, members_of(network))


def test_history_says_how_a_meeting_went_from_scheduled_to_held(network):
    meeting = network.meetings.held().last()
    planned, held = meeting.history.order_by("history_date")
    assert (planned.status, planned.notes, planned.guests) == ("scheduled", "", None)
    assert (held.status, held.notes) == ("held", meeting.notes)
    assert planned.history_date < meeting.starts_at < held.history_date


def test_actions_are_done_open_and_overdue(loaded):
    actions = AgreedAction.objects.all()
    assert actions.overdue(TODAY).exists()
    assert actions.open().filter(due_on__gt=TODAY).exists()
    done = actions.exclude(done_on=None)
    assert done.count() > actions.open().count()
    for action in done.select_related("meeting"):
        assert timezone.localdate(action.meeting.starts_at) < action.done_on < TODAY
        assert [row.done_on for row in action.history.order_by("history_date")] == [None, action.done_on]
    assert actions.filter(owner=None).exists()
    assert actions.filter(member=None).exists()


def test_an_entry_of_the_log_tells_the_same_as_its_meeting(loaded):
    entries = Activity.objects.exclude(meeting=None).select_related("meeting__network")
    assert entries.exists()
    for entry in entries:
        came = entry.meeting.attendances.filter(answer="came").count() + (entry.meeting.guests or 0)
        assert entry.starts_on == timezone.localdate(entry.meeting.starts_at)
        assert entry.pilot_id == entry.meeting.network.pilot_id
        assert entry.reach.get().number == came
        assert entry.headline.startswith(f"{came} partners")
        assert entry.history.first().meeting_id == entry.meeting_id
        assert entry.meeting.status == Meeting.Status.HELD


def test_hardly_any_meeting_of_a_network_stands_in_the_log_without_it(loaded):
    told = Activity.objects.filter(title="Stakeholder network meeting", pilot__basis="place").exclude(
        status__in=[Status.PLANNED, Status.CANCELLED]
    )
    assert told.filter(meeting=None).count() <= told.count() / 10


def test_entries_that_were_moved_keep_their_order(loaded):
    for entry in Activity.objects.exclude(meeting=None).prefetch_related("steps"):
        times = [entry.created_at, *(step.made_at for step in entry.steps.all())]
        assert times == sorted(times)
        assert entry.starts_on <= timezone.localdate(entry.created_at)
        assert timezone.localdate(times[-1]) <= TODAY


def test_no_words_of_a_meeting_name_anybody(loaded):
    for meeting in Meeting.objects.all():
        assert not personal_data.find(f"{meeting.agenda}\n{meeting.notes}\n{meeting.why_cancelled}")
    for action in AgreedAction.objects.all():
        assert not personal_data.find(f"{action.text}\n{action.outcome}")
