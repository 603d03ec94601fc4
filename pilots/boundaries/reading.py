"""From a file on disk to the areas that it holds, with every fault of the file itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ..region_file.messages import shown
from ..region_file.reading import BINARY_STARTS

LARGEST_FILE = 50 * 1024 * 1024
SMALLER = "The Office for National Statistics offers each edition generalised, too: take BGC, BSC or BUC"
LONGITUDE_AND_LATITUDE = re.compile(r"CRS84|EPSG:{1,2}(?:[\d.]*:)?4326", re.IGNORECASE)
EXPORT = "export it in longitude and latitude (WGS 84, EPSG:4326)"
# Other formats for maps that end in .json, by what gives them away.
OTHER_FORMATS = {"arcs": "TopoJSON", "spatialReference": "ArcGIS JSON", "geometryType": "ArcGIS JSON"}


class BadBoundaries(Exception):
    """A file of boundaries that cannot be loaded, with every fault that was found."""

    def __init__(self, faults: Iterable[str]):
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Found:
    """An area as the file has it: its number in the file, counted from 1, its properties and its geometry."""

    number: int
    properties: dict[str, Any]
    geometry: Any


@dataclass(frozen=True)
class Collection:
    """What a file holds, and what it calls itself: its name in it, or else that of the file."""

    name: str
    areas: list[Found]


def read(path: str | Path) -> Collection:
    """Return the areas that a GeoJSON file holds, in longitude and latitude; BadBoundaries where it has none."""
    path = Path(path)
    data = parsed(content(path))
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        refuse(f"this is {kind_of(data)}. It has to be GeoJSON with a FeatureCollection")
    features = data.get("features")
    if not isinstance(features, list) or not features:
        refuse("there is no area in it: the list of features is empty")
    faults = [*faults_of_projection(data.get("crs")), *faults_of_shape(features)]
    if faults:
        raise BadBoundaries(faults)
    areas = [Found(number, one["properties"], one.get("geometry")) for number, one in enumerate(features, start=1)]
    return Collection(name_of(data, path), areas)


def refuse(message: str) -> NoReturn:
    raise BadBoundaries([message])


def content(path: Path) -> str:
    try:
        if not path.is_file():
            refuse("this is not a file" if path.exists() else "there is no such file")
        if path.stat().st_size > LARGEST_FILE:
            refuse(f"the file is too large: at most {LARGEST_FILE // 1024**2} MB. {SMALLER}")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        refuse(f"the file cannot be read: {getattr(error, 'strerror', None) or error}")
    for start, kind in BINARY_STARTS.items():
        if raw.startswith(start):
            refuse(f"this is {kind}. It has to be GeoJSON, unpacked")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse("this is not text in UTF-8. It has to be GeoJSON")


def parsed(text: str) -> Any:
    if not text.strip():
        refuse("the file is empty")
    try:
        return json.loads(text, parse_constant=no_number)
    except json.JSONDecodeError as error:
        refuse(f"this is not JSON: line {error.lineno}, column {error.colno}: {error.msg}")
    except ValueError as error:
        refuse(f"this is not JSON: {error}")
    except RecursionError:
        refuse("the JSON is nested too deeply")


def no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def kind_of(data: Any) -> str:
    """Return what a file is that is no FeatureCollection, as far as can be told."""
    if not isinstance(data, dict):
        return "JSON, but no map"
    other = next((name for key, name in OTHER_FORMATS.items() if key in data), None)
    return other or f"a {shown(data['type'])}" if other or "type" in data else "JSON, but no map"


def faults_of_projection(crs: Any) -> list[str]:
    """Return a fault where the file says that its coordinates are no longitudes and latitudes."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else str(crs or "")
    is_wrong = crs and not LONGITUDE_AND_LATITUDE.search(name)
    return [f"its coordinates are in {shown(name)}: {EXPORT}"] if is_wrong else []


def faults_of_shape(features: list[Any]) -> list[str]:
    return [
        f"area {number}: it has to be a Feature with properties"
        for number, one in enumerate(features, start=1)
        if not isinstance(one, dict) or one.get("type") != "Feature" or not isinstance(one.get("properties"), dict)
    ]


def name_of(data: dict[str, Any], path: Path) -> str:
    name = data.get("name")
    return " ".join(name.split()) if isinstance(name, str) and name.strip() else path.stem
