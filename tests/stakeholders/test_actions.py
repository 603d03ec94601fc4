"""Agreed actions: who does what by when, and how they follow through to later meetings and home pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stakeholders.contacts.erasing import erase
from stakeholders.models import AgreedAction
from tests import builders
from vru_portal.access.roles import Role

FIRST = datetime(2026, 1, 6, 10, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=14), FIRST + timedelta(days=28)


@pytest.fixture(autouse=True)
def _on_the_day_of_the_second_meeting(time_machine):
    time_machine.move_to(SECOND, tick=False)


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


@pytest.fixture
def member(network):
    return builders.member(network, builders.contact("Pat Example", organisation=builders.organisation("Spark")))


@pytest.fixture
def meetings(network):
    return [builders.meeting(network, day) for day in (FIRST, SECOND, THIRD)]


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def typed(who, due=date(2026, 1, 20), text="Send the poster round"):
    return {
        "version": 1,
        "text": text,
        "who": who,
        "due_on_day": due.day,
        "due_on_month": due.month,
        "due_on_year": due.year,
    }


def add(client, meeting, **fields):
    return client.post(reverse("action_add", args=[meeting.pk]), fields)


# Adding and changing ---------------------------------------------------------------------------------------------


def test_an_action_is_owned_by_a_member_or_one_of_the_staff(client, meetings, member, navigator):
    assert add(client, meetings[0], **typed(f"member:{member.pk}")).url == meetings[0].get_absolute_url()
    add(client, meetings[0], **typed(f"staff:{navigator.pk}", text="Book the hall"))
    by_member, by_staff = AgreedAction.objects.order_by("pk")
    assert (by_member.member, by_member.owner) == (member, None)
    assert (by_staff.member, by_staff.owner) == (None, navigator)
    page = client.get(meetings[0].get_absolute_url()).content.decode()
    assert "Pat Example, Spark, by 20 January 2026" in page
    assert "Nadia Navigator, by 20 January 2026" in page


def test_one_may_add_another_at_once_due_by_the_next_meeting(client, meetings, member):
    response = add(client, meetings[0], another="1", **typed(f"member:{member.pk}"))
    assert response.url == reverse("action_add", args=[meetings[0].pk])
    assert client.get(response.url).context["form"]["due_on"].value() == SECOND.date()
    assert client.get(reverse("action_add", args=[meetings[2].pk])).context["form"]["due_on"].value() == date(
        2026, 2, 17
    )


def test_what_is_added_is_not_repeated_in_a_message_that_outlives_an_erasure(client, meetings, member):
    add(client, meetings[0], **typed(f"member:{member.pk}", text="Ask Pat Example for the hall"))
    said = [str(message) for message in client.get("/networks/").context["messages"]]
    assert said == ["The action is added."]


def test_offered_are_those_posted_here_and_the_members_of_the_day(
    client, network, meetings, member, navigator, manager, dudley_navigator, analyst
):
    gone = builders.member(network, builders.contact("Gone Before"), left="2025-12-01")
    form = client.get(reverse("action_add", args=[meetings[0].pk])).context["form"]
    offered = set(form.fields["who"].meanings)
    assert offered == {f"staff:{navigator.pk}", f"staff:{manager.pk}", f"member:{member.pk}"}
    assert b"Choose who does it" in add(client, meetings[0], **typed(f"member:{gone.pk}")).content
    assert not AgreedAction.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Enter what is to be done"),
        ({"text": "Ring 07700 900123"}, "looks like a telephone number"),
        ({"text": "x" * 251}, "What is to be done must be 250 characters or fewer"),
        ({"who": ""}, "Choose who does it"),
        ({"due_on_day": ""}, "must include a day"),
        ({"due_on_year": "2025"}, "The date must be the day of the meeting or later"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, meetings, member, wrong, said):
    response = add(client, meetings[0], **typed(f"member:{member.pk}") | wrong)
    assert said in response.content.decode()
    assert not AgreedAction.objects.exists()


def test_an_action_changes_its_owner_and_keeps_one_who_has_left(client, meetings, member, navigator):
    action = builders.action(of=meetings[0], member=member)
    member.left_on = FIRST.date()
    member.save()
    where = reverse("action_edit", args=[action.pk])
    assert client.post(where, typed(f"member:{member.pk}", text="Send it on")).status_code == 302
    client.post(where, typed(f"staff:{navigator.pk}") | {"version": 2})
    action.refresh_from_db()
    assert (action.owner, action.member) == (navigator, None)
    assert action.history.count() == 3


def test_the_same_form_sent_twice_adds_one_action(client, meetings, member):
    for _ in range(2):
        assert add(client, meetings[0], **typed(f"member:{member.pk}")).status_code == 302
    assert AgreedAction.objects.count() == 1
    add(client, meetings[0], **typed(f"member:{member.pk}", due=date(2026, 1, 21)))
    add(client, meetings[1], **typed(f"member:{member.pk}"))
    assert AgreedAction.objects.count() == 3


def test_two_who_change_an_action_see_both_versions(client, as_user, adviser, meetings, member):
    action = builders.action(of=meetings[0], member=member)
    where = reverse("action_edit", args=[action.pk])
    as_user(adviser).post(where, typed(f"member:{member.pk}", text="Print the poster"))
    response = client.post(where, typed(f"member:{member.pk}", text="Paint the poster"))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Print the poster" in page
    assert 'value="Paint the poster"' in page
    assert AgreedAction.objects.get().text == "Print the poster"
    client.post(where, typed(f"member:{member.pk}", text="Paint the poster") | {"version": 2})
    assert AgreedAction.objects.get().text == "Paint the poster"


def test_an_open_form_does_not_put_an_erased_name_back(client, meetings, member, navigator):
    action = builders.action("Ask Pat Example for the hall", of=meetings[0], owner=navigator)
    erase(member.contact)
    where, as_it_was = reverse("action_edit", args=[action.pk]), typed(f"staff:{navigator.pk}", text=action.text)
    assert client.post(where, as_it_was).status_code == 409
    assert AgreedAction.objects.get().text == "Ask Former member for the hall"


# What became of it -----------------------------------------------------------------------------------------------


def say(client, action, step, **fields):
    """Press a button on a page that shows the action as it is stored, unless ``version`` says what it showed."""
    version = AgreedAction.objects.get(pk=action.pk).version
    return client.post(reverse("action_done", args=[action.pk]), {"step": step, "version": version, **fields})


def test_an_action_is_done_with_what_became_of_it_and_may_be_opened_again(client, meetings, member):
    action = builders.action(of=meetings[0], member=member)
    say(client, action, "done", outcome="Forty posters are up")
    action.refresh_from_db()
    assert (action.done_on, action.outcome) == (SECOND.date(), "Forty posters are up")
    say(client, action, "open")
    action.refresh_from_db()
    assert (action.done_on, action.dropped_on, action.outcome) == (None, None, "Forty posters are up")


def test_done_twice_keeps_the_first_day(client, meetings, member):
    action = builders.action(of=meetings[0], member=member, done_on=date(2026, 1, 10))
    say(client, action, "done")
    action.refresh_from_db()
    assert action.done_on == date(2026, 1, 10)


def test_done_after_somebody_elses_dropped_is_refused_with_what_happened(client, meetings, member):
    action = builders.action(of=meetings[0], member=member)
    say(client, action, "dropped", outcome="The fair is cancelled")
    response = say(client, action, "done", version=1)
    assert response.status_code == 409
    assert "It was dropped on 20 January 2026: The fair is cancelled" in response.content.decode()
    assert AgreedAction.objects.get().done_on is None
    assert say(client, action, "dropped", outcome="The fair is cancelled", version=1).status_code == 302
    assert say(client, action, "done").status_code == 302
    assert AgreedAction.objects.get().done_on == SECOND.date()


def test_every_button_says_which_version_was_shown(client, meetings, member):
    action = builders.action(of=meetings[0], member=member, version=7)
    for page in (meetings[0].get_absolute_url(), reverse("action_edit", args=[action.pk])):
        assert '<input type="hidden" name="version" value="7">' in client.get(page).content.decode()


def test_dropping_needs_the_reason(client, meetings, member):
    action = builders.action(of=meetings[0], member=member)
    response = say(client, action, "dropped", outcome="")
    assert b"Say why it is dropped" in response.content
    assert b"looks like a telephone number" in say(client, action, "dropped", outcome="Ask 07700 900123").content
    say(client, action, "dropped", outcome="The fair is cancelled")
    action.refresh_from_db()
    assert (action.dropped_on, action.done_on) == (SECOND.date(), None)


@pytest.mark.parametrize("step", ["", "deleted"])
def test_a_step_that_there_is_not_changes_nothing(client, meetings, member, step):
    action = builders.action(of=meetings[0], member=member)
    assert say(client, action, step).status_code == 200
    assert AgreedAction.objects.open().exists()


def test_the_button_leads_back_to_where_it_stood(client, meetings, member):
    action = builders.action(of=meetings[0], member=member)
    for back, where in [
        ("home", "/"),
        (str(meetings[1].pk), meetings[1].get_absolute_url()),
        ("https://example.org/", meetings[0].get_absolute_url()),
    ]:
        assert say(client, action, "done", back=back).url == where


def test_other_authorities_and_roles_cannot_say_it(as_user, meetings, member, dudley_navigator, analyst):
    action = builders.action(of=meetings[0], member=member)
    assert say(as_user(dudley_navigator), action, "done").status_code == 404
    assert say(as_user(analyst), action, "done").status_code == 403
    assert AgreedAction.objects.open().exists()


# Following through -----------------------------------------------------------------------------------------------


@pytest.fixture
def states(as_user, navigator):
    """Return a function that reads the states at the top of a meeting's page, signed in afresh on any day."""

    def read(meeting):
        shown = as_user(navigator).get(meeting.get_absolute_url()).context["carried_over"]
        return [(one.action.text, one.state) for one in shown]

    return read


