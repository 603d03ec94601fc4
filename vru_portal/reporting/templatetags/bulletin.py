"""What templates say about bulletins and the work that they tell of."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from ..bulletins.asking import on_home
from ..bulletins.layout import laid_out

register = template.Library()
register.filter("laid_out", laid_out)


@register.inclusion_tag("reporting/bulletins/_on_home.html", takes_context=True)
def bulletins_on_home(context: Context) -> dict[str, Any]:
    """Show the sign-offs that wait for the person, and the drafts that they draw up."""
    return on_home(context["user"])
