"""Logging: the form for new, planned and existing entries."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import entry, prefill, unsaved, workflow
from ..chosen import twin_of
from ..conflict import Difference, differences
from ..forms import ActivityForm
from ..meetings import entry_of, meeting_behind
from ..models import Activity, AudienceGroup, UnsavedEntry
from ..models.activity import Status
from ..reach_forms import ReachFormSet

ACTIONS = {"submit", "draft", "plan", "add_row"}
SAVED = {
    "submit": "Submitted for review.",
    "draft": "Saved as a draft. Only you can see it until you submit it.",
    "plan": "Planned. It appears as due when the day comes.",
}
SAVED_RETURNED = "Saved. It is still returned to you: submit it when it is ready."


@unsaved.keeps_typed
@needs(Capability.LOG)
def activity_new(request: SignedInRequest) -> HttpResponse:
    """Log or plan an activity. ``?again=`` copies an entry, ``?intervention=`` starts with it; ``?planned=1`` plans."""
    if request.method == "POST":
        return save_new(request)
    form, reach = forms_for_new(request)
    return show(request, form, reach)


@unsaved.keeps_typed
@needs(Capability.LOG)
def activity_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change an entry that is planned, a draft or returned."""
    related = ("authority__region", "pilot__authority", "locality", "site", "author")
    entries = Activity.objects.visible_to(request.user).select_related(*related)
    activity = get_object_or_404(entries.prefetch_related("themes", "partners"), pk=pk)
    if not workflow.keeps_entry(request.user, activity):
        raise PermissionDenied
    if request.method == "POST":
        return save_stored(request, activity)
    if activity.status not in workflow.EDITABLE:
        raise PermissionDenied
    form = ActivityForm(instance=activity, user=request.user, done=activity.status != Status.PLANNED)
    return show(request, form, reach_forms(activity, form.audiences))


@needs(Capability.LOG)
def unsaved_entry(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go on with a form that was kept while it was being typed."""
    kept = get_object_or_404(UnsavedEntry.objects.visible_to(request.user), pk=pk)
    data = unsaved.typed(kept)
    stored = Activity.objects.visible_to(request.user).filter(pk=kept.activity_id).first()
    if stored and not workflow.may_edit(request.user, stored):
        kept.delete()
        messages.info(request, "This entry has been saved since. What was kept of it is gone.")
        return redirect(stored)
    form, reach = bind(request, stored or Activity(pk=kept.activity_id), data)
    form.errors.clear()
    return show(request, form, forget_errors(reach), kept=kept)


@require_POST
@needs(Capability.LOG)
def unsaved_keep(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Keep what is being typed; the page calls this by itself."""
    stored = Activity.objects.visible_to(request.user).filter(pk=activity_id).first()
    if stored and str(stored.version) != request.POST.get("version"):
        return JsonResponse({"error": "Saved since"}, status=409)
    try:
        unsaved.keep(request.user, activity_id, request.POST)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"kept_at": timezone.localtime().strftime("%H:%M")})


@require_POST
@needs(Capability.LOG)
def unsaved_discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(UnsavedEntry.objects.visible_to(request.user), pk=pk).delete()
    messages.success(request, "The unfinished entry is discarded.")
    return redirect("home")


def save_new(request: SignedInRequest) -> HttpResponse:
    """Store a new entry under the identifier that the browser made; answer a repeat with what is stored."""
    key = identifier(request.POST.get("id", ""))
    form, reach = bind(request, Activity(pk=key))
    if needs_another_look(request, form, reach):
        return show(request, form, reach)
    if "confirmed" not in request.POST and (twin := twins_of(form, request.user)):
        return show(request, form, reach, **twin)
    try:
        activity = entry.store(form, reach, by=request.user, action=action_of(request))
    except IntegrityError:
        return answer_repeat(request, get_object_or_404(Activity.objects.visible_to(request.user), pk=key))
    return saved(request, activity)


def twins_of(form: ActivityForm, user) -> dict:
    """Return what may be the same as an entry that is about to be stored: another entry, or a meeting of a network."""
    if twin := twin_of(form.instance, form.recent):
        return {"twin": twin}
    meeting = meeting_behind(form.instance, user)
    return {"meeting_twin": meeting, "meeting_twin_entry": entry_of(meeting)} if meeting else {}


