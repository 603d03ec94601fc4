"""Who came to a meeting: ticked by several at once, as of its day, with guests counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from stakeholders.models import Attendance, Meeting
from tests import builders

DAY = datetime(2026, 1, 12, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _during_the_meeting(time_machine):
    time_machine.move_to(DAY, tick=False)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


@pytest.fixture
def members(network):
    return [builders.member(network, builders.contact(name)) for name in ("Ann Able", "Ben Best", "Cat Cole")]


@pytest.fixture
def meeting(network, members):
    return builders.meeting(network, DAY)


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def page_of(client, meeting):
    return client.get(reverse("meeting_attendance", args=[meeting.pk])).context["form"]


def send(client, form, came=(), apologies=(), **fields):
    """Send the register as a page showed it, with these members ticked."""
    data = {f"before-{row.member.pk}": row.before for row in form.rows}
    data |= {"guests_before": form["guests_before"].value() or "", "guests": form["guests"].value() or ""}
    data |= {"came": [member.pk for member in came], "apologies": [member.pk for member in apologies]}
    return client.post(reverse("meeting_attendance", args=[form.meeting.pk]), data | fields)


def stored(meeting):
    return {str(row.membership): row.answer for row in meeting.attendances.select_related("membership__contact")}


def test_ticks_are_stored_with_their_history_and_the_meeting_was_held(client, meeting, members, navigator):
    ann, ben, _ = members
    response = send(client, page_of(client, meeting), came=[ann], apologies=[ben], guests="4")
    assert response.url == meeting.get_absolute_url()
    assert stored(meeting) == {"Ann Able": "came", "Ben Best": "apologies"}
    meeting.refresh_from_db()
    assert (meeting.status, meeting.guests) == ("held", 4)
    assert {row.history_user for row in Attendance.history.all()} == {navigator}
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "1 member came, 1 sent apologies, 4 guests" in page


def test_two_who_tick_at_once_lose_nothing(client, as_user, adviser, meeting, members):
    ann, ben, cat = members
    other = as_user(adviser)
    first, second = page_of(client, meeting), page_of(other, meeting)
    send(client, first, came=[ann], guests="2")
    send(other, second, came=[ben], apologies=[cat])
    meeting.refresh_from_db()
    assert stored(meeting) == {"Ann Able": "came", "Ben Best": "came", "Cat Cole": "apologies"}
    assert meeting.guests == 2


def test_an_old_page_sent_without_a_change_changes_nothing(client, meeting, members):
    old = page_of(client, meeting)
    send(client, page_of(client, meeting), came=members)
    send(client, old)
    assert len(stored(meeting)) == 3


def test_a_tick_taken_away_is_gone_and_stays_in_the_history(client, meeting, members):
    send(client, page_of(client, meeting), came=members)
    send(client, page_of(client, meeting), came=members[1:])
    assert sorted(stored(meeting)) == ["Ben Best", "Cat Cole"]
    assert Attendance.history.filter(membership=members[0]).count() == 2


def test_who_sent_apologies_and_came_all_the_same_came(client, meeting, members):
    send(client, page_of(client, meeting), apologies=members[:1])
    send(client, page_of(client, meeting), came=members[:1], apologies=members[:1])
    assert stored(meeting) == {"Ann Able": "came"}
    send(client, page_of(client, meeting), came=members[:1], apologies=members[:1])
    assert stored(meeting) == {"Ann Able": "apologies"}


def test_the_same_form_sent_twice_is_stored_once(client, meeting, members):
    form = page_of(client, meeting)
    for _ in range(2):
        assert send(client, form, came=members).status_code == 302
    assert meeting.attendances.count() == Attendance.history.count() == 3


def test_two_numbers_of_guests_are_asked_about(client, as_user, adviser, meeting, members):
    first, second = page_of(client, meeting), page_of(as_user(adviser), meeting)
    send(client, first, guests="2")
    response = send(as_user(adviser), second, came=members[:1], guests="5")
    assert b"Somebody else has just saved 2" in response.content
    assert Meeting.objects.get().guests == 2
    again = response.context["form"]
    data = {"guests": "5", "guests_before": again["guests_before"].value()}
    send(as_user(adviser), second, came=members[:1], **data)
    assert Meeting.objects.get().guests == 5
    assert stored(meeting) == {"Ann Able": "came"}


@pytest.mark.parametrize("guests", ["-1", "many", "1001"])
def test_a_number_of_guests_that_cannot_be_is_said_and_keeps_the_ticks(client, meeting, members, guests):
    response = send(client, page_of(client, meeting), came=members[:1], guests=guests)
    assert b"Guests who are not members must be" in response.content
    assert [row.came for row in response.context["form"].rows] == [True, False, False]
    assert stored(meeting) == {}


def test_members_are_those_of_the_day_of_the_meeting(client, network, members):
    earlier = builders.meeting(network, DAY - timedelta(days=30))
    builders.member(network, builders.contact("Dan Dawn"), joined=DAY.date() - timedelta(days=5))
    members[1].left_on = earlier.day - timedelta(days=1)
    members[1].save()
    assert [row.label for row in page_of(client, earlier).rows] == ["Ann Able", "Cat Cole"]
    assert "Dan Dawn" in [row.label for row in page_of(client, builders.meeting(network, DAY)).rows]


def test_who_leaves_on_the_day_of_a_meeting_may_be_ticked_and_a_mistake_may_not(client, network, meeting, members):
    members[0].left_on = DAY.date()
    members[0].save()
    builders.member(network, builders.contact("Mia Mistake"), joined=DAY.date(), left=DAY.date())
    assert [row.label for row in page_of(client, meeting).rows] == ["Ann Able", "Ben Best", "Cat Cole"]
    send(client, page_of(client, meeting), came=members[:1])
    assert stored(meeting) == {"Ann Able": "came"}
    offered = client.get(reverse("action_add", args=[meeting.pk])).context["form"].fields["who"].meanings
    assert f"member:{members[0].pk}" in offered


def test_who_is_ticked_stays_in_the_register_whatever_becomes_of_the_membership(client, meeting, members):
    send(client, page_of(client, meeting), came=members)
    members[0].left_on = date(2025, 12, 1)
    members[0].save()
    assert len(page_of(client, meeting).rows) == 3


def test_an_erased_member_still_counts(client, meeting, members):
    send(client, page_of(client, meeting), came=members)
    person = members[0].contact
    person.name = person.email = ""
    person.erased_at = DAY
    person.save()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "3 members came" in page
    assert "Former member" in page


def not_held(client, meeting):
    client.post(reverse("meeting_not_held", args=[meeting.pk]))
    return Meeting.objects.get(pk=meeting.pk).status == "scheduled"


def test_a_tick_by_mistake_leaves_a_meeting_that_may_be_taken_back_and_cancelled(client, meeting, members):
    send(client, page_of(client, meeting), came=members[:1])
    assert b"It was not held" not in client.get(meeting.get_absolute_url()).content
    assert not not_held(client, meeting)
    send(client, page_of(client, meeting))
    assert b"It was not held" in client.get(meeting.get_absolute_url()).content
    assert not_held(client, meeting)
    client.post(reverse("meeting_cancel", args=[meeting.pk]), {"reason": "Snow"})
    assert Meeting.objects.get().is_cancelled


@pytest.mark.parametrize("left", [{"guests": 2}, {"notes": "We talked about the fair"}])
def test_what_a_meeting_has_left_says_that_it_was_held(client, network, left):
    assert not not_held(client, builders.meeting(network, DAY, status="held", **left))


def test_a_meeting_in_the_log_was_held(client, network, hillfields, navigator):
    held = builders.meeting(network, DAY, status="held")
    builders.activity(hillfields, navigator, meeting=held)
    assert not not_held(client, held)


def test_before_the_day_only_apologies_are_taken(client, network, members):
    ahead = builders.meeting(network, DAY + timedelta(days=7))
    page = client.get(reverse("meeting_attendance", args=[ahead.pk])).content.decode()
    assert 'name="came"' not in page
    response = send(client, page_of(client, ahead), came=members[:1])
    assert b"Nobody can have come before the day of the meeting" in response.content
    send(client, page_of(client, ahead), apologies=members[:1])
    assert stored(ahead) == {"Ann Able": "apologies"}
    assert Meeting.objects.get(pk=ahead.pk).status == "scheduled"


def test_a_member_of_another_network_cannot_be_ticked(client, meeting, members, hillfields):
    stranger = builders.member(builders.network("Another", of=hillfields))
    form = page_of(client, meeting)
    send(client, form, came=[stranger], **{f"before-{stranger.pk}": ""})
    assert stored(meeting) == {}


def test_sixty_ticks_cost_as_many_questions_as_three(client, network, django_assert_max_num_queries):
    for place in range(60):
        builders.member(network, builders.contact(f"Member {place}"))
    meeting = builders.meeting(network, DAY)
    form = page_of(client, meeting)
    with django_assert_max_num_queries(30):
        send(client, form, came=[row.member for row in form.rows])
    assert meeting.attendances.count() == 60
