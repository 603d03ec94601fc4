"""The way out of a bulletin: signing off, publishing, correcting, or throwing a draft away."""

from __future__ import annotations

from collections.abc import Container

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST

from pilots.views.editing import posted, posts_in_one_transaction
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from ..bulletins import asking, publishing, sign_off
from ..bulletins.composing import Composed, compose
from ..bulletins.forms import CorrectionForm
from ..models import Bulletin
from .bulletins import DRAFTS, back_from, bulletin_for, name_of, render_desk, trail_to, was_thrown_away

CHANGED = "What {} says has changed since you opened the page: read it again, then sign it off"


@needs(Capability.REVIEW)
@require_POST
@posts_in_one_transaction
def bulletin_sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign off what is said of one or more authorities, as it was shown: 409 where it says something else by now."""
    shown = bulletin_for(request, pk)
    if shown.is_published:
        return back_from(request, shown)
    composed = compose(shown)
    seen = dict(zip(request.POST.getlist("authority"), request.POST.getlist("digest"), strict=False))
    states = mine_among(request, shown, composed, seen)
    if changed := [state.authority.name for state in states if state.digest != seen[state.authority.gss_code]]:
        return render_desk(request, shown, composed, status=409, changed=CHANGED.format(" and ".join(changed)))
    for state in states:
        if not state.is_signed_off:
            sign_off.sign_off(shown, state, request.user)
    return said_of(request, shown, states, "signed off")


@needs(Capability.REVIEW)
@require_POST
@posts_in_one_transaction
def bulletin_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back the sign-off of an authority, while the bulletin is a draft."""
    shown = bulletin_for(request, pk)
    if shown.is_published:
        return back_from(request, shown)
    states = mine_among(request, shown, compose(shown), request.POST.getlist("authority"))
    states = [state for state in states if state.is_signed_off]
    for state in states:
        sign_off.withdraw(shown, state, request.user)
    return said_of(request, shown, states, "no longer signed off")


def mine_among(
    request: SignedInRequest, bulletin: Bulletin, composed: Composed, codes: Container[str]
) -> list[sign_off.SigningOff]:
    """Return how it stands with those of some authorities that the person may sign off."""
    states = sign_off.signing_off(bulletin, composed)
    named = [state for state in states if state.authority.gss_code in codes]
    return [state for state in named if sign_off.may_sign_off(request.user, state.authority)]


def said_of(request: SignedInRequest, bulletin: Bulletin, states: list[sign_off.SigningOff], done: str) -> HttpResponse:
    """Say what was done with the sign-off of some authorities and show the desk."""
    if states:
        names = get_text_list([str(state.authority) for state in states], "and")
        messages.success(request, f"{names} {'is' if len(states) == 1 else 'are'} {done}")
    else:
        messages.error(request, "There is nothing of yours here that can be signed off or withdrawn")
    return redirect("bulletin", pk=bulletin.pk)


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
        try:
            draft = publishing.correct(shown, form.cleaned_data["note"], request.user)
        except publishing.NotReady:  # sent twice: the first was stored while this one waited
            return redirect("bulletin_correct", pk=pk)
        messages.success(request, f"Edition {draft.edition} is begun. The published one stays until this one is out")
        return redirect("bulletin", pk=draft.pk)
    context = {"bulletin": shown, "name": name_of(shown), "form": form, "trail": trail_to(shown, "Correct")}
    return render(request, "reporting/bulletins/correct.html", context)


@needs(DRAFTS)
@posts_in_one_transaction
def bulletin_throw_away(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then delete a draft; what is published stays. Sent twice, it is done once."""
    if was_thrown_away(request, pk):
        messages.info(request, "The draft was thrown away already")
        return redirect("bulletins")
    shown = bulletin_for(request, pk, draws_up=True)
    if shown.is_published:
        return back_from(request, shown)
    name = name_of(shown)
    if request.method == "POST":
        publishing.throw_away(shown, request.user)
        messages.success(request, f"The draft of {name} is thrown away")
        return redirect("bulletins")
    context = {"bulletin": shown, "name": name, "trail": trail_to(shown, "Throw away")}
    return render(request, "reporting/bulletins/throw_away.html", context)
