"""The manager's queue, and decisions on the page of an entry."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions import figures, workflow
from interventions.figures import silent_people
from interventions.models import Activity
from tests import builders
from vru_portal.access.roles import Role

QUEUE = "/review/"
SEVERAL = "/review/approve-several/"


@pytest.fixture
def desk(as_user, manager):
    return as_user(manager)


def waiting_for(days, pilot, by, **fields):
    return builders.activity(pilot, by=by, submitted_at=timezone.now() - timedelta(days=days), **fields)


def decide(client, entry, decision, reason="", version=None):
    data = {"decision": decision, "version": version or entry.version, f"return-{entry.pk}-reason": reason}
    return client.post(reverse("review_decide", args=[entry.pk]), data)


def test_the_oldest_comes_first_and_the_late_are_flagged(desk, hillfields, navigator):
    young = waiting_for(1, hillfields, navigator, title="Young entry")
    old = waiting_for(9, hillfields, navigator, title="Old entry")
    page = desk.get(QUEUE)
    assert [card["activity"] for card in page.context["cards"]] == [old, young]
    assert [card["is_late"] for card in page.context["cards"]] == [True, False]
    assert page.content.decode().count("Over 7 days</strong>") == 1


def test_another_authoritys_entries_are_not_in_the_queue(desk, st_james, dudley_navigator):
    entry = waiting_for(1, st_james, dudley_navigator)
    assert desk.get(QUEUE).context["cards"] == []
    assert decide(desk, entry, "approve").status_code == 404


@pytest.mark.parametrize("who", ["navigator", "adviser", "analyst", "communications", "administrator"])
def test_only_managers_have_a_queue(request, as_user, who, hillfields, manager):
    client = as_user(request.getfixturevalue(who))
    entry = builders.activity(hillfields, by=manager)
    assert client.get(QUEUE).status_code == 403
    assert decide(client, entry, "approve").status_code == 403
    assert client.post(SEVERAL, {"entry": f"{entry.pk}:1"}).status_code == 403


def test_approving_goes_on_to_the_next(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    response = decide(desk, entry, "approve")
    assert response.url == QUEUE
    entry.refresh_from_db()
    assert entry.status == "approved"


def test_returning_needs_a_reason_beside_the_entry(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    response = decide(desk, entry, "return")
    assert "Enter the reason" in response.content.decode()
    assert "Error: " in response.content.decode()
    decide(desk, entry, "return", reason="How many came?")
    entry.refresh_from_db()
    assert entry.status == "returned"
    assert entry.steps.get().reason == "How many came?"


def test_an_entry_that_changed_meanwhile_is_not_decided_and_the_reason_is_kept(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator, version=4)
    response = decide(desk, entry, "return", reason="About the old words", version=3)
    assert response.status_code == 409
    assert "About the old words" in response.content.decode()
    entry.refresh_from_db()
    assert entry.status == "submitted"


def test_a_decision_without_the_version_that_was_read_is_not_made(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    for version in ("", "x", "0"):
        assert (
            desk.post(
                reverse("review_decide", args=[entry.pk]), {"decision": "approve", "version": version}
            ).status_code
            == 409
        )
        assert desk.post(reverse("activity_move", args=[entry.pk, "approve"]), {"version": version}).status_code == 409
    entry.refresh_from_db()
    assert entry.status == "submitted"


def test_a_typed_reason_is_kept_when_somebody_else_has_decided_meanwhile(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    entry.status = "approved"
    entry.save()
    response = decide(desk, entry, "return", reason="Typed for nothing")
    assert response.status_code == 409
    assert "Typed for nothing" in response.content.decode()


def test_the_queue_holds_only_what_the_person_reviews(as_user, manager, dudley, st_james, hillfields):
    builders.posting(manager, Role.NAVIGATOR, dudley)
    builders.activity(st_james, by=manager, title="Mine in Dudley")
    waiting = builders.activity(hillfields, title="To review")
    assert [card["activity"] for card in as_user(manager).get(QUEUE).context["cards"]] == [waiting]
    assert [row.waiting for row in figures.waiting_for(manager)[0]] == [1]


def test_ticked_identifiers_in_any_spelling_are_understood(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    desk.post(SEVERAL, {"entry": [f"{str(entry.pk).upper()}:1", f"{entry.pk.hex}:1"]})
    entry.refresh_from_db()
    assert entry.status == "approved"


def test_a_withdrawn_entry_is_no_longer_there_to_decide(desk, hillfields, navigator):
    entry = waiting_for(2, hillfields, navigator)
    entry.status = "draft"
    entry.save()
    assert decide(desk, entry, "approve").status_code == 404
    address = reverse("activity_move", args=[entry.pk, "approve"])
    assert desk.post(address, {"version": entry.version}).status_code == 404


def test_several_are_approved_at_once_but_for_those_that_changed(desk, hillfields, navigator, manager, st_james):
    good, changed = waiting_for(2, hillfields, navigator), waiting_for(3, hillfields, navigator, version=2)
    own, theirs = waiting_for(1, hillfields, manager), waiting_for(1, st_james, navigator)
    ticked = [f"{good.pk}:1", f"{changed.pk}:1", f"{own.pk}:1", f"{theirs.pk}:1", "nonsense", "x:y"]
    response = desk.post(SEVERAL, {"entry": ticked}, follow=True)
    assert "1 entry is approved" in response.content.decode()
    statuses = []
    for entry in (good, changed, own, theirs):
        entry.refresh_from_db()
        statuses.append(entry.status)
    assert statuses == ["approved", "submitted", "submitted", "submitted"]


def test_approving_none_says_what_to_do(desk, coventry):
    assert "Tick the entries to approve first" in desk.post(SEVERAL, {}, follow=True).content.decode()


def test_ones_own_entry_waits_for_somebody_else(desk, hillfields, manager):
    waiting_for(1, hillfields, manager)
    page = desk.get(QUEUE).content.decode()
    assert "You wrote or submitted this entry" in page
    assert 'value="approve"' not in page


def test_the_queue_is_filtered_by_pilot_kind_and_lateness(desk, hillfields, coventry, navigator):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    late = waiting_for(9, hillfields, navigator, kind=builders.kind("Training"))
    young = waiting_for(1, other, navigator, kind=builders.kind("Event"))

    def shown(query):
        return [card["activity"] for card in desk.get(f"{QUEUE}?{query}").context["cards"]]

    assert shown(f"pilot={other.pk}") == [young]
    assert shown(f"kind={late.kind_id}") == [late]
    assert shown("late=on") == [late]
    assert shown("authority=99999") == []


def test_figures_of_the_queue_are_those_of_its_entries(manager, hillfields, navigator, coventry):
    for days in (1, 4, 9):
        waiting_for(days, hillfields, navigator)
    ((row,), _) = figures.waiting_for(manager)
    assert (row.authority, row.waiting, row.median_days, row.late) == (coventry, 3, 4, 1)


def test_who_has_logged_nothing_for_thirty_days_is_named(manager, navigator, adviser, hillfields, coventry):
    builders.activity(hillfields, by=adviser)
    old = builders.activity(hillfields, by=navigator)
    old.created_at = timezone.now() - timedelta(days=31)
    old.save()
    assert silent_people(manager) == [("Nadia Navigator", ["Coventry"])]


def test_region_wide_people_are_named_too_and_namesakes_apart(region, coventry, manager):
    for _ in range(2):
        builders.posted("Sam Same", Role.ADVISER, coventry)
    builders.posted("Ria Regional", Role.ADVISER, region)
    assert silent_people(manager) == [
        ("Ria Regional", ["West Midlands"]),
        ("Sam Same", ["Coventry"]),
        ("Sam Same", ["Coventry"]),
    ]


def test_ticking_off_a_next_step_undoes_no_decision(navigator, manager, hillfields):
    entry = builders.activity(hillfields, by=navigator, next_step="Ring", next_step_owner=navigator)
    read_before = Activity.objects.get(pk=entry.pk)
    workflow.move(entry, "approve", by=manager)
    workflow.tick_off_next_step(read_before, by=navigator)
    entry.refresh_from_db()
    assert (entry.status, entry.version) == ("approved", 2)
    assert entry.next_step_done_at


def test_the_queue_costs_the_same_with_one_entry_and_with_ten(
    desk, hillfields, navigator, django_assert_max_num_queries
):
    waiting_for(1, hillfields, navigator, reach={"Young people": 1})
    desk.get(QUEUE)
    for number in range(9):
        waiting_for(number, hillfields, navigator, reach={"Young people": 1, "Residents": 2})
    with django_assert_max_num_queries(18):
        assert len(desk.get(QUEUE).context["cards"]) == 10


# The page of an entry --------------------------------------------------------------------------------------------


def test_the_page_offers_only_the_moves_open_to_this_person(as_user, navigator, manager, analyst, hillfields):
    entry = builders.activity(hillfields, by=navigator)

    def offered(user):
        return {name for name, _, _ in as_user(user).get(entry.get_absolute_url()).context["moves"]}

    assert offered(navigator) == {"withdraw"}
    assert offered(manager) == {"approve", "return"}
    assert offered(analyst) == set()


def test_a_whole_review_from_the_page(as_user, navigator, manager, hillfields):
    entry = builders.activity(hillfields, by=navigator)
    desk, author = as_user(manager), as_user(navigator)

    def make(client, name, **data):
        entry.refresh_from_db()
        return client.post(reverse("activity_move", args=[entry.pk, name]), {"version": entry.version} | data)

    assert "Enter the reason" in make(desk, "return").content.decode()
    make(desk, "return", **{"return-reason": "Say how many"})
    assert "Say how many" in author.get("/").content.decode()
    make(author, "submit")
    make(desk, "approve")
    make(desk, "reopen", **{"reopen-reason": "Wrong day"})
    make(author, "submit")
    make(author, "withdraw")
    make(author, "cancel", **{"cancel-reason": "Entered by mistake"})
    entry.refresh_from_db()
    assert entry.status == "cancelled"
    page = author.get(entry.get_absolute_url()).content.decode()
    for word in ("Returned", "Resubmitted", "Approved", "Reopened", "Withdrawn", "Cancelled", "Wrong day"):
        assert word in page


def test_a_decision_on_what_was_decided_already_shows_how_it_stands(as_user, navigator, manager, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="approved")
    address = reverse("activity_move", args=[entry.pk, "return"])
    response = as_user(manager).post(address, {"version": entry.version, "return-reason": "Typed for nothing"})
    assert response.status_code == 409
    assert "Typed for nothing" in response.content.decode()


def test_a_move_that_does_not_exist_is_refused(as_user, manager, hillfields):
    entry = builders.activity(hillfields, status="submitted")
    assert as_user(manager).post(reverse("activity_move", args=[entry.pk, "explode"])).status_code == 403


def test_notifications_are_ones_own_and_can_be_read(as_user, navigator, manager, hillfields):
    entry = builders.activity(hillfields, by=navigator, title="Boxing club")
    decide(as_user(manager), entry, "approve")
    author = as_user(navigator)
    assert "Boxing club" in author.get("/notifications/").content.decode()
    assert "Boxing club" not in as_user(manager).get("/notifications/").content.decode()
    author.post("/notifications/read/", {"shown": ["0", "x", "9" * 30]})
    assert navigator.notifications.unread().exists()
    author.post("/notifications/read/", {"shown": [navigator.notifications.get().pk]})
    assert not navigator.notifications.unread().exists()


def test_a_next_step_is_ticked_off_by_its_owner(as_user, navigator, adviser, dudley_navigator, hillfields):
    due = timezone.localdate() - timedelta(days=1)
    entry = builders.activity(
        hillfields, by=navigator, next_step="Ring the school", next_step_due=due, next_step_owner=navigator
    )
    address = reverse("next_step_done", args=[entry.pk])
    assert "Overdue" in as_user(navigator).get("/").content.decode()
    assert as_user(adviser).post(address).status_code == 403
    assert as_user(dudley_navigator).post(address).status_code == 404
    as_user(navigator).post(address)
    assert "Ring the school" not in as_user(navigator).get("/").content.decode()
