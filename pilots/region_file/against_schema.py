"""What a JSON schema asks of a data file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from jsonschema import Draft202012Validator, FormatChecker

from vru_portal.dates import first_day

from .messages import complaints
from .reading import DataFile

URN = re.compile(r"[0-9]{6}", re.ASCII)
SCORE = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,4})?", re.ASCII)
formats = FormatChecker(formats=[])


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


@formats.checks("urn")
def is_urn(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, str | int) or bool(URN.fullmatch(str(value)))


@formats.checks("score")
def is_score(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, str | int | float) or bool(SCORE.fullmatch(str(value)))


@cache
def schema_in(path: Path) -> dict[str, Any]:
    """Return the JSON schema that a file holds."""
    return json.loads(path.read_text(encoding="utf-8"))


def check_against(schema: dict[str, Any], file: DataFile) -> None:
    """Note every fault of the file that the schema knows of."""
    for error in Draft202012Validator(schema, format_checker=formats).iter_errors(file.data):
        for path, message in complaints(error):
            file.blame(path, message)
