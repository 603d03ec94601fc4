"""The life of a meeting: scheduled, changed, cancelled, held, and what its pages show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stakeholders.contacts.erasing import erase
from stakeholders.models import Meeting
from tests import builders

MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
TYPED = {"starts": "10:00", "ends": "11.30", "place": "Community hall", "agenda": "Welcome\r\nThe summer"}


@pytest.fixture(autouse=True)
def _on_a_monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields, rhythm="FREQ=WEEKLY;INTERVAL=2")


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def schedule(client, network, **fields):
    return client.post(reverse("meeting_schedule", args=[network.pk]), TYPED | fields)


def day_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def proposed(client, network):
    form = client.get(reverse("meeting_schedule", args=[network.pk])).context["form"]
    return [value for value, _ in form.fields["days"].choices]


# Scheduling ------------------------------------------------------------------------------------------------------


def test_ticked_dates_become_meetings_at_one_place_and_time(client, network):
    builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC))
    assert proposed(client, network)[:3] == ["2026-01-20", "2026-02-03", "2026-02-17"]
    response = schedule(client, network, days=["2026-01-20", "2026-02-03"])
    assert response.url == reverse("meetings", args=[network.pk])
    one, other = network.meetings.filter(place="Community hall").order_by("starts_at")
    assert (one.starts_at, one.ends_at) == (
        datetime(2026, 1, 20, 10, tzinfo=UTC),
        datetime(2026, 1, 20, 11, 30, tzinfo=UTC),
    )
    assert other.starts_at == datetime(2026, 2, 3, 10, tzinfo=UTC)
    assert (one.agenda_items, one.status, one.sequence) == (["Welcome", "The summer"], "scheduled", 0)
    assert one.history.count() == 1


def test_meetings_keep_their_time_on_the_wall_when_the_clocks_change(client, network):
    schedule(client, network, days=["2026-03-24", "2026-04-07", "2026-10-27"])
    stored = list(network.meetings.values_list("starts_at", flat=True))
    assert [moment.hour for moment in stored] == [10, 9, 10]
    assert {f"{timezone.localtime(moment):%H:%M}" for moment in stored} == {"10:00"}


def test_an_hour_that_no_clock_shows_is_refused(client, network):
    response = schedule(client, network, days=["2026-03-29"], starts="01:30", ends="02:30")
    assert b"The clocks are put forward that night" in response.content
    assert not network.meetings.exists()


def test_a_single_meeting_may_be_on_any_day(client, network):
    response = schedule(client, network, **day_of("other_day", date(2025, 12, 31)))
    assert response.url == network.meetings.get().get_absolute_url()
    assert network.meetings.get().day == date(2025, 12, 31)


def test_a_rhythm_on_a_weekday_of_the_month_is_proposed_before_the_first_meeting(client, hillfields):
    monthly = builders.network("Steering", of=hillfields, rhythm="FREQ=MONTHLY;BYDAY=2TU")
    assert proposed(client, monthly)[:3] == ["2026-01-13", "2026-02-10", "2026-03-10"]


def test_a_rhythm_that_is_counted_from_a_meeting_proposes_nothing_before_the_first(client, network):
    assert proposed(client, network) == []
    page = client.get(reverse("meeting_schedule", args=[network.pk])).content.decode()
    assert "Enter the date of a first meeting" in page
    assert "Date (optional)" not in page


def test_days_that_have_a_meeting_are_not_proposed_and_those_of_cancelled_ones_are(client, network):
    builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC), status="held")
    builders.meeting(network, datetime(2026, 1, 20, 10, tzinfo=UTC))
    builders.meeting(network, datetime(2026, 2, 3, 10, tzinfo=UTC), status="cancelled")
    assert proposed(client, network)[:2] == ["2026-02-03", "2026-02-17"]


def test_an_extra_meeting_does_not_move_the_usual_day(client, network):
    for day in (9, 23):
        builders.meeting(network, datetime(2025, 12, day, 10, tzinfo=UTC), status="held")
    builders.meeting(network, datetime(2026, 1, 8, 10, tzinfo=UTC), status="held")
    assert proposed(client, network)[0] == "2026-01-20"


@pytest.mark.parametrize(
    "rule",
    [
        "nonsense",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_gives_no_days_stops_no_page(client, hillfields, rule):
    odd = builders.network("Odd", of=hillfields, rhythm=rule)
    builders.meeting(odd, datetime(2026, 1, 6, 10, tzinfo=UTC))
    assert proposed(client, odd) == []


def test_the_same_form_sent_twice_schedules_once(client, network):
    for _ in range(2):
        response = client.post(
            reverse("meeting_schedule", args=[network.pk]), TYPED | {"days": ["2026-01-20"]}, follow=True
        )
    assert network.meetings.count() == 1
    assert b"1 meeting not scheduled again" in response.content


def test_the_next_form_starts_with_the_last_time_and_place(client, network):
    schedule(client, network, days=["2026-06-09"])
    form = client.get(reverse("meeting_schedule", args=[network.pk])).context["form"]
    assert [form[name].value() for name in ("starts", "ends", "place")] == ["10:00", "11:30", "Community hall"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter the date"),
        ({"days": ["2026-01-20"], "starts": ""}, "Enter the time it starts"),
        ({"days": ["2026-01-20"], "starts": "ten"}, "Enter the time it starts, such as 14:30 or 2:30pm"),
        ({"days": ["2026-01-20"], "ends": "09:00"}, "The meeting must end after it starts"),
        ({"days": ["yesterday"]}, "Tick dates from the list"),
        ({"days": ["1826-01-20"]}, "The date must be in 2000 or later"),
        ({"days": ["2026-01-20"], "agenda": "Jordan (14) and his school"}, "looks like a name with an age"),
        ({"days": ["2026-01-20"], "place": "x" * 151}, "Where must be 150 characters or fewer"),
        (day_of("other_day", date(2126, 1, 1)), "no more than 5 years ahead"),
    ],
)
def test_what_cannot_be_scheduled_is_said_and_nothing_is_stored(client, network, typed, said):
    response = schedule(client, network, **typed)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert b"Error: " in response.content
    assert not network.meetings.exists()


@pytest.mark.parametrize("starts", ["2:30pm", "2.30 PM", "14:30", "1430h", "14.30"])
def test_times_are_read_as_people_type_them(client, network, starts):
    schedule(client, network, days=["2026-01-20"], starts=starts, ends="4pm")
    assert [f"{meeting.starts_at:%H:%M}" for meeting in network.meetings.all()] == ([] if "h" in starts else ["14:30"])


def test_a_hall_may_have_a_postcode(client, network):
    schedule(client, network, days=["2026-01-20"], place="Hall, CV1 5GX")
    assert network.meetings.get().place == "Hall, CV1 5GX"


def test_a_network_that_has_ended_schedules_nothing_after_its_end(client, hillfields):
    ended = builders.network("Old forum", of=hillfields, ended_on=date(2025, 12, 31))
    response = schedule(client, ended, **day_of("other_day", date(2026, 2, 1)))
    assert b"The network ended on 31 December 2025" in response.content
    assert b"Schedule meetings" not in client.get(reverse("meetings", args=[ended.pk])).content


# Changing and cancelling -----------------------------------------------------------------------------------------


def edit(client, meeting, **fields):
    data = {
        "version": meeting.sequence + meeting.version,
        **day_of("day", meeting.day),
        **TYPED,
        "agenda": meeting.agenda,
        **fields,
    }
    return client.post(reverse("meeting_edit", args=[meeting.pk]), data)


def test_a_change_raises_the_revision_of_the_invitation(client, network):
    meeting = builders.meeting(network, agenda="Welcome")
    assert (
        edit(client, meeting, **day_of("day", date(2026, 2, 5)), starts="3pm", ends="5pm").url
        == meeting.get_absolute_url()
    )
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (datetime(2026, 2, 5, 15, tzinfo=UTC), 1)


def test_saving_without_a_change_leaves_the_revision(client, network):
    meeting = builders.meeting(network, datetime(2026, 2, 3, 10, tzinfo=UTC), place="Community hall", agenda="a\nb")
    edit(client, meeting, agenda="a\r\nb")
    meeting.refresh_from_db()
    assert meeting.sequence == 0


def test_two_who_change_a_meeting_see_both_versions(client, network, as_user, adviser):
    meeting = builders.meeting(network)
    edit(as_user(adviser), meeting, place="Library")
    response = edit(client, meeting, place="School")
    assert response.status_code == 409
    assert b"Library" in response.content
    assert b"School" in response.content
    assert Meeting.objects.get().place == "Library"
    edit(client, Meeting.objects.get(), place="School")
    assert Meeting.objects.get().place == "School"


def test_a_form_that_was_open_while_a_contact_was_erased_does_not_put_the_name_back(client, network):
    pat = builders.contact("Pat Example", of=network.authority)
    builders.member(network, pat)
    meeting = builders.meeting(network, agenda="Pat Example on the fair")
    erase(pat)
    assert edit(client, meeting).status_code == 409
    assert "Pat" not in Meeting.objects.get().agenda


def test_a_held_meeting_does_not_move_into_the_future(client, network):
    meeting = builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC), status="held")
    response = edit(client, meeting, **day_of("day", date(2026, 2, 5)))
    assert b"the date must be today or in the past" in response.content


def test_cancelling_needs_a_reason_and_raises_the_revision(client, network):
    meeting = builders.meeting(network)
    address = reverse("meeting_cancel", args=[meeting.pk])
    assert b"Enter why it is cancelled" in client.post(address, {"reason": " "}).content
    assert b"looks like a telephone number" in client.post(address, {"reason": "Ring 07700 900123"}).content
    assert Meeting.objects.get().status == "scheduled"
    client.post(address, {"reason": "The hall is closed"})
    meeting.refresh_from_db()
    assert (meeting.status, meeting.why_cancelled, meeting.sequence) == ("cancelled", "The hall is closed", 1)
    assert b"The hall is closed" in client.get(meeting.get_absolute_url()).content


@pytest.mark.parametrize(
    "name", ["meeting_edit", "meeting_attendance", "meeting_notes", "action_add", "meeting_cancel"]
)
def test_a_cancelled_meeting_can_no_longer_be_changed(client, network, name):
    meeting = builders.meeting(network, status="cancelled", why_cancelled="Snow")
    response = client.post(
        reverse(name, args=[meeting.pk]), TYPED | {"reason": "x", "notes": "x", "version": 0}, follow=True
    )
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert Meeting.objects.get().notes == ""


def test_a_held_meeting_is_not_cancelled(client, network):
    meeting = builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC), status="held")
    client.post(reverse("meeting_cancel", args=[meeting.pk]), {"reason": "x"})
    assert Meeting.objects.get().status == "held"


def test_a_meeting_is_marked_as_held_from_its_day_on(client, network):
    today, tomorrow = (builders.meeting(network, MONDAY + timedelta(days=days, hours=8)) for days in (0, 1))
    for meeting in (today, tomorrow):
        client.post(reverse("meeting_held", args=[meeting.pk]))
    assert list(Meeting.objects.values_list("status", flat=True)) == ["held", "scheduled"]


# Notes -----------------------------------------------------------------------------------------------------------


def write(client, meeting, notes, version=1):
    return client.post(reverse("meeting_notes", args=[meeting.pk]), {"notes": notes, "version": version})


def test_notes_may_name_members_and_nobody_else_with_an_age(client, network):
    builders.member(network, builders.contact("Pat Example"))
    meeting = builders.meeting(network)
    write(client, meeting, "Item 3: Pat Example (14) asked for posters")
    assert "posters" in Meeting.objects.get().notes
    response = write(client, meeting, "Jordan Smith (14) was hurt", version=2)
    assert b"looks like a name with an age" in response.content
    assert "hurt" not in Meeting.objects.get().notes


def test_two_who_write_notes_see_both_versions_and_ticks_do_not_disturb_them(client, network, as_user, adviser):
    meeting = builders.meeting(network, MONDAY)
    client.post(reverse("meeting_held", args=[meeting.pk]))
    assert write(client, meeting, "Mine").status_code == 302
    response = write(as_user(adviser), meeting, "Hers")
    assert response.status_code == 409
    assert b"Mine" in response.content
    assert Meeting.objects.get().notes == "Mine"
    assert write(as_user(adviser), meeting, "Mine and hers", version=2).status_code == 302


# Pages -----------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_ahead_and_who_came_before(client, network):
    held = builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC), status="held", guests=2)
    for member in [builders.member(network) for _ in range(3)][:2]:
        held.attendances.create(membership=member, answer="came")
    builders.action(of=held)
    builders.meeting(network, datetime(2026, 2, 3, 10, tzinfo=UTC), place="Library")
    page = client.get(reverse("meetings", args=[network.pk]))
    assert [meeting.place for meeting in page.context["ahead"]] == ["Library"]
    text = " ".join(page.content.decode().split())
    assert "2 members, 2 guests" in text
    assert "1 open action" in text
    assert "Every two weeks" in text


def test_the_agenda_to_print_has_what_was_agreed_on_top(client, network):
    earlier = builders.meeting(network, datetime(2026, 1, 6, 10, tzinfo=UTC), status="held")
    builders.action("Ask the school", of=earlier)
    meeting = builders.meeting(network, agenda="Welcome\nThe summer")
    page = client.get(reverse("meeting_agenda", args=[meeting.pk])).content.decode()
    assert page.index("Ask the school") < page.index("The summer")


ADDRESSES = ["meetings", "meeting_schedule", "meeting", "meeting_agenda", "meeting_edit", "meeting_cancel"]
ADDRESSES += ["meeting_invitation", "meeting_attendance", "meeting_notes", "action_add", "action_edit", "meeting_log"]


def address(name, action):
    keys = {
        "meetings": action.meeting.network_id,
        "meeting_schedule": action.meeting.network_id,
        "action_edit": action.pk,
    }
    return reverse(name, args=[keys.get(name, action.meeting_id)])


@pytest.mark.parametrize("name", ADDRESSES)
def test_another_authority_finds_nothing_and_other_roles_are_refused(
    network, as_user, name, dudley_navigator, dudley_manager, analyst, communications, administrator, manager
):
    status = "scheduled" if name == "meeting_cancel" else "held"
    where = address(name, builders.action(of=builders.meeting(network, MONDAY - timedelta(days=3), status=status)))
    assert as_user(manager).get(where).status_code == 200
    for user in (dudley_navigator, dudley_manager):
        assert as_user(user).get(where).status_code == 404
        assert as_user(user).post(where, TYPED).status_code in {404, 405}
    for user in (analyst, communications, administrator):
        assert as_user(user).get(where).status_code == 403


def queries(client, where):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(where).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", [*ADDRESSES, "home"])
def test_pages_ask_as_few_questions_of_sixty_members_and_meetings_as_of_three(client, network, name, navigator):
    def grow(number):
        for place in range(number):
            member = builders.member(
                network,
                builders.contact(
                    f"Member {place} {number}", organisation=builders.organisation(f"Body {place} {number}")
                ),
            )
            meeting = builders.meeting(network, MONDAY - timedelta(days=2 * place + 4, minutes=number), status="held")
            builders.meeting(network, MONDAY + timedelta(days=place + 1, minutes=number))
            for open_one in (False, True):
                builders.action(of=meeting, member=member, done_on=None if open_one else MONDAY.date())
                builders.action(of=meeting, owner=navigator, due_on=MONDAY.date() - timedelta(days=2))
            last.attendances.create(membership=member, answer="came")
            builders.action(of=last, member=member)

    status = "scheduled" if name == "meeting_cancel" else "held"
    last = builders.meeting(network, MONDAY - timedelta(days=1), status=status)
    own = builders.action(of=last, owner=navigator)
    grow(3)
    where = reverse("home") if name == "home" else address(name, own)
    client.get(where)  # the first request of a session stores when it began
    few = queries(client, where)
    grow(60)
    assert queries(client, where) == few
