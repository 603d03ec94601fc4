"""The moves of an entry: who may make which, and what each leaves behind."""

from datetime import timedelta
from itertools import product

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from interventions import workflow
from interventions.models import Activity, Notification
from interventions.models.activity import Status
from tests import builders
from vru_portal.access.roles import Role

MAKER = {"submit": "author", "withdraw": "author", "cancel": "author", "approve": "manager", "return": "manager"}
MAKER |= {"reopen": "manager"}


@pytest.fixture
def people(navigator, manager, adviser, analyst, dudley_manager, communications, administrator):
    return {
        "author": navigator,
        "manager": manager,
        "adviser": adviser,
        "analyst": analyst,
        "dudley_manager": dudley_manager,
        "communications": communications,
        "administrator": administrator,
    }


@pytest.mark.parametrize(("name", "status"), product(workflow.MOVES, Status.values))
def test_each_move_starts_only_where_the_table_says_and_only_by_whom_it_says(people, hillfields, name, status):
    move = workflow.MOVES[name]
    for who, person in people.items():
        entry = builders.activity(hillfields, by=people["author"], status=status)
        allowed = status in move.starts and MAKER[name] == who
        if allowed:
            assert workflow.move(entry, name, by=person, reason="Because").status == move.end
        else:
            with pytest.raises((PermissionDenied, workflow.ChangedMeanwhile)):
                workflow.move(entry, name, by=person, reason="Because")
            entry.refresh_from_db()
            assert entry.status == status
            assert not entry.steps.exists()


def test_a_move_is_kept_in_the_thread_and_the_history(people, hillfields):
    entry = builders.activity(hillfields, by=people["author"])
    workflow.move(entry, "return", by=people["manager"], reason="How many came?")
    step = entry.steps.get()
    assert (step.from_status, step.to_status, step.made_by) == ("submitted", "returned", people["manager"])
    assert step.reason == "How many came?"
    assert entry.history.first().status == "returned"


@pytest.mark.parametrize("name", ["return", "reopen", "cancel"])
def test_a_move_that_needs_a_reason_is_not_made_without_one(people, hillfields, name):
    status = next(iter(workflow.MOVES[name].starts))
    entry = builders.activity(hillfields, by=people["author"], status=status)
    maker = people[MAKER[name]]
    with pytest.raises(ValueError, match="reason"):
        workflow.move(entry, name, by=maker, reason="  ")


def test_nobody_approves_their_own_entry(hillfields, manager):
    entry = builders.activity(hillfields, by=manager)
    with pytest.raises(PermissionDenied):
        workflow.move(entry, "approve", by=manager)
    assert "approve" not in workflow.moves_open_to(manager, entry)


def test_where_an_authority_allows_it_approval_of_ones_own_entry_is_recorded(coventry, hillfields, manager):
    coventry.self_approval_allowed = True
    coventry.save()
    entry = builders.activity(hillfields, by=manager)
    workflow.move(entry, "approve", by=manager)
    assert entry.steps.get().on_own_entry


def test_approval_leaves_the_author_the_author(people, hillfields):
    entry = builders.activity(hillfields, by=people["author"])
    assert workflow.move(entry, "approve", by=people["manager"]).author == people["author"]


def test_a_decision_on_another_version_than_was_read_is_not_made(people, hillfields):
    entry = builders.activity(hillfields, by=people["author"], version=3)
    with pytest.raises(workflow.ChangedMeanwhile):
        workflow.move(entry, "approve", by=people["manager"], version=2)
    workflow.move(entry, "approve", by=people["manager"], version=3)


def test_the_author_is_told_in_the_portal_and_by_mail_after_commit(
    people, hillfields, django_capture_on_commit_callbacks
):
    entry = builders.activity(hillfields, by=people["author"], title="Sensitive words")
    with django_capture_on_commit_callbacks() as callbacks:
        workflow.move(entry, "return", by=people["manager"], reason="Secret reason")
    assert not mail.outbox
    assert Notification.objects.visible_to(people["author"]).unread().count() == 1
    callbacks[0]()
    (message,) = mail.outbox
    assert message.to == [people["author"].email]
    assert str(entry.pk) in message.body
    assert "Sensitive" not in message.body + message.subject
    assert "Secret" not in message.body + message.subject


def test_mail_that_cannot_be_sent_does_not_undo_the_decision(
    people, hillfields, monkeypatch, django_capture_on_commit_callbacks, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    entry = builders.activity(hillfields, by=people["author"])
    with django_capture_on_commit_callbacks(execute=True):
        workflow.move(entry, "approve", by=people["manager"])
    entry.refresh_from_db()
    assert entry.status == "approved"


def test_an_entry_recorded_from_a_source_is_corrected_by_whoever_logs_there(people, hillfields):
    entry = builders.activity(hillfields, by=None, status="approved")
    workflow.move(entry, "reopen", by=people["manager"], reason="Wrong date")
    entry.refresh_from_db()
    assert workflow.may_edit(people["author"], entry)
    assert not workflow.may_edit(people["analyst"], entry)
    assert not Notification.objects.exists()


def test_a_region_wide_manager_reviews_every_authority(region, hillfields, st_james, navigator, dudley_navigator):
    chief = builders.posted("Ria Regional", Role.MANAGER, region)
    for pilot, author in ((hillfields, navigator), (st_james, dudley_navigator)):
        entry = builders.activity(pilot, by=author)
        assert workflow.move(entry, "approve", by=chief).status == "approved"


def test_an_entry_whose_author_has_left_goes_on_with_whoever_logs_there(people, hillfields, coventry):
    entry = builders.activity(hillfields, by=people["author"], status="returned")
    people["author"].postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    entry.refresh_from_db()
    for who in ("adviser", "manager"):
        assert workflow.may_edit(people[who], Activity.objects.get(pk=entry.pk))
        assert list(Activity.objects.visible_to(people[who]).returned_to(people[who])) == [entry]
    workflow.move(Activity.objects.get(pk=entry.pk), "submit", by=people["manager"])
    stored = Activity.objects.get(pk=entry.pk)
    assert stored.author == people["author"]
    with pytest.raises(PermissionDenied):  # whoever submitted it does not approve it
        workflow.move(stored, "approve", by=people["manager"])


def test_nobody_who_has_left_is_mailed(people, hillfields, django_capture_on_commit_callbacks):
    entry = builders.activity(hillfields, by=people["author"])
    people["author"].postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        workflow.move(entry, "return", by=people["manager"], reason="How many?")
    assert not mail.outbox


def test_the_lead_navigator_is_told_of_an_entry_without_an_author(people, hillfields):
    hillfields.lead_navigator = people["author"]
    hillfields.save()
    entry = builders.activity(hillfields, by=None, status="approved")
    workflow.move(entry, "reopen", by=people["manager"], reason="Wrong date")
    assert Notification.objects.get().user == people["author"]


def test_a_plan_is_not_submitted_without_its_form(people, hillfields):
    entry = builders.activity(hillfields, by=people["author"], status="planned")
    with pytest.raises(workflow.ChangedMeanwhile):
        workflow.move(entry, "submit", by=people["author"])
