"""What of the free text of a place anybody may read: no sentence that says, or gives away, a count too small."""

from __future__ import annotations

from collections.abc import Iterator

from pilots.models import Pilot, Region
from stakeholders.models import Network

from ..bulletins.words import SENTENCE, why_too_small

TEXTS: dict[type, list[str]] = {
    Pilot: ["target_group", "focus", "aims", "offers"],
    Network: ["purpose", "invitation"],
    Region: ["description"],
}
Place = Pilot | Network | Region


def for_all(text: str, place: Place) -> str:
    """Return a text of a place, its lines kept, without the sentences that are not for everybody."""
    names = names_of(place)
    lines = [
        (line, " ".join(one for one in SENTENCE.split(line) if not why_too_small(one, names)))
        for line in text.splitlines()
    ]
    return "\n".join(kept for line, kept in lines if kept or not line)


def left_out(place: Place) -> Iterator[tuple[str, str]]:
    """Yield each sentence about a place that no public page says, with why."""
    names = names_of(place)
    for name in TEXTS[type(place)]:
        for sentence in SENTENCE.split(getattr(place, name)):
            if why := why_too_small(sentence, names):
                yield sentence, why


def names_of(place: Place) -> list[str]:
    """Return the names that may hold a number which counts nobody."""
    if isinstance(place, Region):
        return [place.name, place.unit_name, place.police_force]
    return [str(place), str(place.authority), place.initiative if isinstance(place, Pilot) else str(place.pilot or "")]
