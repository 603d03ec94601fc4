"""What templates say about bulletins."""

from django import template

from ..bulletins.layout import laid_out

register = template.Library()
register.filter("laid_out", laid_out)
