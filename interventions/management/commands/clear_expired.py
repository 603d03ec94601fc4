"""Deletes what is past its retention. Run it every night: see docs/operating.md."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from interventions.models import Notification, UnsavedEntry
from interventions.models.export import Export
from vru_portal.access.models import SignInEvent

EXPIRING: dict[str, Any] = {
    "unsaved entries": UnsavedEntry,
    "notifications": Notification,
    "records of exports": Export,
    "records of sign-ins": SignInEvent,
}


class Command(BaseCommand):
    help = "Delete unsaved entries, notifications, records of exports and sign-ins, and sessions past their retention."

    def handle(self, **options) -> None:
        for words, model in EXPIRING.items():
            _, deleted = model.objects.expired().delete()
            self.stdout.write(f"{deleted.get(model._meta.label, 0)} {words} deleted")
        call_command("clearsessions")
