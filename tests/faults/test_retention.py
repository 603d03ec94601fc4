"""clear_expired deletes what is past its retention, and nothing else."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from interventions.management.commands.clear_expired import EXPIRING
from interventions.models import Notification, ReviewStep, UnsavedEntry
from interventions.models.export import Export
from stakeholders.models import Contact
from tests.builders import activity, incident
from vru_portal import privacy
from vru_portal.access.models import SignInEvent

pytestmark = pytest.mark.django_db


def ago(**time):
    return timezone.now() - timedelta(**time)


def run(command="clear_expired") -> str:
    text = io.StringIO()
    call_command(command, stdout=text)
    return text.getvalue()


def test_unsaved_entries_go_after_seven_days(navigator):
    for days in (6, 8):
        UnsavedEntry.objects.create(
            owner=navigator, activity_id=uuid4(), fields={"title": [str(days)]}, kept_at=ago(days=days)
        )
    assert "1 unsaved entries deleted" in run()
    assert [kept.fields["title"] for kept in UnsavedEntry.objects.all()] == [["6"]]


def test_records_of_sign_ins_go_after_twelve_months(navigator):
    for days in (360, 370):
        SignInEvent.objects.create(user=navigator, outcome="signed_in", at=ago(days=days))
    assert "1 records of sign-ins deleted" in run()
    assert SignInEvent.objects.get().at > ago(days=361)


def test_records_of_exports_go_after_twelve_months(analyst):
    for days in (360, 370):
        Export.objects.create(made_by=analyst, kind="csv", made_at=ago(days=days))
    assert "1 records of exports deleted" in run()
    assert Export.objects.get().made_at > ago(days=361)


def test_notifications_go_after_twelve_months_and_the_thread_stays(navigator, hillfields):
    step = ReviewStep.objects.create(
        activity=activity(of=hillfields, by=navigator), move="submit", from_status="draft", to_status="submitted"
    )
    for days in (360, 370):
        Notification.objects.create(user=navigator, step=step, created_at=ago(days=days))
    assert "1 notifications deleted" in run()
    assert Notification.objects.get().created_at > ago(days=361)
    assert ReviewStep.objects.exists()


def test_sessions_that_have_ended_go(db):
    Session.objects.create(session_key="ended", session_data="", expire_date=ago(minutes=1))
    Session.objects.create(session_key="alive", session_data="", expire_date=ago(minutes=-1))
    run()
    assert [session.session_key for session in Session.objects.all()] == ["alive"]


def test_the_record_says_of_what_is_deleted_by_itself_that_it_is():
    by_itself = {
        model._meta.label
        for model in privacy.declared_models()
        if "clear_expired" in privacy.declaration(model).applied_by
    }
    assert by_itself == {model._meta.label for model in [*EXPIRING.values(), Session, Contact]}


def test_the_record_says_of_every_table_what_ends_its_retention():
    applied = {model._meta.label: privacy.declaration(model).applied_by for model in privacy.declared_models()}
    assert [label for label, how in applied.items() if how == "nothing"] == []
    assert applied["interventions.Activity"].startswith("hand")
    assert applied["access.User"].startswith("hand")


def years_ago(years):
    return timezone.localdate() - timedelta(days=round(365.25 * years))


@pytest.mark.parametrize(("years", "is_overdue"), [(5.9, False), (6.1, True)])
def test_what_is_past_six_years_is_listed_and_kept(hillfields, dudley_navigator, years, is_overdue):
    hillfields.phases.create(position=1, status="completed", since=years_ago(years).isoformat())
    dudley_navigator.postings.update(starts_on=years_ago(10), ends_on=years_ago(years))
    listed = run("overdue")
    assert ("Hillfields, Coventry" in listed) is is_overdue
    assert (str(dudley_navigator.pk) in listed) is is_overdue
    assert dudley_navigator.full_name not in listed
    hillfields.refresh_from_db()
    dudley_navigator.refresh_from_db()


def test_what_goes_on_is_not_listed_as_overdue(hillfields, navigator):
    hillfields.phases.create(position=1, status="completed", since="2001")
    hillfields.phases.create(position=2, status="operational", since="2002")
    navigator.postings.update(starts_on=years_ago(10))
    assert "Hillfields" not in run("overdue")
    assert str(navigator.pk) not in run("overdue")


@pytest.mark.parametrize(("years", "is_overdue"), [(5.9, False), (6.1, True)])
def test_incident_closed_six_years_ago_is_listed_by_its_code_and_kept(coventry, years, is_overdue):
    made = incident(coventry, closed_at=ago(days=round(365.25 * years)), area="Near the canal")
    listed = run("overdue")
    assert (made.code in listed) is is_overdue
    assert "canal" not in listed
    assert type(made).objects.filter(pk=made.pk).exists()
