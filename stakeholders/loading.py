"""The parts of a region file that are about organisations and networks."""

from __future__ import annotations

from typing import Any

from pilots.models import LocalAuthority, Pilot, PublishedFigure, Region, Source
from pilots.region_file import DataFile, Ledger

from .models import Headcount, Network, Organisation

Item = dict[str, Any]
Sources = dict[str | None, Source | None]


def load(file: DataFile, ledger: Ledger, region: Region) -> dict[str, Organisation]:
    """Store the organisations, which of them are partners of which pilots, and the networks; places and pilots are
    stored already. Return the organisations by the names that the file calls them.
    """
    organisations = {}
    for item in file["organisations"]:
        item = item if isinstance(item, dict) else {"name": item}
        organisations[item["name"]] = store_organisation(ledger, region, item)
    sources: Sources = {None: None, **{source.key: source for source in region.sources.all()}}
    for place in file["authorities"]:
        authority = LocalAuthority.objects.get(gss_code=place["gss"])
        for item in place.get("networks", []):
            store_network(ledger, sources, {"authority": authority}, authority, item)
    for place in file["pilots"]:
        pilot = Pilot.objects.get(authority__region=region, slug=place["key"])
        ledger.link(pilot, "partners", [organisations[name] for name in place.get("partners", [])])
        for item in place.get("networks", []):
            store_network(ledger, sources, {"pilot": pilot}, pilot.authority, item)
    list_gone(ledger, region)
    return organisations


def store_organisation(ledger: Ledger, region: Region, item: Item) -> Organisation:
    """Store what the file says of a body, and return it, or the one into which people have merged it."""
    # Of most bodies the file knows the name and no more: what people add is then no contradiction.
    said = {name: item[name] for name in ("sector", "duty", "website") if name in item}
    identity = {"region": region, "name": item["name"]}
    organisation = ledger.store(Organisation, identity, renamable=True, **said)
    if organisation.merged_into:
        return remaining(organisation)
    if "covers" in item:
        ledger.link(organisation, "covers", region.authorities.filter(name__in=item["covers"]))
    return organisation


def remaining(organisation: Organisation) -> Organisation:
    """Return what is left of an organisation after all merging."""
    while organisation.merged_into:
        organisation = organisation.merged_into
    return organisation


def store_network(ledger: Ledger, sources: Sources, about: Item, authority: LocalAuthority, item: Item) -> None:
    """Store a network of a pilot or of a whole authority, with its headcounts."""
    network = ledger.store(
        Network,
        {"authority": authority, "slug": item["key"]},
        pilot=about.get("pilot"),
        name=item["name"],
        kind=item["kind"],
        purpose=item.get("purpose", ""),
        established_on=str(item.get("established", "")),
        rhythm=item.get("rhythm", ""),
        rhythm_wording=item.get("meets", ""),
        note=item.get("note", ""),
        source=sources[item["source"]],
    )
    for count in item.get("headcounts", []):
        store_headcount(ledger, sources, about, network, count)


def store_headcount(ledger: Ledger, sources: Sources, about: Item, network: Network, item: Item) -> None:
    """Store a headcount; a published figure that said so before is taken away, so that it is told once."""
    source = sources[item["source"]]
    identity = {"network": network, "as_at": str(item["as_at"]), "source": source}
    ledger.store(Headcount, identity, number=item["number"], wording=item.get("wording", ""))
    if "instead_of" in item:
        for figure in PublishedFigure.objects.filter(**about, label=item["instead_of"], source=source):
            ledger.take_away(figure)


def list_gone(ledger: Ledger, region: Region) -> None:
    ledger.list_gone(Organisation.objects.filter(region=region).current())
    networks = Network.objects.filter(authority__region=region, source__isnull=False).current()
    ledger.list_gone(networks)
    ledger.list_gone(Headcount.objects.filter(network__in=networks, source__isnull=False))
