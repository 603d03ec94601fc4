"""What a person has typed into a form that did not reach its view, or that its view could not store.

A view may carry a function ``keep``, which takes the request, keeps its form for the person who typed it and returns
the address at which they go on, or None (``view.keep = keep_typed``). Other forms are shown back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve

SECRET = re.compile("password|csrfmiddlewaretoken|secret", re.IGNORECASE)
# What a form sends by itself: counts of its rows, versions, identifiers, signed tokens, the button.
NOT_TYPED = re.compile(r"(^|-)(action|confirmed|keeper|opened|version|next|id|[A-Z_]+_FORMS)$")
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """One field of a form as somebody typed it."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The name of the field as words: "reach-0-number" is "Reach 1 number"."""
        named = re.split(r"[-_]+", IDENTIFIER.sub("", self.name))
        words = [str(int(word) + 1) if word.isdecimal() else word for word in named if word]
        return " ".join(words).capitalize()

    @property
    def rows(self) -> int:
        """The height in lines that shows the text without making the page endless."""
        return min(20, 1 + self.value.count("\n") + len(self.value) // 70)

    @property
    def was_typed(self) -> bool:
        return bool(self.value.strip()) and not NOT_TYPED.search(self.name) and not IDENTIFIER.fullmatch(self.value)


def fields_of(request: HttpRequest) -> list[Typed]:
    """Return the fields of a posted form that may go out again: no file, password or token. Empty if unreadable."""
    try:
        lists = list(request.POST.lists())
    except Exception:  # What made the body unreadable has its own answer; this page must not fail over it.
        return []
    return [Typed(name, value) for name, values in lists if not SECRET.search(name) for value in values]


def kept_fields(request: HttpRequest) -> list[Typed]:
    """Return what a person typed into a posted form, to be shown back to the browser that sent it."""
    return [field for field in fields_of(request) if field.was_typed]


def file_names(request: HttpRequest) -> list[str]:
    """Return the names of the files that came with a form: they cannot be given back, so the page names them."""
    try:
        return [file.name or "your file" for _, files in request.FILES.lists() for file in files]
    except Exception:  # As in fields_of.
        return []


def kept_at(request: HttpRequest) -> str | None:
    """Have the view keep the form, if it can, and return the address at which its owner goes on."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return None
    return view.keep(request) if hasattr(view, "keep") else None


def holds_password(request: HttpRequest) -> bool:
    return any("password" in name.lower() for name in request.POST)


class CsrfCheck(CsrfViewMiddleware):
    """Asks whether a request would pass, without answering it."""

    def _reject(self, request, reason):
        return reason


def is_own_form(request: HttpRequest) -> bool:
    """Say whether a post comes from a page of the portal, even where it failed before Django asked.

    A form that anybody may send without a token goes back to whoever sent it.
    """
    needs_no_token = request.resolver_match and getattr(request.resolver_match.func, "csrf_exempt", False)
    if needs_no_token or getattr(request, "csrf_processing_done", False):
        return True
    return bool(fields_of(request)) and CsrfCheck(HttpResponse).process_view(request, HttpResponse, (), {}) is None
