"""Pages for when something goes wrong. None of them loses what a person has typed: see typed.py."""

from __future__ import annotations

import errno
import sqlite3
import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.template import loader
from django.utils.http import urlencode

from .typed import fields_of, file_names, holds_password, is_own_form, kept_at, kept_fields

RETRY_AFTER_SECONDS = "5"
# SQLite's primary codes for a file that is busy, locked, read-only, failing, full, missing, protected or no database.
SQLITE_AWAY = {5, 6, 8, 10, 13, 14, 15, 26}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


# A body that broke off, or a number or character that no field of the database can hold: no page offers such a choice.
UNSTORABLE = (UnreadablePostError, DataError, OverflowError)


def page(request: HttpRequest, template: str, *, status: int, **context) -> HttpResponse:
    """Render a page that touches neither the database nor the session, so that it holds when they are away."""
    context |= {
        "portal_name": settings.PORTAL_NAME,
        "demonstration": settings.DEMONSTRATION,
        "request_id": request.META.get("REQUEST_ID", ""),
    }
    response = HttpResponse(loader.render_to_string(template, context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def page_with_typed(request: HttpRequest, template: str, *, status: int, may_send_again: bool, **context):
    """Render a page that shows what was typed and, where the form was the portal's own, a button to send it again."""
    fields = fields_of(request)
    return page(
        request,
        template,
        status=status,
        typed=[field for field in fields if field.was_typed],
        again=fields if may_send_again and fields and not holds_password(request) else [],
        address=request.get_full_path(),
        csrf_token=get_token(request),
        file_names=file_names(request),
        **context,
    )


def is_away(exception: BaseException | None) -> bool:
    """Say whether an exception means that the database, or room on the disk, is away for now."""
    cause = getattr(exception, "__cause__", None)
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in SQLITE_AWAY
    if isinstance(exception, OSError) and exception.errno in NO_ROOM:
        return True
    return isinstance(exception, OperationalError | InterfaceError)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read: 413 where it is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return page(request, "too_large.html", status=413)
    return page(request, "unreadable.html", status=400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow this; a posting may have ended while they were typing."""
    return render(request, "403.html", {"typed": kept_fields(request)}, status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, or none that this person may see."""
    if request.path_info.startswith("/public/"):
        return page(request, "public_site/404.html", status=404)
    return render(request, "404.html", {"typed": kept_fields(request)}, status=404)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer an error with 503 where the database is away, else 500, giving back what was typed."""
    exception = sys.exc_info()[1]
    if isinstance(exception, UNSTORABLE):
        return page(request, "unreadable.html", status=400)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away(exception) else HTTPStatus.INTERNAL_SERVER_ERROR
    template = f"{status:d}.html"
    if request.method != "POST":
        response = page(request, template, status=status)
    else:
        response = page_with_typed(request, template, status=status, may_send_again=is_own_form(request))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Say that the page was open for too long, and give back what was typed.

    A browser says with Origin that the form was the portal's own. Without it, or where another site sent the form,
    nothing of it is shown or offered.
    """
    go_on = kept_at(request)
    is_own = "HTTP_ORIGIN" in request.META and not reason.startswith("Origin checking failed")
    if not is_own:
        return page(request, "csrf_failure.html", status=403, go_on=go_on)
    return page_with_typed(request, "csrf_failure.html", status=403, may_send_again=True, go_on=go_on)


def sends_to_sign_in(response: HttpResponseBase) -> bool:
    """Say whether a view has sent a stranger to sign in before it goes on."""
    return response.status_code == HTTPStatus.FOUND and response.headers["Location"].startswith(
        resolve_url(settings.LOGIN_URL) + "?"
    )


def session_ended(request: HttpRequest) -> HttpResponseBase:
    """Keep a form that arrived after its session had ended, and lead through sign-in back to it."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if go_on := kept_at(request):
        messages.info(request, "You were signed out. What you typed is kept: sign in to go on.")
        return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': go_on})}")
    return page_with_typed(request, "session_ended.html", status=403, may_send_again=True, sign_in=sign_in)
