"""The part of a region file that is about interventions: what its pilots deliver."""

from __future__ import annotations

from pilots.models import EducationSetting, Locality, Pilot, Region
from pilots.region_file import DataFile, Ledger

from ..models import Intervention, InterventionPhase
from .known import Item, Known, day

TEXTS = ("name", "description", "target_group", "language", "school_level", "referral", "how_to_refer", "planned_dose")


def load_interventions(file: DataFile, ledger: Ledger, region: Region, known: Known) -> None:
    """Store the interventions of the pilots; these and the catalogue are stored already."""
    for item in file["pilots"]:
        pilot = known.pilots[item["key"]]
        for intervention in item.get("interventions", []):
            store_intervention(ledger, known, pilot, intervention)
    loaded = Intervention.objects.filter(pilot__authority__region=region).exclude(key="")
    ledger.list_gone(loaded)
    ledger.list_gone(InterventionPhase.objects.filter(intervention__in=loaded))


def store_intervention(ledger: Ledger, known: Known, pilot: Pilot, item: Item) -> None:
    phases = item.get("phases", [])
    intervention = ledger.store(
        Intervention,
        {"pilot": pilot, "key": item["key"]},
        type=known.types[item["type"]],
        provider=known.organisations[item.get("provider")],
        funder=known.organisations[item.get("funder")],
        audience=known.audiences[item.get("audience")],
        youngest=item.get("youngest"),
        oldest=item.get("oldest"),
        starts_on=day(item, "started"),
        ends_on=day(item, "ended"),
        status=phases[-1]["status"] if phases else "",
        source=known.sources[item["source"]],
        **{name: item.get(name, "") for name in TEXTS},
    )
    ledger.link(intervention, "localities", localities_of(pilot, item))
    ledger.link(intervention, "schools", schools_of(ledger, pilot, item))
    store_phases(ledger, known, intervention, phases)


def localities_of(pilot: Pilot, item: Item) -> list[Locality]:
    """Return where an intervention is delivered; in the only locality of its pilot if it names no place."""
    localities = list(pilot.localities.all())
    if "localities" in item:
        return [locality for locality in localities if locality.slug in item["localities"]]
    return localities if len(localities) == 1 and "schools" not in item else []


def schools_of(ledger: Ledger, pilot: Pilot, item: Item) -> list[EducationSetting]:
    names = item.get("schools", [])
    return [ledger.find(EducationSetting, {"authority": pilot.authority, "name": name}) for name in names]


def store_phases(ledger: Ledger, known: Known, intervention: Intervention, phases: list[Item]) -> None:
    for position, phase in enumerate(phases, start=1):
        ledger.store(
            InterventionPhase,
            {"intervention": intervention, "position": position},
            status=phase["status"],
            since=day(phase, "since"),
            until=day(phase, "until"),
            reason=phase.get("reason", ""),
            source=known.sources[phase.get("source")],
        )


def intervention_of(ledger: Ledger, pilot: Pilot, item: Item) -> Intervention | None:
    """Return the intervention of the pilot that a highlight, or an anticipated outcome, says it belongs to."""
    if "intervention" not in item:
        return None
    return ledger.find(Intervention, {"pilot": pilot, "key": item["intervention"]})
