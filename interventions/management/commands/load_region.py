"""Loads a region from its file. docs/region-file.md describes the file."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

import pilots.loading
import stakeholders.loading
from interventions import loading
from pilots.region_file import BadRegionFile, Ledger, RegionFile, check, read


class Command(BaseCommand):
    help = "Load a region from its file, or bring it up to date. All or nothing; may be run again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="a region file, such as pilots/data/west-midlands.yaml")
        parser.add_argument("--check", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *, file: str, check: bool, **options) -> None:
        try:
            ledger = load(checked(file), dry_run=check)
        except BadRegionFile as bad:
            count = len(bad.faults)
            faults = "\n".join(f"  {fault}" for fault in bad.faults)
            found = "1 error" if count == 1 else f"{count} errors"
            raise CommandError(f"{file}: {found}. Nothing was stored.\n{faults}") from None
        except IntegrityError:
            raise CommandError("Somebody changed the same records. Nothing was stored: run it again.") from None
        self.report(ledger, checked_only=check)

    def report(self, ledger: Ledger, *, checked_only: bool) -> None:
        self.stdout.write(f"{'':<28}{'in the file':>12}{'added':>8}{'changed':>9}")
        for name, *numbers in ledger.counts:
            self.stdout.write(f"{name.capitalize():<28}{numbers[0]:>12}{numbers[1]:>8}{numbers[2]:>9}")
        self.enumerate("Changed in the portal, and left as it is there:", ledger.kept)
        self.enumerate("Not in the file, and left as it is:", ledger.gone)
        if not ledger.has_changes:
            self.stdout.write("Nothing changed.")
        elif checked_only:
            self.stdout.write("Only checked: nothing was stored.")

    def enumerate(self, heading: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write("\n".join([heading, *(f"  {line}" for line in lines)]))


def checked(name: str) -> RegionFile:
    """Return what the file says; BadRegionFile with every fault if there is one."""
    file = read(name)
    for rule in (check, pilots.loading.check, loading.check):
        rule(file)
    if file.faults:
        raise BadRegionFile(file.faults)
    return file


@transaction.atomic
def load(file: RegionFile, *, dry_run: bool = False) -> Ledger:
    """Store what a checked file says, all or nothing, and return the account of it. A dry run stores nothing."""
    ledger = Ledger(file.name)
    region = pilots.loading.load(file, ledger)
    stakeholders.loading.load(file, ledger, region)
    loading.load(file, ledger, region)
    transaction.set_rollback(dry_run)
    return ledger
