"""Logging an activity through the form."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.conflict import flat
from interventions.models import Activity, UnsavedEntry
from tests import builders
from tests.interventions.forms import reach_rows, typed_entry

NEW = "/activities/new/"


@pytest.fixture
def young_people(db):
    return builders.audience("Young people")


@pytest.fixture
def client_of_navigator(as_user, navigator):
    return as_user(navigator)


def post(client, data, to=NEW):
    return client.post(to, data)


def test_an_entry_is_submitted_with_its_reach(client_of_navigator, navigator, hillfields, young_people):
    data = typed_entry(hillfields, reach=[(12, young_people)], hours="1.5", what_happened="Two teams played.")
    response = post(client_of_navigator, data)
    stored = Activity.objects.get()
    assert response.url == stored.get_absolute_url()
    assert str(stored.pk) == data["id"]
    assert (stored.status, stored.author, stored.pilot) == ("submitted", navigator, hillfields)
    assert stored.locality == hillfields.localities.get()
    assert stored.minutes == 90
    assert [str(row) for row in stored.reach.all()] == ["12 young people"]
    assert [step.move for step in stored.steps.all()] == ["submit"]
    assert stored.history.first().history_user == navigator


def test_the_next_entry_starts_from_the_last(client_of_navigator, navigator, hillfields, young_people):
    builders.activity(hillfields, by=navigator, kind=builders.kind("Workshop"), reach={"Young people": 5})
    page = client_of_navigator.get(NEW)
    form = page.context["form"]
    assert form["place"].value() == f"{hillfields.pk}:l{hillfields.localities.get().pk}"
    assert form["kind"].value() == builders.kind("Workshop").pk
    assert form["starts_on"].value() == timezone.localdate()
    first = page.context["reach"].forms[0]
    assert (first["number"].value(), first["audience"].value()) == (None, young_people.pk)


def test_log_again_copies_an_entry_but_for_its_date(client_of_navigator, navigator, hillfields):
    old = builders.activity(
        hillfields, by=navigator, title="Boxing club", starts_on=date(2026, 1, 5), reach={"Young people": 9}
    )
    page = client_of_navigator.get(f"{NEW}?again={old.pk}")
    assert page.context["form"]["title"].value() == "Boxing club"
    assert page.context["form"]["starts_on"].value() == timezone.localdate()
    assert page.context["reach"].forms[0]["number"].value() == 9


def test_a_pilots_page_leads_to_a_form_for_that_pilot(client_of_navigator, hillfields, coventry, st_james):
    other = builders.pilot("Wood End", "wood-end", of=coventry)

    def place(query):
        return client_of_navigator.get(f"{NEW}?pilot={query}").context["form"]["place"].value()

    assert place(other.pk) == f"{other.pk}:l{other.localities.get().pk}"
    assert [place(query) for query in (st_james.pk, "x", "9" * 30, "")] == [None] * 4


def test_log_again_of_what_one_may_not_see_is_not_found(client_of_navigator, st_james, dudley_navigator):
    theirs = builders.activity(st_james, by=dudley_navigator)
    assert client_of_navigator.get(f"{NEW}?again={theirs.pk}").status_code == 404


def test_the_same_submission_again_is_the_same_entry(client_of_navigator, hillfields, young_people):
    data = typed_entry(hillfields, reach=[(12, young_people)])
    first, again = post(client_of_navigator, data), post(client_of_navigator, data)
    assert first.url == again.url
    assert Activity.objects.count() == 1


def test_a_repeat_with_other_words_shows_both_and_stores_neither_twice(client_of_navigator, hillfields):
    data = typed_entry(hillfields)
    post(client_of_navigator, data)
    response = post(client_of_navigator, data | {"title": "Something else"})
    assert response.status_code == 409
    assert b"Detached session at the bus station" in response.content
    assert b"Something else" in response.content
    assert Activity.objects.get().title == "Detached session at the bus station"


def test_the_identifier_of_somebody_elses_entry_is_not_found(client_of_navigator, hillfields, st_james, manager):
    for theirs in (builders.activity(st_james), builders.activity(hillfields, by=manager)):
        response = post(client_of_navigator, typed_entry(hillfields, id=str(theirs.pk)))
        assert response.status_code == 404
        assert Activity.objects.get(pk=theirs.pk).title == theirs.title


def test_the_same_title_within_ten_minutes_is_asked_about(client_of_navigator, hillfields):
    post(client_of_navigator, typed_entry(hillfields))
    again = typed_entry(hillfields)
    response = post(client_of_navigator, again)
    assert response.status_code == 200
    assert b"Logged already?" in response.content
    assert Activity.objects.count() == 1
    post(client_of_navigator, again | {"confirmed": "1"})
    assert Activity.objects.count() == 2


def test_the_same_title_after_ten_minutes_is_another_entry(client_of_navigator, hillfields):
    with time_machine.travel(timezone.now() - timedelta(minutes=11)):
        post(client_of_navigator, typed_entry(hillfields, on=timezone.localdate()))
    stored = Activity.objects.get()
    post(client_of_navigator, typed_entry(hillfields, on=stored.starts_on))
    assert Activity.objects.count() == 2


def test_a_draft_is_its_authors_alone(client_of_navigator, as_user, hillfields, manager):
    post(client_of_navigator, typed_entry(hillfields, action="draft"))
    stored = Activity.objects.get()
    assert stored.status == "draft"
    assert client_of_navigator.get(stored.get_absolute_url()).status_code == 200
    assert as_user(manager).get(stored.get_absolute_url()).status_code == 404


def test_a_planned_activity_may_lie_ahead_and_becomes_due(client_of_navigator, navigator, hillfields):
    ahead = timezone.localdate() + timedelta(days=7)
    post(client_of_navigator, typed_entry(hillfields, on=ahead, action="plan"))
    stored = Activity.objects.get()
    assert stored.status == "planned"
    assert not Activity.objects.due().exists()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert list(Activity.objects.due()) == [stored]


def test_a_planned_activity_becomes_the_entry_when_it_has_happened(client_of_navigator, navigator, hillfields):
    planned = builders.activity(hillfields, by=navigator, status="planned", title="Fun day")
    address = reverse("activity_edit", args=[planned.pk])
    data = typed_entry(hillfields, title="Fun day", version=planned.version, id=str(planned.pk))
    client_of_navigator.post(address, data)
    stored = Activity.objects.get()
    assert (stored.pk, stored.status) == (planned.pk, "submitted")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Enter what it was, in one line"),
        ({"title": "\x01\u200b"}, "Enter what it was, in one line"),
        ({"themes": ["9" * 400]}, "Choose themes from the list"),
        ({"partners": ["x"]}, "Choose partners from the list"),
        ({"title": "x" * 151}, "What it was must be 150 characters or fewer"),
        ({"title": "a\x00b"}, "contains a character that cannot be saved"),
        ({"place": ""}, "Choose where it took place"),
        ({"place": "999999"}, "Choose where from the list"),
        ({"kind": ""}, "Choose what kind of activity it was"),
        ({"starts_on_year": ""}, "must include a year"),
        ({"starts_on_day": "31", "starts_on_month": "2", "starts_on_year": "2024"}, "must be a real date"),
        ({"starts_on_year": "2999"}, "The date must be today or in the past"),
        ({"starts_on_year": "1999"}, "The year must be 2000 or later"),
        ({"hours": "-1"}, "Hours must be 0 or more"),
        ({"hours": "lots"}, "Hours must be a number"),
        ({"what_happened": "x" * 100_000}, "What happened must be 10,000 characters or fewer"),
        ({"headline": "x" * 251}, "The headline must be 250 characters or fewer"),
        ({"reach-0-number": "-3"}, "How many must be 0 or more"),
        ({"reach-0-number": "2000000"}, "How many must be 1,000,000 or fewer"),
        ({"reach-0-number": "500000"}, "A number of people must be 100,000 or fewer"),
        ({"reach-0-number": "a few"}, "How many must be a whole number"),
        ({"themes": ["777"]}, "Choose themes from the list"),
        ({"next_step_owner": "not-a-uuid"}, "is not a valid UUID"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_stores_nothing(
    client_of_navigator, hillfields, young_people, change, message
):
    data = typed_entry(hillfields, reach=[(3, young_people)], venue="Kept words") | change
    response = post(client_of_navigator, data)
    assert response.status_code == 200
    errors = response.context["form"].errors.as_text() + str(response.context["reach"].errors)
    assert message in errors
    assert not Activity.objects.exists()
    assert b"Kept words" in response.content
    assert b"There is a problem" in response.content


def test_a_plan_for_the_far_future_is_refused(client_of_navigator, hillfields):
    response = post(client_of_navigator, typed_entry(hillfields, starts_on_year="9999", action="plan"))
    assert "no more than 5 years ahead" in response.context["form"].errors.as_text()


def test_a_number_may_be_written_with_a_comma_and_sent_again(client_of_navigator, hillfields, young_people):
    data = typed_entry(hillfields, reach=[("1,204", young_people)])
    assert post(client_of_navigator, data).status_code == 302
    assert post(client_of_navigator, data).status_code == 302
    assert [row.number for row in Activity.objects.get().reach.all()] == [1204]


def test_no_more_than_twenty_unfinished_entries_are_kept(client_of_navigator, hillfields):
    for _ in range(22):
        data = typed_entry(hillfields)
        client_of_navigator.post(keep_address(data), data)
    assert UnsavedEntry.objects.count() == 20


def test_an_empty_form_says_what_is_missing(client_of_navigator, hillfields, st_james):
    response = post(client_of_navigator, {"reach-TOTAL_FORMS": "1", "reach-INITIAL_FORMS": "0"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"place", "kind", "starts_on", "title"}


def test_a_form_without_its_rows_is_no_server_error(client_of_navigator, hillfields):
    data = typed_entry(hillfields)
    del data["reach-TOTAL_FORMS"]
    assert post(client_of_navigator, data).status_code == 200
    assert post(client_of_navigator, data | {"reach-TOTAL_FORMS": "many"}).status_code == 200
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "text", ["Jamie 🎉 ran", "مرحبا بكم", "\u202egnirts\u202c", "a\r\nb", "'; DROP TABLE x; --", "<b>"]
)
def test_unusual_text_is_stored_as_it_is_and_shown_safely(client_of_navigator, hillfields, text):
    post(client_of_navigator, typed_entry(hillfields, what_happened=text))
    stored = Activity.objects.get()
    assert stored.what_happened.replace("\r\n", "\n") == text.replace("\r\n", "\n")
    page = client_of_navigator.get(stored.get_absolute_url()).content.decode()
    assert "<b>" not in page


def test_the_last_day_may_not_come_before_the_first(client_of_navigator, hillfields):
    day = timezone.localdate() - timedelta(days=3)
    data = typed_entry(hillfields, ends_on_day=day.day, ends_on_month=day.month, ends_on_year=day.year)
    response = post(client_of_navigator, data)
    assert "The last day must be the same as or after the first" in response.context["form"].errors.as_text()


def test_one_audience_counted_twice_in_the_same_way_is_refused(client_of_navigator, hillfields, young_people):
    response = post(client_of_navigator, typed_entry(hillfields, reach=[(3, young_people), (4, young_people)]))
    assert "counted twice" in str(response.context["reach"].errors)


def test_individuals_and_attendances_are_kept_apart(client_of_navigator, hillfields, young_people):
    row = {"number": "30", "audience": young_people.pk, "unit": "people", "counts": "attendances"}
    post(client_of_navigator, typed_entry(hillfields) | reach_rows((12, young_people), row))
    assert [str(row) for row in Activity.objects.get().reach.all()] == [
        "12 young people",
        "30 young people (attendances)",
    ]


def test_another_audience_can_be_added_without_javascript(client_of_navigator, hillfields, young_people):
    data = typed_entry(hillfields, reach=[(3, young_people)], title="", action="add_row")
    response = post(client_of_navigator, data)
    assert len(response.context["reach"].forms) == 2
    assert not response.context["form"].errors
    assert not Activity.objects.exists()


def test_what_looks_like_personal_data_is_asked_about_and_let_through_with_a_reason(client_of_navigator, hillfields):
    data = typed_entry(hillfields, what_happened="Call 07700 900123 to join in")
    response = post(client_of_navigator, data)
    assert not Activity.objects.exists()
    assert "a telephone number" in response.context["form"].errors["what_happened"][0]
    assert b'name="personal_data_reason"' in response.content
    asked = response.context["form"]["asked"].value()
    post(client_of_navigator, data | {"personal_data_reason": "The public number of the youth centre", "asked": asked})
    stored = Activity.objects.get()
    assert stored.personal_data_reason == "The public number of the youth centre"
    assert (
        "The public number of the youth centre" in client_of_navigator.get(stored.get_absolute_url()).content.decode()
    )


def test_a_reason_covers_what_it_was_given_for_and_nothing_typed_later(client_of_navigator, navigator, hillfields):
    data = typed_entry(hillfields, what_happened="Call 07700 900123", action="draft")
    asked = post(client_of_navigator, data).context["form"]["asked"].value()
    reason = {"personal_data_reason": "The youth centre’s own line", "asked": asked}
    more = data | reason | {"what_changed": "Write to jo@example.org"}
    assert "an e-mail address" in post(client_of_navigator, more).context["form"].errors["what_changed"][0]
    post(client_of_navigator, data | reason)
    stored = Activity.objects.get()
    assert stored.personal_data_found == "a telephone number"
    address = edit_address(stored)
    again = edited(stored, hillfields, what_happened="Call 07700 900123", version=stored.version, action="draft")
    again |= {"personal_data_reason": stored.personal_data_reason}
    later = client_of_navigator.post(address, again | {"venue": "Flat 1, CV1 5HB"})
    assert "a postcode" in later.context["form"].errors["venue"][0]
    assert client_of_navigator.post(address, again | {"what_happened": "Nothing"}).status_code == 302
    stored.refresh_from_db()
    assert (stored.personal_data_found, stored.personal_data_reason) == ("", "")


def test_a_reason_may_not_hold_personal_data_itself(client_of_navigator, hillfields):
    data = typed_entry(hillfields, personal_data_reason="Ask jo@example.org")
    assert "personal_data_reason" in post(client_of_navigator, data).context["form"].errors


def test_a_returned_entry_is_not_turned_into_a_plan(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="returned")
    ahead = timezone.localdate() + timedelta(days=30)
    data = typed_entry(hillfields, id=str(entry.pk), version=entry.version, on=ahead, action="plan")
    assert client_of_navigator.post(edit_address(entry), data).status_code == 200
    data = edited(entry, hillfields, version=entry.version, action="plan")
    client_of_navigator.post(edit_address(entry), data)
    entry.refresh_from_db()
    assert entry.status == "returned"


def test_two_versions_that_differ_only_in_their_reach_show_that(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft", reach={"Young people": 4, "Residents": 2})
    data = edited(entry, hillfields, version=0, action="draft") | reach_rows(
        (4, builders.audience("Young people")), initial=2
    )
    response = client_of_navigator.post(edit_address(entry), data)
    assert [row.label for row in response.context["conflict"]] == ["Reach"]
    assert entry.reach.count() == 2


def test_saving_the_same_twice_is_no_conflict(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft", title="First")
    data = edited(entry, hillfields, title="Second", version=entry.version, action="draft")
    assert client_of_navigator.post(edit_address(entry), data).status_code == 302
    assert client_of_navigator.post(edit_address(entry), data).status_code == 302
    assert client_of_navigator.post(edit_address(entry), data | {"action": "submit"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.status) == ("Second", "submitted")


def test_what_arrives_late_of_a_saved_form_is_not_kept(client_of_navigator, hillfields):
    data = typed_entry(hillfields, action="draft")
    post(client_of_navigator, data)
    assert client_of_navigator.post(keep_address(data), data).status_code == 409
    assert not UnsavedEntry.objects.exists()


def test_what_is_kept_is_gone_after_a_week_even_before_it_is_deleted(client_of_navigator, navigator, hillfields):
    data = typed_entry(hillfields)
    client_of_navigator.post(keep_address(data), data)
    UnsavedEntry.objects.update(kept_at=timezone.now() - timedelta(days=8))
    assert not UnsavedEntry.objects.visible_to(navigator).exists()


def test_the_date_offered_late_on_a_summer_evening_is_todays(client_of_navigator, hillfields):
    with time_machine.travel("2026-07-01T23:30:00Z"):  # half past midnight on 2 July in London
        assert client_of_navigator.get(NEW).context["form"]["starts_on"].value() == date(2026, 7, 2)


def test_only_places_of_ones_own_authority_are_offered(client_of_navigator, hillfields, st_james):
    offered = str(client_of_navigator.get(NEW).context["form"]["place"])
    assert "Hillfields" in offered
    assert "St James" not in offered
    response = post(client_of_navigator, typed_entry(st_james))
    assert "place" in response.context["form"].errors


def test_a_site_that_has_ended_is_offered_last_and_says_so(client_of_navigator, coventry):
    pilot = builders.pilot("Schools", "schools", of=coventry, basis="setting")
    pilot.sites.create(name="A Closed School", until="2021-07")
    pilot.sites.create(name="Open School")
    labels = [label for _, label in client_of_navigator.get(NEW).context["form"].fields["place"].choices]
    assert labels[-2:] == ["Schools: Open School", "Schools: A Closed School (until July 2021)"]


def test_an_analyst_may_not_log(as_user, analyst, hillfields):
    assert as_user(analyst).get(NEW).status_code == 403
    assert as_user(analyst).post(NEW, typed_entry(hillfields)).status_code == 403


# Editing ---------------------------------------------------------------------------------------------------------


def edit_address(activity):
    return reverse("activity_edit", args=[activity.pk])


def edited(activity, pilot, **fields):
    fields.setdefault("title", activity.title)
    return typed_entry(pilot, id=str(activity.pk), on=activity.starts_on, **fields)


def test_a_returned_entry_is_corrected_and_resubmitted(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="returned", reach={"Young people": 4})
    data = edited(entry, hillfields, title="Better title", version=entry.version)
    data |= reach_rows((6, builders.audience("Young people")), initial=1)
    assert client_of_navigator.get(edit_address(entry)).status_code == 200
    client_of_navigator.post(edit_address(entry), data)
    entry.refresh_from_db()
    assert (entry.title, entry.status) == ("Better title", "submitted")
    assert [row.number for row in entry.reach.all()] == [6]
    assert entry.steps.get().label == "Resubmitted"


def test_rows_of_reach_that_did_not_change_stay(client_of_navigator, navigator, hillfields, young_people):
    entry = builders.activity(hillfields, by=navigator, status="draft", reach={"Young people": 4})
    for initial in (0, 1):
        entry.refresh_from_db()
        data = edited(entry, hillfields, version=entry.version, action="draft")
        client_of_navigator.post(edit_address(entry), data | reach_rows((4, young_people), initial=initial))
        assert [row.number for row in entry.reach.all()] == [4]


def test_two_people_editing_see_both_versions_and_choose(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft", title="First")
    old = entry.version
    client_of_navigator.post(edit_address(entry), edited(entry, hillfields, title="Mine", version=old, action="draft"))
    late = edited(entry, hillfields, title="Yours", version=old, action="draft")
    response = client_of_navigator.post(edit_address(entry), late)
    assert response.status_code == 409
    assert {(row.label, row.stored, row.typed) for row in response.context["conflict"]} >= {
        ("What was it?", "Mine", "Yours")
    }
    entry.refresh_from_db()
    assert entry.title == "Mine"
    shown_version = response.context["form"]["version"].value()
    client_of_navigator.post(edit_address(entry), late | {"version": shown_version})
    entry.refresh_from_db()
    assert entry.title == "Yours"


def test_an_entry_decided_meanwhile_keeps_what_was_typed_on_the_page(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="approved", title="Stands")
    response = client_of_navigator.post(
        edit_address(entry), edited(entry, hillfields, title="Too late", version=entry.version)
    )
    assert response.status_code == 409
    assert b"Too late" in response.content
    entry.refresh_from_db()
    assert entry.title == "Stands"


@pytest.mark.parametrize("status", ["submitted", "approved", "cancelled"])
def test_a_locked_entry_is_not_open_to_edits(client_of_navigator, navigator, hillfields, status):
    entry = builders.activity(hillfields, by=navigator, status=status)
    assert client_of_navigator.get(edit_address(entry)).status_code == 403


def test_a_colleagues_entry_is_not_open_to_edits(as_user, adviser, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="returned")
    assert as_user(adviser).get(edit_address(entry)).status_code == 403
    assert as_user(adviser).post(edit_address(entry), edited(entry, hillfields)).status_code == 403


def test_another_authoritys_entry_is_not_found(as_user, dudley_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="returned")
    assert as_user(dudley_navigator).get(edit_address(entry)).status_code == 404


def test_an_ended_posting_closes_ones_own_entries(as_user, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    client = as_user(navigator)
    assert client.get(edit_address(entry)).status_code == 200
    navigator.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(edit_address(entry)).status_code == 403
    assert client.get(entry.get_absolute_url()).status_code == 403


# Kept while typing -----------------------------------------------------------------------------------------------


def keep_address(data):
    return reverse("unsaved_keep", args=[data["id"]])


def test_what_is_typed_is_kept_and_shown_again(client_of_navigator, navigator, hillfields):
    data = typed_entry(hillfields, title="Half a sen")
    assert client_of_navigator.post(keep_address(data), data).status_code == 200
    kept = UnsavedEntry.objects.get()
    assert kept.owner == navigator
    page = client_of_navigator.get(reverse("unsaved", args=[kept.pk]))
    assert b"Half a sen" in page.content
    assert not page.context["form"].errors
    assert b"Half a sen" in client_of_navigator.get("/").content


def test_what_is_kept_is_gone_once_saved(client_of_navigator, hillfields):
    data = typed_entry(hillfields)
    client_of_navigator.post(keep_address(data), data)
    post(client_of_navigator, data)
    assert not UnsavedEntry.objects.exists()


def test_what_is_kept_is_its_owners_alone(client_of_navigator, as_user, manager, hillfields):
    data = typed_entry(hillfields)
    client_of_navigator.post(keep_address(data), data)
    kept = UnsavedEntry.objects.get()
    assert as_user(manager).get(reverse("unsaved", args=[kept.pk])).status_code == 404
    assert as_user(manager).post(reverse("unsaved_discard", args=[kept.pk])).status_code == 404
    assert client_of_navigator.post(reverse("unsaved_discard", args=[kept.pk])).url == "/"
    assert not UnsavedEntry.objects.exists()


def test_too_much_to_keep_is_refused_without_harm(client_of_navigator, hillfields):
    data = typed_entry(hillfields, what_happened="x" * 300_000)
    assert client_of_navigator.post(keep_address(data), data).status_code == 400
    assert not UnsavedEntry.objects.exists()


def test_a_form_whose_session_has_ended_is_kept_for_its_owner(client, client_of_navigator, navigator, hillfields):
    keeper = client_of_navigator.get(NEW).context["keeper"]
    data = typed_entry(hillfields, title="Typed for an hour", keeper=keeper)
    response = client.post(NEW, data)
    kept = UnsavedEntry.objects.get()
    assert kept.owner == navigator
    assert response.status_code == 302
    assert response.url.startswith("/account/login/?next=")
    assert str(kept.pk) in response.url
    assert b"Typed for an hour" in client_of_navigator.get(reverse("unsaved", args=[kept.pk])).content


def test_a_form_with_a_forged_owner_is_kept_for_nobody(client, navigator, hillfields):
    client.post(NEW, typed_entry(hillfields, keeper=f"{navigator.pk}:forged"))
    assert not UnsavedEntry.objects.exists()


# The intervention that an entry counts towards --------------------------------------------------------------------


def offered(page):
    return [label for _, label in flat(page.context["form"].fields["intervention"].choices)]


def test_an_entry_is_logged_against_an_intervention_of_its_pilot(client_of_navigator, hillfields):
    mentoring = builders.intervention(hillfields)
    post(client_of_navigator, typed_entry(hillfields, intervention=mentoring.pk))
    stored = Activity.objects.get()
    assert (stored.intervention, stored.intervention_name) == (mentoring, "")
    page = client_of_navigator.get(stored.get_absolute_url()).content.decode()
    assert f'href="{mentoring.get_absolute_url()}">Mentoring by Spark</a>' in page


def test_the_interventions_of_ones_own_pilots_are_offered_the_running_first(
    client_of_navigator, hillfields, coventry, st_james
):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    builders.intervention(hillfields, name="Boxing", status="completed")
    builders.intervention(hillfields, name="Choir", status="planned")
    builders.intervention(hillfields, name="Mentoring")
    assert offered(client_of_navigator.get(NEW)) == [
        "None of these",
        "Mentoring",
        "Choir (planned)",
        "Boxing (completed)",
    ]
    builders.intervention(other, name="Drama")
    builders.intervention(st_james, name="Not ours")
    page = client_of_navigator.get(NEW)
    assert offered(page)[-1] == "Drama"
    assert [name for name, _ in page.context["form"].fields["intervention"].choices] == ["", "Hillfields", "Wood End"]


@pytest.mark.parametrize("action", ["submit", "draft", "plan"])
def test_another_pilots_intervention_is_refused_beside_the_field(client_of_navigator, hillfields, coventry, action):
    drama = builders.intervention(builders.pilot("Wood End", "wood-end", of=coventry), name="Drama")
    response = post(client_of_navigator, typed_entry(hillfields, intervention=drama.pk, action=action))
    assert response.context["form"].errors["intervention"] == [
        "“Drama” is an intervention of Wood End: choose one of Hillfields, or none"
    ]
    assert response.context["unfold"]
    assert not Activity.objects.exists()


@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 400, "1.5", "a\x00b"])
def test_what_is_no_intervention_of_ours_is_refused(client_of_navigator, hillfields, st_james, value):
    theirs = builders.intervention(st_james)
    for wrong in (value, theirs.pk):
        response = post(client_of_navigator, typed_entry(hillfields, intervention=wrong))
        assert response.context["form"].errors["intervention"]
    assert not Activity.objects.exists()


def test_no_intervention_is_chosen_for_anybody(client_of_navigator, navigator, hillfields):
    builders.intervention(hillfields)
    assert not client_of_navigator.get(NEW).context["form"]["intervention"].value()
    builders.activity(hillfields, by=navigator)
    assert not client_of_navigator.get(NEW).context["form"]["intervention"].value()


def test_the_next_entry_and_log_again_keep_the_intervention_and_say_so(client_of_navigator, navigator, hillfields):
    mentoring = builders.intervention(hillfields)
    old = builders.activity(hillfields, by=navigator, intervention=mentoring, intervention_name="mentoring")
    for query in ("", f"?again={old.pk}", f"?pilot={hillfields.pk}"):
        page = client_of_navigator.get(f"{NEW}{query}")
        assert page.context["form"]["intervention"].value() == mentoring.pk
        assert "Counts towards the intervention <strong>Mentoring by Spark</strong>" in page.content.decode()
    post(client_of_navigator, typed_entry(hillfields, intervention_name="typed all the same"))
    assert not Activity.objects.exclude(pk=old.pk).get().intervention_name


def test_an_intervention_that_has_ended_is_not_chosen_by_itself(client_of_navigator, navigator, hillfields):
    over = builders.intervention(hillfields, status="completed")
    old = builders.activity(hillfields, by=navigator, intervention=over)
    assert not client_of_navigator.get(NEW).context["form"]["intervention"].value()
    assert client_of_navigator.get(f"{NEW}?again={old.pk}").context["form"]["intervention"].value() == over.pk


def test_another_pilots_page_does_not_keep_the_last_intervention(client_of_navigator, navigator, hillfields, coventry):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    builders.activity(hillfields, by=navigator, intervention=builders.intervention(hillfields))
    form = client_of_navigator.get(f"{NEW}?pilot={other.pk}").context["form"]
    assert (form["place"].value(), form["intervention"].value()) == (f"{other.pk}:l{other.localities.get().pk}", None)


def test_an_interventions_page_leads_to_a_form_for_it(client_of_navigator, hillfields, coventry, st_james):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    drama, theirs = builders.intervention(other, name="Drama"), builders.intervention(st_james)
    form = client_of_navigator.get(f"{NEW}?intervention={drama.pk}").context["form"]
    assert form["intervention"].value() == drama.pk
    assert form["place"].value() == f"{other.pk}:l{other.localities.get().pk}"
    for wrong in (theirs.pk, "x", "9" * 30, ""):
        form = client_of_navigator.get(f"{NEW}?intervention={wrong}").context["form"]
        assert (form["intervention"].value(), form["place"].value()) == (None, None)


def test_the_kind_is_that_of_the_interventions_own_entries(client_of_navigator, navigator, manager, hillfields):
    mentoring, drama = (builders.intervention(hillfields, name=name) for name in ("Mentoring", "Drama"))
    address = f"{NEW}?intervention={drama.pk}"
    talk, play = builders.kind("Talk"), builders.kind("Play")
    builders.activity(hillfields, by=navigator, intervention=mentoring, kind=talk)
    assert client_of_navigator.get(address).context["form"]["kind"].value() is None
    builders.activity(hillfields, by=manager, status="approved", intervention=drama, kind=play)
    assert client_of_navigator.get(address).context["form"]["kind"].value() == play.pk
    builders.activity(hillfields, by=navigator, intervention=drama, kind=talk)
    assert client_of_navigator.get(address).context["form"]["kind"].value() == talk.pk


def test_what_was_typed_before_stays_and_is_shown_as_such(client_of_navigator, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft", intervention_name="Sport & mentoring")
    form = client_of_navigator.get(edit_address(entry)).content.decode()
    assert "Intervention, as it was typed: Sport &amp; mentoring" in form
    assert 'name="intervention_name"' not in form
    data = edited(entry, hillfields, version=entry.version, action="draft")
    assert client_of_navigator.post(edit_address(entry), data).status_code == 302
    entry.refresh_from_db()
    assert entry.intervention_name == "Sport & mentoring"
    assert "Intervention, as it was typed" in client_of_navigator.get(entry.get_absolute_url()).content.decode()


def test_personal_data_in_a_name_that_was_typed_before_keeps_its_reason(client_of_navigator, navigator, hillfields):
    entry = builders.activity(
        hillfields,
        by=navigator,
        status="draft",
        intervention_name="Ring 07700 900123",
        personal_data_reason="The youth centre’s own line",
        personal_data_found="a telephone number",
    )
    data = edited(entry, hillfields, version=entry.version, action="draft")
    client_of_navigator.post(edit_address(entry), data | {"personal_data_reason": entry.personal_data_reason})
    entry.refresh_from_db()
    assert (entry.personal_data_found, entry.personal_data_reason) == (
        "a telephone number",
        "The youth centre’s own line",
    )


def test_two_versions_name_the_interventions_they_differ_in(client_of_navigator, navigator, hillfields):
    mentoring, boxing = builders.intervention(hillfields), builders.intervention(hillfields, name="Boxing")
    entry = builders.activity(hillfields, by=navigator, status="draft", intervention=mentoring)
    data = edited(entry, hillfields, version=0, action="draft", intervention=boxing.pk)
    rows = client_of_navigator.post(edit_address(entry), data).context["conflict"]
    assert [(row.label, row.stored, row.typed) for row in rows] == [("Intervention", "Mentoring by Spark", "Boxing")]


def test_an_unfinished_entry_keeps_its_intervention(client_of_navigator, hillfields):
    mentoring = builders.intervention(hillfields)
    data = typed_entry(hillfields, intervention=mentoring.pk)
    client_of_navigator.post(keep_address(data), data)
    page = client_of_navigator.get(reverse("unsaved", args=[UnsavedEntry.objects.get().pk]))
    assert page.context["form"].counts_towards == mentoring


def test_the_form_costs_the_same_with_one_intervention_and_with_many(client_of_navigator, hillfields):
    def queries():
        client_of_navigator.get(NEW)
        with CaptureQueriesContext(connection) as caught:
            client_of_navigator.get(NEW)
        return len(caught)

    builders.intervention(hillfields)
    one = queries()
    for number in range(12):
        builders.intervention(hillfields, name=f"Number {number}")
    assert queries() == one
