"""Taking a step out of a theory of change, and putting it back. It stands here because it shows what measures it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from interventions.theory.recorded import measures_of
from pilots.models import TheoryStep
from pilots.theory import writing
from pilots.theory.forms import MOST_STEPS
from pilots.views.editing import posts_in_one_transaction
from pilots.views.theory import Opened, edit_url, open_theory, page_of, steps_of
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_step_withdraw(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Show which links and measures go with a step; posted, take it out, once. It stays in the earlier versions."""
    opened = open_theory(request, gss_code, slug)
    step = get_object_or_404(steps_of(request, opened), pk=pk)
    if request.method != "POST" and not step.withdrawn_at:
        return confirm(request, opened, step)
    if request.method == "POST" and not step.withdrawn_at:
        writing.withdraw(writing.Change(opened.theory), step)
        messages.success(request, "Withdrawn. The earlier versions still show it, and you can put it back below.")
    return redirect(f"{edit_url(opened.pilot)}#stage-{step.stage}")


def confirm(request: SignedInRequest, opened: Opened, step: TheoryStep) -> HttpResponse:
    links = [link for link in opened.now.links if step.pk in (link.start, link.end)]
    steps = opened.now.by_key
    context = {
        "step": step,
        "links": [(steps[link.start].text, steps[link.end].text, link.assumption) for link in links],
        "measures": measures_of(request.user, [step.pk]).get(step.pk, []),
    }
    page = page_of(opened, "Withdraw this step", **context)
    return render(request, "pilots/theory_step_withdraw.html", page)


@require_POST
@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def theory_step_restore(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Put a withdrawn step back, with its measures and its links to the steps in use; say so where it cannot be."""
    opened = open_theory(request, gss_code, slug)
    step = get_object_or_404(steps_of(request, opened), pk=pk)
    if not step.withdrawn_at:
        return redirect(f"{edit_url(opened.pilot)}#step-{pk}")
    if words := why_not_back(opened, step):
        messages.warning(request, words)
        return redirect(f"{edit_url(opened.pilot)}#withdrawn")
    left = writing.restore(writing.Change(opened.theory), step, opened.now)
    messages.success(request, f"Put back. {LEFT_OUT}" if left else "Put back, with its links and measures")
    return redirect(f"{edit_url(opened.pilot)}#step-{pk}")


LEFT_OUT = "Links that would now lead back to an earlier stage, or make a loop, are left out"


def why_not_back(opened: Opened, step: TheoryStep) -> str:
    """Return why a step cannot be put back; nothing where it can."""
    if writing.alike(step.text) in {writing.alike(each.text) for each in opened.now.of_stage(step.stage)}:
        return "Not put back: the stage has the same step already"
    if len(opened.now.steps) >= MOST_STEPS:
        return f"Not put back: a theory of change may have {MOST_STEPS} steps"
    return ""
