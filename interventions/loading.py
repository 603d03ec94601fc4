"""The part of a region file that is about activity: kinds, audience groups, and highlights as entries of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilots.models import Locality, Pilot, Region, Site, Source, Theme
from pilots.region_file import Ledger, RegionFile
from pilots.region_file.ledger import described, was_changed_by_people
from stakeholders.models import Organisation
from vru_portal.dates import first_day, last_day

from .models import Activity, ActivityKind, AudienceGroup, Reach, ReviewStep
from .models.activity import Status

Item = dict[str, Any]
TEXTS = ("title", "headline", "venue", "what_happened", "what_changed", "language")
# What is named in a highlight, where it may be listed, and in which table it may be stored already.
LISTS = (
    ("pilots[].highlights[].kind", "activity_kinds[].name", ActivityKind, "kind of activity"),
    ("pilots[].highlights[].reach[].audience", "audience_groups[]", AudienceGroup, "audience group"),
)


def check(file: RegionFile) -> None:
    """Note the kinds and audience groups that are neither in the file nor stored already."""
    for pattern, listed, model, noun in LISTS:
        known = {value for _, value in file.each(listed) if isinstance(value, str)}
        known.update(model.objects.values_list("name", flat=True))
        for path, value in file.each(pattern):
            if isinstance(value, str) and value not in known:
                name = listed.split("[")[0]
                file.blame(path, f"unknown {noun} {value!r:.60}: it is not listed under {name}")


@dataclass(frozen=True)
class Known:
    """What highlights refer to, by its name or key: read once for all of them."""

    kinds: dict[str, ActivityKind]
    audiences: dict[str, AudienceGroup]
    sources: dict[str, Source]
    themes: dict[str, Theme]
    organisations: dict[str, Organisation]

    @classmethod
    def of(cls, region: Region) -> Known:
        return cls(
            kinds={kind.name: kind for kind in ActivityKind.objects.all()},
            audiences={group.name: group for group in AudienceGroup.objects.all()},
            sources={source.key: source for source in region.sources.all()},
            themes={theme.name: theme for theme in region.themes.all()},
            organisations={body.name: body for body in region.organisations.all()},
        )


def load(file: RegionFile, ledger: Ledger, region: Region) -> None:
    """Store the lists and the highlights of the pilots, which are stored already."""
    for index, item in enumerate(file["activity_kinds"], start=1):
        ledger.store(ActivityKind, {"name": item["name"]}, hint=item.get("hint", ""), position=index * 10)
    for index, name in enumerate(file["audience_groups"], start=1):
        ledger.store(AudienceGroup, {"name": name}, position=index * 10)
    known = Known.of(region)
    pilots = {pilot.slug: pilot for pilot in Pilot.objects.filter(authority__region=region)}
    for item in file["pilots"]:
        store_highlights(ledger, known, pilots[item["key"]], item.get("highlights", []))
    published = Activity.objects.filter(pilot__authority__region=region).exclude(source_key="")
    ledger.list_gone(published)
    ledger.list_gone(Reach.objects.filter(activity__in=published).select_related("audience"))


def store_highlights(ledger: Ledger, known: Known, pilot: Pilot, items: list[Item]) -> None:
    """Store highlights as entries; an entry that somebody has changed in the portal is left as it is."""
    localities, sites = list(pilot.localities.all()), list(pilot.sites.all())
    for item in items:
        identity = {"pilot": pilot, "source_key": item["key"]}
        before = Activity.objects.filter(**identity).first()
        if before and was_changed_by_people(before):
            leave(ledger, before)
            continue
        place = place_of(item, localities, sites)
        entry = ledger.store(Activity, identity, **place, **values_of(known, item))
        ledger.link(entry, "themes", [known.themes[name] for name in item.get("themes", [])])
        ledger.link(entry, "partners", [known.organisations[name] for name in item.get("partners", [])])
        record_approval(entry, before)
        for reach in item.get("reach", []):
            store_reach(ledger, known, entry, reach)


def leave(ledger: Ledger, entry: Activity) -> None:
    ledger.seen[Activity].add(entry.pk)
    ledger.seen[Reach].update(entry.reach.values_list("pk", flat=True))
    ledger.kept.append(described(entry))


def place_of(item: Item, localities: list[Locality], sites: list[Site]) -> Item:
    """Return where a highlight took place; in the only locality of its pilot if it does not say."""
    asked, at = item.get("locality"), item.get("site")
    only = localities[0] if len(localities) == 1 and not at else None
    return {
        "locality": next((locality for locality in localities if locality.slug == asked), only),
        "site": next((site for site in sites if site.name == at), None),
    }


def values_of(known: Known, item: Item) -> Item:
    start, end = first_day(str(item["from"])), last_day(str(item.get("until", item["from"])))
    return {
        "kind": known.kinds[item["kind"]],
        "source": known.sources[item["source"]],
        "status": Status(item["status"]),
        "starts_on": start,
        "ends_on": end if end > start else None,
        "intervention_name": item.get("intervention", ""),
        "minutes": round(item["hours"] * 60) if "hours" in item else None,
        **{name: item.get(name, "") for name in TEXTS},
    }


def record_approval(entry: Activity, before: Activity | None) -> None:
    """Have the thread of decisions say where an approved entry without an author comes from."""
    was = before.status if before else Status.DRAFT
    if entry.status == Status.APPROVED != was:
        reason = f"Recorded as published in {entry.source}"
        ReviewStep.objects.create(
            activity=entry, move="recorded", from_status=was, to_status=Status.APPROVED, reason=reason
        )


def store_reach(ledger: Ledger, known: Known, entry: Activity, item: Item) -> None:
    identity = {
        "activity": entry,
        "audience": known.audiences[item["audience"]],
        "unit": Reach.Unit(item.get("unit", "people")),
        "counts": Reach.Counts(item.get("counts", "individuals")),
    }
    ledger.store(Reach, identity, number=item["number"], wording=item.get("wording", ""))
