"""The part of a region file that is about organisations."""

from __future__ import annotations

from pilots.models import Pilot, Region
from pilots.region_file import DataFile, Ledger

from .models import Organisation


def load(file: DataFile, ledger: Ledger, region: Region) -> None:
    """Store the organisations, and which of them are partners of which pilots, which are stored already."""
    organisations = {
        name: ledger.store(Organisation, {"region": region, "name": name}) for name in file["organisations"]
    }
    for item in file["pilots"]:
        pilot = Pilot.objects.get(authority__region=region, slug=item["key"])
        ledger.link(pilot, "partners", [organisations[name] for name in item.get("partners", [])])
    ledger.list_gone(Organisation.objects.filter(region=region).current())
