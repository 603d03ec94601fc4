"""The part of a region file that is about theories of change."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ..models import Factor, Pilot, Region, TheoryLink, TheoryOfChange, TheoryStep
from ..region_file import DataFile, Ledger
from .places import sources_of

Item = dict[str, Any]


def load_theories(file: DataFile, ledger: Ledger, region: Region) -> None:
    """Store the theories of change of the pilots; these, their sources and the factors are stored already."""
    sources = sources_of(region)
    pilots = {pilot.slug: pilot for pilot in Pilot.objects.filter(authority__region=region)}
    for item in file["pilots"]:
        if "theory" in item:
            load_theory(ledger, sources, pilots[item["key"]], item["theory"])
    theories = TheoryOfChange.objects.filter(pilot__authority__region=region, pilot__archived_at=None)
    steps = TheoryStep.objects.filter(theory__in=theories).in_use()
    ledger.list_gone(theories)
    ledger.list_gone(steps.exclude(key=""))
    ledger.list_gone(TheoryLink.objects.filter(start__in=steps, end__in=steps).select_related("start", "end"))


def load_theory(ledger: Ledger, sources: dict, pilot: Pilot, item: Item) -> None:
    """Store a theory of change, unless people have changed anything of it: then the whole is theirs."""
    stored = TheoryOfChange.objects.filter(pilot=pilot).first()
    if stored and was_edited(stored):
        steps = TheoryStep.objects.filter(theory=stored)
        ledger.leave(stored, steps, TheoryLink.objects.filter(start__in=steps))
        return
    before, began = ledger.changes, timezone.now()
    theory = ledger.store(
        TheoryOfChange, {"pilot": pilot}, note=item.get("note", ""), source=sources[item.get("source")]
    )
    chosen = [factor for name in item.get("factors", []) for factor in factors(ledger, name)]
    if set(chosen) - set(theory.factors.all()):
        ledger.bump(theory)
    ledger.link(theory, "factors", chosen)
    store_steps(ledger, theory, item["steps"])
    if ledger.changes > before:
        ledger.bump(theory, at=began)


def was_edited(theory: TheoryOfChange) -> bool:
    """Say whether somebody who was signed in has changed the theory, its steps or their links."""
    histories = (
        theory.history.all(),
        TheoryStep.history.filter(theory=theory),
        TheoryLink.history.filter(start__theory=theory),
    )
    return any(rows.filter(history_user__isnull=False).exists() for rows in histories)


def factors(ledger: Ledger, name: str) -> list[Factor]:
    """Return the risk factor and the protective factor of that name, as far as there are."""
    found = [ledger.find(Factor, {"kind": kind, "name": name}) for kind in Factor.Kind.values]
    return [factor for factor in found if factor]


def store_steps(ledger: Ledger, theory: TheoryOfChange, items: list[Item]) -> None:
    """Store the steps, in their order within each stage, and then what leads to what."""
    places: dict[str, int] = {}
    steps = {}
    for item in items:
        stage = item["stage"]
        places[stage] = places.get(stage, 0) + 1
        identity = {"theory": theory, "key": item["key"]}
        steps[item["key"]] = ledger.store(TheoryStep, identity, stage=stage, position=places[stage], text=item["text"])
    for item in items:
        for link in item.get("leads_to", []):
            ends = {"start": steps[item["key"]], "end": steps[link["to"]]}
            ledger.store(TheoryLink, ends, assumption=link.get("assuming", ""))
