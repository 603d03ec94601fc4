"""Loads the outlines of authorities and localities for maps. docs/operating.md describes the file."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from pilots.boundaries import Account, BadBoundaries, load, read
from pilots.models import Boundary

LONGEST_SOURCE = Boundary._meta.get_field("source").max_length or 0
MOST_LINES = 200


class Command(BaseCommand):
    help = "Load outlines for maps from GeoJSON, or bring them up to date. All or nothing; may be run again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="a GeoJSON file in longitude and latitude")
        parser.add_argument("--source", default="", help="what maps say about their origin, if not the file's own name")
        parser.add_argument(
            "--pass-over-others",
            action="store_true",
            help="leave out the areas of authorities that the portal does not know, as in a file of the whole country",
        )
        parser.add_argument("--check", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *, file: str, source: str, pass_over_others: bool, check: bool, **options) -> None:
        try:
            collection = read(file)
            told = " ".join((source or collection.name).split())
            if len(told) > LONGEST_SOURCE or not told.isprintable():
                raise CommandError(f"Give a --source of at most {LONGEST_SOURCE} characters, in one line.")
            account = load(collection, told, pass_over_others=pass_over_others, dry_run=check)
        except BadBoundaries as bad:
            raise CommandError(in_words(file, bad.faults)) from None
        except IntegrityError:
            raise CommandError("Somebody changed the same records. Nothing was stored: run it again.") from None
        self.report(account, checked_only=check)

    def report(self, account: Account, *, checked_only: bool) -> None:
        self.enumerate("Added:", account.added)
        self.enumerate("Changed:", account.changed)
        self.enumerate("The same as before:", account.same)
        if account.passed_over:
            self.stdout.write(f"Passed over, since the portal does not know their authorities: {account.passed_over:,}")
        self.enumerate("Without an outline, so that their region has a schematic map:", account.missing)
        if checked_only:
            self.stdout.write("Only checked: nothing was stored.")

    def enumerate(self, heading: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write("\n".join([heading, *(f"  {line}" for line in lines)]))


def in_words(file: str, faults: list[str]) -> str:
    found = "1 error" if len(faults) == 1 else f"{len(faults):,} errors"
    more = [f"  and {len(faults) - MOST_LINES:,} more"] if len(faults) > MOST_LINES else []
    lines = [f"  {fault}" for fault in faults[:MOST_LINES]]
    return "\n".join([f"{file}: {found}. Nothing was stored.", *lines, *more])
