"""Loads a region from its file, with the catalogue. docs/region-file.md and docs/catalogue-file.md describe them."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

import pilots.loading
import stakeholders.loading
from interventions import catalogue, loading
from interventions.monthly import rebuild
from pilots.region_file import BadDataFile, DataFile, Fault, Ledger, check, read

SHIPPED_CATALOGUE = Path(catalogue.__file__).parent.parent / "data" / "catalogue.yaml"


class Command(BaseCommand):
    help = "Load a region from its file, or bring it up to date. All or nothing; may be run again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="a region file, such as pilots/data/west-midlands.yaml")
        parser.add_argument(
            "--catalogue",
            default=str(SHIPPED_CATALOGUE),
            metavar="FILE",
            help="the measures, factors and intervention types, if not those that come with the portal",
        )
        parser.add_argument("--check", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *, file: str, catalogue: str, check: bool, **options) -> None:
        try:
            ledger = load(*checked(file, catalogue), dry_run=check)
        except IntegrityError:
            raise CommandError("Somebody changed the same records. Nothing was stored: run it again.") from None
        self.report(ledger, checked_only=check)

    def report(self, ledger: Ledger, *, checked_only: bool) -> None:
        self.stdout.write(f"{'':<34}{'in the files':>12}{'added':>8}{'changed':>9}")
        for name, *numbers in ledger.counts:
            self.stdout.write(f"{name.capitalize():<34}{numbers[0]:>12}{numbers[1]:>8}{numbers[2]:>9}")
        self.enumerate("Changed in the portal, and left as it is there:", ledger.kept)
        self.enumerate("Told in another place now, and taken away:", ledger.removed)
        self.enumerate("Not in the files, and left as it is:", ledger.gone)
        if not ledger.has_changes:
            self.stdout.write("Nothing changed.")
        elif checked_only:
            self.stdout.write("Only checked: nothing was stored.")

    def enumerate(self, heading: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write("\n".join([heading, *(f"  {line}" for line in lines)]))


def checked(region_name: str, catalogue_name: str) -> tuple[DataFile, DataFile]:
    """Return what the two files say; CommandError with every fault of both if there is one."""
    region, types = opened(region_name, "region file"), opened(catalogue_name, "catalogue file")
    for rule in (check, pilots.loading.check):
        rule(region)
    loading.check(region, types)
    catalogue.check(types)
    catalogue.check_stored(types, next((value for _, value in region.each("region.key")), None))
    bad = [(name, file.faults) for name, file in ((region_name, region), (catalogue_name, types)) if file.faults]
    if bad:
        raise CommandError("\n".join(told(name, BadDataFile(faults).faults) for name, faults in bad))
    return region, types


def opened(name: str, noun: str) -> DataFile:
    try:
        return read(name, noun)
    except BadDataFile as bad:
        raise CommandError(told(name, bad.faults)) from None


def told(name: str, faults: list[Fault]) -> str:
    found = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    return "\n".join([f"{name}: {found}. Nothing was stored.", *(f"  {fault}" for fault in faults)])


@transaction.atomic
def load(file: DataFile, types: DataFile, *, dry_run: bool = False) -> Ledger:
    """Store what two checked files say, all or nothing, and return the account of it. A dry run stores nothing."""
    ledger = Ledger(file.name)
    region = pilots.loading.load(file, ledger)
    organisations = stakeholders.loading.load(file, ledger, region)
    loading.load_lists(file, ledger)
    ledger.turn_to(types.name)
    catalogue.load(types, ledger, region)
    ledger.turn_to(file.name)
    pilots.loading.load_theories(file, ledger, region)
    loading.load(file, ledger, region, organisations)
    rebuild(region.authorities.all())
    transaction.set_rollback(dry_run)
    return ledger