def test_the_next_agenda_shows_what_is_done_open_and_overdue(states, meetings, member):
    first, second, _ = meetings
    builders.action("Done", of=first, member=member, due_on=SECOND.date(), done_on=date(2026, 1, 10))
    builders.action("Dropped", of=first, member=member, dropped_on=date(2026, 1, 11), outcome="No need")
    builders.action("Open", of=first, member=member, due_on=SECOND.date())
    builders.action("Overdue", of=first, member=member, due_on=date(2026, 1, 19))
    builders.action("New", of=second, member=member)
    assert states(second) == [
        ("Overdue", "overdue"),
        ("Open", "open"),
        ("Done", "done"),
        ("Dropped", "dropped"),
    ]
    assert states(first) == []


def test_what_was_told_at_one_meeting_is_not_told_at_the_next(states, meetings, member, time_machine):
    first, second, third = meetings
    builders.action("Done before the second", of=first, member=member, done_on=date(2026, 1, 10))
    builders.action("Done at the second", of=first, member=member, done_on=SECOND.date())
    builders.action("Agreed and done at the second", of=second, member=member, done_on=SECOND.date())
    builders.action("Never done", of=first, member=member, due_on=date(2026, 1, 10))
    time_machine.move_to(THIRD, tick=False)
    assert states(third) == [("Never done", "overdue"), ("Agreed and done at the second", "done")]


