"""The published bulletins: all of them by quarter, the page of each, and its files."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, cast

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from vru_portal import keyset
from vru_portal.documents import DOCX
from vru_portal.quarters import Quarter, period_from

from ..bulletins.content import Content
from ..bulletins.pdf import pdf_of
from ..bulletins.publishing import digest_of_content
from ..bulletins.word import word_of
from ..models import Bulletin
from .pages import frame, page, public_region, trail

KEPT_PAGES = 64
FILES = {"pdf": ("pdf", "application/pdf", "Download as PDF"), "docx": ("word", DOCX, "Download as Word file")}


@require_safe
def bulletins(request: HttpRequest, region_slug: str) -> HttpResponse:
    """The published bulletins of a region and its areas, newest first, 25 a page."""
    region = public_region(region_slug)
    found = Bulletin.objects.latest_editions().filter(region=region).defer("content")
    listed = keyset.page_for(request, found.select_related("region", "authority", "locality"), ("-starts_on", "-id"))
    return page(request, "bulletins", region, page=listed, trail=trail(region, ("Bulletins", "")))


@require_safe
def bulletin(request: HttpRequest, edition: int | None = None, **area: str) -> HttpResponse:
    """A published bulletin: its latest edition, unless the address names another."""
    editions = list(editions_of(**area).defer("content"))
    shown = chosen(editions, edition)
    return HttpResponse(rendered(shown.pk, shown.published_at, shown.version, len(editions)))


@require_safe
def file(request: HttpRequest, kind: str, edition: int | None = None, **area: str) -> FileResponse:
    """A published bulletin as PDF or Word file."""
    if kind not in FILES:
        raise Http404
    shown = chosen(list(editions_of(**area).defer("content")), edition)
    field, content_type, _ = FILES[kind]
    if not getattr(shown, field):
        raise Http404
    name = f"{shown.title} {shown.quarter.label}.{kind}"
    said = current_file(shown, field)
    response = FileResponse(said, as_attachment=kind != "pdf", filename=name, content_type=content_type)
    response.headers["ETag"] = f'"{shown.pk}-{shown.published_at:%Y%m%d%H%M%S%f}-{shown.version}-{kind}"'
    return response


def current_file(bulletin: Bulletin, field: str) -> BinaryIO:
    """Return a file of a bulletin; made anew where words were taken out of the bulletin since it was stored."""
    stored, content = getattr(bulletin, field), cast(Content, bulletin.content)
    if digest_of_content(content) in stored.name:
        return stored.open()
    return BytesIO(pdf_of(content) if field == "pdf" else word_of(content))


def editions_of(region_slug: str, quarter: str, gss_code: str = "", slug: str = "") -> QuerySet[Bulletin]:
    """Return the published editions of a bulletin, the latest first; Http404 where the quarter is none."""
    try:
        period = period_from(quarter)
    except ValueError:
        raise Http404 from None
    if not isinstance(period, Quarter):
        raise Http404
    found = Bulletin.objects.public().filter(region__slug=region_slug, starts_on=period.start)
    found = found.filter(authority__gss_code=gss_code) if gss_code else found.filter(authority=None)
    found = found.filter(locality__slug=slug) if slug else found.filter(locality=None)
    return found.select_related("region", "authority", "locality").order_by("-edition")


def chosen(editions: list[Bulletin], edition: int | None) -> Bulletin:
    """Return the edition of this number, the latest where none is named; Http404 where there is none."""
    found = [bulletin for bulletin in editions if edition in {None, bulletin.edition}]
    if not found:
        raise Http404
    return found[0]


@lru_cache(maxsize=KEPT_PAGES)
def rendered(pk: int, published_at: datetime, version: int, count: int) -> str:
    """Return the page of a published bulletin, kept while the process runs and nothing that is on it changes.

    It does so by a further edition, told by the ``count`` of them, and by words that were taken out, told by the
    ``version``. ``published_at`` tells a bulletin from another one that had its key before.
    """
    found = Bulletin.objects.public().select_related("region", "authority", "locality")
    shown = get_object_or_404(found, pk=pk)
    region = shown.region
    editions = list(editions_of(**shown.address).defer("content"))
    listed = reverse("public_bulletins", args=[region.slug])
    context = {
        **frame(region, "public_bulletins"),
        "content": shown.content,
        "newer": shown.get_absolute_url() if editions[0] != shown else "",
        "earlier": [older for older in editions if older.edition < shown.edition],
        "downloads": downloads_of(shown),
        "trail": trail(region, ("Bulletins", listed), (f"{shown.area}, {shown.quarter.label}", "")),
    }
    return render_to_string("public_site/bulletin.html", context)


def downloads_of(bulletin: Bulletin) -> list[tuple[str, str]]:
    """Return the text and the address of each file of a bulletin."""
    address = {**bulletin.address, "edition": bulletin.edition}
    return [
        (text, reverse("public_bulletin_file", kwargs={**address, "kind": kind}))
        for kind, (field, _, text) in FILES.items()
        if getattr(bulletin, field)
    ]
