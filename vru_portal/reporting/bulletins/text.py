"""Text that people wrote, made fit to be set in HTML, PDF and Word alike."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

# What neither XML nor a font can hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def web_address(text: str) -> str:
    """Return the address of a web page, or the path of a page of this site; nothing where it is neither."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_here = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return clean(text) if is_here or parts.scheme in {"http", "https"} else ""


def whole_address(address: str) -> str:
    """Return the address with its site, as it must be in a file."""
    return f"{settings.SITE_URL.rstrip('/')}{address}" if address.startswith("/") else address


def paragraphs(text: str) -> list[str]:
    """Return each line of a text, without the empty ones."""
    return [clean(part) for part in re.split(r"[\r\n]+", text) if part.strip()]


def clean(text: str) -> str:
    """Return a text on one line, without what neither XML nor a font can hold."""
    return " ".join(UNWRITABLE.sub("", text).split())


def folded(text: str) -> str:
    """Return a text as it is compared: without capitals and the full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".")
