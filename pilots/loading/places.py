"""The part of a region file that is about places and pilots."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..models import (
    ContextEntry,
    EducationSetting,
    LocalAuthority,
    Locality,
    Phase,
    Pilot,
    PublishedFigure,
    Region,
    RegionalWork,
    Site,
    Source,
    Theme,
)
from ..region_file import DataFile, Ledger

Item = dict[str, Any]
PILOT_TEXTS = ("name", "short_name", "initiative", "basis", "target_group", "focus", "next_steps")


def check(file: DataFile) -> None:
    """Note where the file contradicts what is stored."""
    key = next((value for _, value in file.each("region.key")), None)
    if not isinstance(key, str):
        return
    elsewhere = dict(LocalAuthority.objects.exclude(region__slug=key).values_list("gss_code", "region__name"))
    for path, gss in file.each("authorities[].gss"):
        if isinstance(gss, str) and gss in elsewhere:
            file.blame(path, f"{gss} belongs to another region: {elsewhere[gss]}")
    codes = [(name, file.data["authorities"][path[1]].get("gss")) for path, name in file.each("authorities[].name")]
    stored = dict(Pilot.objects.filter(authority__region__slug=key).values_list("slug", "authority__gss_code"))
    for path, name in file.each("pilots[].authority"):
        slug = file.data["pilots"][path[1]].get("key")
        gss = next((gss for listed, gss in codes if listed == name), None)
        if gss and isinstance(slug, str) and stored.get(slug, gss) != gss:
            file.blame(path, f"this pilot is stored under {stored[slug]} already: a pilot does not move")
    check_urns(file)


def check_urns(file: DataFile) -> None:
    """Note the URNs that are stored for another school already."""
    for path, urn in file.each("authorities[].schools[].urn"):
        place = file.data["authorities"][path[1]]
        name = place["schools"][path[3]].get("name")
        for school in EducationSetting.objects.filter(urn=str(urn)).select_related("authority"):
            is_same = school.authority.gss_code == place.get("gss")
            if not is_same or not school.history.filter(name=str(name)).exists():
                file.blame(path, f"{urn} is the URN of {school} in {school.authority} already")


def load(file: DataFile, ledger: Ledger) -> Region:
    """Store the region, its places, and its pilots without their partners and highlights; return the region."""
    region = store_region(file, ledger)
    for item in file["sources"]:
        store_source(ledger, region, item)
    for item in file["themes"]:
        store_theme(ledger, region, item)
    sources = sources_of(region)
    store_figures(ledger, sources, {"region": region}, file.data)
    authorities = {item["name"]: store_authority(ledger, sources, region, item) for item in file["authorities"]}
    for item in file["regional_work"]:
        store_work(ledger, sources, region, item)
    for item in file["pilots"]:
        store_pilot(ledger, sources, authorities[item["authority"]], item)
    list_gone(ledger, region)
    return region


def sources_of(region: Region) -> dict[str | None, Source | None]:
    """Return the sources of the region by their keys; no key is no source."""
    return {None: None, **{source.key: source for source in region.sources.all()}}


def store_region(file: DataFile, ledger: Ledger) -> Region:
    item = file.data["region"]
    texts = {name: item.get(name, "") for name in ("name", "police_force", "website", "description", "contact")}
    return ledger.store(Region, {"slug": item["key"]}, unit_name=item["unit"], **texts)


def store_source(ledger: Ledger, region: Region, item: Item) -> None:
    identity = {"region": region, "key": item["key"]}
    ledger.store(Source, identity, title=item["title"], published_on=day(item, "published"))


def store_theme(ledger: Ledger, region: Region, item: Item) -> None:
    identity = {"region": region, "name": item["name"]}
    ledger.store(Theme, identity, is_cross_cutting=item.get("cross_cutting", False))


def store_authority(ledger: Ledger, sources: dict, region: Region, item: Item) -> LocalAuthority:
    authority = ledger.store(
        LocalAuthority,
        {"gss_code": item["gss"]},
        region=region,
        name=item["name"],
        tile_column=item.get("tile_column"),
        tile_row=item.get("tile_row"),
    )
    store_figures(ledger, sources, {"authority": authority}, item)
    for place in item.get("localities", []):
        ledger.store(
            Locality,
            {"authority": authority, "slug": place["key"]},
            name=place["name"],
            description=place.get("description", ""),
            population=place.get("population"),
            population_year=place.get("population_year"),
            population_source=place.get("population_source", ""),
            latitude=degrees(place, "latitude"),
            longitude=degrees(place, "longitude"),
        )
    for school in item.get("schools", []):
        store_school(ledger, authority, school)
    return authority


def store_school(ledger: Ledger, authority: LocalAuthority, item: Item) -> None:
    ledger.store(
        EducationSetting,
        {"authority": authority, "name": item["name"]},
        renamable=True,
        phase=item.get("phase", ""),
        urn=str(item.get("urn", "")),
        engaged_since=day(item, "engaged_since"),
        engaged_until=day(item, "engaged_until"),
    )


def day(item: Item, name: str) -> str:
    """Return a date of the file as it is stored: "2021", "2021-03" or "2021-03-12"; "" where there is none."""
    return str(item.get(name, ""))


def degrees(place: Item, name: str) -> Decimal | None:
    return Decimal(str(place[name])).quantize(Decimal("0.00001")) if name in place else None


def store_figures(ledger: Ledger, sources: dict, about: dict[str, Any], item: Item) -> None:
    for figure in item.get("figures", []):
        ledger.store(
            PublishedFigure,
            {**about, "label": figure["label"], "source": sources[figure["source"]]},
            number=figure.get("number"),
            wording=figure["wording"],
            note=figure.get("note", ""),
            as_at=day(figure, "as_at"),
        )


def store_work(ledger: Ledger, sources: dict, region: Region, item: Item) -> None:
    theme = Theme.objects.get(region=region, name=item["theme"])
    ledger.store(
        RegionalWork,
        {"region": region, "theme": theme, "kind": item["kind"], "title": item.get("title", "")},
        partner=item.get("partner", ""),
        rhythm=item.get("rhythm", ""),
        launched_on=day(item, "launched"),
        reached=item.get("reached"),
        reached_wording=item.get("reached_wording", ""),
        source=sources[item["source"]],
    )


def store_pilot(ledger: Ledger, sources: dict, authority: LocalAuthority, item: Item) -> None:
    pilot = ledger.store(
        Pilot,
        {"authority": authority, "slug": item["key"]},
        aims="\n".join(item.get("aims", [])),
        offers="\n".join(item.get("offers", [])),
        starts_on=day(item, "started"),
        ends_on=day(item, "ended"),
        **{name: item.get(name, "") for name in PILOT_TEXTS},
    )
    localities = item.get("localities", [])
    ledger.link(pilot, "localities", authority.localities.filter(slug__in=localities) if localities else [])
    themes = item.get("themes", [])
    ledger.link(pilot, "themes", authority.region.themes.filter(name__in=themes) if themes else [])
    store_figures(ledger, sources, {"pilot": pilot}, item)
    store_parts(ledger, sources, pilot, item)


def store_parts(ledger: Ledger, sources: dict, pilot: Pilot, item: Item) -> None:
    for site in item.get("sites", []):
        ledger.store(
            Site,
            {"pilot": pilot, "name": site["name"]},
            school=school_of(ledger, pilot, site),
            since=day(site, "since"),
            until=day(site, "until"),
        )
    for position, phase in enumerate(item.get("phases", []), start=1):
        ledger.store(
            Phase,
            {"pilot": pilot, "position": position},
            status=phase["status"],
            since=day(phase, "since"),
            until=day(phase, "until"),
            reason=phase.get("reason", ""),
            source=sources[phase.get("source")],
        )
    for entry in item.get("context", []):
        ledger.store(
            ContextEntry,
            {"pilot": pilot, "claim": entry["claim"]},
            cited=entry.get("cited", ""),
            source=sources[entry.get("source")],
        )


def school_of(ledger: Ledger, pilot: Pilot, site: Item) -> EducationSetting | None:
    if "school" not in site:
        return None
    return ledger.find(EducationSetting, {"authority": pilot.authority, "name": site["school"]})


def list_gone(ledger: Ledger, region: Region) -> None:
    ledger.list_gone(Source.objects.filter(region=region))
    ledger.list_gone(Theme.objects.filter(region=region).current())
    ledger.list_gone(LocalAuthority.objects.filter(region=region))
    ledger.list_gone(Locality.objects.filter(authority__region=region).current())
    ledger.list_gone(EducationSetting.objects.filter(authority__region=region).current())
    ledger.list_gone(RegionalWork.objects.filter(region=region))
    pilots = Pilot.objects.filter(authority__region=region).current()
    ledger.list_gone(pilots)
    for part in (Site, Phase):
        ledger.list_gone(part.objects.filter(pilot__in=pilots))
    ledger.list_gone(ContextEntry.objects.filter(pilot__in=pilots, withdrawn_at=None))
    ledger.list_gone(PublishedFigure.objects.filter(region=region))
    ledger.list_gone(PublishedFigure.objects.filter(authority__region=region))
    ledger.list_gone(PublishedFigure.objects.filter(pilot__in=pilots))