def test_an_earlier_agenda_stands_as_on_its_day(states, meetings, member, time_machine):
    first, second, _ = meetings
    builders.action("Send", of=first, member=member, due_on=SECOND.date(), done_on=date(2026, 1, 25))
    time_machine.move_to(THIRD, tick=False)
    assert states(second) == [("Send", "open")]


def test_a_cancelled_meeting_does_not_swallow_what_was_done_since_the_one_before(
    states, meetings, member, time_machine
):
    first, second, third = meetings
    builders.action("Done", of=first, member=member, done_on=date(2026, 1, 10))
    second.cancel("Snow")
    time_machine.move_to(THIRD, tick=False)
    assert states(third) == [("Done", "done")]


def test_actions_of_another_network_stay_there(states, hillfields, meetings):
    other = builders.network("Steering", of=hillfields)
    builders.action(of=builders.meeting(other, FIRST))
    assert states(meetings[1]) == []


# Home pages ------------------------------------------------------------------------------------------------------


def on_home(as_user, user):
    context = as_user(user).get("/").context
    return [one.action.text for one in context["meetings"]["actions"]] if "meetings" in context else None


@pytest.fixture
def overdue(meetings, member):
    return builders.action("Overdue", of=meetings[0], member=member, due_on=date(2026, 1, 19))


