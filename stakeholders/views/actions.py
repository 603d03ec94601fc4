"""Agreed actions: adding and changing them, and what became of them."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from stakeholders.meetings.action_forms import ActionForm, OutcomeForm
from stakeholders.meetings.follow_through import actions_for_list, followed
from stakeholders.models import AgreedAction, Meeting
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .meetings import meeting_of, page_of
from .scheduling import say_and_go

TWO_WEEKS = timedelta(days=14)
SAID = {"done": "The action is done.", "dropped": "The action is dropped.", "open": "The action is open again."}


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def action_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add what a meeting agreed, once however often the form is sent."""
    meeting = meeting_of(request, pk, lock=request.method == "POST")
    if meeting.is_cancelled:
        return say_and_go(request, meeting, "This meeting was cancelled.")
    new = AgreedAction(meeting=meeting)
    start = {"due_on": usual_due_day(request.user, meeting)}
    form = ActionForm(posted(request), instance=new, user=request.user, meeting=meeting, initial=start)
    if form.is_valid():
        form.save()
        # Without its words: a message stays in the session, where erasing a contact finds nothing.
        messages.success(request, "The action is added.")
        return redirect("action_add", meeting.pk) if "another" in request.POST else redirect(meeting)
    return render(request, "stakeholders/meetings/action.html", page_of(meeting, "Add an agreed action", form=form))


def usual_due_day(user, meeting: Meeting) -> date:
    """Return the day of the network's next meeting, else two weeks on."""
    later = Meeting.objects.visible_to(user).filter(network=meeting.network, starts_at__gt=meeting.starts_at)
    following = later.taking_place().order_by("starts_at").first()
    return following.day if following else meeting.day + TWO_WEEKS


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def action_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an action; 409 with both versions where somebody else has changed it meanwhile."""
    action = action_of(request, pk)
    outcome = OutcomeForm(action=action, initial={"outcome": action.outcome})

    def bind(data) -> ActionForm:
        # Binding fills in the action: the page shows it as it is stored.
        return ActionForm(data, instance=copy(action), user=request.user, meeting=action.meeting)

    def show(form: ActionForm, status: int = 200, **more) -> HttpResponse:
        return show_action(request, action, form, outcome, status, **more)

    return save_unless_outdated(request, bind, show, lambda form: action.meeting, said="The action is saved.")


@require_POST
@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def action_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an action is done, dropped or open again; 409 where it was changed since the page was shown."""
    action = action_of(request, pk)
    outcome = OutcomeForm(request.POST, action=action)
    if not outcome.is_valid():
        form = ActionForm(instance=action, user=request.user, meeting=action.meeting)
        return show_action(request, action, form, outcome, 409 if outcome.is_outdated else 200)
    outcome.save()
    messages.success(request, SAID[outcome.cleaned_data["step"]])
    return way_back(request, action)


def way_back(request: SignedInRequest, action: AgreedAction) -> HttpResponse:
    """Lead back to where the button stood: the home page, or the page of a meeting."""
    came_from = request.POST.get("back", "")
    if came_from == "home":
        return redirect("home")
    try:
        return redirect("meeting", UUID(came_from))
    except ValueError:
        return redirect(action.meeting)


def action_of(request: SignedInRequest, pk: int) -> AgreedAction:
    """Return the action if the person runs networks in its authority, else 404; locked while it is changed."""
    rows = actions_for_list(request.user).select_related(
        "owner",
        "member__contact__organisation",
        "member__organisation",
        "meeting__network__authority__region",
        "meeting__network__pilot",
    )
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=pk)


def show_action(
    request: SignedInRequest, action: AgreedAction, form, outcome, status: int = 200, **more
) -> HttpResponse:
    [state] = followed([action])
    page = page_of(action.meeting, "Agreed action", form=form, outcome=outcome, action=action, followed=state, **more)
    return render(request, "stakeholders/meetings/action.html", page, status=status)
