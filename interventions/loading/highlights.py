"""The part of a region file that is about highlights: entries of the log that a source reports."""

from __future__ import annotations

from pilots.models import Locality, Pilot, Region, Site
from pilots.region_file import DataFile, Ledger
from pilots.region_file.ledger import was_changed_by_people
from vru_portal.dates import first_day, last_day

from ..models import Activity, Reach, ReviewStep
from ..models.activity import Status
from .deliveries import intervention_of
from .known import Item, Known

TEXTS = ("title", "headline", "venue", "what_happened", "what_changed", "language")


def load_highlights(file: DataFile, ledger: Ledger, region: Region, known: Known) -> None:
    """Store the highlights of the pilots; these and their interventions are stored already."""
    for item in file["pilots"]:
        store_highlights(ledger, known, known.pilots[item["key"]], item.get("highlights", []))
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
            ledger.leave(before, before.reach.all())
            continue
        place = place_of(item, localities, sites)
        intervention = intervention_of(ledger, pilot, item)
        entry = ledger.store(Activity, identity, intervention=intervention, **place, **values_of(known, item))
        ledger.link(entry, "themes", [known.themes[name] for name in item.get("themes", [])])
        ledger.link(entry, "partners", [known.organisations[name] for name in item.get("partners", [])])
        record_approval(entry, before)
        for reach in item.get("reach", []):
            store_reach(ledger, known, entry, reach)


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
        "minutes": round(item["hours"] * 60) if "hours" in item else None,
        # What a source tells the public was put forward by being published.
        "for_bulletin": True,
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