def test_ones_own_open_actions_are_on_ones_home_page_overdue_first(as_user, meetings, navigator, adviser):
    builders.action("Later", of=meetings[0], owner=adviser, due_on=date(2026, 2, 1))
    builders.action("Overdue", of=meetings[0], owner=adviser, due_on=date(2026, 1, 19))
    builders.action("Done", of=meetings[0], owner=adviser, done_on=date(2026, 1, 19))
    assert on_home(as_user, adviser) == ["Overdue", "Later"]
    assert on_home(as_user, navigator) == []


def test_what_a_member_has_to_do_is_on_the_home_page_of_who_leads_the_pilot(
    as_user, overdue, hillfields, coventry, navigator, adviser
):
    lead = builders.posted("Lena Lead", Role.NAVIGATOR, coventry)
    hillfields.lead_navigator = lead
    hillfields.save()
    assert on_home(as_user, lead) == ["Overdue"]
    assert on_home(as_user, navigator) == []
    assert on_home(as_user, adviser) == []


@pytest.mark.parametrize("why", ["none", "inactive", "posting ended"])
def test_where_nobody_leads_it_is_on_the_navigators(
    as_user, overdue, hillfields, coventry, navigator, manager, dudley_navigator, why
):
    if why != "none":
        lead = builders.posted("Lena Left", Role.NAVIGATOR, coventry)
        hillfields.lead_navigator = lead
        hillfields.save()
        lead.is_active = why != "inactive"
        lead.save()
        lead.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert on_home(as_user, navigator) == ["Overdue"]
    assert on_home(as_user, manager) == []
    assert on_home(as_user, dudley_navigator) == []


def test_an_action_of_staff_who_have_left_is_not_forgotten(as_user, meetings, coventry, navigator):
    left = builders.posted("Luke Left", Role.ADVISER, coventry)
    builders.action("Orphaned", of=meetings[0], owner=left)
    assert on_home(as_user, navigator) == []
    left.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert on_home(as_user, navigator) == ["Orphaned"]


def test_a_network_of_the_authority_has_no_lead_but_its_navigator(as_user, coventry, navigator):
    forum = builders.network("Coventry forum", pilot=None)
    builders.action("Ask", of=builders.meeting(forum, FIRST))
    assert on_home(as_user, navigator) == ["Ask"]


def test_the_home_page_shows_the_next_meetings_and_those_to_record(
    client, as_user, meetings, dudley_navigator, analyst
):
    context = client.get("/").context["meetings"]
    assert context["next_meetings"] == meetings[1:]
    assert context["meetings_to_record"] == meetings[:1]
    assert as_user(dudley_navigator).get("/").context["meetings"]["next_meetings"] == []
    assert "meetings" not in as_user(analyst).get("/").context
