"""What the public page of a network says of it, and of what becomes of the details that are sent from it."""

from __future__ import annotations

from vru_portal.access.roles import Capability, roles_with

from ..models import Network
from ..networks import rhythm


def place_of(network: Network) -> str:
    """Return where a network works, in words: the localities of its pilot, or its whole local authority."""
    localities = list(network.pilot.localities.all()) if network.pilot else []
    if localities:
        return f"{listed([locality.name for locality in localities])}, {network.authority}"
    return str(network.authority)


def rhythm_of(network: Network) -> str:
    """Return how often a network meets, in words that give no day away; "" where that is not known."""
    known = rhythm.read(network.rhythm)
    often = str(known._replace(week="", weekday="", day="")) if known else ""
    return often or network.rhythm_wording


def readers_of(network: Network) -> str:
    """Return who sees what is sent, in words, as the table of roles has it."""
    roles = roles_with(Capability.RUN_NETWORKS)
    return f"{listed([f'{role.label.lower()}s' for role in roles])} of {network.authority}"


def listed(words: list[str]) -> str:
    """Return such as "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
