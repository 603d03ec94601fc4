"""manage.py load_demonstration: fill an empty portal with a made-up year."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pilots.models import Region
from vru_portal.access.models import User
from vru_portal.demonstration.loading import load


class Command(BaseCommand):
    help = "Make up people and the last twelve months of activity, for trying the portal. Never in production."

    def handle(self, *args, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This makes people whose password everybody knows: only with DEMONSTRATION=true.")
        if User.objects.filter(is_demonstration=True).exists():
            raise CommandError("The demonstration is loaded already. For a new one, start with an empty database.")
        regions = list(Region.objects.order_by("slug"))
        if not regions:
            raise CommandError("There is no region yet. Load one first: manage.py load_region FILE")
        made = load(regions[0], timezone.localdate(), lambda text: self.stdout.write(f"      {text}"))
        self.stdout.write(self.style.SUCCESS(f"      {regions[0]}: {made:,} demonstration entries"))
