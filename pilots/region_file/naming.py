"""Names that a data file mentions but does not list, or lists twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .messages import shown
from .reading import DataFile, Path_

Faults = Iterator[tuple[Path_, str]]

# What is named, where it must be listed, and what the file's reader calls it.
REFERENCES = (
    ("figures[].source", "sources[].key", "source"),
    ("authorities[].figures[].source", "sources[].key", "source"),
    ("pilots[].figures[].source", "sources[].key", "source"),
    ("pilots[].phases[].source", "sources[].key", "source"),
    ("pilots[].context[].source", "sources[].key", "source"),
    ("pilots[].interventions[].source", "sources[].key", "source"),
    ("pilots[].interventions[].phases[].source", "sources[].key", "source"),
    ("pilots[].anticipated_outcomes[].source", "sources[].key", "source"),
    ("pilots[].theory.source", "sources[].key", "source"),
    ("pilots[].highlights[].source", "sources[].key", "source"),
    ("authorities[].networks[].source", "sources[].key", "source"),
    ("authorities[].networks[].headcounts[].source", "sources[].key", "source"),
    ("pilots[].networks[].source", "sources[].key", "source"),
    ("pilots[].networks[].headcounts[].source", "sources[].key", "source"),
    ("regional_work[].source", "sources[].key", "source"),
    ("regional_work[].theme", "themes[].name", "theme"),
    ("pilots[].themes[]", "themes[].name", "theme"),
    ("pilots[].highlights[].themes[]", "themes[].name", "theme"),
    ("pilots[].authority", "authorities[].name", "local authority"),
    ("organisations[].covers[]", "authorities[].name", "local authority"),
    ("pilots[].partners[]", "organisations[]", "organisation"),
    ("pilots[].interventions[].provider", "organisations[]", "organisation"),
    ("pilots[].interventions[].funder", "organisations[]", "organisation"),
    ("pilots[].highlights[].partners[]", "organisations[]", "organisation"),
)
# What is named by a pilot, and where its local authority must list it.
WITHIN_AUTHORITY = (
    ("pilots[].localities[]", "authorities[].localities[].key", "locality"),
    ("pilots[].sites[].school", "authorities[].schools[].name", "school"),
    ("pilots[].interventions[].schools[]", "authorities[].schools[].name", "school"),
)
# What is named by a part of a pilot, and where the same pilot must list it.
WITHIN_PILOT = (
    ("pilots[].interventions[].localities[]", "pilots[].localities[]", "a locality"),
    ("pilots[].anticipated_outcomes[].intervention", "pilots[].interventions[].key", "an intervention"),
    ("pilots[].highlights[].intervention", "pilots[].interventions[].key", "an intervention"),
    ("pilots[].theory.steps[].measured_by[].intervention", "pilots[].interventions[].key", "an intervention"),
    ("pilots[].highlights[].locality", "pilots[].localities[]", "a locality"),
    ("pilots[].highlights[].site", "pilots[].sites[].name", "a site"),
)
# What may be there once only, among its neighbours in the same list.
UNIQUE = (
    ("sources[]", ("key",)),
    ("themes[]", ("name",)),
    ("authorities[]", ("name",)),
    ("authorities[]", ("gss",)),
    ("authorities[]", ("tile_column", "tile_row")),
    ("authorities[].localities[]", ("key",)),
    ("authorities[].schools[]", ("name",)),
    ("organisations[]", ()),
    ("activity_kinds[]", ("name",)),
    ("audience_groups[]", ()),
    ("figures[]", ("label", "source")),
    ("authorities[].figures[]", ("label", "source")),
    ("pilots[].figures[]", ("label", "source")),
    ("organisations[].covers[]", ()),
    ("authorities[].networks[].headcounts[]", ("as_at", "source")),
    ("pilots[].networks[].headcounts[]", ("as_at", "source")),
    ("regional_work[]", ("theme", "kind", "title")),
    ("pilots[]", ("key",)),
    ("pilots[].sites[]", ("name",)),
    ("pilots[].context[]", ("claim",)),
    ("pilots[].interventions[]", ("key",)),
    ("pilots[].anticipated_outcomes[]", ("statement",)),
    ("pilots[].theory.factors[]", ()),
    ("pilots[].theory.steps[]", ("key",)),
    ("pilots[].theory.steps[].leads_to[]", ("to",)),
    ("pilots[].theory.steps[].measured_by[]", ()),
    ("pilots[].highlights[]", ("key",)),
    ("pilots[].highlights[].reach[]", ("audience", "unit", "counts")),
)
DEFAULTS = {"unit": "people", "counts": "individuals"}


def unknown_names(file: DataFile, references: Iterable[tuple[str, str, str]]) -> Faults:
    """Yield what is named in one part of the file and not listed in the other."""
    for pattern, listed, noun in references:
        known = {name for _, value in file.each(listed) if isinstance(name := name_of(value), str)}
        for path, value in file.each(pattern):
            if isinstance(value, str) and value not in known:
                yield path, f"unknown {noun} {shown(value)}: it is not listed under {listed.split('[')[0]}"


def repetitions(file: DataFile, unique: Iterable[tuple[str, tuple[str, ...]]]) -> Faults:
    """Yield what stands twice in one list."""
    for pattern, keys in unique:
        seen = set()
        for path, item in file.each(pattern):
            identity = identity_of(item, keys)
            if identity and (path[:-1], identity) in seen:
                yield (*path, *keys[:1]), f"{', '.join(filter(None, identity))} is there twice"
            seen.add((path[:-1], identity))


def identity_of(item: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return what must be unique about an item, quoted; nothing where the item does not say it."""
    if not keys:
        return (shown(name_of(item)),)
    if not isinstance(item, dict) or item.get(keys[0]) is None:
        return ()
    values = [item.get(key, DEFAULTS.get(key)) for key in keys]
    return tuple("" if value is None else shown(value) for value in values)


def name_of(item: Any) -> Any:
    """Return the name that stands alone in a list, or in a group of keys."""
    return item.get("name", item) if isinstance(item, dict) else item


def names(file: DataFile) -> Faults:
    yield from unknown_names(file, REFERENCES)
    yield from repetitions(file, UNIQUE)


def names_of_authorities(file: DataFile) -> Faults:
    """Yield what a pilot names and its own local authority does not list."""
    names = {path[1]: name for path, name in file.each("authorities[].name")}
    chosen = {path[1]: name for path, name in file.each("pilots[].authority")}
    for pattern, listed, noun in WITHIN_AUTHORITY:
        known = [(names.get(path[1]), key) for path, key in file.each(listed)]
        for path, key in file.each(pattern):
            authority = chosen.get(path[1])
            if authority in names.values() and (authority, key) not in known:
                yield path, f"unknown {noun} {shown(key)}: it is not listed under {authority}"


def names_of_pilots(file: DataFile) -> Faults:
    """Yield what a part of a pilot names and the pilot does not list."""
    for pattern, listed, noun in WITHIN_PILOT:
        known = [(path[1], value) for path, value in file.each(listed)]
        for path, value in file.each(pattern):
            if (path[1], value) not in known:
                yield path, f"{shown(value)} is not {noun} of this pilot"


def urns(file: DataFile) -> Faults:
    """Yield the URNs that two schools have, wherever these are."""
    seen = set()
    for path, urn in file.each("authorities[].schools[].urn"):
        if str(urn) in seen:
            yield path, f"{shown(urn)} is there twice: each school has a URN of its own"
        seen.add(str(urn))
