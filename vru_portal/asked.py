"""What the address of a page asks for by key, such as ``?intervention=12``."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404


def asked_for(request: HttpRequest, name: str, rows) -> Any:
    """Return the row whose key the address gives by this name, or None where it gives none; 404 for any other text.

    ``rows``: what the person may see and ask for.
    """
    text = request.GET.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return get_object_or_404(rows, pk=int(text))
