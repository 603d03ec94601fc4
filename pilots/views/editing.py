"""Keeping a pilot up to date: its details and its status."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from pilots.forms import PhaseForm, PilotForm
from pilots.models import Pilot
from pilots.trail import trail
from pilots.versioned import VersionedForm
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability


def posts_in_one_transaction(view: Callable) -> Callable:
    """Store all that a form says or nothing; a page that is only read takes no lock."""

    @wraps(view)
    def wrapped(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return wrapped


def posted(request: SignedInRequest) -> QueryDict | None:
    """Return what a form was sent with, or None where the page is only read."""
    return request.POST if request.method == "POST" else None


def save_unless_outdated(
    request: SignedInRequest,
    bind: Callable[[QueryDict | None], Any],
    show: Callable[..., HttpResponse],
    then: Callable[[Any], Any],
    save: Callable[[Any], object] = lambda form: form.save(),
    said: str = "Saved",
) -> HttpResponse:
    """Save the form that ``bind`` makes of posted data, or show it; what somebody else has saved is not overwritten.

    ``show`` answers with a form; with ``status=409`` and ``differences`` where somebody else was faster. ``then`` says
    where to go from a saved form. ``save`` may add an error to a form that turns out not to be storable. ``said`` is
    what is said of a saved form.
    """
    form = bind(posted(request))
    if not form.is_valid():
        return show(form)
    if form.is_outdated and (differences := form.differences()):
        data = form.data.copy()
        data["version"] = str(form.stored_version)
        return show(bind(data), status=409, differences=differences)
    # Outdated without a difference, the same words were sent twice, and are stored.
    if not form.is_outdated:
        save(form)
    if form.errors:
        return show(form)
    messages.success(request, said)
    return redirect(then(form))


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def pilot_edit(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Change the details of a pilot; 409 with both versions where somebody else has changed them meanwhile."""
    pilot = pilot_to_edit(request, gss_code, slug)
    return save_or_show(request, pilot, lambda data: PilotForm(data, instance=pilot, user=request.user))


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def pilot_status(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Give a pilot a new status; the one before it stays in its history."""
    pilot = pilot_to_edit(request, gss_code, slug)
    form = PhaseForm(posted(request), pilot=pilot)
    if form.is_valid():
        phase = form.save()
        messages.success(request, f"{pilot} is now {phase.get_status_display().lower()}")
        return redirect(pilot)
    return render(request, "pilots/edit.html", page_of(pilot, form, "Change the status"))


def pilot_to_edit(request: SignedInRequest, gss_code: str, slug: str) -> Pilot:
    """Return the pilot if the person may edit it, else 404; locked while what was posted is stored."""
    pilots = Pilot.objects.visible_to(request.user, Capability.EDIT_PILOTS).select_related("authority__region")
    if request.method == "POST":
        pilots = pilots.select_for_update(of=("self",))
    return get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)


def page_of(pilot: Pilot, form, page: str, **more) -> dict:
    return {
        "pilot": pilot,
        "form": form,
        "page": page,
        "trail": trail(pilot.authority.region, pilot.authority, pilot, page=page),
        **more,
    }


def save_or_show(request: SignedInRequest, pilot: Pilot, bind, page: str = "Change the details", **more):
    """Show the form that ``bind`` makes of posted data, or save it and go back to the pilot."""

    def show(form: VersionedForm, status: int = 200, **context) -> HttpResponse:
        return render(request, "pilots/edit.html", page_of(pilot, form, page, **more, **context), status=status)

    return save_unless_outdated(request, bind, show, lambda form: pilot)
