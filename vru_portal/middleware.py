"""What holds for every request, whoever sends it."""

import re
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, set_response_etag

from . import errors
from .typed import kept_fields

# Here nobody is asked who they are, and any cache may keep what they are told.
PUBLIC_PATHS = ("/public/", "/join/", "/robots.txt")
PUBLIC_SECONDS = 5 * 60
METHODS = ["GET", "HEAD", "POST"]
# Django leaves the bytes of a path that are not UTF-8 as they came: "%FF".
BROKEN_BYTE = re.compile(r"%[89a-fA-F][0-9a-fA-F]")
CHUNK = 64 * 1024


def send_browser_rules(get_response):
    """Tell the browser what pages of the portal may not do: no sensors, no use of its files by other sites."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in settings.BROWSER_RULES.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def refuse_malformed_requests(get_response):
    """Answer requests that no person's browser sends with 400, 405, 413 or 415, before anything reads them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, "Method not allowed", content_type="text/plain")
        if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
            return errors.page(request, "unreadable.html", status=415)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if has_broken_text(request) or not (length.isascii() and length.isdecimal()):
            return errors.page(request, "unreadable.html", status=400)
        if int(length) > settings.LONGEST_REQUEST:
            read_to_the_end(request)
            return errors.page(request, "too_large.html", status=413)
        return get_response(request)

    return middleware


def has_broken_text(request: HttpRequest) -> bool:
    """Say whether the address or a cookie holds NUL, which PostgreSQL cannot store, or bytes that are not UTF-8."""
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    cookies = "".join(request.COOKIES.values())
    if b"\x00" in query or "\x00" in request.path_info or "\x00" in cookies or BROKEN_BYTE.search(request.path_info):
        return True
    try:
        query.decode()
        cookies.encode()
    except UnicodeError:
        return True
    return False


def read_to_the_end(request: HttpRequest) -> None:
    """Read a body that is too large, up to twice the limit: a browser shows no answer to what it cannot finish."""
    for _ in range(2 * settings.LONGEST_REQUEST // CHUNK):
        if not request.read(CHUNK):
            return


def answer_everybody_alike_on_public_pages(get_response):
    """Answer public pages as if nobody were signed in: no cookie is read or set, and caches may keep the answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PUBLIC_PATHS):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        return for_any_cache(request, get_response(request))

    return middleware


def for_any_cache(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say how long the answer may be kept, and answer 304 to who has it already."""
    vary = [name for name in response.get("Vary", "").split(", ") if name and name != "Cookie"]
    del response.headers["Vary"]
    if vary:
        response.headers["Vary"] = ", ".join(vary)
    is_found = response.status_code in {200, 301, 302} and request.method in {"GET", "HEAD"}
    response.headers.setdefault("Cache-Control", f"public, max-age={PUBLIC_SECONDS}" if is_found else "no-store")
    if response.status_code != HTTPStatus.OK or "no-store" in response.headers["Cache-Control"]:
        return response
    if isinstance(response, HttpResponse) and not response.has_header("ETag"):
        set_response_etag(response)
    return (
        get_conditional_response(request, etag=response.get("ETag"), response=cast(HttpResponse, response)) or response
    )


def keep_what_was_typed(get_response):
    """Where a form arrives after its session has ended, keep what was typed instead of dropping it at the sign-in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "POST" and errors.sends_to_sign_in(response) and kept_fields(request):
            return errors.session_ended(request)
        return response

    return middleware


def keep_signed_in_pages_out_of_caches(get_response):
    """Have no browser or proxy store a page that was made for a signed-in person.

    The portal's error pages say so by themselves: asking who it is could fail again.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code < 500 and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
