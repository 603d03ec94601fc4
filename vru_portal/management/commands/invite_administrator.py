"""Invites the first administrator, or another one where all others are locked out."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pilots.models import Region
from vru_portal.access.invitations import invite
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Role

NO_ADDRESS = "Enter an e-mail address in the correct format, like name@example.org"


class Command(BaseCommand):
    help = "Adds an administrator of a region and mails them a link to set a password."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")
        parser.add_argument("region", help="the region's slug, such as west-midlands")

    def handle(self, *args, email: str, full_name: str, region: str, **options) -> None:
        place = Region.objects.filter(slug=region).first()
        if place is None:
            raise CommandError(f"There is no region {region}. Load it first: python manage.py load_region FILE")
        with transaction.atomic():
            user = added(email, full_name)
            Posting.objects.create(user=user, role=Role.ADMINISTRATOR, region=place)
        invite(user)
        self.stdout.write(f"An invitation has been mailed to {user.email}")


def added(email: str, full_name: str) -> User:
    """Store and return a user without a password; CommandError with a sentence where that is not possible."""
    user = User(email=email, full_name=full_name)
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        is_no_address = "email" in error.error_dict and error.error_dict["email"][0].code == "invalid"
        raise CommandError(NO_ADDRESS if is_no_address else " ".join(error.messages)) from None
    user.save()
    return user
