"""Bulletins: the list, drawing one up, its desk, previews, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from pilots.views.editing import posted, posts_in_one_transaction
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.wording import counted

from ..bulletins import asking, listing, publishing, sign_off
from ..bulletins.composing import Composed, compose, content_of
from ..bulletins.desk import desk_of
from ..bulletins.drawing_up import draw_up, keys_of, may_draw_up
from ..bulletins.forms import CorrectionForm, DrawUpForm
from ..bulletins.pdf import pdf_of
from ..bulletins.word import word_of
from ..models import Bulletin

DRAFTS = Capability.DRAW_UP_BULLETINS
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHANGED = "What {} says has changed since you opened the page: read it again, then sign it off"


def bulletin_for(request: SignedInRequest, pk: int, draws_up: bool = False) -> Bulletin:
    """Return a bulletin of the person's areas, else 404; with ``draws_up`` only to who draws it up.

    It is locked while what was posted is stored.
    """
    bulletins = Bulletin.objects.visible_to(request.user, DRAFTS if draws_up else Capability.READ_APPROVED)
    if request.method == "POST":
        bulletins = bulletins.select_for_update(of=("self",))
    related = ("region", "authority__region", "locality__authority", "published_by", "drawn_up_by", "corrected_by")
    return get_object_or_404(bulletins.select_related(*related), pk=pk)


def trail_to(bulletin: Bulletin, page: str = "") -> list[tuple[str, str]]:
    steps = [("Bulletins", reverse("bulletins")), (name_of(bulletin), reverse("bulletin", args=[bulletin.pk]))]
    return [*steps, (page, "")] if page else [steps[0], (steps[1][0], "")]


def name_of(bulletin: Bulletin) -> str:
    """Return such as "Coventry, January to March 2021"."""
    return f"{bulletin.area}, {bulletin.quarter.label}"


@needs(DRAFTS)
def bulletins(request: SignedInRequest) -> HttpResponse:
    """The bulletins of the person's areas, the newest quarters first."""
    page = keyset.page_for(request, listing.for_list(Bulletin.objects.visible_to(request.user)), listing.ORDER)
    return render(request, "reporting/bulletins/list.html", {"page": page})


@needs(DRAFTS)
def bulletin_draw_up(request: SignedInRequest) -> HttpResponse:
    """Draw up a bulletin; one that was drawn up before is opened instead."""
    form = DrawUpForm(posted(request), user=request.user)
    if not form.is_valid():
        return render(request, "reporting/bulletins/draw_up.html", {"form": form, "trail": trail_of_list("Draw up")})
    area, quarter = form.chosen
    try:
        with transaction.atomic():
            bulletin = draw_up(request.user, area, quarter)
    except IntegrityError:
        there = Bulletin.objects.visible_to(request.user).filter(**keys_of(area), starts_on=quarter.start)
        messages.info(request, "It was drawn up before: here it is")
        return redirect("bulletin", pk=there.latest("edition").pk)
    messages.success(request, "The bulletin is drawn up from what was put forward")
    return redirect("bulletin", pk=bulletin.pk)


def trail_of_list(page: str) -> list[tuple[str, str]]:
    return [("Bulletins", reverse("bulletins")), (page, "")]


@needs(DRAFTS)
def bulletin(request: SignedInRequest, pk: int) -> HttpResponse:
    """The desk: what is in a bulletin, what is missing and what comes next; of one that is out, what it is."""
    shown = bulletin_for(request, pk)
    if shown.is_published:
        return render(request, "reporting/bulletins/published.html", published_page(request, shown))
    return render_desk(request, shown, compose(shown))


def render_desk(request: SignedInRequest, bulletin: Bulletin, composed: Composed, status: int = 200, **more):
    context = {
        "bulletin": bulletin,
        "name": name_of(bulletin),
        "desk": desk_of(bulletin, composed, request.user),
        "content": composed.content,
        "trail": trail_to(bulletin),
        **more,
    }
    return render(request, "reporting/bulletins/desk.html", context, status=status)


def published_page(request: SignedInRequest, bulletin: Bulletin) -> dict:
    return {
        "bulletin": bulletin,
        "name": name_of(bulletin),
        "trail": trail_to(bulletin),
        "later": getattr(bulletin, "corrected_by", None),
        "may_draw_up": may_draw_up(request.user, bulletin.area),
    }


# Reading it as it will be ----------------------------------------------------------------------------------------


@needs(DRAFTS)
def bulletin_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newsletter as the public will read it."""
    shown = bulletin_for(request, pk)
    content = content_of(shown, request.user)
    context = {"bulletin": shown, "name": name_of(shown), "content": content, "trail": trail_to(shown, "Preview")}
    return render(request, "reporting/bulletins/preview.html", context)


@needs(DRAFTS)
def bulletin_preview_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = bulletin_for(request, pk)
    return file_of(pdf_of(content_of(shown, request.user)), "application/pdf", f"{file_name(shown)}.pdf")


@needs(DRAFTS)
def bulletin_preview_word(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = bulletin_for(request, pk)
    return file_of(word_of(content_of(shown, request.user)), WORD, f"{file_name(shown)}.docx")


def file_name(bulletin: Bulletin) -> str:
    area = bulletin.locality.slug if bulletin.locality else bulletin.authority.gss_code if bulletin.authority else ""
    names = [bulletin.region.slug, area, bulletin.quarter.slug, "" if bulletin.is_published else "draft"]
    return "-".join(filter(None, names))


def file_of(data: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)


# Signing off -----------------------------------------------------------------------------------------------------


@needs(Capability.REVIEW)
@require_POST
@posts_in_one_transaction
def bulletin_sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign off what is said of an authority, as it was shown: 409 where it says something else by now."""
    shown = bulletin_for(request, pk)
    if shown.is_published:
        return redirect("bulletin", pk=pk)
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
    states = [] if shown.is_published else sign_off.signing_off(shown, compose(shown))
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
        return redirect("bulletin", pk=pk)
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
