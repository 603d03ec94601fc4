"""Telephone numbers that can be rung with one tap."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vru_portal.telephones import Piece, pieces

register = template.Library()


@register.filter
def can_be_rung(text: str) -> SafeString:
    """Show a text with a link to ring each telephone number in it."""
    return format_html_join("", "{}", ((linked(piece),) for piece in pieces(text or "")))


def linked(piece: Piece) -> str:
    """Return a number as a link that never breaks over two lines, and any other piece as it is."""
    return format_html('<a class="govuk-link portal-ring" href="{1}">{0}</a>', *piece) if piece.href else piece.text
