"""What the parts of a region file refer to, and the shared lists among it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilots.models import Factor, Pilot, Region, Source, Theme
from pilots.region_file import DataFile, Ledger
from pilots.region_file.messages import shown
from stakeholders.models import Organisation

from ..models import ActivityKind, AudienceGroup, InterventionType, OutcomeMeasure

Item = dict[str, Any]
# What is named, where the region file may list it, in which table it may be stored already, and what it is called.
LISTS = (
    ("pilots[].highlights[].kind", "activity_kinds[].name", ActivityKind, "kind of activity"),
    ("pilots[].theory.steps[].measured_by[].kind", "activity_kinds[].name", ActivityKind, "kind of activity"),
    ("pilots[].highlights[].reach[].audience", "audience_groups[]", AudienceGroup, "audience group"),
    ("pilots[].interventions[].audience", "audience_groups[]", AudienceGroup, "audience group"),
    ("pilots[].theory.steps[].measured_by[].audience", "audience_groups[]", AudienceGroup, "audience group"),
)
# What is named, where the catalogue may list it, and what it is called.
IN_CATALOGUE = (
    ("pilots[].interventions[].type", "intervention_types[].key", "intervention type"),
    ("pilots[].anticipated_outcomes[].measure", "measures[].key", "outcome measure"),
    ("pilots[].theory.steps[].measured_by[].measure", "measures[].key", "outcome measure"),
    ("pilots[].theory.factors[]", "factors[].name", "risk or protective factor"),
)


def check(file: DataFile, catalogue: DataFile) -> None:
    """Note what is named in the region file, but neither listed in a file nor stored already."""
    for pattern, listed, model, noun in LISTS:
        known = {value for _, value in file.each(listed) if isinstance(value, str)}
        known.update(model.objects.values_list("name", flat=True))
        blame_unknown(file, pattern, known, noun, f"listed under {listed.split('[')[0]}")
    key = next((value for _, value in file.each("region.key")), None)
    stored = stored_in_catalogue(key if isinstance(key, str) else "")
    for pattern, listed, noun in IN_CATALOGUE:
        known = {value for _, value in catalogue.each(listed) if isinstance(value, str)} | stored[listed]
        blame_unknown(file, pattern, known, noun, "in the catalogue")


def blame_unknown(file: DataFile, pattern: str, known: set[str], noun: str, place: str) -> None:
    for path, value in file.each(pattern):
        if isinstance(value, str) and value not in known:
            file.blame(path, f"unknown {noun} {shown(value)}: it is not {place}")


def stored_in_catalogue(region: str) -> dict[str, set[str]]:
    """Return what the catalogue of a region holds already, by where a catalogue file lists it."""
    return {
        "intervention_types[].key": set(
            InterventionType.objects.filter(region__slug=region).values_list("slug", flat=True)
        ),
        "measures[].key": set(OutcomeMeasure.objects.values_list("slug", flat=True)),
        "factors[].name": set(Factor.objects.values_list("name", flat=True)),
    }


def load_lists(file: DataFile, ledger: Ledger) -> None:
    """Store the kinds of activity and the audience groups, which all regions share."""
    for index, item in enumerate(file["activity_kinds"], start=1):
        ledger.store(ActivityKind, {"name": item["name"]}, hint=item.get("hint", ""), position=index * 10)
    for index, name in enumerate(file["audience_groups"], start=1):
        ledger.store(AudienceGroup, {"name": name}, position=index * 10)


def day(item: Item, name: str) -> str:
    """Return a date of the file as it is stored: "2021", "2021-03" or "2021-03-12"; "" where there is none."""
    return str(item.get(name, ""))


@dataclass(frozen=True)
class Known:
    """What interventions, outcomes and highlights refer to, by name or key; the name None stands for nothing."""

    pilots: dict[str, Pilot]
    kinds: dict[str | None, ActivityKind | None]
    audiences: dict[str | None, AudienceGroup | None]
    sources: dict[str | None, Source | None]
    organisations: dict[str | None, Any]
    measures: dict[str | None, OutcomeMeasure | None]
    themes: dict[str, Theme]
    types: dict[str, InterventionType]

    @classmethod
    def of(cls, region: Region, organisations: dict[str, Organisation]) -> Known:
        """Read what is stored for a region, once for all that refers to it."""
        pilots = Pilot.objects.filter(authority__region=region).select_related("authority")
        return cls(
            pilots={pilot.slug: pilot for pilot in pilots},
            kinds={None: None, **{kind.name: kind for kind in ActivityKind.objects.all()}},
            audiences={None: None, **{group.name: group for group in AudienceGroup.objects.all()}},
            sources={None: None, **{source.key: source for source in region.sources.all()}},
            organisations={None: None} | organisations,
            measures={None: None, **{measure.slug: measure for measure in OutcomeMeasure.objects.all()}},
            themes={theme.name: theme for theme in region.themes.all()},
            types={one.slug: one for one in region.intervention_types.all()},
        )
