"""The way out of a bulletin: signing off, publishing and correcting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pilots.views.editing import posted, posts_in_one_transaction
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from ..bulletins import asking, publishing, sign_off
from ..bulletins.composing import compose
from ..bulletins.forms import CorrectionForm
from .bulletins import DRAFTS, back_from, bulletin_for, name_of, render_desk, trail_to

CHANGED = "What {} says has changed since you opened the page: read it again, then sign it off"


@needs(Capability.REVIEW)
@require_POST
@posts_in_one_transaction
def bulletin_sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign off what is said of an authority, as it was shown: 409 where it says something else by now."""
    shown = bulletin_for(request, pk)
    if shown.is_published:
        return back_from(request, shown)
    composed = compose(shown)
    mine = {
        state.authority.gss_code: state
        for state in sign_off.signing_off(shown, composed)
        if sign_off.may_sign_off(request.user, state.authority)
    }
    state = mine.get(request.POST.get("authority", ""))
    if state is None:
        messages.error(request, "There is nothing of yours to sign off here")
        return redirect("bulletin", pk=pk)
    if state.digest != request.POST.get("digest"):
        return render_desk(request, shown, composed, status=409, changed=CHANGED.format(state.authority))
    if not state.is_signed_off:
        sign_off.sign_off(shown, state, request.user)
    messages.success(request, f"{state.authority} is signed off")
    return redirect("bulletin", pk=pk)


@needs(DRAFTS)
@require_POST
@posts_in_one_transaction
def bulletin_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mail the managers of the authorities that are not signed off."""
    shown = bulletin_for(request, pk, draws_up=True)
    if shown.is_published:
        return back_from(request, shown)
    states = sign_off.signing_off(shown, compose(shown))
    asked, without = asking.ask(shown, [state for state in states if not state.is_signed_off], request.user)
    if asked:
        messages.success(request, f"{counted(len(asked), 'manager')} asked by e-mail to sign off")
    if without:
        messages.error(
            request, f"Nobody else can sign off {', '.join(without)}: an administrator posts a manager there"
        )
    return redirect("bulletin", pk=pk)


# Publishing ------------------------------------------------------------------------------------------------------


@needs(DRAFTS)
@posts_in_one_transaction
def bulletin_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then publish; refused with the reasons while something stands in the way."""
    shown = bulletin_for(request, pk, draws_up=True)
    if shown.is_published:
        return back_from(request, shown)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            publishing.publish(shown, request.user)
        except publishing.NotReady as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "The bulletin is published")
            return redirect("bulletin", pk=pk)
    reasons = reasons or publishing.reasons_against(shown, compose(shown))
    context = {"bulletin": shown, "name": name_of(shown), "reasons": reasons, "trail": trail_to(shown, "Publish")}
    return render(request, "reporting/bulletins/publish.html", context, status=409 if request.method == "POST" else 200)


@needs(DRAFTS)
@posts_in_one_transaction
def bulletin_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next edition of a published bulletin, with a note of what it corrects."""
    shown = bulletin_for(request, pk, draws_up=True)
    if later := getattr(shown, "corrected_by", None):
        messages.info(request, "Its correction was begun before: here it is")
        return redirect("bulletin", pk=later.pk)
    if not shown.is_published:
        return redirect("bulletin", pk=pk)
    form = CorrectionForm(posted(request))
    if form.is_valid():
        draft = publishing.correct(shown, form.cleaned_data["note"], request.user)
        messages.success(request, f"Edition {draft.edition} is begun. The published one stays until this one is out")
        return redirect("bulletin", pk=draft.pk)
    context = {"bulletin": shown, "name": name_of(shown), "form": form, "trail": trail_to(shown, "Correct")}
    return render(request, "reporting/bulletins/correct.html", context)
