"""Keeping a pilot's theory of change: its steps, what each leads to, and what is said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pilots.models import Pilot, TheoryOfChange, TheoryStep
from pilots.theory import writing
from pilots.theory.forms import BesideForm, StepsForm
from pilots.theory.standing import MEASURABLE, Standing, standing
from pilots.theory.step_form import StepForm
from pilots.trail import trail
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from .editing import pilot_to_edit, posted, posts_in_one_transaction, save_unless_outdated


@dataclass(frozen=True)
class Opened:
    """A theory that somebody may edit: locked while what was posted is stored, new where the pilot has none yet."""

    pilot: Pilot
    theory: TheoryOfChange
    now: Standing


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_edit(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show the steps of all stages; add what was typed below any of them, and put one in another place."""
    opened = open_theory(request, gss_code, slug)
    form = StepsForm(posted(request), opened.now, opened.pilot)
    if not form.is_valid():
        withdrawn = steps_of(request, opened).exclude(withdrawn_at=None).order_by("withdrawn_at")
        more: dict[str, Any] = {"form": form, "withdrawn": withdrawn}
        return render(request, "pilots/theory_edit.html", page_of(opened, "Change the theory of change", **more))
    change = writing.Change(opened.theory)
    added = writing.add_steps(change, opened.now, form.lines)
    move = form.move()
    moved = writing.place(change, *move) if move else False
    say_what_was_done(request, form.lines, added, moved)
    stage = next((stage for stage in form.lines if f"add_{stage}" in request.POST), None)
    place = f"step-{move[0]}" if move else f"stage-{stage or 'context'}"
    return redirect(f"{reverse('theory_edit', args=[gss_code, slug])}#{place}")


def say_what_was_done(request: SignedInRequest, lines: dict[str, list[str]], added: int, moved: bool) -> None:
    known = sum(map(len, lines.values())) - added
    said = [f"{counted(added, 'step')} added"] if added else []
    said += [f"{counted(known, 'step')} not added: the stage has the same already"] if known else []
    said += ["Moved"] if moved else []
    if said:
        messages.success(request, ". ".join(said))
    elif "move" not in request.POST:
        messages.info(request, "Nothing was typed, so nothing was added")


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_step(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Change a step and what it leads to; 409 with both versions where somebody else has changed it meanwhile."""
    opened = open_theory(request, gss_code, slug)
    step = step_to_edit(request, opened, pk)

    def bind(data) -> StepForm:
        return StepForm(data, instance=step, now=opened.now)

    more: dict[str, Any] = {"step": opened.now.by_key[pk], "template": "pilots/theory_step.html"}
    more["is_measurable"] = opened.now.by_key[pk].stage in MEASURABLE
    return save_or_show(request, opened, bind, "Change a step", place=f"step-{pk}", **more)


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_beside(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Change the note, the source and the factors of a theory; 409 as above."""
    opened = open_theory(request, gss_code, slug)

    def bind(data) -> BesideForm:
        return BesideForm(data, instance=opened.theory, now=opened.now)

    return save_or_show(request, opened, bind, "Note and factors", template="pilots/theory_beside.html")


def open_theory(request: SignedInRequest, gss_code: str, slug: str) -> Opened:
    """Return the theory of a pilot that the person may edit, else 404."""
    pilot = pilot_to_edit(request, gss_code, slug)
    theories = TheoryOfChange.objects.visible_to(request.user, Capability.EDIT_PILOTS).filter(pilot=pilot)
    if request.method == "POST":
        theories = theories.select_for_update(of=("self",))
    theory = theories.first() or TheoryOfChange(pilot=pilot)
    theory.pilot = pilot
    return Opened(pilot, theory, standing(theory))


def steps_of(request: SignedInRequest, opened: Opened) -> QuerySet[TheoryStep]:
    """Return all steps of the theory, the withdrawn ones too."""
    return TheoryStep.objects.visible_to(request.user).filter(theory__pilot=opened.pilot)


def step_to_edit(request: SignedInRequest, opened: Opened, pk: int) -> TheoryStep:
    """Return a step in use, else 404."""
    if pk not in opened.now.by_key:
        raise Http404
    step = get_object_or_404(steps_of(request, opened), pk=pk)
    step.theory = opened.theory
    return step


def save_or_show(
    request: SignedInRequest, opened: Opened, bind, page: str, *, template: str, place: str = "", **more
) -> HttpResponse:
    """Show the form that ``bind`` makes of posted data, or write it as one change."""
    address = edit_url(opened.pilot)

    def show(form, status: int = 200, **context) -> HttpResponse:
        return render(request, template, page_of(opened, page, form=form, **more, **context), status=status)

    def save(form) -> None:
        form.write(writing.Change(opened.theory))

    return save_unless_outdated(request, bind, show, lambda form: f"{address}#{place}" if place else address, save)


def edit_url(pilot: Pilot) -> str:
    return reverse("theory_edit", args=[pilot.authority.gss_code, pilot.slug])


def page_of(opened: Opened, page: str, **more) -> dict:
    """Return what the pages for editing a theory show."""
    pilot = opened.pilot
    steps = trail(pilot.authority.region, pilot.authority, pilot, page=page)
    theory = ("Theory of change", reverse("theory", args=[pilot.authority.gss_code, pilot.slug]))
    return {
        "pilot": pilot,
        "theory": opened.theory,
        "now": opened.now,
        "page": page,
        "edit_url": edit_url(pilot),
        "trail": [*steps[:-1], theory, steps[-1]],
        **more,
    }
