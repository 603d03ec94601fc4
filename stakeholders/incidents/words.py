"""What no text of an incident may hold: anything that leads to a person or a front door."""

from __future__ import annotations

import re
from collections.abc import Collection

from django import forms

from pilots.models import LocalAuthority
from vru_portal.free_text import refuse_personal_data

STREETS = (
    "road|rd|street|st|lane|ln|avenue|ave|drive|close|crescent|cres|court|terrace|grove|gardens|gdns|way|place|walk|rise"
    "|row|square|hill|green|mews|croft|parade"
)
NAMED = r"[A-Z][\w'’-]*"
NUMBER = r"(?<![\w£:.,-])\d{1,4}[a-zA-Z]?,? "
ADDRESS = re.compile(
    rf"{NUMBER}(?:{NAMED} ){{1,3}}(?i:{STREETS})\b(?!')"
    rf"|{NUMBER}(?!(?:the|a|on|in|at|per|of|by|from|to) )[a-z'’-]+ (?:road|rd|street|lane|avenue|crescent)\b"
    r"|\b(?i:flat|apartment|maisonette)s?(?i: no\.?| number)? \d{1,4}[a-zA-Z]?\b"
    r"|\b(?i:house)(?i: no\.?| number) ?\d{1,4}[a-zA-Z]?\b"
)
HINT = "No names, ages, addresses or details of anyone involved. Say “a young person”, “the family”, “residents”."
IN_GENERAL_WORDS = "Take it out: say where it was in general words, such as “around the shops”"


def refuse_details(form: forms.BaseForm, names: Collection[str], authority: LocalAuthority | None) -> None:
    """Add an error to each of these fields whose text looks like personal data or holds the number of a house."""
    known = [authority.name, *(place.name for place in authority.localities.all())] if authority else []
    refuse_personal_data(form, names, known)
    for name in names:
        if found := ADDRESS.search(form.cleaned_data.get(name) or ""):
            form.add_error(name, f"“{found[0].strip()}” looks like an address. {IN_GENERAL_WORDS}")
