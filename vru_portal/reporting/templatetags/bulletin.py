"""What templates say about bulletins and the work that they tell of."""

from django import template

from ..bulletins.counts import reached_in_words
from ..bulletins.layout import laid_out

register = template.Library()
register.filter("laid_out", laid_out)
register.filter("reached_in_words", reached_in_words)
