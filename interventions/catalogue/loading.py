"""Stores what a catalogue file says. Measures and factors are shared by all regions, types belong to one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pilots.models import Factor, Region, Theme
from pilots.region_file import DataFile, Ledger
from pilots.region_file.ledger import described
from pilots.region_file.messages import shown

from ..models import InterventionType, OutcomeMeasure
from ..models.measure import MEANING

Item = dict[str, Any]
HUNDREDTHS = Decimal("0.01")


def check_stored(file: DataFile, region: Any) -> None:
    """Note where the file contradicts what is stored for the region of that key."""
    measures = {value for _, value in file.each("measures[].key") if isinstance(value, str)}
    measures.update(OutcomeMeasure.objects.values_list("slug", flat=True))
    for path, value in file.each("intervention_types[].measure"):
        if isinstance(value, str) and value not in measures:
            file.blame(path, f"unknown outcome measure {shown(value)}: it is not listed under measures")
    types = InterventionType.objects.filter(region__slug=region) if isinstance(region, str) else ()
    stored = {one.name: one.slug for one in types}
    for path, name in file.each("intervention_types[].name"):
        key = file.data["intervention_types"][path[1]].get("key")
        if isinstance(name, str) and stored.get(name, key) != key:
            file.blame(path, f"the region has a type of this name already, with the key {stored[name]}")


def load(file: DataFile, ledger: Ledger, region: Region) -> None:
    """Store the measures, the factors and the types of the region, which is stored already."""
    for item in file["measures"]:
        store_measure(ledger, item)
    for item in file["factors"]:
        ledger.store(Factor, {"kind": item["kind"], "name": item["name"]}, renamable=True, level=item["level"])
    measures = {measure.slug: measure for measure in OutcomeMeasure.objects.all()}
    themes = {theme.name: theme for theme in region.themes.all()}
    for item in file["intervention_types"]:
        store_type(ledger, region, measures, themes, item)
    ledger.list_gone(InterventionType.objects.filter(region=region).current())


def store_measure(ledger: Ledger, item: Item) -> None:
    """Store a measure. What the figures mean that are stored on it is left as it is, and listed if it differs."""
    values = values_of(item)
    row = ledger.find(OutcomeMeasure, {"slug": item["key"]})
    if row and row.has_figures:
        differing = [name for name in MEANING if getattr(row, name) != values[name]]
        values = {name: value for name, value in values.items() if name not in MEANING}
        if "meaningful_change" in differing:
            del values["meaningful_change_note"]  # it says where the other one comes from
        ledger.kept += [described(row, name) for name in differing]
    ledger.store(OutcomeMeasure, {"slug": item["key"]}, **values)


def values_of(item: Item) -> Item:
    texts = ("short_name", "description", "scoring", "meaningful_change_note", "permission")
    return {
        "name": item["name"],
        "kind": item["kind"],
        "items": item.get("items"),
        "lowest": decimal(item, "lowest"),
        "highest": decimal(item, "highest"),
        "whole_numbers": item.get("whole_numbers", True),
        "higher_is_better": item.get("better", "higher") == "higher",
        "conversion": {raw: str(score) for raw, score in item.get("conversion", {}).items()},
        "meaningful_change": decimal(item, "meaningful_change"),
        "bands": "\n".join(item.get("bands", [])),
        "source": item["source"],
        "read_on": str(item.get("read", "")),
        **{name: item.get(name, "") for name in texts},
    }


def decimal(item: Item, name: str) -> Decimal | None:
    return Decimal(str(item[name])).quantize(HUNDREDTHS) if name in item else None


def store_type(ledger: Ledger, region: Region, measures: dict, themes: dict[str, Theme], item: Item) -> None:
    rating = item.get("rating", {})
    kind = ledger.store(
        InterventionType,
        {"region": region, "slug": item["key"]},
        name=item["name"],
        prevention_level=item.get("prevention", ""),
        is_training=item.get("training", False),
        materials="\n".join(item.get("materials", [])),
        impact=rating.get("impact", ""),
        evidence_quality=rating.get("quality"),
        cost=rating.get("cost"),
        evidence=rating.get("evidence", ""),
        evidence_source=rating.get("source", ""),
        evidence_read_on=str(rating.get("read", "")),
        suggested_measure=measures[item["measure"]] if "measure" in item else None,
        **{name: item.get(name, "") for name in ("description", "target_groups", "usual_dose", "languages")},
    )
    ledger.link(kind, "themes", [themes[name] for name in item.get("themes", []) if name in themes])
