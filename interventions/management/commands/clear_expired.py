"""Deletes what is past its retention. Run it every night: see docs/operating.md."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from interventions.models import Notification, UnsavedEntry
from interventions.models.export import Export
from stakeholders.contacts.erasing import erase_all
from stakeholders.models import Contact, JoinRequest
from vru_portal.access.models import SignInEvent

EXPIRING: dict[str, Any] = {
    "unsaved entries": UnsavedEntry,
    "requests to join a network": JoinRequest,
    "notifications": Notification,
    "records of exports": Export,
    "records of sign-ins": SignInEvent,
}


class Command(BaseCommand):
    help = (
        "Delete unsaved entries, requests to join, notifications, records of exports and sign-ins, and sessions past"
        " their retention; erase contacts past theirs."
    )

    def handle(self, **options) -> None:
        for words, model in EXPIRING.items():
            _, deleted = model.objects.expired().delete()
            self.stdout.write(f"{deleted.get(model._meta.label, 0)} {words} deleted")
        self.stdout.write(f"{erase_all(Contact.objects.expired())} contacts erased")
        call_command("clearsessions")
