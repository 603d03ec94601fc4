"""The part of a region file that is about what pilots expect, and how it is measured."""

from __future__ import annotations

from django.utils import timezone

from pilots.models import Pilot, Region, TheoryOfChange
from pilots.region_file import DataFile, Ledger

from ..models import AnticipatedOutcome, StepMeasure
from .deliveries import intervention_of
from .known import Item, Known


def load_expectations(file: DataFile, ledger: Ledger, region: Region, known: Known) -> None:
    """Store the anticipated outcomes, and what measures the steps of theories; interventions are stored already."""
    for item in file["pilots"]:
        pilot = known.pilots[item["key"]]
        for outcome in item.get("anticipated_outcomes", []):
            store_outcome(ledger, known, pilot, outcome)
        if "theory" in item:
            load_measures(ledger, known, pilot, item["theory"]["steps"])
    current = Pilot.objects.filter(authority__region=region).current()
    ledger.list_gone(AnticipatedOutcome.objects.filter(pilot__in=current, source__isnull=False).current())
    ledger.list_gone(StepMeasure.objects.filter(step__theory__pilot__in=current, step__withdrawn_at=None))


def store_outcome(ledger: Ledger, known: Known, pilot: Pilot, item: Item) -> None:
    ledger.store(
        AnticipatedOutcome,
        {"pilot": pilot, "statement": item["statement"]},
        renamable=True,
        measure=known.measures[item.get("measure")],
        measured_by=item["measured_by"],
        intervention=intervention_of(ledger, pilot, item),
        source=known.sources[item["source"]],
    )


def load_measures(ledger: Ledger, known: Known, pilot: Pilot, steps: list[Item]) -> None:
    """Store what measures the steps of a theory of change, unless people have changed the theory or that."""
    theory = TheoryOfChange.objects.get(pilot=pilot)
    stored = StepMeasure.objects.filter(step__theory=theory)
    changed = StepMeasure.history.filter(step__theory=theory, history_user__isnull=False)
    if ledger.has_left(theory) or changed.exists():
        ledger.seen[StepMeasure].update(stored.values_list("pk", flat=True))
        return
    before, began = ledger.changes, timezone.now()
    by_key = {step.key: step for step in theory.steps.exclude(key="")}
    for item in steps:
        for what in item.get("measured_by", []):
            store_measure(ledger, known, pilot, by_key[item["key"]], what)
    if ledger.changes > before:
        ledger.bump(theory, at=began)


def store_measure(ledger: Ledger, known: Known, pilot: Pilot, step, item: Item) -> None:
    identity = {
        "step": step,
        "kind": known.kinds[item.get("kind")],
        "audience": known.audiences[item.get("audience")],
        "intervention": intervention_of(ledger, pilot, item),
        "measure": known.measures[item.get("measure")],
    }
    ledger.store(StepMeasure, identity)
