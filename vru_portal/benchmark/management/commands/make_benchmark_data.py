"""manage.py make_benchmark_data: fill an empty database with a large made-up log."""

from __future__ import annotations

from datetime import date
from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from interventions.monthly import rebuild
from pilots.models import LocalAuthority, Region
from vru_portal.benchmark.data import bulletins, log, world
from vru_portal.benchmark.data.tables import references_unchecked


class Command(BaseCommand):
    help = "Fill an empty database with 20 regions and a log of three years, the same for the same seed and day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--rows", type=int, default=10_000, help="how many entries of the log")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other data")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="the last day, today by default")

    def handle(self, *, rows: int, seed: int, until: date | None, **options) -> None:
        if Region.objects.exists():
            raise CommandError("This database holds a region already. Make benchmark data only in an empty one.")
        day, random = until or timezone.localdate(), Random(seed)  # noqa: S311 (the same data each time)
        quiet = options["verbosity"] == 0
        with transaction.atomic(), references_unchecked():
            world.make(day, random)
            log.make(rows, day, random, lambda batches, total: shown(batches, "Entries", total, quiet))
        for region in shown(list(Region.objects.order_by("pk")), "Monthly figures", None, quiet):
            rebuild(LocalAuthority.objects.filter(region=region))
        bulletins.publish(day)
        tidy_up()


def shown(things, title: str, total: int | None, quiet: bool):
    return tqdm(things, desc=f"      {title}", total=total, unit=" steps", disable=quiet or None)


def tidy_up() -> None:
    """Have PostgreSQL learn what is in its tables, as it does by itself within minutes."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