def save_stored(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """Store the changes to an entry, or show both versions where somebody else changed it."""
    form, reach = bind(request, activity)
    if activity.status not in workflow.EDITABLE:
        return answer_repeat(request, activity)
    if needs_another_look(request, form, reach):
        return show(request, form, reach)
    try:
        activity = entry.store(form, reach, by=request.user, action=action_of(request))
    except workflow.ChangedMeanwhile as meanwhile:
        return conflict(request, meanwhile.entry)
    return saved(request, activity)


def answer_repeat(request: SignedInRequest, stored: Activity) -> HttpResponse:
    """Answer a repeated submission: the same words with the entry as stored, other words with both versions."""
    if not workflow.keeps_entry(request.user, stored):
        raise Http404
    return conflict(request, stored)


def conflict(request: SignedInRequest, stored: Activity) -> HttpResponse:
    """Show what is stored beside what was typed; where both say the same, do what was asked."""
    form, reach, rows = compare(request, stored)
    if rows:
        return show_both(request, form, reach, rows)
    if action_of(request) == "submit" and "submit" in workflow.moves_open_to(request.user, stored):
        workflow.move(stored, "submit", by=request.user)
    return saved(request, stored)


def compare(request: SignedInRequest, stored: Activity):
    """Return forms of what was typed, ready to be stored over the stored version, and how the two differ."""
    as_stored = ActivityForm(instance=stored, user=request.user)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    # Binding fills in the instance, so it takes one of its own.
    form, reach = bind(request, Activity.objects.visible_to(request.user).get(pk=stored.pk), data)
    return form, reach, differences(form, reach, as_stored)


def show_both(request: SignedInRequest, form: ActivityForm, reach, rows: list[Difference]) -> HttpResponse:
    """Show the form with both versions above it."""
    form.errors.clear()
    is_open = form.instance.status in workflow.EDITABLE
    return show(request, form, forget_errors(reach), status=409, conflict=rows, stored=form.instance, open=is_open)


def bind(request: SignedInRequest, activity: Activity, data: QueryDict | None = None):
    """Return the bound form and rows of reach of an entry."""
    data = request.POST.copy() if data is None else data
    if action_of(request) == "add_row":
        data["reach-TOTAL_FORMS"] = str(len([name for name in data if name.endswith("-number")]) + 1)
    is_new = activity._state.adding
    planning = action_of(request) == "plan" and (is_new or activity.status == Status.PLANNED)
    form = ActivityForm(data, instance=activity, user=request.user, done=not planning)
    # Without what is stored: Django drops a row that says the same as its initial data, and the row would be lost.
    reach: Any = ReachFormSet(data, prefix="reach")
    reach.offer(form.audiences)
    return form, reach


def needs_another_look(request: SignedInRequest, form: ActivityForm, reach) -> bool:
    """Say whether the page has to be shown again: another row was asked for, or something is not right."""
    if action_of(request) == "add_row":
        form.errors.clear()
        forget_errors(reach)
        return True
    return not (form.is_valid() & reach.is_valid())


def show(request: SignedInRequest, form: ActivityForm, reach, *, status: int = 200, **context) -> HttpResponse:
    """Show the form."""
    activity = form.instance
    context |= {
        "form": form,
        "reach": reach,
        "activity": activity,
        "is_new": activity._state.adding,
        "fresh": request.method == "GET" and activity._state.adding and "kept" not in context,
        "planning": not form.done,
        "keeper": unsaved.keeper_token(request.user),
        "unfold": bool(set(form.errors) & set(form.FOLDED)) or not activity._state.adding or "full" in request.GET,
    }
    return render(request, "interventions/activity_form.html", context, status=status)


def saved(request: SignedInRequest, activity: Activity) -> HttpResponse:
    returned = activity.status == Status.RETURNED
    messages.success(request, SAVED_RETURNED if returned else SAVED.get(action_of(request), "Saved."))
    return redirect(activity)


def action_of(request: SignedInRequest) -> str:
    """Return what the pressed button asks for; Enter in a field submits."""
    action = request.POST.get("action", "plan" if "planned" in request.GET else "submit")
    return action if action in ACTIONS else "submit"


def identifier(text: str) -> UUID:
    """Return the identifier that the browser made, or a new one where it made none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def forms_for_new(request: SignedInRequest):
    """Return forms filled in from the last entry, or from the one to log again."""
    again = request.GET.get("again")
    if again:
        model = get_object_or_404(Activity.objects.visible_to(request.user), pk=identifier(again))
        start = prefill.from_entry(model)
    else:
        start = prefill.from_last(request.user)
    start.begin_in(request.user, request.GET.get("pilot", ""))
    start.begin_with(request.user, request.GET.get("intervention", ""))
    form = ActivityForm(instance=Activity(), initial=start.fields, user=request.user, done=action_of(request) != "plan")
    reach: Any = ReachFormSet(prefix="reach", initial=start.reach)
    reach.offer(form.audiences)
    reach.extra = 0 if start.reach else 1
    return form, reach


def reach_forms(activity: Activity, audiences: list[AudienceGroup]):
    """Return the rows of reach of a stored entry, with an empty one where it has none."""
    reach: Any = ReachFormSet(prefix="reach", initial=entry.reach_rows(activity))
    reach.offer(audiences)
    reach.extra = 0 if reach.initial else 1
    return reach


def forget_errors(reach):
    """Show a bound formset without its errors."""
    reach.full_clean()
    for form in reach.forms:
        form.errors.clear()
    reach.non_form_errors().clear()
    return reach
