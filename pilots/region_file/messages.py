"""What the schema complains about, in words for the person who writes the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import ValidationError

from .reading import Path_

TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a group of keys",
    "boolean": "true or false",
}
FORMATS = {
    "partial-date": "is not a date: write a year, a month or a day that exists, such as 2021, 2021-03 or 2021-03-12",
    "line": "must be one line, without spaces at its start or end",
    "web-address": "is not a web address: it starts with https:// or http://",
    "urn": "is not a URN: six digits, such as 123456",
    "score": "is not a score: a number, such as 9.51",
}


def shown(value: Any) -> str:
    """Quote a value of the file, shortened, with nothing in it that a terminal would obey."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def complaints(error: ValidationError) -> Iterator[tuple[Path_, str]]:
    """Yield the path and the message of each fault that one error of the schema stands for."""
    path: Path_ = tuple(error.absolute_path)
    rule = str(error.validator)
    if rule == "additionalProperties":
        known = ", ".join(error.schema["properties"])
        unknown = [key for key in error.instance if key not in error.schema["properties"]]
        yield from (((*path, key), f"unknown key. The keys here are: {known}") for key in unknown)
    elif rule == "required":
        missing = next(key for key in error.validator_value if f"'{key}' is" in error.message)
        yield (*path, missing), "this is missing"
    else:
        yield path, WORDS.get(rule, lambda error: error.message)(error)


def wrong_type(error: ValidationError) -> str:
    types = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    kind = " or ".join(TYPES[name] for name in types)
    return f"must be {kind}, not {'empty' if error.instance is None else shown(error.instance)}"


WORDS = {
    "type": wrong_type,
    "enum": lambda error: f"must be one of {', '.join(error.validator_value)}, not {shown(error.instance)}",
    "format": lambda error: f"{shown(error.instance)} {FORMATS[error.validator_value]}",
    "pattern": lambda error: f"{shown(error.instance)} {error.schema['x-message']}",
    "maxLength": lambda error: (
        f"is too long: {len(error.instance):,} characters, at most {error.validator_value:,} are allowed"
    ),
    "minLength": lambda error: "must not be empty",
    "minItems": lambda error: "must not be an empty list",
    "minProperties": lambda error: f"needs {error.validator_value} entries or more",
    "minimum": lambda error: f"must be {error.validator_value:,} or more, not {error.instance:,}",
    "exclusiveMinimum": lambda error: f"must be more than {error.validator_value:,}, not {error.instance:,}",
    "maximum": lambda error: f"must be {error.validator_value:,} or less, not {error.instance:,}",
    "anyOf": lambda error: f"needs one of: {', '.join(option['required'][0] for option in error.validator_value)}",
    "dependentRequired": lambda error: f"{error.message.split(' is a dependency')[0]} is missing beside it",
    "not": lambda error: error.schema["x-message"],
}
