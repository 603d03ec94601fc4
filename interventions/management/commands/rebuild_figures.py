"""Makes the monthly figures anew from the log, and says where they had come apart from it. See docs/operating.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from interventions.monthly import Difference, differences, hold, rebuild
from pilots.models import LocalAuthority
from vru_portal.wording import counted

SHOWN = 50


class Command(BaseCommand):
    help = "Make the monthly figures anew from the log, and report every figure that was wrong."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="only report; fail where a figure is wrong")

    @transaction.atomic
    def handle(self, *, check: bool, **options: Any) -> None:
        authorities = LocalAuthority.objects.order_by("pk")
        hold(authorities.values_list("pk", flat=True))
        found = list(differences(authorities))
        self.report(found)
        if found and check:
            raise CommandError(f"{counted(len(found), 'monthly figure')} not as the log has it. Nothing was changed.")
        if not check:
            rebuild(authorities)
            self.stdout.write("The monthly figures are made anew." if found else "All monthly figures were right.")
        elif not found:
            self.stdout.write("All monthly figures are right.")

    def report(self, found: list[Difference]) -> None:
        for difference in found[:SHOWN]:
            self.stdout.write(str(difference))
        if len(found) > SHOWN:
            self.stdout.write(f"and {len(found) - SHOWN:,} more")
