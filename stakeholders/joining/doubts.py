"""Telling people from programs without asking anything of people: a signed time stamp, and a box that nobody sees.

The page sets no cookie. So its form carries no token bound to one: instead the time at which the page was made, signed
for its network. Another site could have a visitor's browser send the form, but that would use nothing of the visitor's,
who need not be signed in; browsers say so with Sec-Fetch-Site, and it is refused.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest

from ..models import Network

LEAST, LONGEST = timedelta(seconds=3), timedelta(days=1)
STAMP, TRAP = "opened", "website"
OLD = "This page was open for more than a day. Check what you typed, then send it again"
UNKNOWN = "The form did not come from this page. Check what you typed, then send it again"
TOO_FAST = "That was faster than people can type. Check what you typed, then send it again"
TRAPPED = "This looked like spam: a box that should stay empty was filled in. Check what you typed, then send it again"


def stamp_for(request: HttpRequest, network: Network) -> str:
    """Return the time stamp that the page's form carries: the one that it came with, as long as that may be used."""
    sent = request.POST.get(STAMP, "")
    try:
        may_be_used = is_younger(sent, network, LONGEST)
    except BadSignature:
        may_be_used = False
    return sent if may_be_used else signer(network).sign(str(network.pk))


def why_doubted(request: HttpRequest, network: Network) -> str:
    """Return what to tell about a form that a program may have sent, "" where nothing speaks for that."""
    sent = request.POST.get(STAMP, "")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return UNKNOWN
    if request.POST.get(TRAP):
        return TRAPPED
    try:
        if not is_younger(sent, network, LONGEST):
            return OLD
        return TOO_FAST if is_younger(sent, network, LEAST) else ""
    except BadSignature:
        return UNKNOWN


def signer(network: Network) -> TimestampSigner:
    return TimestampSigner(salt=f"stakeholders.joining.{network.pk}")


def is_younger(stamp: str, network: Network, age: timedelta) -> bool:
    """Say whether a stamp of this network is not older than this; BadSignature if it is none."""
    try:
        signer(network).unsign(stamp, max_age=age)
    except SignatureExpired:
        return False
    return True
