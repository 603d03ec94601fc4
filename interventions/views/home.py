"""The home page of each role, and notifications."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.models import LocalAuthority, Pilot
from stakeholders.joining.waiting import asking_to_join
from stakeholders.meetings import responsible
from stakeholders.models import Contact, CriticalIncident
from vru_portal import keyset, together
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.models import Posting, SignInEvent, User
from vru_portal.access.records import administered
from vru_portal.access.roles import Capability
from vru_portal.access.views import no_posting
from vru_portal.context import regions_of

from ..figures import silent_people, waiting_for
from ..models import Activity, Notification, OutcomeRecord, ReviewStep, UnsavedEntry
from ..models.activity import Status

SHOWN = 5


@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """What needs doing now, by what the person may do."""
    user = request.user
    if not user.current_postings:
        return no_posting(request)
    found = together.read(**lists_for(user))
    context: dict[str, Any] = {"regions": regions_of(user), "postings": user.current_postings}
    context |= {name: found.get(name, []) for name in ("unread", "incidents", "latest")}
    context["today"] = timezone.localdate()
    if user.may(Capability.LOG):
        context["log"] = {**own_entries(found["own"]), **own_outcomes(found["own_outcomes"])}
        context["log"] |= {name: found[name] for name in ("next_steps", "unsaved", "pilots")}
    if user.may(Capability.RUN_NETWORKS):
        context["meetings"] = {name: found[name] for name in responsible.meetings_of(user)}
        context["meetings"]["actions"] = responsible.actions_to_see_to(user)
        context["asking_to_join"] = asking_to_join(user)
        context["contacts_to_review"] = Contact.objects.visible_to(user).to_review().count()
    if user.may(Capability.REVIEW):
        figures, outcomes = waiting_for(user)
        context["review"] = {"figures": figures, "outcomes": outcomes, "silent": silent_people(user)}
    if user.is_administrator:
        context["administration"] = administration_tasks(user)
    return render(request, "interventions/home.html", context)


def lists_for(user: User) -> dict[str, QuerySet]:
    """Return the lists of records on the home page of this person, which are read in one query."""
    incidents = CriticalIncident.objects.visible_to(user).open().select_related("authority", "locality")
    lists: dict[str, QuerySet] = {
        "unread": Notification.objects.visible_to(user).unread().for_page()[:SHOWN],
        "incidents": incidents[:20],
    }
    if user.may(Capability.READ_APPROVED):
        lists["latest"] = Activity.objects.visible_to(user).approved().for_short_list()[:SHOWN]
    if user.may(Capability.LOG):
        lists |= logging_lists(user)
    return lists | (responsible.meetings_of(user) if user.may(Capability.RUN_NETWORKS) else {})


def logging_lists(user: User) -> dict[str, QuerySet]:
    """Return what a person who logs has to see to: returned, due, unfinished, next steps; and what they wait for.

    Approved entries have an index of their own and are left out of the open ones, which are few in any log.
    """
    entries = Activity.objects.visible_to(user).for_short_list()
    still_open = entries.exclude(status=Status.APPROVED).with_last_reason()
    own = still_open.filter(author=user)
    outcomes = OutcomeRecord.objects.visible_to(user).select_related("pilot", "measure").with_last_reason()
    of_outcomes = [outcomes.returned_to(user), outcomes.drafts_of(user), outcomes.filter(author=user).waiting()]
    led = Pilot.objects.visible_to(user, Capability.LOG).filter(lead_navigator=user).select_related("authority")
    return {
        "own": one_of(still_open.returned_to(user), own.due(), own.drafts_of(user), own.waiting()),
        "own_outcomes": one_of(*of_outcomes),
        "next_steps": entries.next_steps_of(user)[:20],
        "unsaved": UnsavedEntry.objects.visible_to(user)[:20],
        "pilots": led,
    }


def one_of(*lists: QuerySet) -> QuerySet:
    return reduce(or_, lists).order_by("pk")


def own_entries(found: list[Activity]) -> dict[str, list[Activity]]:
    """Return the entries that the person has still to do with, in the order of each list."""
    at, today = by_status(found), timezone.localdate()
    return {
        "returned": last_changed_first(at[Status.RETURNED])[:20],
        "due": sorted((one for one in at[Status.PLANNED] if one.starts_on <= today), key=attrgetter("starts_on"))[:20],
        "drafts": last_changed_first(at[Status.DRAFT])[:20],
        "waiting": sorted(at[Status.SUBMITTED], key=attrgetter("submitted_at"))[:SHOWN],
    }


def own_outcomes(found: list[OutcomeRecord]) -> dict[str, list[OutcomeRecord]]:
    """Return the outcome records that the person has still to do with, in the order of each list."""
    at = by_status(found)
    return {
        "returned_outcomes": last_changed_first(at[Status.RETURNED])[:20],
        "outcome_drafts": last_changed_first(at[Status.DRAFT])[:20],
        "waiting_outcomes": sorted(at[Status.SUBMITTED], key=attrgetter("submitted_at"))[:SHOWN],
    }


def by_status(entries: list) -> dict[str, list]:
    return {status: [one for one in entries if one.status == status] for status in Status}


def last_changed_first(entries: list) -> list:
    return sorted(entries, key=attrgetter("changed_at"), reverse=True)


def administration_tasks(user) -> dict:
    """Return what an administrator looks at first, in the regions that they look after."""
    now = timezone.now()
    people = administered(User, user).filter(is_active=True)
    failed = administered(SignInEvent, user).filter(outcome=SignInEvent.Outcome.FAILED)
    authorities = LocalAuthority.objects.visible_to(user, Capability.ADMINISTER)
    here = Q(activity__authority__in=authorities) | Q(outcome__authority__in=authorities)
    own_entries = ReviewStep.objects.filter(here, on_own_entry=True)
    return {
        "without_posting": people.exclude(pk__in=Posting.objects.current().values("user"))[:20],
        "never_in": people.filter(last_login=None)[:20],
        "failed": failed.filter(at__gte=now - timedelta(days=1)).count(),
        "own_entries": own_entries.filter(made_at__gte=now - timedelta(days=90)).count(),
    }


@login_required
def notifications(request: SignedInRequest) -> HttpResponse:
    """What was decided on the person's entries, the latest first, 25 a page."""
    mine = Notification.objects.visible_to(request.user).for_page()
    page = keyset.page_for(request, mine, ("-created_at", "-id"))
    return render(request, "interventions/notifications.html", {"page": page})


@require_POST
@login_required
def notifications_read(request: SignedInRequest) -> HttpResponse:
    """Mark the notifications that the page showed as read."""
    shown = [key for key in request.POST.getlist("shown") if key.isascii() and key.isdigit() and len(key) < 16]
    Notification.objects.visible_to(request.user).unread().filter(pk__in=shown).update(read_at=timezone.now())
    return redirect("notifications")
