"""What must hold in a region file: its schema, and what refers to what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from vru_portal.dates import first_day, last_day

from .messages import complaints, shown
from .reading import Path_, RegionFile

SCHEMA_FILE = Path(__file__).resolve().parent.parent / "data" / "region.schema.json"
formats = FormatChecker(formats=[])

# What is named, where it must be listed, and what the file's reader calls it.
REFERENCES = (
    ("figures[].source", "sources[].key", "source"),
    ("authorities[].figures[].source", "sources[].key", "source"),
    ("pilots[].figures[].source", "sources[].key", "source"),
    ("pilots[].phases[].source", "sources[].key", "source"),
    ("pilots[].context[].source", "sources[].key", "source"),
    ("pilots[].highlights[].source", "sources[].key", "source"),
    ("regional_work[].source", "sources[].key", "source"),
    ("regional_work[].theme", "themes[].name", "theme"),
    ("pilots[].themes[]", "themes[].name", "theme"),
    ("pilots[].highlights[].themes[]", "themes[].name", "theme"),
    ("pilots[].authority", "authorities[].name", "local authority"),
    ("pilots[].partners[]", "organisations[]", "organisation"),
    ("pilots[].highlights[].partners[]", "organisations[]", "organisation"),
)
# What may be there once only, among its neighbours in the same list.
UNIQUE = (
    ("sources[]", ("key",)),
    ("themes[]", ("name",)),
    ("authorities[]", ("name",)),
    ("authorities[]", ("gss",)),
    ("authorities[].localities[]", ("key",)),
    ("organisations[]", ()),
    ("activity_kinds[]", ("name",)),
    ("audience_groups[]", ()),
    ("figures[]", ("label", "source")),
    ("authorities[].figures[]", ("label", "source")),
    ("pilots[].figures[]", ("label", "source")),
    ("regional_work[]", ("theme", "kind", "title")),
    ("pilots[]", ("key",)),
    ("pilots[].sites[]", ("name",)),
    ("pilots[].context[]", ("claim",)),
    ("pilots[].highlights[]", ("key",)),
    ("pilots[].highlights[].reach[]", ("audience", "unit", "counts")),
)
DEFAULTS = {"unit": "people", "counts": "individuals"}
PERIODS = (
    ("pilots[]", "started", "ended"),
    ("pilots[].sites[]", "since", "until"),
    ("pilots[].phases[]", "since", "until"),
    ("pilots[].highlights[]", "from", "until"),
)


@formats.checks("partial-date", raises=ValueError)
def is_partial_date(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, str | int) or bool(first_day(str(value)))


@formats.checks("line")
def is_line(value: Any) -> bool:
    """Say whether a text is one line without spaces at either end."""
    return not isinstance(value, str) or (value == value.strip() and "\n" not in value and "\r" not in value)


@formats.checks("web-address", raises=ValidationError)
def is_web_address(value: Any) -> bool:
    if isinstance(value, str):
        URLValidator(schemes=["http", "https"])(value)
    return True


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a region file."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def check(file: RegionFile) -> None:
    """Note every fault of the file, as far as it can be seen without the database."""
    for error in Draft202012Validator(schema(), format_checker=formats).iter_errors(file.data):
        for path, message in complaints(error):
            file.blame(path, message)
    for rule in (references, repetitions, periods, order_of_phases, places_of_pilots, places_of_highlights, future):
        for path, message in rule(file):
            file.blame(path, message)


Faults = Iterator[tuple[Path_, str]]


def references(file: RegionFile) -> Faults:
    for pattern, listed, noun in REFERENCES:
        known = {value for _, value in file.each(listed) if isinstance(value, str)}
        for path, value in file.each(pattern):
            if isinstance(value, str) and value not in known:
                yield path, f"unknown {noun} {shown(value)}: it is not listed under {listed.split('[')[0]}"


def repetitions(file: RegionFile) -> Faults:
    for pattern, keys in UNIQUE:
        seen = set()
        for path, item in file.each(pattern):
            identity = identity_of(item, keys)
            if identity and (path[:-1], identity) in seen:
                yield (*path, *keys[:1]), f"{', '.join(filter(None, identity))} is there twice"
            seen.add((path[:-1], identity))


def identity_of(item: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return what must be unique about an item, quoted; nothing where the item does not say it."""
    if not keys:
        return (shown(item),)
    if not isinstance(item, dict) or item.get(keys[0]) is None:
        return ()
    values = [item.get(key, DEFAULTS.get(key)) for key in keys]
    return tuple("" if value is None else shown(value) for value in values)


def day(value: Any, edge: Callable[[str], date]) -> date | None:
    """Return the first or last day that a date of the file can mean; None where it is no date."""
    try:
        return edge(str(value)) if value else None
    except ValueError:
        return None


def periods(file: RegionFile) -> Faults:
    for pattern, start, end in PERIODS:
        for path, item in file.each(pattern):
            if not isinstance(item, dict):
                continue
            first, last = day(item.get(start), first_day), day(item.get(end), last_day)
            if first and last and last < first:
                yield (*path, end), f"{item[end]} is before {start}: {item[start]}"


def order_of_phases(file: RegionFile) -> Faults:
    for path, phases in file.each("pilots[].phases"):
        latest = None
        for index, phase in enumerate(phases if isinstance(phases, list) else []):
            since = phase.get("since") if isinstance(phase, dict) else None
            if latest and (last := day(since, last_day)) and last < latest:
                yield (*path, index, "since"), f"{since} is before the phase above it: list phases from old to new"
            latest = day(since, first_day) or latest


def places_of_pilots(file: RegionFile) -> Faults:
    names = {path[1]: name for path, name in file.each("authorities[].name")}
    known = [(names.get(path[1]), key) for path, key in file.each("authorities[].localities[].key")]
    chosen = {path[1]: name for path, name in file.each("pilots[].authority")}
    for path, key in file.each("pilots[].localities[]"):
        authority = chosen.get(path[1])
        if authority in names.values() and (authority, key) not in known:
            yield path, f"unknown locality {shown(key)}: it is not listed under {authority}"


def places_of_highlights(file: RegionFile) -> Faults:
    for name, listed in (("locality", "pilots[].localities[]"), ("site", "pilots[].sites[].name")):
        known = [(path[1], value) for path, value in file.each(listed)]
        for path, value in file.each(f"pilots[].highlights[].{name}"):
            if (path[1], value) not in known:
                yield path, f"{shown(value)} is not a {name} of this pilot"


def future(file: RegionFile) -> Faults:
    for path, highlight in file.each("pilots[].highlights[]"):
        if not isinstance(highlight, dict) or highlight.get("status") == "planned":
            continue
        key = "until" if highlight.get("until") else "from"
        end = day(highlight.get(key), last_day)
        if end and end > timezone.localdate():
            yield (*path, key), f"{highlight[key]} ends in the future: only a planned highlight may"
