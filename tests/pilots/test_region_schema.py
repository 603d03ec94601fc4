"""The schema of a region file fits the database and the documentation."""

import re

import pytest
from django.db.models import CharField, Model

from interventions.loading import known
from interventions.models import (
    Activity,
    ActivityKind,
    AnticipatedOutcome,
    AudienceGroup,
    Intervention,
    InterventionPhase,
    Reach,
)
from pilots import models as pilots
from pilots.region_file import naming, networks, order
from pilots.region_file.checks import schema
from stakeholders.models import Headcount, Network, Organisation
from stakeholders.networks.rhythm import FREQUENCIES, read

PLACES: dict[str, tuple[type[Model], dict[str, str]]] = {
    "properties/region": (pilots.Region, {"key": "slug", "unit": "unit_name"}),
    "properties/sources/items": (pilots.Source, {"published": "published_on"}),
    "properties/themes/items": (pilots.Theme, {}),
    "properties/authorities/items": (pilots.LocalAuthority, {}),
    "properties/authorities/items/properties/localities/items": (pilots.Locality, {"key": "slug"}),
    "properties/activity_kinds/items": (ActivityKind, {}),
    "properties/regional_work/items": (pilots.RegionalWork, {}),
    "$defs/figure": (pilots.PublishedFigure, {}),
    "properties/organisations/items": (Organisation, {}),
    "$defs/network": (Network, {"key": "slug", "meets": "rhythm_wording"}),
    "$defs/network/properties/headcounts/items": (Headcount, {}),
    "properties/pilots/items": (pilots.Pilot, {"key": "slug"}),
    "properties/pilots/items/properties/sites/items": (pilots.Site, {}),
    "properties/pilots/items/properties/phases/items": (pilots.Phase, {}),
    "properties/pilots/items/properties/context/items": (pilots.ContextEntry, {}),
    "properties/authorities/items/properties/schools/items": (pilots.EducationSetting, {}),
    "properties/pilots/items/properties/interventions/items": (Intervention, {}),
    "properties/pilots/items/properties/interventions/items/properties/phases/items": (InterventionPhase, {}),
    "properties/pilots/items/properties/anticipated_outcomes/items": (AnticipatedOutcome, {}),
    "properties/pilots/items/properties/theory/properties/steps/items": (pilots.TheoryStep, {}),
    "properties/pilots/items/properties/theory/properties/steps/items/properties/leads_to/items": (
        pilots.TheoryLink,
        {"assuming": "assumption"},
    ),
    "properties/pilots/items/properties/highlights/items": (Activity, {"key": "source_key"}),
    "properties/pilots/items/properties/highlights/items/properties/reach/items": (Reach, {}),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_schema_allows_no_text_that_its_column_does_not_hold(place):
    """A text that is too long is otherwise an error 500 on PostgreSQL and silently stored on SQLite."""
    model, renamed = PLACES[place]
    part = schema()
    for step in place.split("/"):
        part = part[step]
    columns = {field.name: field.max_length for field in model._meta.concrete_fields if isinstance(field, CharField)}
    limits = {
        renamed.get(key, key): item["maxLength"] for key, item in part["properties"].items() if "maxLength" in item
    }
    shared = columns.keys() & limits.keys()
    assert shared
    assert {name: limits[name] for name in shared if limits[name] > columns[name]} == {}


def test_names_in_plain_lists_fit_their_columns():
    properties = schema()["properties"]
    assert properties["organisations"]["items"]["maxLength"] <= Organisation._meta.get_field("name").max_length
    assert properties["audience_groups"]["items"]["maxLength"] <= AudienceGroup._meta.get_field("name").max_length


def test_every_key_of_the_schema_is_described():
    for properties in parts_of(schema()):
        for name, item in properties.items():
            assert item.get("description"), name


def parts_of(part):
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and "additionalProperties" in part:
            yield part["properties"]
        for deeper in part.values():
            yield from parts_of(deeper)


def test_every_key_of_the_schema_is_in_the_documentation(settings):
    text = (settings.BASE_DIR / "docs/region-file.md").read_text(encoding="utf-8")
    names = {name for properties in parts_of(schema()) for name in properties}
    missing = [name for name in names if not re.search(rf"\b{name}\b", text)]
    assert missing == []


def test_pairs_of_references_name_parts_of_the_schema():
    """A reference that is misspelt would check nothing."""
    pairs = (*naming.REFERENCES, *naming.WITHIN_AUTHORITY, *naming.WITHIN_PILOT, *known.LISTS)
    patterns = [pattern for pair in pairs for pattern in pair[:2]]
    patterns += [pattern for pattern, _, _ in known.IN_CATALOGUE]
    patterns += [f"{place}.{key}" for place, keys in naming.UNIQUE for key in keys or ("",)]
    patterns += [f"{place}.{key}" for place, *keys in order.PERIODS for key in keys]
    patterns += [*order.PHASES, *order.PAST, *networks.PLACES]
    for pattern in patterns:
        assert leads_somewhere(schema(), pattern.rstrip(".")), pattern


def leads_somewhere(part, pattern) -> bool:
    for step in filter(None, pattern.replace("[]", ".[]").split(".")):
        part = schema()["$defs"][part["$ref"].split("/")[-1]] if "$ref" in part else part
        part = part["items"] if step == "[]" else part.get("properties", {}).get(step)
        if part is None:
            return False
    return True


@pytest.mark.parametrize(
    ("place", "choices"),
    [
        ("$defs/network/properties/kind", Network.Kind),
        ("properties/organisations/items/properties/sector", Organisation.Sector),
        ("properties/organisations/items/properties/duty", Organisation.Duty),
    ],
)
def test_the_schema_offers_what_the_portal_does(place, choices):
    part = schema()
    for step in place.split("/"):
        part = part[step]
    assert part["enum"] == choices.values


@pytest.mark.parametrize("often", [often for often in FREQUENCIES if often != "weekday"])
@pytest.mark.parametrize("on", ["", ";BYDAY=TU", ";BYDAY=-1FR", ";BYMONTHDAY=28"])
def test_a_rhythm_that_the_portal_offers_may_stand_in_a_file(often, on):
    pattern = schema()["$defs"]["network"]["properties"]["rhythm"]["pattern"]
    rule = FREQUENCIES[often] + on
    assert read(rule) is None or re.fullmatch(pattern, rule)
