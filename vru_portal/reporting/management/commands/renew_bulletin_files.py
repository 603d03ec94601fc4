"""manage.py renew_bulletin_files: run it every night after clear_expired, see docs/operating.md."""

from django.core.management.base import BaseCommand

from vru_portal.reporting.bulletins.publishing import renew_files


class Command(BaseCommand):
    help = "Make the PDF and Word files anew of published bulletins from which words or people were taken out."

    def handle(self, **options) -> None:
        self.stdout.write(f"{renew_files()} bulletins made anew")
