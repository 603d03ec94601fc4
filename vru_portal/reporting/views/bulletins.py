"""Bulletins: the list, drawing one up, its desk and previews."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from pilots.views.editing import posted
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..bulletins import asking, listing, publishing
from ..bulletins.composing import Composed, compose, content_of
from ..bulletins.desk import desk_of
from ..bulletins.drawing_up import AlreadyDrawnUp, draw_up, keys_of, may_draw_up
from ..bulletins.forms import DrawUpForm
from ..bulletins.pdf import pdf_of
from ..bulletins.word import word_of
from ..models import Bulletin

DRAFTS = Capability.DRAW_UP_BULLETINS
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bulletin_for(request: SignedInRequest, pk: int, draws_up: bool = False) -> Bulletin:
    """Return a bulletin of the person's areas, else 404; with ``draws_up`` only to who draws it up.

    It is locked while what was posted is stored.
    """
    bulletins = Bulletin.objects.visible_to(request.user, DRAFTS if draws_up else Capability.READ_APPROVED)
    if request.method == "POST":
        bulletins = bulletins.select_for_update(of=("self",), no_key=True)
    related = ("region", "authority__region", "locality__authority", "published_by", "drawn_up_by", "corrected_by")
    return get_object_or_404(bulletins.select_related(*related), pk=pk)


def was_thrown_away(request: SignedInRequest, pk: int) -> bool:
    """Say whether something was sent for a draft, of the person's areas, that is not there any more."""
    return request.method == "POST" and publishing.was_thrown_away(pk, request.user)


def trail_to(bulletin: Bulletin, page: str = "") -> list[tuple[str, str]]:
    steps = [("Bulletins", reverse("bulletins")), (name_of(bulletin), reverse("bulletin", args=[bulletin.pk]))]
    return [*steps, (page, "")] if page else [steps[0], (steps[1][0], "")]


def name_of(bulletin: Bulletin) -> str:
    """Return such as "Coventry, January to March 2021"."""
    return f"{bulletin.area}, {bulletin.quarter.label}"


def back_from(request: SignedInRequest, bulletin: Bulletin) -> HttpResponse:
    """Go to a bulletin that is out from what can be done with a draft only; who sent something reads why."""
    if request.method == "POST":
        messages.info(request, out_by(bulletin))
    return redirect("bulletin", pk=bulletin.pk)


def out_by(bulletin: Bulletin) -> str:
    """Say by whom and when a bulletin was published."""
    when = date_format(timezone.localtime(bulletin.published_at), "j F Y, g:i a")
    return f"{bulletin.published_by or 'Somebody'} published this bulletin on {when}"


@needs(DRAFTS)
def bulletins(request: SignedInRequest) -> HttpResponse:
    """The bulletins of the person's areas, the newest quarters first."""
    page = keyset.page_for(request, listing.for_list(Bulletin.objects.visible_to(request.user)), listing.ORDER)
    return render(request, "reporting/bulletins/list.html", {"page": page, "asked": asking.asked_of(request.user)})


@needs(DRAFTS)
def bulletin_draw_up(request: SignedInRequest) -> HttpResponse:
    """Draw up a bulletin; one that was drawn up before is opened instead."""
    form = DrawUpForm(posted(request), user=request.user)
    if not form.is_valid():
        return render(request, "reporting/bulletins/draw_up.html", {"form": form, "trail": trail_of_list("Draw up")})
    area, quarter = form.chosen
    try:
        bulletin = draw_up(request.user, area, quarter)
    except AlreadyDrawnUp:
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
    later = getattr(bulletin, "corrected_by", None)
    is_replaced = later is not None and later.is_published
    return {
        "bulletin": bulletin,
        "name": name_of(bulletin),
        "trail": trail_to(bulletin),
        "later": later,
        "site": settings.SITE_URL,
        "public_page": bulletin.edition_url if is_replaced else bulletin.get_absolute_url(),
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
