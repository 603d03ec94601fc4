"""manage.py prepare_database: what ``make run`` does to the database before it serves."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from pilots.models import Region
from vru_portal.access.models import User
from vru_portal.demonstration.people import PASSWORD, sign_ins

REGION_FILE = Path("pilots/data/west-midlands.yaml")


class Command(BaseCommand):
    help = "Bring the database up to date; fill it only where it is empty; say who may sign in."

    def handle(self, *args, **options) -> None:
        self.stdout.write("      checking its tables")
        call_command("migrate", interactive=False, verbosity=options["verbosity"] - 1, stdout=self.stdout)
        call_command("createcachetable", verbosity=0)
        if settings.DEMONSTRATION:
            self.fill()
            self.show_sign_ins()

    def fill(self) -> None:
        """Load the West Midlands and the demonstration year, each only where nothing of its sort is there."""
        if not Region.objects.exists():
            self.stdout.write("      loading the West Midlands")
            call_command("load_region", str(settings.BASE_DIR / REGION_FILE), stdout=StringIO())
        if not User.objects.exists():
            self.stdout.write("      making up a demonstration year")
            call_command("load_demonstration", stdout=self.stdout)

    def show_sign_ins(self) -> None:
        """Print one line a role: role, e-mail address, password."""
        people = sign_ins()
        if people:
            self.stdout.write("\nSign in as one of these people, who are made up like all their entries:\n\n")
        for role, area, email in people:
            self.stdout.write(f"  {role:<32}{email:<36}{PASSWORD}   ({area})")
