"""What templates say of places to everybody, and tell those who write about them."""

from __future__ import annotations

from typing import Any

from django import template

from ..public import for_all

register = template.Library()
register.filter("for_all", for_all.for_all)


@register.inclusion_tag("public_site/_left_out.html")
def left_out_for_all(place: Any) -> dict[str, Any]:
    """Show which sentences about a pilot or a network no public page says, and why."""
    return {"left_out": list(for_all.left_out(place))}
