"""What must hold in a catalogue file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pilots.region_file import DataFile
from pilots.region_file.against_schema import check_against, is_score, schema_in
from pilots.region_file.naming import Faults, repetitions

SCHEMA_FILE = Path(__file__).resolve().parent.parent / "data" / "catalogue.schema.json"
UNIQUE = (
    ("measures[]", ("key",)),
    ("measures[]", ("name",)),
    ("factors[]", ("name",)),
    ("intervention_types[]", ("key",)),
    ("intervention_types[]", ("name",)),
    ("intervention_types[].themes[]", ()),
)
OF_SCALES = ("lowest", "highest", "conversion")


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a catalogue file."""
    return schema_in(SCHEMA_FILE)


def check(file: DataFile) -> None:
    """Note every fault of the file, as far as it can be seen without the database."""
    check_against(schema(), file)
    for rule in (names, ranges, conversions):
        for path, message in rule(file):
            file.blame(path, message)


def names(file: DataFile) -> Faults:
    yield from repetitions(file, UNIQUE)


def ranges(file: DataFile) -> Faults:
    for path, measure in file.each("measures[]"):
        bounds = range_of(measure)
        if bounds and bounds[0] >= bounds[1]:
            yield (*path, "highest"), f"must be more than lowest: {measure['lowest']}"
        if isinstance(measure, dict) and measure.get("kind") in ("proportion", "count"):
            yield from (((*path, name), "only a scale has this") for name in OF_SCALES if name in measure)


def range_of(measure: Any) -> tuple[float, float] | None:
    """Return the lowest and the highest score of a measure; None where the file does not give both."""
    bounds = [measure.get(name) for name in ("lowest", "highest")] if isinstance(measure, dict) else []
    numbers = [bound for bound in bounds if isinstance(bound, int | float) and not isinstance(bound, bool)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def conversions(file: DataFile) -> Faults:
    """Yield what is missing from a table of conversion, and scores that do not rise with the raw ones."""
    for path, table in file.each("measures[].conversion"):
        bounds = range_of(file.data["measures"][path[1]])
        scores = scores_of(table)
        if not bounds or not scores:
            continue
        missing = [str(raw) for raw in range(int(bounds[0]), int(bounds[1]) + 1) if raw not in scores]
        if missing:
            yield path, f"has no score for {', '.join(missing[:5])}{' and others' if len(missing) > 5 else ''}"
        for lower, higher in zip(sorted(scores), sorted(scores)[1:], strict=False):
            if scores[higher] < scores[lower]:
                yield (*path, str(higher)), f"is less than the score for {lower}: {scores[lower]}"


def scores_of(table: Any) -> dict[int, Decimal]:
    """Return a table of conversion as numbers; nothing of it where any entry is no number."""
    entries = table.items() if isinstance(table, dict) else ()
    sound = all(str(raw).isdecimal() and type(score) in {str, int, float} and is_score(score) for raw, score in entries)
    return {int(raw): Decimal(str(score)) for raw, score in entries} if sound else {}
